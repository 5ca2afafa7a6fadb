/** The database that an import goes to; for a dry run, one that can be read without being touched. */
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { migrate } from '../store/migrate.ts'
import { lockDirectory } from '../store/directory-lock.ts'
import { openStore, type Store, type StoreLocation } from '../store/store.ts'
import { ImportRefused } from './import-refused.ts'

/** @throws ImportRefused when it cannot be opened, with what to do. */
export async function openForImport(location: StoreLocation, dryRun: boolean): Promise<Store | null> {
  try {
    return dryRun ? await openUntouched(location) : await openReady(location)
  } catch (error) {
    throw new ImportRefused(`The database cannot be opened: ${(error as Error).message || String(error)}. Nothing was imported.`)
  }
}

async function openReady(location: StoreLocation): Promise<Store> {
  const store = await openStore(location)
  try {
    await migrate(store)
    await markImported(location)
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}

/**
 * The console reads this beside its embedded backend, `<userData>/backend`: from then on real people are on the desk, and the
 * known key of the demo does not protect them. Written before the first row, so that no kill leaves rows without it.
 */
async function markImported(location: StoreLocation): Promise<void> {
  if (location.kind !== 'embedded' || location.dataDirectory === null || path.basename(location.dataDirectory) !== 'backend') return
  await writeFile(path.join(location.dataDirectory, '..', 'backend.imported'), 'An operator\'s own book was imported into backend/.\n', { mode: 0o600 })
}

/** Null when there is no database yet, or none that has ever seen an import. */
async function openUntouched(location: StoreLocation): Promise<Store | null> {
  const store = location.kind === 'server' ? await openStore(location) : await openCopy(location.dataDirectory)
  if (!store) return null
  const { rows } = await store.pool.query<{ there: boolean }>(`select to_regclass('import_source') is not null as there`)
  if (rows[0]?.there) return store
  await store.close()
  return null
}

/** Merely opening an embedded database writes to it, so a dry run opens a copy in the temporary folder. */
async function openCopy(directory: string | null): Promise<Store | null> {
  if (directory === null || !existsSync(path.join(directory, 'PG_VERSION'))) return null
  const folder = await mkdtemp(path.join(os.tmpdir(), 'headend-dry-run-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const copy = path.join(folder, 'copy')
  try {
    const unlock = await lockDirectory(directory)
    await cp(directory, copy, { recursive: true }).finally(unlock)
    const store = await openStore({ kind: 'embedded', dataDirectory: copy })
    return { ...store, close: () => store.close().finally(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}
