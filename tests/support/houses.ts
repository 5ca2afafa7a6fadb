/** The backend as one embedded node and as two nodes on one PostgreSQL, for suites that hold for both. */
import type { BackendOptions } from '../../electron/backend/backend.ts'
import { startTestBackend } from './api-client.ts'
import type { manualTime } from './manual-timers.ts'
import { freshDatabase, startPostgres } from './postgres.ts'
import { openServerStore, openTestStore } from './stores.ts'

export const houses = ['one embedded node', 'two nodes on one server'] as const
export type House = Awaited<ReturnType<typeof openHouse>>

/** Its PostgreSQL is its own: a hint waits for the oldest transaction of its whole server, and another file's must not hold this clock's hands. */
export async function openHouse(house: (typeof houses)[number], { clock, timers }: Pick<ReturnType<typeof manualTime>, 'clock' | 'timers'>, options: Omit<BackendOptions, 'store'> = {}) {
  const server = house === 'one embedded node' ? null : await startPostgres()
  const databaseUrl = server && (await freshDatabase(server.url))
  const stores = databaseUrl === null ? [await openTestStore('embedded', clock)] : [await openServerStore(databaseUrl, clock), await openServerStore(databaseUrl, clock)]
  const nodes = await Promise.all(stores.map((store) => startTestBackend({ store, clock, timers, ...options })))
  return {
    stores, nodes, /** Null of the embedded one. */ databaseUrl, store: stores[0]!,
    url: () => nodes[0]!.url,
    /** Of two nodes the other one. */
    otherUrl: () => nodes.at(-1)!.url,
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()))
      await Promise.all(stores.map((store) => store.close()))
      await server?.stop()
    },
  }
}
