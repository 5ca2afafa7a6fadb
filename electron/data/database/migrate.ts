/** Brings a file to the program's version; refuses one that is ahead of it. */
import { CONTRACT_VERSION } from '#shared/contract/version.ts'
import { sql as desk } from './migrations/0001-desk.ts'
import { sql as outboxFaults } from './migrations/0002-outbox-faults.ts'
import { sql as billing } from './migrations/0003-billing.ts'
import { sql as usage } from './migrations/0004-usage.ts'
import { sql as erasure } from './migrations/0005-erasure.ts'
import { findRow, run, type Db, type WritableDb } from './statements.ts'

/** In order; the file's `user_version` counts those that it has had. Never edit one that was shipped. */
export const migrations: readonly string[] = [desk, outboxFaults, billing, usage, erasure]

/** The file was made by a newer program. Nothing in it was touched. */
export class NewerFileError extends Error {
  override readonly name = 'NewerFileError'
}

/**
 * A newer program shows itself in two numbers: the migrations, and the contract whose rows the stream tables hold.
 * @throws NewerFileError
 */
export function refuseNewer(db: Db): void {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > migrations.length) throw new NewerFileError(`file version ${version}, program ${migrations.length}`)
  if (version === 0) return
  const contract = Number(findRow<{ value: string }>(db, `select value from meta where key = 'contractVersion'`)?.value ?? 0)
  if (contract > CONTRACT_VERSION) throw new NewerFileError(`file contract ${contract}, program ${CONTRACT_VERSION}`)
}

export function migrate(db: WritableDb): void {
  const version = db.pragma('user_version', { simple: true }) as number
  for (const sql of migrations.slice(version)) db.exec(sql)
  if (version < migrations.length) db.pragma(`user_version = ${migrations.length}`)
  setMeta(db, 'contractVersion', String(CONTRACT_VERSION))
}

export const findMeta = (db: Db, key: string): string | null =>
  findRow<{ value: string }>(db, 'select value from meta where key = ?', key)?.value ?? null

/** Writes only what is different: an unchanged file costs no sync to the disk at start. */
export function setMeta(db: WritableDb, key: string, value: string): void {
  if (findMeta(db, key) !== value)
    run(db, 'insert into meta(key, value) values (?, ?) on conflict(key) do update set value = excluded.value', key, value)
}
