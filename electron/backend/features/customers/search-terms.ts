/** What was typed, made into what the index is asked. The same folding as `search_fold` in the database. */
export type Term = {
  /** The words in it; `o'neil` is one, `14-16` two. */
  words: string[]
  /** Without separators: `0781044922107`, `aabbccddeeff`. */
  joined: string
  /** Digits that may stand anywhere in a phone number; null when there are fewer than three, or letters among them. */
  digits: string | null
}

const FEWEST_PHONE_DIGITS = 3
const phoneLike = /^[\d\s().+\-/]+$/

export const foldText = (text: string): string =>
  text.normalize('NFD').replace(/[\u0300-\u036f'\u2019]/g, '').toLowerCase()

export function toTerm(text: string): Term | null {
  const words = foldText(text).split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean)
  if (words.length === 0) return null
  const digits = phoneLike.test(text) ? text.replace(/\D/g, '') : ''
  return { words, joined: words.join(''), digits: digits.length >= FEWEST_PHONE_DIGITS ? digits : null }
}

/** Every term must be found, in any order. */
export const toTerms = (text: string): Term[] => text.split(/\s+/).flatMap((part) => toTerm(part) ?? [])

/** `(914) 555-0123` as one number, whatever blanks are in it; null when there is more than a number. */
export function wholeNumber(text: string): string | null {
  const term = phoneLike.test(text) ? toTerm(text) : null
  return term?.digits ?? null
}

// Words are letters and digits only, so that quoting them is safe.
const lexeme = (word: string, prefix: boolean): string => `'${word}'${prefix ? ':*' : ''}`

/** As PostgreSQL reads a `tsquery`. */
export function termQuery({ words, joined }: Term, { prefix }: { prefix: boolean }): string {
  const together = words.map((word) => lexeme(word, prefix)).join(' & ')
  return words.length === 1 ? together : `((${together}) | ${lexeme(joined, prefix)})`
}

export const anyOf = (words: readonly string[]): string => `(${words.map((word) => lexeme(word, false)).join(' | ')})`

/** Letters only, and long enough that one wrong letter leaves it recognisable. */
export const mayBeMistyped = (term: Term): boolean => term.words.length === 1 && /^[^\d]{4,40}$/.test(term.joined)

/** Wrong letters forgiven. */
export const forgiven = (word: string): number => (word.length >= 8 ? 2 : 1)

/** Insertions, losses, changes and swaps of neighbours (optimal string alignment). */
export function typingDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) row.push(cell(rows, row, a, b, i, j))
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

function cell(rows: number[][], row: number[], a: string, b: string, i: number, j: number): number {
  const above = rows[i - 1]!
  const same = a[i - 1] === b[j - 1] ? 0 : 1
  const best = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + same)
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
  return swapped ? Math.min(best, rows[i - 2]![j - 2]! + 1) : best
}
