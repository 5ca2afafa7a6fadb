/** For tests: a database in memory that is a copy of one that the run has made (tests/support/embedded-global-setup.ts). */
import { readFile } from 'node:fs/promises'
import { inject } from 'vitest'
import { storeOver, type Store } from '../store.ts'
import { openFiles } from './database-files.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** File with a new database. */
    emptyDatabase: string
    /** The same with all migrations, and no epoch yet. */
    migratedDatabase: string
  }
}

export const copiedFiles = async (name: 'emptyDatabase' | 'migratedDatabase'): Promise<Blob> => new Blob([await readFile(inject(name))])
export const openCopyOf = async (name: Parameters<typeof copiedFiles>[0]): Promise<Store> => storeOver(await openFiles(await copiedFiles(name)))
