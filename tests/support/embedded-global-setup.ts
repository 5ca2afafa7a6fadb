/**
 * Databases for tests in memory: made once for a run, copied for whoever asks. PGlite makes one in three seconds and
 * opens a copy in a fraction of one.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { TestProject } from 'vitest/node'
import type { ProvidedContext } from 'vitest'
import { migrate } from '../../electron/backend/store/migrate.ts'
// Where they are opened says what is provided.
import type {} from '../../electron/backend/store/migrations/copied-database.ts'
import { filesOf } from '../../electron/backend/store/migrations/database-files.ts'
import { extensions, storeOver } from '../../electron/backend/store/store.ts'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'headend-databases-'))
  const pglite = await PGlite.create({ extensions })
  const provide = async (name: keyof ProvidedContext & `${string}Database`): Promise<void> => {
    const file = join(folder, `${name}.tar`)
    await writeFile(file, new Uint8Array(await (await filesOf(pglite)).arrayBuffer()))
    project.provide(name, file)
  }
  const store = storeOver(pglite)
  await provide('emptyDatabase')
  await migrate(store)
  // Each copy begins an epoch of its own.
  await store.db.deleteFrom('meta').execute()
  await provide('migratedDatabase')
  await store.close()
  return () => rm(folder, { recursive: true, force: true })
}
