/** What an agent typed, as words. Identifiers are typed with any separators, so some texts can be read in more than one way. */
import { fold, split } from './words.ts'

export type Reading = {
  words: string[]
  /** All of it is one phone, account, MAC, serial or e-mail with separators in it; no name or address. */
  identifierOnly: boolean
  /** Only when nobody was found otherwise. */
  lastResort: boolean
}
export type Query = {
  /** Likeliest first, no two alike. */
  readings: Reading[]
  /** All letters and digits, to be compared with whole identifiers. */
  whole: string
  hasAt: boolean
}

/** More letters than any identifier has. */
const MAX_IDENTIFIER = 64
const isNumber = (word: string): boolean => /^\d+$/.test(word)

export function parseQuery(text: string): Query {
  const folded = fold(text).replaceAll("'", '')
  const chunks = folded.split(/\s+/).map((chunk) => ({ words: split(chunk), joins: /[\d@._]/.test(chunk) }))
  const apart = chunks.flatMap((chunk) => chunk.words)
  const together = chunks.flatMap(({ words, joins }) => (joins && words.length > 1 ? [words.join('')] : words))
  const joined = joinNumbers(together)
  const whole = apart.join('').slice(0, MAX_IDENTIFIER + 1)
  const readings = [{ words: joined, identifierOnly: false, lastResort: false }]
  if (joined.length !== together.length) readings.push({ words: together, identifierOnly: false, lastResort: false })
  if (joined.length > 1 && whole.length <= MAX_IDENTIFIER) readings.push({ words: [whole], identifierOnly: true, lastResort: false })
  // Who typed `07810-449` did not mean two numbers; who typed `14 1/2` did.
  if (together.length !== apart.length) readings.push({ words: apart, identifierOnly: false, lastResort: true })
  return { readings: readings.map(withoutRepeats).filter((reading) => reading.words.length > 0), whole, hasAt: text.includes('@') }
}

/** `914 555 0123` is one number. */
function joinNumbers(words: string[]): string[] {
  const joined: string[] = []
  words.forEach((word, at) => {
    if (isNumber(word) && isNumber(words[at - 1] ?? '')) joined[joined.length - 1] += word
    else joined.push(word)
  })
  return joined
}

const withoutRepeats = (reading: Reading): Reading => ({ ...reading, words: [...new Set(reading.words)] })
