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
    Object.assign(this, { hashes: bigger.hashes, docs: bigger.docs, spareHashes: bigger.spareHashes, spareDocs: bigger.spareDocs })
  }

  /** By hash, then document, each pair once. Radix sort: its time does not depend on what people are called. */
  sort(): void {
    for (const shift of [0, 11, 22]) this.distribute(shift)
    this.sortRuns()
    this.dropRepeats()
  }

  /** One stable pass over 11 bits. */
  private distribute(shift: number): void {
    const { hashes, docs, length, spareHashes, spareDocs } = this
    const starts = new Uint32Array(2_049)
    for (let at = 0; at < length; at++) (starts[(((hashes[at] as number) >>> shift) & 2_047) + 1] as number)++
    for (let bucket = 0; bucket < 2_048; bucket++) starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number)
    for (let at = 0; at < length; at++) {
      const hash = hashes[at] as number
      const to = (starts[(hash >>> shift) & 2_047] as number)++
      spareHashes[to] = hash
      spareDocs[to] = docs[at] as number
    }
    Object.assign(this, { hashes: spareHashes, docs: spareDocs, spareHashes: hashes, spareDocs: docs })
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
