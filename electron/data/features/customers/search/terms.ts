/**
 * A term is a class and a text, kept as a 32-bit hash (FNV-1a): two that meet by chance cost a look at a row.
 * The class says where a text stands, so that a name is told from a street without positions in the index.
 */
export const termClass = {
  nameWhole: 1,
  /** Beginnings that are not the whole word. */
  nameStart: 2,
  placeWhole: 3,
  placeStart: 4,
  /** Any three neighbours in a phone number without its country code. */
  phonePart: 5,
  phoneEnd: 6,
  accountPart: 7,
  codeEnd: 8,
  /** Without separators: `ana.rivera@x.org` is `anariveraxorg`. */
  emailWhole: 9,
  emailStart: 10,
  domainStart: 11,
  closed: 12,
  /** Four neighbours at every second place of a MAC or serial, from its front. */
  equipmentPart: 13,
  /** First three of an account number, and from each group of it as it is printed. */
  accountStart: 14,
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
/** Of e-mails and domains, beginnings of these lengths: between two of them the row decides. */
export const emailStarts = [3, 4, 5, 6, 7, 8, 10, 12] as const
/** What is asked for by its end is asked for by this many characters. */
export const END = 4

/** Hashes without boxes: an array of numbers above 2^31 would keep each on the heap. */
export class TermList {
  length = 0
  private hashes = new Uint32Array(64)

  push(hash: number): void {
    if (this.length === this.hashes.length) {
      const bigger = new Uint32Array(this.length * 2)
      bigger.set(this.hashes)
      this.hashes = bigger
    }
    this.hashes[this.length++] = hash
  }

  clear(): void {
    this.length = 0
  }

  view = (): Uint32Array => this.hashes.subarray(0, this.length)
  copy = (): Uint32Array => this.hashes.slice(0, this.length)
}

/** The whole word, and its beginnings. */
export function addWord(into: TermList, whole: TermClass, start: TermClass, word: string): void {
  into.push(hashOf(whole, word))
  let hash = begin(start)
  for (let at = 0; at < word.length - 1 && at < MAX_WORD_START; at++) {
    hash = step(hash, word.charCodeAt(at))
    into.push(join(place(word, 0, at + 1), hash))
  }
}

export function addStarts(into: TermList, kind: TermClass, text: string): void {
  for (const length of emailStarts) if (length <= text.length) into.push(hashOf(kind, text, 0, length))
}

/** What parts of a text are kept: `length` neighbours at every so manyth place. */
export type Parts = { kind: TermClass; length: number; every: number }
export const phoneParts: Parts = { kind: termClass.phonePart, length: 3, every: 1 }
export const accountParts: Parts = { kind: termClass.accountPart, length: 3, every: 1 }
export const equipmentParts: Parts = { kind: termClass.equipmentPart, length: 4, every: 2 }

export function addParts(into: TermList, { kind, length, every }: Parts, text: string): void {
  for (let at = 0; at + length <= text.length; at += every) into.push(hashOf(kind, text, at, at + length))
}

export const addEnd = (into: TermList, kind: TermClass, text: string): void => into.push(hashOf(kind, text, Math.max(0, text.length - END)))
