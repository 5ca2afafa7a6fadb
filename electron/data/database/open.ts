/**
 * Opens the one file of the desk. The pragmas and why:
 * - `cipher=aegis`: every page is encrypted and authenticated (AEGIS-256, draft-irtf-cfrg-aegis-aead); a flipped bit
 *   is an error, not a wrong balance. SQLCipher's format does the same with AES-CBC and HMAC-SHA512, at 50 µs of
 *   processor for a page written and 14 for one read, against 14 and 6 here and 11 and 5 without any cipher: the
 *   difference is half of a first pull.
 * - raw key: no key derivation at start. The salt is derived from the key and stands first in the file, so that
 *   a file of another key can be told from a damaged one.
 * - `locking_mode=EXCLUSIVE`: this process alone opens the file. The WAL's index then lives in memory, not in a
 *   mapped `-shm` file, whose pages a full disk would turn into a crash.
 * - WAL with `synchronous=FULL`: what was answered is on the disk, also after a power cut (0.5 ms a commit).
 * - `temp_store=MEMORY`: nothing in clear text beside the file.
 */
import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import type { Db } from './statements.ts'

/** Pages kept in memory, in KiB: enough for a search's inner pages; the whole program must stay small. */
const CACHE_KIB = 16 * 1024
const BUSY_MS = 5_000

/** First 16 bytes of every file under this key. @param key 64 hex digits @returns 32 hex digits */
export const saltOf = (key: string): string => createHash('sha256').update(`headend cache ${key}`).digest('hex').slice(0, 32)

/**
 * @param file null: in memory, and the key is not needed.
 * @param salvage reads what can be read of a damaged file, for rescue only.
 * @throws SqliteError NOTADB or CORRUPT on the first read when the file is damaged or under another key.
 */
export function openFile(file: string | null, key: string | null, salvage = false): Db {
  const db = new Database(file ?? ':memory:', { timeout: BUSY_MS })
  try {
    if (file !== null && key !== null) {
      db.pragma(`cipher='aegis'`)
      db.pragma(`key='raw:${key}${saltOf(key)}'`)
    }
    if (salvage) tolerateDamage(db)
    // Reads the first page, so that a bad file is known before anything is written to it.
    db.prepare('select count(*) from sqlite_schema').get()
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Apart from opening, because setting WAL writes: a newer file must be refused before. */
export function configure(db: Db): void {
  db.pragma('locking_mode = EXCLUSIVE')
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.pragma('temp_store = MEMORY')
  db.pragma(`cache_size = -${CACHE_KIB}`)
  // Little and often: a checkpoint of SQLite's usual 1,000 pages would hold up a search for 50 ms.
  db.pragma('wal_autocheckpoint = 256')
  // Bounds the WAL on disk after a first pull.
  db.pragma('journal_size_limit = 67108864')
}

/** With a writable schema SQLite opens a file that is shorter than its header says; pages that are there can be read. */
function tolerateDamage(db: Db): void {
  db.unsafeMode(true)
  db.pragma('writable_schema = ON')
  db.pragma('locking_mode = EXCLUSIVE')
}
