/**
 * PGlite makes a new database in half a hundred steps; killed among them it leaves a directory that never opens
 * again. So it is made beside its place and moved there when it is whole. What a kill leaves is made anew.
 */
import { existsSync } from 'node:fs'
import { readdir, rename, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'

/** @param directory exists and is locked by the caller. A directory that is not empty is left as it is. */
export async function makeDatabaseIn(directory: string): Promise<void> {
  if (existsSync(path.join(directory, 'PG_VERSION')) || (await readdir(directory)).length > 0) return
  const making = `${directory}.making`
  await rm(making, { recursive: true, force: true })
  const pglite = await PGlite.create({ dataDir: making })
  await pglite.close()
  await rmdir(directory)
  await rename(making, directory)
}
