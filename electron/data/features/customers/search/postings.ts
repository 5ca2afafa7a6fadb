/**
 * Lists of documents, as they lie in a block of the index and as sets in hand. A document is the low 16 bits
 * of a customer's rowid; the high bits are its chunk. So a set is at most 65,536 wide: a sorted list while it
 * is small, 8 KiB of bits when it is not, and no intersection of two can cost more than 2,048 steps of bits.
 */
export const CHUNK = 65_536
const BIT_WORDS = CHUNK / 32
/** Above this many a list is longer than the bits. */
export const MAX_LIST = CHUNK / 16

export type Docs = Uint16Array | Uint32Array
export const noDocs: Docs = new Uint16Array(0)
const isBits = (docs: Docs): docs is Uint32Array => docs instanceof Uint32Array

/** One block: terms in order of their hash. Bytes: count u16, flag u16, hashes u32, ends u16, documents u16. */
const HEADER = 4
const PER_TERM = 6
const BITS = 1

/** @param docs ascending */
export function bitsOf(docs: Uint16Array): Uint32Array {
  const bits = new Uint32Array(BIT_WORDS)
  for (let at = 0; at < docs.length; at++) {
    const doc = docs[at] as number
    bits[doc >>> 5] = (bits[doc >>> 5] as number) | (1 << (doc & 31))
  }
  return bits
}

export function encodeBits(hash: number, docs: Uint16Array): Uint8Array {
  const block = new Uint32Array(2 + BIT_WORDS)
  block[0] = 1 | (BITS << 16)
  block[1] = hash
  block.set(bitsOf(docs), 2)
  return new Uint8Array(block.buffer)
}

/** @param ends where each term's documents end, in documents from the first */
export function encodeLists(hashes: Uint32Array, ends: Uint16Array, docs: Uint16Array): Uint8Array {
  const block = new Uint8Array(HEADER + hashes.length * PER_TERM + docs.length * 2)
  new Uint16Array(block.buffer)[0] = hashes.length
  new Uint32Array(block.buffer, HEADER, hashes.length).set(hashes)
  new Uint16Array(block.buffer, HEADER + hashes.length * 4, hashes.length).set(ends)
  new Uint16Array(block.buffer, HEADER + hashes.length * PER_TERM, docs.length).set(docs)
  return block
}

/** A block with its columns in view. Without `ends` it is one term's bits. */
export type Block = { hashes: Uint32Array; ends: Uint16Array | null; docs: Docs }

export function openBlock(bytes: Uint8Array): Block {
  const { buffer, byteOffset } = aligned(bytes)
  const [count = 0, flag] = new Uint16Array(buffer, byteOffset, 2)
  const hashes = new Uint32Array(buffer, byteOffset + HEADER, count)
  if (flag === BITS) return { hashes, ends: null, docs: new Uint32Array(buffer, byteOffset + HEADER + 4, BIT_WORDS) }
  const ends = new Uint16Array(buffer, byteOffset + HEADER + count * 4, count)
  return { hashes, ends, docs: new Uint16Array(buffer, byteOffset + HEADER + count * PER_TERM, ends[count - 1]) }
}

/** A view of four bytes must begin at a multiple of four. (The constructor copies; a Buffer's `slice` would not.) */
const aligned = (block: Uint8Array): Uint8Array => (block.byteOffset % 4 === 0 ? block : new Uint8Array(block))

/** @returns a view of the block, not a copy */
export function findTerm({ hashes, ends, docs }: Block, hash: number): Docs {
  const at = indexOf(hashes, hash)
  if (at < 0) return noDocs
  return ends === null ? docs : docs.subarray(at === 0 ? 0 : ends[at - 1], ends[at])
}

/** Every pair in the block, in order, for merging. */
export function eachPair({ hashes, ends, docs }: Block, visit: (hash: number, doc: number) => void): void {
  if (ends === null) for (const doc of docsIn(docs)) visit(hashes[0] as number, doc)
  else for (let term = 0, at = 0; term < hashes.length; term++) {
    for (; at < (ends[term] as number); at++) visit(hashes[term] as number, docs[at] as number)
  }
}

/**
 * Postings in memory, parted by the upper bits of the hash but not sorted within: a page of customers is asked
 * a few times and then merged, which sorts in any case.
 */
export type Run = { starts: Uint32Array; hashes: Uint32Array; docs: Uint16Array }
export const BUCKET_BITS = 11
const BUCKET_SHIFT = 32 - BUCKET_BITS

/** @param hash whose documents are wanted, ascending if the pages came so */
export function findInRun({ starts, hashes, docs }: Run, hash: number): Docs {
  const bucket = hash >>> BUCKET_SHIFT
  const found: number[] = []
  for (let at = starts[bucket] as number, end = starts[bucket + 1] as number; at < end; at++) if (hashes[at] === hash) found.push(docs[at] as number)
  return found.length === 0 ? noDocs : new Uint16Array(new Set(found)).sort()
}

