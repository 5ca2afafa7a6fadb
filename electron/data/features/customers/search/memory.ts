/**
 * What is not yet on the disk. Writing each page of a first pull as a segment of its own, and merging, would
 * encrypt every posting three times over; so postings stay in memory until their chunk is full, and the disk
 * only knows which customers those are: all above `through`, and those in `searchPending`. After a crash or
 * a rollback (`generation` betrays both) they are read again from the customer table.
 *
 *   page of customers -> fresh runs -> frozen (chunk full, or enough changed) -> slices written -> on the disk
 */
import type { Row } from '#shared/features/sync/streams.ts'
import { fromColumns } from '../../../database/stream-tables.ts'
import { findRow, listRows, type Db } from '../../../database/statements.ts'
import { BlockCache } from './block-cache.ts'
import { CustomerTerms } from './customer-terms.ts'
import { IdentifierLengths } from './identifier-lengths.ts'
import type { Subject } from './match-word.ts'
import { Pairs } from './pairs.ts'
import { CHUNK, eachPairOfRun, type Docs, type Run } from './postings.ts'
import type { SearchedRow } from './searched-fields.ts'
import type { Segment } from './segments.ts'
import { isLearned, type Where } from './vocabulary.ts'

/** Raised when what a term is has changed: an index of another format is dropped. */
export const FORMAT = 1

export const memoryTablesSql = `
-- Customers whose rowid is above this have postings in memory only.
create table if not exists searchState (
  id integer primary key check (id = 1),
  generation integer not null,
  through integer not null,
  format integer not null
) strict;
insert or ignore into searchState values (1, 0, 0, ${FORMAT});
-- Changed since their postings were written.
create table if not exists searchPending (doc integer primary key) strict;
`

/** A run of fewer takes the next page in, so that single edits never pile up. */
const SMALL_RUN = 256
const MOST_LEARNED = 60_000

export type FreshChunk = { number: number; runs: Run[]; runDocs: number[]; docs: number[]; top: number }
/** A frozen chunk on its way to the disk; `target` is 0 until its first slice. */
export type Job = { fresh: FreshChunk; replaced: Segment[]; target: number; slice: number }

export type Memory = {
  generation: number
  through: number
  /** Customers at or below `through` that were indexed again. */
  changed: number
  fresh: Map<number, FreshChunk>
  jobs: Job[]
  terms: CustomerTerms
  /** Words that were put into the vocabulary, as far as is remembered, and those that the next write puts there. */
  learned: Set<string>
  newWords: [string, Where][]
  lengths: IdentifierLengths
  scratch: Pairs
  /** What is on the disk, as of this generation. */
  segments: Segment[] | null
  /** Who is a customer no more, by chunk, as of this generation: 8 KB for each. */
  closed: Map<number, Docs>
  /** What was read of the disk, as of this generation. */
  blocks: BlockCache
  /** Rows that were looked at, by rowid, ready to be judged again by the next key, as of this generation. */
  subjects: Map<number, Subject<Row<'customer'>>>
}
const memories = new WeakMap<Db, Memory>()

type State = { generation: number; through: number }
const stateOf = (db: Db): State => findRow<State>(db, 'select generation, through from searchState') ?? { generation: 0, through: 0 }

/** For reading: what is in memory now, read again from the customer table when the file is not as it was left. */
export function recall(db: Db): Memory {
  const state = stateOf(db)
  const memory = memories.get(db)
  if (memory?.generation === state.generation) return memory
  const fresh = emptyMemory(state, new IdentifierLengths(db))
  memories.set(db, fresh)
  addToMemory(fresh, readPending(db, state.through))
  return fresh
}

export const forgetMemory = (db: Db): void => {
  memories.delete(db)
}

function emptyMemory(state: State, lengths: IdentifierLengths): Memory {
  const learned = new Set<string>()
  const newWords: [string, Where][] = []
  const terms = new CustomerTerms((word, where) => {
    const key = `${where}${word}`
    if (!isLearned(word) || learned.has(key)) return
    if (learned.size >= MOST_LEARNED) learned.clear()
    learned.add(key)
    newWords.push([word, where])
  }, lengths)
  return { ...state, changed: 0, fresh: new Map(), jobs: [], terms, learned, newWords, lengths, scratch: new Pairs(1_024), segments: null, closed: new Map(), blocks: new BlockCache(), subjects: new Map() }
}

/** A customer with where they stand in the customer table. */
export type Placed = { rowid: number; row: SearchedRow }

function readPending(db: Db, through: number): Placed[] {
  const found = [
    ...listRows<Record<string, unknown>>(db, 'select customer.rowid as doc, customer.* from searchPending cross join customer on customer.rowid = searchPending.doc where doc <= ?', through),
    ...listRows<Record<string, unknown>>(db, 'select rowid as doc, * from customer where rowid > ?', through),
  ]
  return found.map((row) => ({ rowid: row['doc'] as number, row: fromColumns('customer', row) }))
}

/** Without a word to the disk: a reader may do it. */
export function addToMemory(memory: Memory, rows: readonly Placed[]): void {
  const byChunk = new Map<number, Placed[]>()
  for (const placed of rows) {
    const number = Math.floor(placed.rowid / CHUNK)
    const others = byChunk.get(number)
    if (others) others.push(placed)
    else byChunk.set(number, [placed])
  }
  for (const [number, placed] of byChunk) addToChunk(memory, number, placed)
}

function addToChunk(memory: Memory, number: number, rows: readonly Placed[]): void {
  let chunk = memory.fresh.get(number)
  if (!chunk) memory.fresh.set(number, (chunk = { number, runs: [], runDocs: [], docs: [], top: 0 }))
  const pairs = memory.scratch
  pairs.length = 0
  let docs = rows.length
  if ((chunk.runDocs.at(-1) ?? SMALL_RUN) < SMALL_RUN) {
    eachPairOfRun(chunk.runs.pop() as Run, 0, 2 ** 32, (hash, doc) => pairs.push(hash, doc))
    docs += chunk.runDocs.pop() ?? 0
  }
  for (const { rowid, row } of rows) {
    const doc = rowid % CHUNK
    memory.terms.addTo(pairs, row, doc)
    chunk.docs.push(doc)
    chunk.top = Math.max(chunk.top, rowid)
    if (rowid <= memory.through) memory.changed++
  }
  chunk.runs.push(pairs.toRun())
  chunk.runDocs.push(docs)
}
