/** `npm run audit -- verify` as it is started: what its exit code says of the log, and of what signs it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { AuditVerification } from '../../../shared/features/audit/audit.schema.ts'
import { openCheckpoints } from '../../../electron/backend/features/audit/checkpoints.ts'
import { writeEntries } from '../../support/audit-log.ts'
import { freshDatabase } from '../../support/postgres.ts'
import { openServerStore, testClock } from '../../support/stores.ts'

const program = path.join(import.meta.dirname, '../../../electron/backend/audit-program.ts')
const clock = testClock()
let [home, url] = ['', '']
const directory = (name: string) => path.join(home, name)
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'headend-audit-'))
  url = await freshDatabase(inject('postgresUrl'))
  // A database that is no copy of the migrated one has a log of its own.
  const [store, another] = [await openServerStore(url, clock), await openServerStore(await freshDatabase(inject('postgresUrl'), { migrated: false }), clock)]
  for (const [each, name] of [[store, 'its own'], [another, 'another log’s']] as const) {
    await writeEntries(each, clock, 7)
    await (await openCheckpoints(directory(name))).write(each, clock)
  }
  await store.close()
  await another.close()
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function verify(...flags: string[]) {
  const env = { ...process.env, HEADEND_DATABASE_URL: url, HEADEND_CHECKPOINT_DIRECTORY: '' }
  const child = spawn(process.execPath, [program, 'verify', '--json', ...flags], { stdio: ['ignore', 'pipe', 'pipe'], env })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (said.out += String(chunk)))
  child.stderr.on('data', (chunk) => (said.err += String(chunk)))
  const [code] = await once(child, 'close')
  return { code: code as number, words: said.err, found: JSON.parse(said.out) as AuditVerification }
}

it('is 0 where all holds and a checkpoint says so', async () => {
  const { code, found, words } = await verify('--checkpoint-directory', directory('its own'))
  expect({ code, ok: found.ok, count: found.checkpoints?.count }, words).toEqual({ code: 0, ok: true, count: 1 })
})

it.each([
  ['none was named', null, 'no directory of them was given'],
  ['the directory is not there', 'nowhere', 'is not there'],
  ['it has those of another log alone', 'another log’s', 'has none of this log'],
])('is 3 where all holds and no checkpoint could be checked: %s', async (_case, name, why) => {
  const { code, found, words } = await verify(...(name === null ? [] : ['--checkpoint-directory', directory(name)]))
  expect({ code, ok: found.ok }).toEqual({ code: 3, ok: true })
  expect(words).toContain('All 7 entries hold.')
  expect(words).toContain(why)
})

it('is 2 where something does not hold, checkpoint or none', async () => {
  const store = await openServerStore(url, clock)
  // Transactions that write beside each other are sealed as they end: the lowest number need not be the first place.
  const { rows: [first] } = await store.pool.query<{ id: string; action: string }>('select id, action from audit_entry where id = (select entry_id from audit_seal where position = 1)')
  const write = (action: string) =>
    store.pool.query(`alter table audit_entry disable trigger all; update audit_entry set action = '${action}' where id = '${first!.id}'; alter table audit_entry enable trigger all`)
  await write('session.signOut')
  try {
    expect(await verify()).toMatchObject({ code: 2, found: { ok: false, fault: { kind: 'edited', position: 1 } } })
    expect(await verify('--checkpoint-directory', directory('its own'))).toMatchObject({ code: 2, found: { ok: false } })
  } finally {
    await write(first!.action)
    await store.close()
  }
})
