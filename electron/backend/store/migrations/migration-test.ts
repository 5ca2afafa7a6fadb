/** For the migrations' tests: a database in memory, brought up to just before one of them. */
import { migrate } from '../migrate.ts'
import { storeOver, type Store } from '../store.ts'
import { migrations } from './all.ts'
import { copiedFiles } from './copied-database.ts'
import { filesOf, openFiles } from './database-files.ts'

const upTo = (store: Store, last: number): Promise<void> => migrate(store, undefined, migrations.filter((migration) => migration.version <= last))

/** By version: a file tests one of them, and its tests begin where the first one began. */
const kept = new Map<number, Promise<Blob>>()

/** @param work gets the store as `version - 1` left it, and `step`, which applies the one under test. */
export async function beforeMigration(version: number, work: (store: Store, step: () => Promise<void>) => Promise<void>): Promise<void> {
  let files = kept.get(version)
  if (!files) kept.set(version, (files = filesBefore(version)))
  const store = storeOver(await openFiles(await files))
  try {
    await work(store, () => upTo(store, version))
  } finally {
    await store.close()
  }
}

async function filesBefore(version: number): Promise<Blob> {
  const pglite = await openFiles(await copiedFiles('emptyDatabase'))
  const store = storeOver(pglite)
  await upTo(store, version - 1)
  const files = await filesOf(pglite)
  await store.close()
  return files
}
