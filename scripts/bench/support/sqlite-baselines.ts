/** What SQLite alone does with the same rows: insert into a bare table in one transaction, and rebuild a bare FTS5 over it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { rounded } from '../../lib/stats.ts'

const SEARCHED = ['accountNumber', 'name', 'street', 'city', 'phones', 'emails', 'equipmentIds']

const cells = (customer: Customer): string[] => [
  customer.accountNumber,
  [customer.givenName, customer.familyName, customer.organizationName].join(' '),
  [customer.houseNumber, customer.street, customer.unit].join(' '),
  [customer.city, customer.stateOrProvince, customer.postalCode].join(' '),
  customer.phones.join(' '),
  customer.emails.join(' '),
  customer.equipmentIds.join(' '),
]

export function sqliteBaselines(customers: Iterable<Customer>, count: number): { rawInsertPerSecond: number; ftsRebuildSeconds: number } {
  const folder = mkdtempSync(join(tmpdir(), 'headend-baseline-'))
  const db = new Database(join(folder, 'bare.db'))
  try {
    db.pragma('journal_mode = wal')
    db.exec(`create table bare (${SEARCHED.join(', ')})`)
    db.exec(`create virtual table bare_fts using fts5 (${SEARCHED.join(', ')}, content='bare')`)
    const rows = [...customers].map(cells)
    const insertSeconds = timed(() => insertAll(db, rows))
    const rebuildSeconds = timed(() => db.exec(`insert into bare_fts (bare_fts) values ('rebuild')`))
    return { rawInsertPerSecond: Math.round(count / insertSeconds), ftsRebuildSeconds: rounded(rebuildSeconds, 2) }
  } finally {
    db.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function insertAll(db: Database.Database, rows: readonly string[][]): void {
  const insert = db.prepare(`insert into bare values (${SEARCHED.map(() => '?').join(', ')})`)
  db.transaction(() => rows.forEach((row) => insert.run(row)))()
}

function timed(work: () => unknown): number {
  const started = performance.now()
  work()
  return (performance.now() - started) / 1000
}
