/** A word that begins with `/`, as it is typed in a text: what somebody asks a list for. */
export type SlashWord = { /** Of the slash. */ from: number; to: number; word: string }

/** At the caret; null where the caret is in no such word, or in a path or a date. */
export function slashWordAt(text: string, caret: number): SlashWord | null {
  const word = /(?:^|\s)\/([^\s/]{0,60})$/.exec(text.slice(0, caret))?.[1]
  return word === undefined ? null : { from: caret - word.length - 1, to: caret, word }
}
