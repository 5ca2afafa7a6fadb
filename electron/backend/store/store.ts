/**
 * One store, two sizes: PostgreSQL on a server, or PGlite in this process. Both speak through `pg` and Kysely, so
 * the rest of the backend cannot tell them apart. The embedded one has a single connection: inside a transaction
 * use nothing but its `trx`, or the two wait for each other for ever.
 */
import { mkdir } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { fuzzystrmatch } from '@electric-sql/pglite/contrib/fuzzystrmatch'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { CamelCasePlugin, Kysely, PostgresDialect, type Transaction as KyselyTransaction } from 'kysely'
import pg from 'pg'
import type { Database } from './database.ts'
import { lockDirectory } from './directory-lock.ts'
import { listenOnServer } from './listen.ts'
import { makeDatabaseIn } from './new-directory.ts'
import { columnTypes } from './column-types.ts'

export type Transaction = KyselyTransaction<Database>
/** Either a transaction or the store itself: for reads that need no more than one statement. */
export type Queryable = Kysely<Database>

export type StoreLocation =
  /** `null`: in memory, gone with the process. */
  { kind: 'embedded'; dataDirectory: string | null } | { kind: 'server'; url: string }

export type Store = {
  kind: StoreLocation['kind']
  db: Kysely<Database>
  /** For the few statements that leave as text, unparsed. */
  pool: pg.Pool
  /** Calls back with the payload of each NOTIFY, and with null when some may have been missed. Ends the listening when called. */
  listen(channel: string, onPayload: (payload: string | null) => void): Promise<() => Promise<void>>
  /** Refreshes the planner's statistics; worth it after a large fill, as PGlite has no autovacuum. */
  analyze(): Promise<void>
  close(): Promise<void>
}

/** Connections of one node; a few per core keep a small server busy without queues inside PostgreSQL. */
const SERVER_CONNECTIONS = 10

/** @throws the driver's error when the server cannot be reached or the directory is damaged or in use. */
export async function openStore(location: StoreLocation): Promise<Store> {
  return location.kind === 'embedded' ? openEmbedded(location.dataDirectory) : openServer(location.url)
}

/** What the migrations want of the database. */
export const extensions = { btree_gist, pg_trgm, fuzzystrmatch }

async function openEmbedded(dataDirectory: string | null): Promise<Store> {
  const unlock = dataDirectory === null ? null : await claimDirectory(dataDirectory)
  const pglite = await PGlite.create({ dataDir: dataDirectory ?? 'memory://', extensions }).catch(async (error: unknown) => {
    await unlock?.()
    throw error
  })
  const store = storeOver(pglite)
  return { ...store, close: () => store.close().finally(() => unlock?.()) }
}

/**
 * `pg` drops a connection whose statement failed and opens another. Over PGlite both are the same one, and the other would hear the
 * rest of the first one's answer (`Connection terminated unexpectedly`, and nothing ever after). Here it stays: what failed is over.
 */
class LastingPool extends pg.Pool {
  override query = (async (text: string, values?: unknown[]) => {
    const client = await this.connect()
    try {
      return await client.query(text, values)
    } finally {
      client.release()
    }
  }) as pg.Pool['query']
}

/** @param pglite is open and has the extensions, as the copy of another's files; it is closed with the store. */
export function storeOver(pglite: PGlite): Store {
  const pool = new LastingPool({ ...createPgConfig(pglite), max: 1, idleTimeoutMillis: 0, types: columnTypes } as pg.PoolConfig)
  return {
    ...overPool('embedded', pool),
    listen: async (channel, onPayload) => {
      const stop = await alone(pool, () => pglite.listen(channel, onPayload))
      return () => alone(pool, () => stop())
    },
    close: async () => {
      await pool.end()
      await pglite.close()
    },
  }
}

/**
 * What goes past the pool, while nothing of the pool is under way. A statement of the pool reaches PGlite in five messages; one that
 * comes between two of them takes the place of what was just parsed, and the pool waits for its answer for ever (seen at a close, while
 * pages were still being told: `Received unexpected parseComplete message from backend`). Never inside of a transaction.
 */
async function alone<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    return await work()
  } finally {
    client.release()
  }
}

async function claimDirectory(dataDirectory: string): Promise<() => Promise<void>> {
  await mkdir(dataDirectory, { recursive: true })
  const unlock = await lockDirectory(dataDirectory)
  await makeDatabaseIn(dataDirectory).catch(async (error: unknown) => {
    await unlock()
    throw error
  })
  return unlock
}

async function openServer(url: string): Promise<Store> {
  const pool = new pg.Pool({ connectionString: url, max: SERVER_CONNECTIONS, types: columnTypes, application_name: 'headend' })
  // A connection lost while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  await pool.query('select 1').catch(async (error: unknown) => {
    await pool.end()
    throw error
  })
  return {
    ...overPool('server', pool),
    listen: (channel, onPayload) => listenOnServer(url, channel, onPayload),
    close: () => pool.end(),
  }
}

function overPool(kind: Store['kind'], pool: pg.Pool): Pick<Store, 'kind' | 'db' | 'pool' | 'analyze'> {
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    // Keys inside a JSON column are the operator's own words and stay as they are.
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  return { kind, db, pool, analyze: async () => void (await pool.query('analyze')) }
}
