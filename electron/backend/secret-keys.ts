/** Where the keys for sealed secrets come from: the environment, or a file beside an embedded database. */
import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { KEY_BYTES } from './secret-box.ts'
import type { StoreLocation } from './store/store.ts'

/** A demo on a server holds invented people: whoever tries it need not make a key. In earnest it is never used. */
const DEMO_KEY = createHash('sha256').update('the demo of Headend has no secrets').digest()

/** @returns base64, for HEADEND_SECRETS_KEY */
export const newSecretsKey = (): string => randomBytes(KEY_BYTES).toString('base64')

/**
 * @param said by the environment: base64, commas between several; the first seals, all open. @throws Error in words for the
 *   terminal: for a key that is none, and for a server's database without one; the file system's error
 */
export async function readSecretKeys(location: StoreLocation, demo: boolean, said = process.env['HEADEND_SECRETS_KEY']): Promise<Buffer[]> {
  if (said) return said.split(',').map(readKey)
  if (location.kind === 'embedded') return [location.dataDirectory === null ? randomBytes(KEY_BYTES) : await keyBeside(location.dataDirectory)]
  if (demo) return [DEMO_KEY]
  throw new Error('HEADEND_SECRETS_KEY is missing: it keeps second factors readable to this program alone. Make one with new-secrets-key, give all nodes the same, and keep it outside the database')
}

function readKey(said: string): Buffer {
  const key = Buffer.from(said.trim(), 'base64')
  if (key.length !== KEY_BYTES) throw new Error(`HEADEND_SECRETS_KEY must be ${KEY_BYTES} bytes in base64, as new-secrets-key makes them`)
  return key
}

/** `<directory>-secrets.key`, for this user alone; made when it is not there. A copy of the directory does not have it. */
async function keyBeside(directory: string): Promise<Buffer> {
  const file = `${directory}-secrets.key`
  await writeFile(file, `${newSecretsKey()}\n`, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return readKey(await readFile(file, 'utf8'))
}
