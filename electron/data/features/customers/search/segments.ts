/**
 * The index on the disk: segments, each of one chunk of 65,536 customers, each a run of blocks in order of
 * the hash of their terms. Nothing is ever taken out: a posting that is no longer true costs a look at the
 * row, which decides in any case.
 */
import { listRows, prepare, run, type Db, type WritableDb } from '../../../database/statements.ts'
import { type BlockCache } from './block-cache.ts'
import { type Pairs } from './pairs.ts'
import { eachPair, eachPairOfRun, encodeBits, encodeLists, findTerm, MAX_LIST, noDocs, openBlock, type Block, type Docs, type Run } from './postings.ts'

export const segmentTablesSql = `
create table if not exists searchSegment (
  id integer primary key autoincrement,
  chunk integer not null,
  -- 1 when every slice of it is written; until then it is not read.
  complete integer not null default 0
) strict;
create table if not exists searchBlock (key integer primary key, data blob not null) strict;
`

/** A block's key is its segment times this, plus the hash of its first term: one seek finds where a term must be. */
const KEY = 4_294_967_296
/** So that a block with its row fills one page of 4,096 bytes less what the cipher keeps of it. */
const BLOCK_BYTES = 3_900
/** Hash ranges in which a segment is written, each within 20 ms, so that a search never waits longer. */
export const SLICES = 32

export type Segment = { id: number; chunk: number }

export const listSegments = (db: Db): Segment[] => listRows<Segment>(db, 'select id, chunk from searchSegment where complete = 1 order by chunk, id')

export function beginSegment(db: WritableDb, chunk: number): number {
  return Number(prepare(db, 'insert into searchSegment(chunk) values (?)').run(chunk).lastInsertRowid)
}

/** @param sorted scratch space, whose content is lost */
export function writeSlice(db: WritableDb, target: number, slice: number, runs: readonly Run[], segments: readonly Segment[], sorted: Pairs): void {
  const from = (slice * KEY) / SLICES
  const to = from + KEY / SLICES
  const visit = (hash: number, doc: number) => sorted.push(hash, doc)
  sorted.length = 0
  for (const { id } of segments) readPairs(db, id, from, to, visit)
  for (const source of runs) eachPairOfRun(source, from, to, visit)
  // Within a slice of 32 hashes differ in their lower 27 bits.
  sorted.sort(28)
  writeBlocks(db, target, sorted)
}

export function completeSegment(db: WritableDb, target: number, replaced: readonly Segment[]): void {
  for (const { id } of replaced) dropSegment(db, id)
  run(db, 'update searchSegment set complete = 1 where id = ?', target)
}

/** What a program that ended in the middle of it has left. */
export function dropIncomplete(db: WritableDb): void {
  for (const { id } of listRows<Segment>(db, 'select id, chunk from searchSegment where complete = 0')) dropSegment(db, id)
}

function dropSegment(db: WritableDb, id: number): void {
  run(db, 'delete from searchBlock where key >= ? and key < ?', id * KEY, (id + 1) * KEY)
  run(db, 'delete from searchSegment where id = ?', id)
}

/** Those with a hash from `from` to below `to`; the block before may reach into the range. */
function readPairs(db: Db, segment: number, from: number, to: number, visit: (hash: number, doc: number) => void): void {
  const blocks = prepare(db, 'select data from searchBlock where key >= ? and key < ? order by key').pluck()
  for (const block of blocks.all(startOf(db, segment, from), segment * KEY + to) as Uint8Array[]) {
    eachPair(openBlock(block), (hash, doc) => {
      if (hash >= from && hash < to) visit(hash, doc)
    })
  }
}

function startOf(db: Db, segment: number, hash: number): number {
  const before = prepare(db, 'select key from searchBlock where key <= ? and key >= ? order by key desc limit 1').pluck()
  return (before.get(segment * KEY + hash, segment * KEY) as number | undefined) ?? segment * KEY
}

/** Terms are put together until a page is full; one with more than fits stands alone. */
function writeBlocks(db: WritableDb, segment: number, pairs: Pairs): void {
  const insert = prepare(db, 'insert into searchBlock(key, data) values (?, ?)')
  const { hashes, docs, length } = pairs
  const terms = new Uint32Array(BLOCK_BYTES / 8)
  const ends = new Uint16Array(BLOCK_BYTES / 8)
  let count = 0
  let blockFrom = 0
  const flush = (to: number) => {
    if (count > 0) insert.run(segment * KEY + (terms[0] as number), encodeLists(terms.subarray(0, count), ends.subarray(0, count), docs.subarray(blockFrom, to)))
    count = 0
    blockFrom = to
  }
  for (let from = 0, to = 0; from < length; from = to) {
    const hash = hashes[from] as number
    while (to < length && hashes[to] === hash) to++
    if (4 + (count + 1) * 6 + (to - blockFrom) * 2 > BLOCK_BYTES) flush(from)
    if (to - from > MAX_LIST) {
      insert.run(segment * KEY + hash, encodeBits(hash, docs.subarray(from, to)))
      blockFrom = to
    } else {
      terms[count] = hash
      ends[count++] = to - blockFrom
    }
  }
  flush(length)
}

export class SegmentReader {
  private readonly db: Db
  private readonly segment: number
  private readonly blocks: BlockCache

  constructor(db: Db, segment: number, blocks: BlockCache) {
    this.db = db
    this.segment = segment
    this.blocks = blocks
  }

  find(hash: number): Docs {
    const block = this.blocks.find(this.segment, hash) ?? this.read(hash)
    return block ? findTerm(block, hash) : noDocs
  }

  private read(hash: number): Block | undefined {
    const statement = prepare(this.db, 'select data from searchBlock where key <= ? and key >= ? order by key desc limit 1').pluck()
    const found = statement.get(this.segment * KEY + hash, this.segment * KEY) as Uint8Array | undefined
    if (!found) return undefined
    const block = openBlock(found)
    this.blocks.add(this.segment, Math.max(block.hashes.at(-1) ?? 0, hash), block)
    return block
  }
}
