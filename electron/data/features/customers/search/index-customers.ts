/**
 * Keeps the search in step with the customer table. Why an index of our own and not FTS5: see README.md here,
 * with the measurements. In short: with a transaction for every page and every page encrypted, FTS5 rewrites
 * and encrypts its postings at each merge, and an intersection of two long lists (a city, a kind of street) can
 * be neither bounded nor ranked.
 */
import { prepare, run, type Db, type WritableDb } from '../../../database/statements.ts'
import { advance, freezeAll, freezeDue, markPending } from './flush.ts'
import { addToMemory, FORMAT, forgetMemory, memoryTablesSql, recall, type Memory } from './memory.ts'
import { allowEveryLength, lengthTableSql } from './identifier-lengths.ts'
import { CHUNK } from './postings.ts'
import type { SearchedRow } from './searched-fields.ts'
import { segmentTablesSql, SLICES } from './segments.ts'
import { learnWord, vocabularyTableSql } from './vocabulary.ts'

/**
 * Idempotent; part of the cache's opening transaction, after the customer table is there.
 * @returns true when an index of another format was dropped: the customers must then be pulled again, because to
 *   index a million at the first search would take half a minute
 */
export function createSearchTables(db: WritableDb): boolean {
  const dropped = hasOtherFormat(db)
  if (dropped) db.exec('drop table searchBlock; drop table searchSegment; drop table searchWord; drop table searchPending; drop table searchState; drop table if exists searchLength')
  const isFromBeforeLengths = columnsOf(db, 'searchState').length > 0 && columnsOf(db, 'searchLength').length === 0
  db.exec(segmentTablesSql + vocabularyTableSql + memoryTablesSql + lengthTableSql)
  if (isFromBeforeLengths) allowEveryLength(db)
  return dropped
}

function hasOtherFormat(db: Db): boolean {
  const columns = columnsOf(db, 'searchState')
  if (columns.length === 0) return false
  return !columns.includes('format') || db.prepare('select format from searchState').pluck().get() !== FORMAT
}

const columnsOf = (db: Db, table: string): unknown[] => db.prepare('select name from pragma_table_info(?)').pluck().all(table)

/** When every customer row goes, as with "clear cache" or a remade customer table; in the same transaction. */
export function clearSearchIndex(db: WritableDb): void {
  db.exec(`delete from searchBlock; delete from searchSegment; delete from searchWord; delete from searchPending; delete from searchLength;
    update searchState set generation = generation + 1, through = 0`)
  forgetMemory(db)
}

/**
 * Makes these customers findable as they are now, new and changed ones alike.
 * Call it after their rows were written to the customer table, in the same transaction, a page at a time.
 */
export function indexCustomers(db: WritableDb, rows: readonly SearchedRow[]): void {
  if (rows.length === 0) return
  const memory = recall(db)
  const placed = placeRows(db, rows)
  addToMemory(memory, placed)
  markPending(db, memory, placed.map(({ rowid }) => rowid))
  freezeDue(memory)
  // A chunk is written in the time in which two thirds of the next one arrive; a backlog faster.
  advance(db, memory, Math.ceil((rows.length / CHUNK) * SLICES * 1.5) * memory.jobs.length)
  remember(db, memory)
}

/**
 * Customers left the table; call it in the same transaction. There is nothing to take out of the index: a hit is always
 * read from the table, and what the index still says of them is passed over. Only rows read for earlier keys are forgotten.
 */
export function forgetRows(db: WritableDb): void {
  recall(db).subjects.clear()
}

/**
 * Writes all that is still in memory; call it in a transaction of its own when a pull has come to its end, and
 * after it the process holds no postings. About 0.3 s for the last part of a first pull of a million.
 */
export function flushSearchIndex(db: WritableDb): void {
  const memory = recall(db)
  freezeAll(memory)
  advance(db, memory, Infinity)
  remember(db, memory)
  forgetMemory(db)
}

function remember(db: WritableDb, memory: Memory): void {
  for (const [word, where] of memory.newWords) learnWord(db, word, where)
  memory.newWords.length = 0
  memory.lengths.write(db)
  memory.generation++
  memory.segments = null
  memory.closed.clear()
  memory.blocks.clear()
  memory.subjects.clear()
  run(db, 'update searchState set generation = ?', memory.generation)
}

function placeRows(db: Db, rows: readonly SearchedRow[]): { rowid: number; row: SearchedRow }[] {
  const rowidOf = prepare(db, 'select rowid from customer where id = ?').pluck()
  return rows.map((row) => ({ rowid: rowidOf.get(row.id) as number, row }))
}
