/**
 * What stands on bills, in Spanish. Rows and lines keep the English name: by it two bills are compared and taxes are matched,
 * and a bill that was issued never changes. What is shown or printed is put into words by whoever shows it.
 */

/** By the English name; also what is the same in both languages, so that it is known as one name. */
export type SpanishNames = ReadonlyMap<string, string>

/** @returns the name itself where nobody said it in Spanish, such as in a book from a file */
export const inSpanish = (name: string, spanish: SpanishNames): string => spanish.get(name) ?? name

/** Of a list as the history keeps it. A name may have a comma in it: the longest that is known is one. */
export function listInSpanish(names: string, spanish: SpanishNames): string {
  const parts = names.split(', ')
  const said: string[] = []
  for (let from = 0; from < parts.length; ) {
    let until = parts.length
    while (until > from + 1 && !spanish.has(parts.slice(from, until).join(', '))) until -= 1
    said.push(inSpanish(parts.slice(from, until).join(', '), spanish))
    from = until
  }
  return said.join(', ')
}
