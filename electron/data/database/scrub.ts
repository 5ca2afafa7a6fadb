/**
 * What is deleted is still in the file until something else is written there. After an erasure nothing of it may be: not in the free
 * part of a page, in a page that is in nobody's use, in the WAL, or in a damaged file that was put aside. Whoever has the key reads
 * those as well. It is owed from the transaction that erased until it is done, also over a kill.
 */
import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { findMeta, setMeta } from './migrate.ts'
import { run, type Db, type WritableDb } from './statements.ts'

const OWED = 'scrubOwed'
const owing = new WeakSet<Db>()

/** Cells of pages that are written anyway are overwritten at every deletion: that costs no page more. With the connection. */
export const overwriteDeleted = (db: Db): void => void db.pragma('secure_delete = FAST')

/** In the transaction that erases, before its first deletion: pages that it frees are overwritten too. */
export function beginErasing(db: WritableDb): void {
  db.pragma('secure_delete = ON')
  setMeta(db, OWED, '1')
  owing.add(db)
}

export const isScrubOwed = (db: Db): boolean => owing.has(db)
/** At the opening, of a file that was left owing. */
export const findScrubOwed = (db: Db): boolean => findMeta(db, OWED) !== null

/** Outside a transaction. @param file null: in memory, where nothing outlives the program */
export function scrub(db: Db, file: string | null): void {
  db.pragma('secure_delete = ON')
  db.transaction(() => overwriteFreePages(db as WritableDb)).immediate()
  db.pragma('wal_checkpoint(TRUNCATE)')
  if (file !== null) removeAside(file)
  db.transaction(() => run(db as WritableDb, 'delete from meta where key = ?', OWED)).immediate()
  overwriteDeleted(db)
  owing.delete(db)
}

/** Bytes of one value: its pages come from the free ones. */
const PIECE = 4_000_000

/** Free pages are taken by zeros and given back, which overwrites them once more. */
function overwriteFreePages(db: WritableDb): void {
  const free = db.pragma('freelist_count', { simple: true }) as number
  if (free === 0) return
  const pageSize = db.pragma('page_size', { simple: true }) as number
  db.exec('create table scrubbing (zeros blob not null) strict')
  const insert = db.prepare('insert into scrubbing values (zeroblob(?))')
  for (let left = free * pageSize; left > 0; left -= PIECE) insert.run(Math.min(left, PIECE))
  db.exec('drop table scrubbing')
}

/** Copies that could not be read, whose work was carried over as far as it could be: nobody can take a customer out of them. */
function removeAside(file: string): void {
  const [folder, name] = [path.dirname(file), path.basename(file)]
  for (const each of readdirSync(folder)) if (each.startsWith(`${name}.aside-`)) rmSync(path.join(folder, each), { force: true })
}
