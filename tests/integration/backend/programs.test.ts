/** The two programs as they are started: on a server by the command line, in the console by main's messages. */
import { randomBytes } from 'node:crypto'
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import pg from 'pg'
import { afterEach, expect, inject, it } from 'vitest'
import { fromBackendSchema, type FromBackend, type ToBackend } from '../../../shared/contract/processes.ts'
import { freshDatabase } from '../../support/postgres.ts'
import { linkAgentByHand } from '../../../electron/backend/link-agent.ts'
import { setPasswordByHand } from '../../../electron/backend/set-password.ts'

const program = (name: string): string => join(import.meta.dirname, '../../../electron/backend', name)
const children = new Set<ChildProcess>()
const directories: string[] = []
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  await Promise.all(directories.splice(0).map((directory) => rm(directory, { recursive: true, force: true })))
})
const newDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'headend-backend-'))
  directories.push(directory)
  return directory
}

const secretsKey = randomBytes(32).toString('base64')
function startServer(...flags: string[]) {
  return startServerIn({ HEADEND_SECRETS_KEY: secretsKey }, ...flags)
}
function startServerIn(env: Record<string, string>, ...flags: string[]) {
  return startServerWith('', env, ...flags)
}
/** @param input for an errand that reads a password */
function startServerWith(input: string, env: Record<string, string>, ...flags: string[]) {
  const child = spawn(process.execPath, [program('server.ts'), ...flags], { stdio: 'pipe', env: { ...process.env, HEADEND_SECRETS_KEY: '', ...env } })
  children.add(child)
  child.stdin.end(input)
  const said = { out: '', err: '' }
  child.stderr.on('data', (chunk) => (said.err += String(chunk)))
  const ready = new Promise<string>((resolve) => child.stdout.on('data', (chunk) => {
    said.out += String(chunk)
    const url = /ready at (http:\S+)/.exec(said.out)?.[1]
    if (url) resolve(url)
  }))
  return { child, said, ready, exited: once(child, 'exit').then(([code]) => code as number | null) }
}

it('answers on a server until SIGTERM, and ends cleanly', async () => {
  const server = startServer('--database', await freshDatabase(inject('postgresUrl'), { migrated: false }), '--port', '0')
  const url = await server.ready
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ ok: true })
  server.child.kill('SIGTERM')
  expect(await server.exited).toBe(0)
})

it('says at each start in earnest that nothing signs its audit, at the terminal and in its log, unless it is told where', async () => {
  const url = await freshDatabase(inject('postgresUrl'))
  const silent = startServer('--database', url, '--port', '0')
  await silent.ready
  expect(silent.said.err).toContain('NO AUDIT CHECKPOINTS')
  expect(silent.said.out.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as { level: number; msg: string })).toContainEqual(expect.objectContaining({ level: 40, msg: expect.stringContaining('--checkpoint-directory') }))
  silent.child.kill('SIGTERM')
  await silent.exited
  const told = startServer('--database', url, '--port', '0', '--checkpoint-directory', await newDirectory())
  await told.ready
  expect(told.said.out + told.said.err).not.toContain('NO AUDIT CHECKPOINTS')
  const embedded = startServer('--data-directory', join(await newDirectory(), 'book'), '--port', '0')
  await embedded.ready
  expect(embedded.said.out + embedded.said.err).not.toContain('NO AUDIT CHECKPOINTS')
})

it('explains itself', async () => {
  const { exited, said } = startServer('--help')
  expect(await exited).toBe(0)
  expect(said.out).toContain('--database URL')
})

it.each([
  ['nothing to open', [], '--database URL or --data-directory DIR'],
  ['an unknown flag', ['--nonsense'], 'nonsense'],
  ['a time zone that is none', ['--database', 'postgres://127.0.0.1:1/none', '--time-zone', 'Mars/Olympus'], 'not Mars/Olympus'],
  ['a server that is not there', ['--database', 'postgres://127.0.0.1:1/none'], 'ECONNREFUSED'],
])('says what is wrong with %s, without a stack', async (_case, flags, words) => {
  const { exited, said } = startServer(...flags)
  expect(await exited).toBe(1)
  expect(said.err).toContain(words)
  expect(said.err).not.toContain('    at ')
})

