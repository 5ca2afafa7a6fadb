/** For the migrations' tests: a database in memory, brought up to just before one of them. */
import { migrate } from '../migrate.ts'
import type { Store } from '../store.ts'
import { migrations } from './all.ts'
import { openCopyOf } from './copied-database.ts'

/** @param work gets the store as `version - 1` left it, and `step`, which applies the one under test. */
export async function beforeMigration(version: number, work: (store: Store, step: () => Promise<void>) => Promise<void>): Promise<void> {
  const store = await openCopyOf('emptyDatabase')
  const upTo = (last: number) => migrate(store, undefined, migrations.filter((migration) => migration.version <= last))
  try {
    await upTo(version - 1)
    await work(store, () => upTo(version))
  } finally {
    await store.close()
  }
}
