/** Which parts of a row a search matched. Compared without accents and case, as the search itself does. */

export type Part = { text: string; marked: boolean }

/** One folded character for each UTF-16 unit, so that places in both strings are the same. */
function fold(text: string): string {
  let folded = ''
  for (const unit of text) folded += unit.normalize('NFD').charAt(0).toLowerCase().padEnd(unit.length, ' ')
  return folded
}

const isDigits = (text: string): boolean => /^\d+$/.test(text)
const isWordPart = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character)

/** Marks texts where they begin a word, and digits anywhere in a number, separators skipped. */
export function markParts(text: string, marks: readonly string[]): Part[] {
  if (!marks.length || !text) return [{ text, marked: false }]
  const on = new Uint8Array(text.length)
  const folded = fold(text)
  for (const mark of marks) {
    if (!mark) continue
    markWords(folded, fold(mark), on)
    if (isDigits(mark) && mark.length > 1) markDigits(folded, mark, on)
  }
  return split(text, on)
}

function markWords(folded: string, mark: string, on: Uint8Array): void {
  for (let at = folded.indexOf(mark); at >= 0; at = folded.indexOf(mark, at + 1))
    if (!isWordPart(folded[at - 1])) on.fill(1, at, at + mark.length)
}

/** `4492210` in `07810-449-2210-7`. */
function markDigits(folded: string, mark: string, on: Uint8Array): void {
  const places = [...folded].flatMap((character, at) => (/\d/.test(character) ? [at] : []))
  const digits = places.map((at) => folded[at]).join('')
  for (let at = digits.indexOf(mark); at >= 0; at = digits.indexOf(mark, at + 1))
    on.fill(1, places[at] ?? 0, (places[at + mark.length - 1] ?? 0) + 1)
}

function split(text: string, on: Uint8Array): Part[] {
  const parts: Part[] = []
  let from = 0
  for (let at = 1; at <= text.length; at++) {
    if (at < text.length && on[at] === on[from]) continue
    parts.push({ text: text.slice(from, at), marked: on[from] === 1 })
    from = at
  }
  return parts
}

/** The last four of a phone are marked by any number of three digits or more that ends in them or runs into them. */
export function markLastFour(last4: string, marks: readonly string[]): Part[] {
  const whole = marks.some((mark) => isDigits(mark) && mark.length >= 7 && mark.endsWith(last4))
  return whole ? [{ text: last4, marked: true }] : markParts(last4, marks)
}
