/** An operator's database, opened for one piece of work. */
import { openStore, type Store } from '../../../electron/backend/store/store.ts'

export async function withStore<T>(databaseUrl: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ kind: 'server', url: databaseUrl })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
