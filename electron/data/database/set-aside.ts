/**
 * An unreadable file is put aside, and what the agent had in hand is carried over from it where it can be read. It stays for an engineer
 * until a customer is erased on request: nobody can be taken out of it, so it is deleted whole then (scrub.ts), and that is logged.
 */
import { existsSync, renameSync } from 'node:fs'
import type { Statement } from 'better-sqlite3'
import { judge } from './page-check.ts'
import { openFile } from './open.ts'
import { beginErasing, findScrubOwed } from './scrub.ts'
import type { Db, WritableDb } from './statements.ts'

export type SetAside = { path: string; problem: 'replacedDamaged' | 'replacedWrongKey' }

/** In the order of their use: work first. Copies of the backend's rows are pulled again instead; who was erased before is no news then. */
const rescued = ['outbox', 'draft', 'session', 'tabs', 'recent', 'erasedCustomer'] as const

/** Renames the file and its WAL beside themselves. @param stamp makes the name unique, such as an instant */
export function setAside(file: string, key: string, stamp: string): SetAside {
  const problem = judge(file, key) === 'wrongKey' ? 'replacedWrongKey' : 'replacedDamaged'
  const path = `${file}.aside-${stamp.replaceAll(/[:.]/g, '-')}`
  renameSync(file, path)
  // Without its WAL the file would lose the newest work; with our new file it would be taken for that one's.
  for (const suffix of ['-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, path + suffix)
  return { path, problem }
}

/** @returns rows carried over; 0 when nothing could be read. */
export function rescue(from: string, key: string, db: WritableDb): number {
  let old: Db
  try {
    old = openFile(from, key, true)
  } catch {
    return 0
  }
  try {
    if (isOwing(old)) beginErasing(db)
    return rescued.reduce((count, table) => count + copyRows(old, db, table), 0)
  } finally {
    old.close()
  }
}

/** What the old file still owed, it owes where it lies now. */
function isOwing(old: Db): boolean {
  try {
    return findScrubOwed(old)
  } catch {
    return false
  }
}

function copyRows(old: Db, db: WritableDb, table: string): number {
  const columns = sharedColumns(old, db, table)
  if (columns.length === 0) return 0
  const names = columns.map((name) => `"${name}"`).join(', ')
  const insert = db.prepare<unknown[]>(`insert or ignore into "${table}"(${names}) values (${columns.map(() => '?').join(', ')})`)
  // From both ends: a bad page in the middle hides what lies behind it, from that side only.
  return ['asc', 'desc'].reduce((count, order) => count + copyUntilDamage(old, `select ${names} from "${table}" order by 1 ${order}`, insert), 0)
}

function copyUntilDamage(old: Db, sql: string, insert: Statement<unknown[]>): number {
  let count = 0
  try {
    for (const row of old.prepare(sql).raw().iterate() as Iterable<unknown[]>) count += insert.run(...row).changes
  } catch {
    // The rest is behind a bad page.
  }
  return count
}

/** An older file may lack a column, and none may be there at all. */
function sharedColumns(old: Db, db: Db, table: string): string[] {
  const namesOf = (from: Db) => (from.prepare('select name from pragma_table_info(?)').all(table) as { name: string }[]).map((row) => row.name)
  try {
    const there = new Set(namesOf(old))
    return namesOf(db).filter((name) => there.has(name))
  } catch {
    return []
  }
}
