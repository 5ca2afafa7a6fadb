/** For tests: the files of a database in memory, and a database that begins as a copy of them. */
import { PGlite } from '@electric-sql/pglite'
import { extensions } from '../store.ts'

export async function filesOf(pglite: PGlite): Promise<Blob> {
  // What is in the files already need not be played again from the log by each copy.
  await pglite.exec('checkpoint')
  return pglite.dumpDataDir('none')
}

export const openFiles = (files: Blob): Promise<PGlite> => PGlite.create({ extensions, loadDataDir: files })
