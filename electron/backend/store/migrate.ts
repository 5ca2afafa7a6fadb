/** Brings a database up to this program: forward only, each step once, all steps in one transaction. */
import { sql } from 'kysely'
import { systemClock, type Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { settleEpoch } from './epoch.ts'
import { migrations } from './migrations/all.ts'
import type { Store, Transaction } from './store.ts'

export type Migration = { version: number; name: string; sql: string }

/** Any fixed number: nodes that start together take turns. */
const MIGRATION_LOCK = 7_810_449

/** @throws AppError `incompatible` when a newer program has been at this database; it is then left as it is. */
export async function migrate(store: Store, clock: Clock = systemClock, upTo: readonly Migration[] = migrations): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(trx)
    const current = await schemaVersion(trx)
    const newest = upTo.at(-1)?.version ?? 0
    if (current > newest)
      throw new AppError('incompatible', { detail: `the database is of version ${current}, this program knows ${newest}` })
    for (const migration of upTo.filter(({ version }) => version > current)) await apply(trx, migration)
  })
  if (upTo === migrations) await settleEpoch(store, clock)
}

async function schemaVersion(trx: Transaction): Promise<number> {
  await sql`create table if not exists schema_version (
    version integer primary key, name text not null, applied_at timestamptz not null default now())`.execute(trx)
  const row = await trx.selectFrom('schemaVersion').select(({ fn }) => fn.max('version').as('version')).executeTakeFirst()
  return row?.version ?? 0
}

async function apply(trx: Transaction, migration: Migration): Promise<void> {
  await sql.raw(migration.sql).execute(trx)
  await trx.insertInto('schemaVersion').values({ version: migration.version, name: migration.name }).execute()
}
