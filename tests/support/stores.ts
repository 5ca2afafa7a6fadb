/** The two sizes of the store, for suites that hold for both. */
import { inject } from 'vitest'
import { manualClock, type Clock } from '../../shared/kernel/clock.ts'
import { migrate } from '../../electron/backend/store/migrate.ts'
import { openCopyOf } from '../../electron/backend/store/migrations/copied-database.ts'
import { openStore, type Store } from '../../electron/backend/store/store.ts'
import { freshDatabase, startPostgres } from './postgres.ts'
// What is provided is typed there, for whoever imports this from another room.
import type {} from './postgres-global-setup.ts'

export const storeKinds = ['embedded', 'server'] as const
export type StoreKind = (typeof storeKinds)[number]

export const NOW = Date.parse('2026-11-23T16:30:00.000Z')
export const TODAY = '2026-11-23'
export const testClock = () => manualClock(NOW)

/** An empty migrated database of its own. */
export async function openTestStore(kind: StoreKind, clock: Clock = testClock()): Promise<Store> {
  if (kind === 'server') return openServerStore(await freshDatabase(inject('postgresUrl')), clock)
  const store = await openCopyOf('migratedDatabase')
  await migrate(store, clock)
  return store
}

/**
 * The same, but PostgreSQL is a server of its own, which ends with the store. For tests that pull right behind what they wrote: a
 * page of the feed ends before the oldest transaction that still runs on the server, whichever database it is in, so that
 * another file's would hold back what is looked for; and for those whose own transactions are long.
 */
export async function openLoneStore(kind: StoreKind, clock: Clock = testClock()): Promise<Store> {
  if (kind === 'embedded') return openTestStore(kind, clock)
  const server = await startPostgres()
  const store = await openServerStore(await freshDatabase(server.url), clock)
  return { ...store, close: () => store.close().finally(() => server.stop()) }
}

/** Another node on the same database. */
export async function openServerStore(url: string, clock: Clock = testClock()): Promise<Store> {
  const store = await openStore({ kind: 'server', url })
  await migrate(store, clock)
  return store
}
