/** From memory to the disk, a slice with each page, so that no page and no search waits for a whole chunk. */
import { listRows, prepare, run, type WritableDb } from '../../../database/statements.ts'
import type { FreshChunk, Job, Memory } from './memory.ts'
import { CHUNK } from './postings.ts'
import { beginSegment, completeSegment, dropIncomplete, SLICES, writeSlice, type Segment } from './segments.ts'

/** Changed customers that are kept pending: as many are read again at a start in 20 ms. */
const MOST_CHANGED = 1_024
/** A chunk of as many segments is merged into one. */
const MOST_SEGMENTS = 3

const isFull = (chunk: FreshChunk): boolean => chunk.top % CHUNK === CHUNK - 1

/** Takes out of `fresh` what is due. */
export function freezeDue(memory: Memory): void {
  if (memory.changed >= MOST_CHANGED) return freezeAll(memory)
  for (const chunk of memory.fresh.values()) if (isFull(chunk) && chunk.top > memory.through) freeze(memory, chunk)
}

/** In order of rowids, so that `through` never passes a customer who is neither written nor pending. */
export function freezeAll(memory: Memory): void {
  for (const number of [...memory.fresh.keys()].sort((a, b) => a - b)) freeze(memory, memory.fresh.get(number) as FreshChunk)
  memory.changed = 0
}

function freeze(memory: Memory, fresh: FreshChunk): void {
  memory.fresh.delete(fresh.number)
  memory.jobs.push({ fresh, replaced: [], target: 0, slice: 0 })
}

/** @param slices how many to write at most */
export function advance(db: WritableDb, memory: Memory, slices: number): void {
  for (let left = slices; left > 0; left--) {
    const job = memory.jobs[0]
    if (!job) return
    if (job.target === 0) begin(db, memory, job)
    writeSlice(db, job.target, job.slice++, job.fresh.runs, job.replaced, memory.scratch)
    if (job.slice === SLICES) complete(db, memory, job)
  }
}

function begin(db: WritableDb, memory: Memory, job: Job): void {
  if (memory.jobs.length === 1) dropIncomplete(db)
  const there = listRows<Segment>(db, 'select id, chunk from searchSegment where chunk = ? and complete = 1', job.fresh.number)
  job.replaced = isFull(job.fresh) || there.length >= MOST_SEGMENTS ? there : []
  job.target = beginSegment(db, job.fresh.number)
}

function complete(db: WritableDb, memory: Memory, job: Job): void {
  completeSegment(db, job.target, job.replaced)
  memory.jobs.shift()
  memory.through = Math.max(memory.through, job.fresh.top)
  run(db, 'update searchState set through = ?', memory.through)
  const first = job.fresh.number * CHUNK
  run(db, 'delete from searchPending where doc >= ? and doc < ?', first, first + CHUNK)
  // Those that changed again since the chunk was frozen are not written yet.
  const since = [...memory.jobs.map((other) => other.fresh), ...memory.fresh.values()]
  for (const chunk of since) if (chunk.number === job.fresh.number) markPending(db, memory, chunk.docs.map((doc) => first + doc))
}

/** @param rowids above `through` need no mark */
export function markPending(db: WritableDb, memory: Memory, rowids: readonly number[]): void {
  const insert = prepare(db, 'insert or ignore into searchPending values (?)')
  for (const rowid of rowids) if (rowid <= memory.through) insert.run(rowid)
}
