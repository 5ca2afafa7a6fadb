/**
 * Blocks of the index that were read, kept from one key to the next: most of what `smit` needed `smith` needs too.
 * They hold for one generation of the index and live in its `Memory`.
 */
import type { Block } from './postings.ts'

/** `through`: no block begins between `from` and here, so that whatever lies between is in this one or nowhere. */
type Span = { from: number; through: number; block: Block }

/** Of some 4 KB each: 12 MB. What is more is begun anew, which costs one slow key in a long while. */
const MOST_BLOCKS = 3_000

export class BlockCache {
  private readonly spans = new Map<number, Span[]>()
  private count = 0

  find(segment: number, hash: number): Block | undefined {
    const spans = this.spans.get(segment)
    const span = spans?.[lastFrom(spans, hash)]
    return span && hash <= span.through ? span.block : undefined
  }

  /** @param through the block's last hash, or the one that was asked for when that is behind it */
  add(segment: number, through: number, block: Block): void {
    const from = block.hashes[0] as number
    if (this.count >= MOST_BLOCKS) this.clear()
    let spans = this.spans.get(segment)
    if (!spans) this.spans.set(segment, (spans = []))
    const at = lastFrom(spans, from)
    const known = spans[at]
    if (known?.from === from) {
      known.through = Math.max(known.through, through)
      return
    }
    spans.splice(at + 1, 0, { from, through, block })
    this.count++
  }

  clear(): void {
    this.spans.clear()
    this.count = 0
  }
}

/** @returns the place of the last span that begins at or before this hash; -1 when none does */
function lastFrom(spans: readonly Span[], hash: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((spans[middle] as Span).from <= hash) low = middle + 1
    else high = middle
  }
  return low - 1
}
