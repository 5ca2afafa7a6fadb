/** `npm run audit`: what an auditor asks at the terminal. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { AuditVerification } from '#shared/features/audit/audit.schema.ts'
import { checkpointsBeside, readCheckpoints } from './features/audit/checkpoints.ts'
import { readChainId } from './features/audit/read-chain.ts'
import { verifyChain } from './features/audit/verify-chain.ts'
import { readCheckpointDirectory, readLocation } from './server-options.ts'
import { openStore, type Store } from './store/store.ts'

const HELP = `npm run audit -- verify [options]

Goes through the whole audit log: each entry is what was written, in its place, and none is missing, as far as the signed
checkpoints and the chain tell. The first bad entry is named, with what was done to it.

  --database URL         as of npm run backend; or HEADEND_DATABASE_URL
  --data-directory DIR   an embedded database; end the console or backend that has it open first
  --checkpoint-directory DIR  the checkpoints, or a copy of them; or HEADEND_CHECKPOINT_DIRECTORY; beside an embedded database where nobody says
  --key FILE             a public key (PEM) that you kept: those beside the checkpoints are then not trusted; repeatable
  --json                 the last line is one JSON object
  --help                 this text

Exit code 0 when all holds, 2 when something does not, 1 when it could not be told. 3 when all holds and no signed checkpoint could
be checked, because none was named, the directory is not there, or it has none of this log: that the log was cut off or computed
anew as a whole would then not be seen.
`

const flags = {
  database: { type: 'string' },
  'data-directory': { type: 'string' },
  'checkpoint-directory': { type: 'string' },
  key: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({ options: flags, allowPositionals: true })
  if (values.help || positionals.join(' ') !== 'verify') {
    process.stdout.write(HELP)
    return values.help ? 0 : 1
  }
  const started = performance.now()
  const location = readLocation(values)
  const store = await openStore(location)
  try {
    await requireChain(store)
    const directory = readCheckpointDirectory(values['checkpoint-directory']).checkpointDirectory ?? checkpointsBeside(location)
    const found = await verify(store, directory, values.key)
    process.stderr.write(`${describe(found, directory)}\n`)
    const seconds = Math.round(performance.now() - started) / 1_000
    if (values.json) process.stdout.write(`${JSON.stringify({ name: 'audit', ...found, seconds })}\n`)
    return found.ok ? (isSigned(found) ? 0 : UNSIGNED) : 2
  } finally {
    await store.close()
  }
}

/** The chain fits itself, and there is nothing from outside the database that it could fail to fit. */
const UNSIGNED = 3
const isSigned = ({ checkpoints }: AuditVerification): boolean => (checkpoints?.count ?? 0) > 0

/** Nothing is changed here, so nothing is migrated either. */
async function requireChain({ pool }: Store): Promise<void> {
  const { rows } = await pool.query<{ there: boolean }>(`select to_regclass('audit_seal') is not null as there`)
  if (!rows[0]?.there) throw new Error('this database has no audit chain yet: start the backend once, which brings it up to date')
}

async function verify(store: Store, directory: string | null, keyFiles: string[] | undefined): Promise<AuditVerification> {
  const keys = keyFiles && (await Promise.all(keyFiles.map((file) => readFile(file, 'utf8'))))
  const checkpoints = directory === null ? null : await readCheckpoints(directory, await readChainId(store), keys)
  return verifyChain(store, { checkpoints, onProgress: (done, total) => process.stderr.write(`\r${done} of ${total} entries`) })
}

const kinds: Record<NonNullable<AuditVerification['fault']>['kind'], string> = {
  edited: 'its content or its seal was edited',
  deleted: 'it was deleted',
  reordered: 'it stands at the place of another',
  inserted: 'it was inserted past the program',
  cutOff: 'from here on the log was cut off',
  rewritten: 'from here on, somewhere before the next checkpoint, the chain was computed anew',
  forgedCheckpoint: 'the checkpoint for this entry was not signed by a known key',
}

function describe(found: AuditVerification, directory: string | null): string {
  const { ok, fault, entries, checkpoints, afterLastCheckpoint } = found
  const verdict = ok || !fault ? `All ${entries} entries hold.` : `NOT as written: entry ${fault.position ?? 'without a position'}${fault.entryId ? ` (${fault.entryId})` : ''}: ${kinds[fault.kind]}.`
  const signed = checkpoints && isSigned(found) ? `${checkpoints.count} checkpoints, the last of ${checkpoints.lastAt ?? 'never'}; ${afterLastCheckpoint} entries are behind it.` : `${withoutCheckpoints(directory)}: that nothing was cut off or computed anew cannot be told.`
  const others = checkpoints && checkpoints.otherLogs > 0 ? `\nThe directory holds checkpoints of ${checkpoints.otherLogs} other logs too: was another database put in the place of this one?` : ''
  return `\n${verdict}\n${signed}${others}`
}

const withoutCheckpoints = (directory: string | null): string =>
  directory === null ? 'No checkpoint was checked, because no directory of them was given' : `No checkpoint was checked, because ${directory} ${existsSync(directory) ? 'has none of this log' : 'is not there'}`

try {
  process.exitCode = await run()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`Audit: ${message}\n`)
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ name: 'audit', ok: false, error: message })}\n`)
  process.exitCode = 1
}
