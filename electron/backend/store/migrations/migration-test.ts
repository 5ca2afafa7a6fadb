/** For the migrations' tests: a database in memory, brought up to just before one of them. */
import { readFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { inject } from 'vitest'
import { migrate } from '../migrate.ts'
import { extensions, storeOver, type Store } from '../store.ts'
import { migrations } from './all.ts'
// What is provided is typed there.
import type {} from './copied-database.ts'

const upTo = (store: Store, last: number): Promise<void> => migrate(store, undefined, migrations.filter((migration) => migration.version <= last))

/** By version: a file tests one of them, and its tests begin where the first one began. */
const kept = new Map<number, Promise<Blob>>()

/** @param work gets the store as `version - 1` left it, and `step`, which applies the one under test. */
export async function beforeMigration(version: number, work: (store: Store, step: () => Promise<void>) => Promise<void>): Promise<void> {
  let files = kept.get(version)
  if (!files) kept.set(version, (files = filesBefore(version)))
  const store = storeOver(await PGlite.create({ extensions, loadDataDir: await files }))
  try {
    await work(store, () => upTo(store, version))
  } finally {
    await store.close()
  }
}

async function filesBefore(version: number): Promise<Blob> {
  const pglite = await PGlite.create({ extensions, loadDataDir: new Blob([await readFile(inject('emptyDatabase'))]) })
  const store = storeOver(pglite)
  await upTo(store, version - 1)
  // What is in the files already need not be played again from the log by each copy.
  await pglite.exec('checkpoint')
  const files = await pglite.dumpDataDir('none')
  await store.close()
  return files
}
