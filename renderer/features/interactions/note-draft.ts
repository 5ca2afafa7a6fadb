/** A note before it is one. */
import type { Disposition } from '#shared/features/interactions/interactions.schema.ts'

/** `id` is made when the note is first sent, and goes with every further try, so that a lost answer doubles nothing. */
export type NoteDraft = { text: string; disposition: Disposition; id: string | null }

/** As `dispositionSchema` and `MAX_NOTE_LENGTH`, without the schema library; note-draft.test.ts compares them. */
export const dispositions = ['resolved', 'followUp', 'callBack', 'escalated', 'transferred', 'informationGiven', 'noAnswer', 'disconnected'] as const satisfies readonly Disposition[]
export const NOTE_LIMIT = 4000
export const emptyNote: NoteDraft = { text: '', disposition: 'informationGiven', id: null }

const isDisposition = (value: unknown): value is Disposition => dispositions.some((known) => known === value)

/** From what was kept, by this version of the program or an older one; null when it is no note. */
export function reviveNote(stored: unknown): NoteDraft | null {
  if (typeof stored !== 'object' || stored === null || !('text' in stored) || typeof stored.text !== 'string') return null
  const disposition = 'disposition' in stored && isDisposition(stored.disposition) ? stored.disposition : emptyNote.disposition
  return { text: stored.text, disposition, id: 'id' in stored && typeof stored.id === 'string' ? stored.id : null }
}

/** The note of a command that was refused: sent again it is another one. */
export function noteFromCommand(input: Record<string, unknown>): NoteDraft | null {
  const note = reviveNote(input)
  return note && { ...note, id: null }
}

/** Never over what stands in the box already: below it. */
export function mergeNote(inBox: NoteDraft, back: NoteDraft): NoteDraft {
  return inBox.text.trim() ? { ...inBox, id: null, text: `${inBox.text}\n\n${back.text}` } : back
}

/** For what was typed before the kept draft came. It goes below, where the caret is; an outcome chosen already stays. */
export function mergeKept(typed: NoteDraft, kept: NoteDraft): NoteDraft {
  const disposition = typed.disposition === emptyNote.disposition ? kept.disposition : typed.disposition
  return typed.text.trim() ? { ...mergeNote(kept, typed), disposition } : { ...kept, disposition }
}
