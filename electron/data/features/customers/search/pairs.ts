import { BUCKET_BITS, type Run } from './postings.ts'

/** Growing columns of (hash of a term, document), to be sorted into a run. */
export class Pairs {
  length = 0
  hashes: Uint32Array
  docs: Uint16Array
  private spareHashes: Uint32Array
  private spareDocs: Uint16Array

  constructor(capacity: number) {
    this.hashes = new Uint32Array(capacity)
    this.docs = new Uint16Array(capacity)
    this.spareHashes = new Uint32Array(capacity)
    this.spareDocs = new Uint16Array(capacity)
  }

  push(hash: number, doc: number): void {
    if (this.length === this.hashes.length) this.grow()
    this.hashes[this.length] = hash
    this.docs[this.length++] = doc
  }

  addAll(hashes: Uint32Array, doc: number): void {
    const end = this.length + hashes.length
    while (end > this.hashes.length) this.grow()
    this.hashes.set(hashes, this.length)
    this.docs.fill(doc, this.length, end)
    this.length = end
  }

  private grow(): void {
    const bigger = new Pairs(this.hashes.length * 2)
    bigger.hashes.set(this.hashes)
    bigger.docs.set(this.docs)
    this.hashes = bigger.hashes
    this.docs = bigger.docs
    this.spareHashes = bigger.spareHashes
    this.spareDocs = bigger.spareDocs
  }

  /** As they come, parted by the upper bits of their hash. */
  toRun(): Run {
    const starts = this.distribute(32 - BUCKET_BITS, BUCKET_BITS)
    return { starts, hashes: this.hashes.slice(0, this.length), docs: this.docs.slice(0, this.length) }
  }

  /**
   * By hash, then document, each pair once. Radix sort: its time does not depend on what people are called.
   * @param bits in which the hashes differ, counted from the lowest; even
   */
  sort(bits: number): void {
    for (let shift = 0; shift < bits; shift += bits / 2) this.distribute(shift, bits / 2)
    this.sortRuns()
    this.dropRepeats()
  }

  /** One stable pass. @returns where each value of those bits begins */
  private distribute(shift: number, bits: number): Uint32Array {
    const { hashes, docs, length, spareHashes, spareDocs } = this
    const mask = 2 ** bits - 1
    const next = new Uint32Array(mask + 2)
    for (let at = 0; at < length; at++) (next[(((hashes[at] as number) >>> shift) & mask) + 1] as number)++
    for (let bucket = 0; bucket <= mask; bucket++) next[bucket + 1] = (next[bucket + 1] as number) + (next[bucket] as number)
    const starts = next.slice()
    for (let at = 0; at < length; at++) {
      const hash = hashes[at] as number
      const to = (next[(hash >>> shift) & mask] as number)++
      spareHashes[to] = hash
      spareDocs[to] = docs[at] as number
    }
    this.hashes = spareHashes
    this.docs = spareDocs
    this.spareHashes = hashes
    this.spareDocs = docs
    return starts
  }

  /** Pages come in order of documents, so hardly ever does a run need it. */
  private sortRuns(): void {
    const { hashes, docs, length } = this
    for (let from = 0, to = 1; to <= length; to++) {
      if (to < length && hashes[to] === hashes[from]) {
        if ((docs[to] as number) >= (docs[to - 1] as number)) continue
        while (to < length && hashes[to] === hashes[from]) to++
        docs.subarray(from, to).sort()
      }
      from = to
    }
  }

  private dropRepeats(): void {
    const { hashes, docs } = this
    let kept = 0
    for (let at = 0; at < this.length; at++) {
      if (kept > 0 && hashes[at] === hashes[kept - 1] && docs[at] === docs[kept - 1]) continue
      hashes[kept] = hashes[at] as number
      docs[kept++] = docs[at] as number
    }
    this.length = kept
  }
}
