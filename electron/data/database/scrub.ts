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
/** At the opening, of a file that was left owing; it is known from then on. */
export function findScrubOwed(db: Db): boolean {
  const owed = findMeta(db, OWED) !== null
  if (owed) owing.add(db)
  return owed
}

/**
 * Outside a transaction. One that fails stays owed.
 * @param file null: in memory, where nothing outlives the program
 * @returns how many files that were put aside are deleted now
 */
export function scrub(db: Db, file: string | null): number {
  db.pragma('secure_delete = ON')
  overwriteFreePages(db)
  db.pragma('wal_checkpoint(TRUNCATE)')
  const removed = file === null ? 0 : removeAside(file)
  db.transaction(() => run(db as WritableDb, 'delete from meta where key = ?', OWED)).immediate()
  overwriteDeleted(db)
  owing.delete(db)
  return removed
}

/** Bytes of one value: its pages come from the free ones. */
const PIECE = 4_000_000

/**
 * Free pages are taken by zeros and given back, which overwrites also what is behind the last zero of a piece. Each piece is a
 * transaction and in its place before the next: the WAL takes no more room than one of them, whatever is free.
 */
function overwriteFreePages(db: Db): void {
  const free = () => db.pragma('freelist_count', { simple: true }) as number
  // Of one that was cut off; what it took is free again, and overwritten with the rest.
  dropZeros(db)
  if (free() === 0) return
  const pageSize = db.pragma('page_size', { simple: true }) as number
  try {
    db.exec('create table scrubbing (zeros blob not null) strict')
    const insert = db.prepare('insert into scrubbing values (zeroblob(?))')
    for (let left = free(); left > 0; left = free()) {
      insert.run(Math.min(left * pageSize, PIECE))
      db.pragma('wal_checkpoint(TRUNCATE)')
    }
    const piece = db.prepare('delete from scrubbing where rowid = (select max(rowid) from scrubbing)')
    while (piece.run().changes > 0) db.pragma('wal_checkpoint(TRUNCATE)')
    db.exec('drop table scrubbing')
  } finally {
    dropZeros(db)
  }
}

/** Also where there is no room to overwrite anything. */
function dropZeros(db: Db): void {
  db.pragma('secure_delete = FAST')
  db.exec('drop table if exists scrubbing')
  db.pragma('secure_delete = ON')
}

/** Copies that could not be read, whose work was carried over as far as it could be: nobody can take a customer out of them. */
function removeAside(file: string): number {
  const [folder, name] = [path.dirname(file), path.basename(file)]
  const aside = readdirSync(folder).filter((each) => each.startsWith(`${name}.aside-`))
  for (const each of aside) rmSync(path.join(folder, each), { force: true })
  return aside.length
}