/** Pairs with a hash from `from` to below `to`, both at the edge of a bucket. */
export function eachPairOfRun({ starts, hashes, docs }: Run, from: number, to: number, visit: (hash: number, doc: number) => void): void {
  const end = starts[to / 2 ** BUCKET_SHIFT] as number
  for (let at = starts[from / 2 ** BUCKET_SHIFT] as number; at < end; at++) visit(hashes[at] as number, docs[at] as number)
}

function firstNotBelow(sorted: Uint32Array | Uint16Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

function indexOf(hashes: Uint32Array, hash: number): number {
  const at = firstNotBelow(hashes, hash)
  return hashes[at] === hash ? at : -1
}

/** Ascending; whoever stops asking spares the rest. */
export function* docsIn(docs: Docs): Generator<number, void> {
  if (!isBits(docs)) return yield* docs
  for (let word = 0; word < BIT_WORDS; word++) {
    for (let bits = docs[word] as number; bits !== 0; bits &= bits - 1) yield word * 32 + 31 - Math.clz32(bits & -bits)
  }
}

export const has = (docs: Docs, doc: number): boolean =>
  isBits(docs) ? ((docs[doc >>> 5] as number) & (1 << (doc & 31))) !== 0 : inList(docs, doc)

const inList = (docs: Uint16Array, doc: number): boolean => docs[firstNotBelow(docs, doc)] === doc

/** Up to this many are sorted sooner than marked. */
const FEW = 128

export function union(sets: readonly Docs[]): Docs {
  const some = sets.filter((set) => set.length > 0)
  if (some.length < 2) return some[0] ?? noDocs
  const total = some.reduce((sum, set) => sum + (isBits(set) ? CHUNK : set.length), 0)
  return total <= FEW ? unionOfLists(some as Uint16Array[], total) : unionOfBits(some)
}

function unionOfLists(lists: Uint16Array[], total: number): Docs {
  const all = new Uint16Array(total)
  let length = 0
  for (const list of lists) {
    all.set(list, length)
    length += list.length
  }
  all.sort()
  let kept = 0
  for (let at = 0; at < total; at++) if (at === 0 || all[at] !== all[at - 1]) all[kept++] = all[at] as number
  return all.subarray(0, kept)
}

function unionOfBits(sets: Docs[]): Docs {
  const bits = new Uint32Array(BIT_WORDS)
  for (const set of sets) {
    if (isBits(set)) for (let word = 0; word < BIT_WORDS; word++) bits[word] = (bits[word] as number) | (set[word] as number)
    else for (let at = 0; at < set.length; at++) bits[(set[at] as number) >>> 5] = (bits[(set[at] as number) >>> 5] as number) | (1 << ((set[at] as number) & 31))
  }
  return bits
}

export function intersect(a: Docs, b: Docs): Docs {
  if (isBits(a) && isBits(b)) return intersectBits(a, b)
  const [list, other] = isBits(a) ? [b as Uint16Array, a] : isBits(b) || a.length <= b.length ? [a, b] : [b as Uint16Array, a]
  if (!isBits(other) && other.length < list.length * 16) return intersectLists(list, other)
  const kept = new Uint16Array(list.length)
  let length = 0
  for (let at = 0; at < list.length; at++) {
    const doc = list[at] as number
    if (has(other, doc)) kept[length++] = doc
  }
  return kept.subarray(0, length)
}

function intersectBits(a: Uint32Array, b: Uint32Array): Docs {
  const both = new Uint32Array(BIT_WORDS)
  let some = 0
  for (let word = 0; word < BIT_WORDS; word++) some |= both[word] = (a[word] as number) & (b[word] as number)
  return some === 0 ? noDocs : both
}

/** Of lists of about one length: step by step through both. */
function intersectLists(a: Uint16Array, b: Uint16Array): Docs {
  const kept = new Uint16Array(a.length)
  let length = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] as number
    const right = b[j] as number
    if (left === right) kept[length++] = left
    if (left <= right) i++
    if (right <= left) j++
  }
  return kept.subarray(0, length)
}

/** Those of `a` that are not in `b`. */
export function difference(a: Docs, b: Docs): Docs {
  if (a.length === 0 || b.length === 0) return a
  if (isBits(a)) {
    const other = isBits(b) ? b : bitsOf(b)
    const left = new Uint32Array(BIT_WORDS)
    for (let word = 0; word < BIT_WORDS; word++) left[word] = (a[word] as number) & ~(other[word] as number)
    return left
  }
  return a.filter((doc) => !has(b, doc))
}

export const intersectAll = (sets: readonly Docs[]): Docs => sets.reduce((all, set) => (all.length === 0 ? all : intersect(all, set)))