async function runAddAgent(database: string, password: string, role = 'agent') {
  const flags = ['add-agent', '--user-name', 'jo', '--display-name', 'Jo Alder', '--role', role]
  const env = { ...process.env, HEADEND_DATABASE_URL: database }
  const child = spawn(process.execPath, [program('server.ts'), ...flags], { stdio: 'pipe', env })
  children.add(child)
  const said = { err: '' }
  child.stderr.on('data', (chunk) => (said.err += String(chunk)))
  child.stdin.end(`${password}\n`)
  const [code] = await once(child, 'exit')
  return { code: code as number | null, err: said.err }
}

it('makes an agent who can sign in, once, with a password that is long enough', async () => {
  const url = await freshDatabase(inject('postgresUrl'), { migrated: false })
  const password = 'fifteen letters'
  expect(await runAddAgent(url, password.slice(1))).toMatchObject({ code: 1, err: expect.stringContaining('15 to 128') })
  expect(await runAddAgent(url, password, 'owner')).toMatchObject({ code: 1, err: expect.stringContaining('--role') })
  expect(await runAddAgent(url, password)).toEqual({ code: 0, err: '' })
  expect(await runAddAgent(url, password)).toMatchObject({ code: 1, err: expect.stringContaining('already') })
  const server = startServer('--database', url, '--port', '0')
  const body = JSON.stringify({ userName: 'jo', password })
  const answer = await fetch(`${await server.ready}/session`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  expect(answer.status).toBe(200)
  expect(await answer.json(), 'an authenticator app is required where nobody says').toMatchObject({ step: 'enrol' })
})

it('wants a key for secrets before a server’s database in earnest', async () => {
  const url = await freshDatabase(inject('postgresUrl'))
  const without = startServerIn({}, '--database', url, '--port', '0')
  expect(await without.exited).toBe(1)
  expect(without.said.err).toContain('HEADEND_SECRETS_KEY is missing')
})

it('makes such a key, and starts with it', async () => {
  const url = await freshDatabase(inject('postgresUrl'))
  const made = startServerIn({}, 'new-secrets-key')
  expect(await made.exited).toBe(0)
  const server = startServerIn({ HEADEND_SECRETS_KEY: made.said.out.trim(), HEADEND_SECOND_FACTOR: 'optional' }, '--database', url, '--port', '0')
  expect(await (await fetch(`${await server.ready}/health`)).json()).toEqual({ ok: true })
})

it('opens an agent’s sign-in at the terminal, where no colleague can', async () => {
  const url = await freshDatabase(inject('postgresUrl'))
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values (gen_random_uuid(), 'jo', 'Jo Alder', 'administrator', '', now())`)
  await client.query(`insert into sign_in_lockout (subject, agent_id, permanent) select 'x', id, true from agent`)
  await client.query(`insert into agent_factor (id, agent_id, secret, state, added_at) select gen_random_uuid(), id, 'v1.AAAA', 'active', now() from agent`)
  const unlock = (...flags: string[]) => startServerIn({ HEADEND_DATABASE_URL: url }, 'unlock-agent', ...flags)
  const [nobody, done] = [unlock('--user-name', 'ann'), unlock('--user-name', 'JO', '--remove-app')]
  expect(await nobody.exited).toBe(1)
  expect(nobody.said.err).toContain('there is no agent ann')
  expect(await done.exited).toBe(0)
  expect((await client.query('select (select count(*) from sign_in_lockout) as locks, (select count(*) from agent_factor) as apps')).rows).toEqual([{ locks: '0', apps: '0' }])
  expect((await client.query(`select detail from audit_entry where action = 'session.unlockByHand'`)).rows).toMatchObject([{ detail: { removeApp: true } }])
  await client.end()
})

it('gives an agent who has forgotten theirs another password at the terminal, and ends what is open', async () => {
  const url = await freshDatabase(inject('postgresUrl'))
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`insert into agent (id, user_name, display_name, role, password_hash, demo, created_at) select gen_random_uuid(), name, 'Jo Alder', 'agent', 'as it was', name = 'demo', now() from unnest(array['jo', 'demo']) as name`)
  await client.query(`insert into session (id, token_hash, agent_id, started_at, last_seen_at, proven_at, absolute_ends_at, stage) select gen_random_uuid(), sha256(user_name::bytea), id, now(), now(), now(), now() + interval '1 hour', 'full' from agent`)
  const set = (userName: string, password: string) => setPasswordByHand(['--database', url, '--user-name', userName], Readable.from([`${password}\n`])).catch((error: Error) => error.message)
  expect(await set('nobody', 'seven birds over the mast')).toContain('there is no agent nobody')
  expect(await set('demo', 'seven birds over the mast'), 'whose password everybody knows').toContain('one of the demo')
  expect(await set('jo', 'short')).toContain('15 to 128')
  expect(await set('jo', 'passwordpassword')).toContain('common')
  const state = async () => (await client.query<{ user_name: string; same: boolean; open: string }>(`select user_name, password_hash = 'as it was' as same, (select count(*) from session where agent_id = agent.id and ended_at is null) as open from agent order by 1`)).rows
  expect(await state(), 'nothing was changed').toEqual([{ user_name: 'demo', same: true, open: '1' }, { user_name: 'jo', same: true, open: '1' }])
  const { exited, said } = startServerWith('seven birds over the mast\n', { HEADEND_DATABASE_URL: url }, 'set-password', '--user-name', 'JO')
  expect(await exited, said.err).toBe(0)
  expect(said.out).toContain('JO signs in with the new password')
  expect(await state()).toEqual([{ user_name: 'demo', same: true, open: '1' }, { user_name: 'jo', same: false, open: '0' }])
  expect((await client.query(`select detail ? 'agentId' as named from audit_entry where action = 'session.setPasswordByHand'`)).rows).toEqual([{ named: true }])
  await client.end()
  const server = startServerIn({ HEADEND_SECRETS_KEY: secretsKey }, '--database', url, '--port', '0')
  const answer = await fetch(`${await server.ready}/session`, { method: 'POST', body: JSON.stringify({ userName: 'jo', password: 'seven birds over the mast' }), headers: { 'content-type': 'application/json' } })
  expect(answer.status).toBe(200)
})

it('ties an agent who is there to somebody of the provider, and to nobody else', async () => {
  const url = await freshDatabase(inject('postgresUrl'))
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`insert into agent (id, user_name, display_name, role, password_hash, demo, created_at) select gen_random_uuid(), name, name, 'agent', '', name = 'demo', now() from unnest(array['jo', 'ann', 'demo']) as name`)
  const link = (userName: string, subject: string, issuer = 'https://login.example') =>
    linkAgentByHand(['--database', url, '--user-name', userName, '--subject', subject], issuer).catch((error: Error) => error.message)
  await client.query(`insert into agent (id, user_name, display_name, role, demo, created_at) values (gen_random_uuid(), 'eve', 'eve', 'agent', false, now())`)
  await client.query(`insert into session (id, token_hash, agent_id, started_at, last_seen_at, proven_at, absolute_ends_at, stage) select gen_random_uuid(), sha256(user_name::bytea), id, now(), now(), now(), now() + interval '1 hour', 'full' from agent`)
  const open = async () => (await client.query<{ user_name: string }>('select user_name from session join agent on agent.id = agent_id where ended_at is null order by user_name')).rows.map(({ user_name }) => user_name)
  const linked = async () => (await client.query<{ user_name: string; subject: string }>('select user_name, subject from agent_identity join agent on id = agent_id order by user_name')).rows
  const { exited, said } = startServerIn({ HEADEND_DATABASE_URL: url, HEADEND_SSO_ISSUER: 'https://login.example' }, 'link-agent', '--user-name', 'JO', '--subject', 's-1')
  expect(await exited).toBe(0)
  expect(said.out).toContain('JO may sign in at https://login.example; the password they have here still works')
  expect(await link('ann', 's-1'), 'who is somebody else').toContain('this subject is jo already')
  expect(await link('nobody', 's-2')).toContain('there is no agent nobody')
  expect(await link('demo', 's-2'), 'whose password everybody knows').toContain('one of the demo')
  expect(await link('jo', 's-2', ''), 'at no provider').toContain('HEADEND_SSO_ISSUER')
  expect(await link('eve', 's-4'), 'who has no password').toBe('eve may sign in at https://login.example\n')
  expect(await link('jo', 's-1'), 'once more').toContain('jo may sign in')
  expect(await open(), 'nobody was replaced yet').toEqual(['ann', 'demo', 'eve', 'jo'])
  expect(await link('jo', 's-3'), 'in place of the one before').toContain('jo may sign in')
  expect(await open(), 'who may have been somebody else').toEqual(['ann', 'demo', 'eve'])
  expect(await linked()).toEqual([{ user_name: 'eve', subject: 's-4' }, { user_name: 'jo', subject: 's-3' }])
  expect((await client.query(`select detail->>'subject' as subject from audit_entry where action = 'session.linkByHand' order by seq`)).rows).toEqual(['s-1', 's-4', 's-1', 's-3'].map((subject) => ({ subject })))
  await client.end()
})

it('leaves a newer database alone, and says so', async () => {
  const url = await freshDatabase(inject('postgresUrl'))
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`insert into schema_version (version, name) values (999, 'of the future')`)
  const { exited, said } = startServer('--database', url, '--port', '0')
  expect(await exited).toBe(1)
  expect(said.err).toContain('Nothing was changed')
  await client.end()
})

/** Electron's parent port, over the channel that Node has. */
const parentPort = `data:text/javascript,process.parentPort = { on: (_event, listener) => process.on('message', (data) => listener({ data })), postMessage: (message) => process.send(message) }`

function startInConsole() {
  const child = fork(program('index.ts'), { execArgv: ['--import', parentPort], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  children.add(child)
  const told: FromBackend[] = []
  const settled = new Promise<FromBackend>((resolve) => child.on('message', (data) => {
    const message = fromBackendSchema.parse(data)
    told.push(message)
    if (message.kind !== 'progress') resolve(message)
  }))
  return { child, told, settled, send: (message: ToBackend) => child.send(message), exited: once(child, 'exit').then(([code]) => code as number | null) }
}

it('serves the console from a directory that it makes, and stops when told', async () => {
  const dataDirectory = join(await newDirectory(), 'deep', 'book')
  const backend = startInConsole()
  backend.send({ kind: 'start', dataDirectory, demo: false, port: 0 })
  const ready = await backend.settled
  if (ready.kind !== 'ready') throw new Error(JSON.stringify(ready))
  expect(backend.told.map((message) => (message.kind === 'progress' ? message.step : message.kind))).toEqual(['opening', 'migrating', 'ready'])
  expect(await (await fetch(`${ready.url}/health`)).json()).toEqual({ ok: true })

  const second = startInConsole()
  second.send({ kind: 'start', dataDirectory, demo: false, port: 0 })
  expect(await second.settled).toMatchObject({ kind: 'failed', detail: expect.stringContaining('open in another program') })

  backend.send({ kind: 'stop' })
  expect(await backend.exited).toBe(0)
  second.send({ kind: 'stop' })
  expect(await second.exited).toBe(0)
})
