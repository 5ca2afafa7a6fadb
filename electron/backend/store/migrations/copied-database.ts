/** For tests: a database in memory that is a copy of one that the run has made (tests/support/embedded-global-setup.ts). */
import { readFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { inject } from 'vitest'
import { extensions, storeOver, type Store } from '../store.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** File with a new database. */
    emptyDatabase: string
    /** The same with all migrations, and no epoch yet. */
    migratedDatabase: string
  }
}

export async function openCopyOf(name: 'emptyDatabase' | 'migratedDatabase'): Promise<Store> {
  const loadDataDir = new Blob([await readFile(inject(name))])
  return storeOver(await PGlite.create({ extensions, loadDataDir }))
}
