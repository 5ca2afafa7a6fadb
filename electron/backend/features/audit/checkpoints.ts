/**
 * Signed words about the chain, kept outside the database: "at this moment the log had N entries and its last hash was H".
 * Who holds the database can compute a whole chain anew or cut its end off, and cannot make these fit; who holds this
 * directory as well can, so copies of it belong elsewhere (README.md).
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { idSchema } from '#shared/kernel/ids.ts'
import { instantSchema } from '#shared/kernel/rows.ts'
import type { StoreLocation } from '../../store/store.ts'
import { findHead, readChainId, type ChainSource } from './read-chain.ts'

export const checkpointSchema = z.strictObject({
  /** Which log: `audit_chain.id`. */
  chain: idSchema,
  position: z.int().min(1),
  /** SHA-256 in hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: instantSchema,
  /** The first 16 hex digits of the public key's SHA-256. */
  key: z.string().regex(/^[0-9a-f]{16}$/),
  /** Ed25519 (RFC 8032), base64. */
  signature: z.base64(),
})
export type Checkpoint = z.infer<typeof checkpointSchema>

/** `<directory>-audit` of an embedded database: its loss or its copy takes nothing along from there. Null of a server's, which must be told. */
export const checkpointsBeside = (location: StoreLocation): string | null =>
  location.kind === 'embedded' && location.dataDirectory !== null ? `${location.dataDirectory}-audit` : null

const signedText = ({ chain, position, hash, at }: Omit<Checkpoint, 'key' | 'signature'>): Buffer =>
  Buffer.from(`headend-checkpoint-1;${chain};${position};${hash};${at};`)

export type CheckpointKeeper = {
  directory: string
  /** Of this keeper's last one, an instant; null before the first. */
  lastAt(): string | null
  /** Null when nothing was written since the last one of this keeper. @throws the file system's error. */
  write(store: ChainSource, clock: Clock): Promise<Checkpoint | null>
}

/** Makes directory and key when they are not there; each is for this user alone. @throws the file system's error. */
export async function openCheckpoints(directory: string): Promise<CheckpointKeeper> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const key = await openKey(directory)
  let last: Checkpoint | null = null
  return {
    directory,
    lastAt: () => last?.at ?? null,
    write: async (store, clock) => {
      const head = await findHead(store)
      if (!head || head.hash.toString('hex') === last?.hash) return null
      const said = { chain: await readChainId(store), position: head.position, hash: head.hash.toString('hex'), at: isoInstant(clock.now()) }
      const checkpoint = { ...said, key: keyName(key), signature: sign(null, signedText(said), key).toString('base64') }
      await append(fileOf(directory, said.chain), checkpoint)
      last = checkpoint
      return checkpoint
    },
  }
}

const fileOf = (directory: string, chain: string): string => path.join(directory, `checkpoints-${chain}.jsonl`)
const PRIVATE_KEY = 'signing-key.pem'
const PUBLIC_KEY = /^[0-9a-f]{16}\.public\.pem$/

async function openKey(directory: string): Promise<KeyObject> {
  const file = path.join(directory, PRIVATE_KEY)
  const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  // Of two that start together one makes it.
  await writeFile(file, made, { flag: 'wx', mode: 0o600 }).catch(unlessThere)
  const key = createPrivateKey(await readFile(file))
  const shown = createPublicKey(key).export({ type: 'spki', format: 'pem' })
  await writeFile(path.join(directory, `${keyName(key)}.public.pem`), shown, { flag: 'wx' }).catch(unlessThere)
  return key
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

function keyName(key: KeyObject): string {
  const shown = key.type === 'private' ? createPublicKey(key) : key
  return createHash('sha256').update(shown.export({ type: 'spki', format: 'der' })).digest('hex').slice(0, 16)
}

/** Begins on a line of its own, also behind one that a power cut left torn. On the disk when it returns. */
async function append(file: string, checkpoint: Checkpoint): Promise<void> {
  const handle = await open(file, 'a', 0o600)
  try {
    const { size } = await handle.stat()
    await handle.appendFile(`${size > 0 ? '\n' : ''}${JSON.stringify(checkpoint)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export type ReadCheckpoints = {
  /** In the order of their positions. */
  signed: Checkpoint[]
  /** Whose signature does not hold, or whose key is not known. */
  forged: Checkpoint[]
  /** Lines that are none, such as one that a power cut left torn. */
  unreadable: number
  /** Logs beside this one in the directory. A log that was put in another's place shows here. */
  otherLogs: number
}

/**
 * @param publicKeys PEM of keys that are trusted; without them those beside the checkpoints are, which whoever writes there
 *   could have changed. @throws the file system's error, but for a directory that is not there, which has none.
 */
export async function readCheckpoints(directory: string, chain: string, publicKeys?: readonly string[]): Promise<ReadCheckpoints> {
  const files = await readdir(directory).catch(emptyWhenMissing)
  const keys = new Map((publicKeys ?? (await readKeys(directory, files))).map((pem) => createPublicKey(pem)).map((key) => [keyName(key), key]))
  const own = path.basename(fileOf(directory, chain))
  const lines = files.includes(own) ? (await readFile(path.join(directory, own), 'utf8')).split('\n').filter((line) => line !== '') : []
  const read = lines.map((line) => checkpointSchema.safeParse(parseOrNull(line)))
  const parsed = read.flatMap(({ data }) => data ?? []).sort((a, b) => a.position - b.position)
  const holds = (checkpoint: Checkpoint): boolean => {
    const key = keys.get(checkpoint.key)
    return key !== undefined && checkpoint.chain === chain && verify(null, signedText(checkpoint), key, Buffer.from(checkpoint.signature, 'base64'))
  }
  const otherLogs = files.filter((file) => /^checkpoints-.*\.jsonl$/.test(file) && file !== own).length
  return { signed: parsed.filter(holds), forged: parsed.filter((each) => !holds(each)), unreadable: read.length - parsed.length, otherLogs }
}

const readKeys = (directory: string, files: readonly string[]): Promise<string[]> =>
  Promise.all(files.filter((file) => PUBLIC_KEY.test(file)).map((file) => readFile(path.join(directory, file), 'utf8')))

function emptyWhenMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code !== 'ENOENT') throw error
  return []
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
