/**
 * A term is a class and a text, kept as a 32-bit hash (FNV-1a): two that meet by chance cost a look at a row.
 * The class says where a text stands, so that a name is told from a street without positions in the index.
 */
export const termClass = {
  nameWhole: 1,
  nameStart: 2,
  placeWhole: 3,
  placeStart: 4,
  /** Any three neighbours in a phone number. */
  phonePart: 5,
  phoneEnd: 6,
  /** Any three neighbours in an account number, a MAC or a serial. */
  codePart: 7,
  /** Without separators: `ana.rivera@x.org` is `anariveraxorg`. */
  emailWhole: 8,
  emailStart: 9,
  domainWhole: 10,
  domainStart: 11,
  closed: 12,
  /** Length and last three of a phone, account, MAC or serial: tells a whole one from a part. */
  wholeEnd: 13,
} as const
export type TermClass = (typeof termClass)[keyof typeof termClass]

const PRIME = 0x0100_0193
const BASIS = 0x811c_9dc5
const begin = (kind: TermClass): number => Math.imul(BASIS ^ kind, PRIME)
const step = (hash: number, unit: number): number => Math.imul(hash ^ unit, PRIME)

/** Letters that decide where a term lies. */
const NEAR = 3
/**
 * The upper 12 bits are of the first letters alone: all that a word of a query is looked up as, and what it is
 * looked up as after the next key, lies on one page or two.
 */
function place(text: string, from: number, to: number): number {
  let hash = BASIS
  for (let at = from; at < to && at < from + NEAR; at++) hash = step(hash, text.charCodeAt(at))
  return ((hash ^ (hash >>> 15)) & 0xfff) << 20
}
const join = (place: number, hash: number): number => (place | ((hash ^ (hash >>> 20)) & 0xf_ffff)) >>> 0

export function hashOf(kind: TermClass, text: string, from = 0, to = text.length): number {
  let hash = begin(kind)
  for (let at = from; at < to; at++) hash = step(hash, text.charCodeAt(at))
  return join(place(text, from, to), hash)
}

/** Words are also kept by their beginnings up to this long; what is longer is looked up among the known words. */
export const MAX_WORD_START = 5
/** Of e-mails, beginnings of these lengths: between two of them the row decides. */
export const emailStarts = [3, 4, 5, 6, 8, 10, 12, 16] as const

/** The whole word, and its beginnings. */
export function addWord(into: number[], whole: TermClass, start: TermClass, word: string): void {
  into.push(hashOf(whole, word))
  let hash = begin(start)
  for (let at = 0; at < word.length && at < MAX_WORD_START; at++) {
    hash = step(hash, word.charCodeAt(at))
    into.push(join(place(word, 0, at + 1), hash))
  }
}

export function addEmailText(into: number[], whole: TermClass, start: TermClass, text: string): void {
  into.push(hashOf(whole, text))
  for (const length of emailStarts) if (length <= text.length) into.push(hashOf(start, text, 0, length))
}

export function addParts(into: number[], kind: TermClass, text: string): void {
  for (let at = 0; at + 3 <= text.length; at++) into.push(hashOf(kind, text, at, at + 3))
}

/** @param text a whole identifier without separators */
export const hashOfWhole = (text: string): number => hashOf(termClass.wholeEnd, wholeEnd(text))
export const wholeEnd = (text: string): string => `${text.length}:${text.slice(-3)}`
