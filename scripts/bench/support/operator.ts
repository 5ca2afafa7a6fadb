/**
 * A large operator for measurements: a durable PostgreSQL on this machine, filled with generated customers, and
 * the built backend as a process of its own before it, as a desk meets them in earnest.
 */
import { randomBytes } from 'node:crypto'
import { dateIn } from '#shared/kernel/calendar.ts'
import { systemClock } from '#shared/kernel/clock.ts'
import { accountStreams, type StreamName } from '#shared/features/sync/streams.ts'
import { demoAccounts } from '../../../electron/backend/demo/colleagues.ts'
import { generateDemo } from '../../../electron/backend/demo/generate-demo.ts'
import { createAgent } from '../../../electron/backend/features/session/create-agent.ts'
import { DEFAULT_TIME_ZONE } from '../../../electron/backend/operator-day.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { migrate } from '../../../electron/backend/store/migrate.ts'
import { openStore, type Store } from '../../../electron/backend/store/store.ts'
import { startBackendProcessIn } from '../../../tests/support/backend-process.ts'
import { freshDatabase, startPostgres } from '../../../tests/support/postgres.ts'

export type Operator = {
  url: string
  databaseUrl: string
  credentials: { userName: string; password: string }
  /** Kills the backend with no warning and starts it again at the same address. */
  killBackend(): Promise<void>
  /** Ends the backend and the database, and removes its files. */
  stop(): Promise<void>
}

export type OperatorOptions = {
  customers: number
  /** So many of them, the first ones, have their whole account and not only the customer row. */
  wholeAccounts: number
  seed: number
  say: (text: string) => void
}

const BATCH = 5_000
/** The day on which it is measured: a book of an earlier day has bills that fell due since, and the backend would issue them in the middle of it. */
export const TODAY = dateIn(DEFAULT_TIME_ZONE, systemClock.now())

export async function startOperator(options: OperatorOptions): Promise<Operator> {
  const postgres = await startPostgres({ durable: true })
  try {
    const databaseUrl = await freshDatabase(postgres.url)
    await fill(databaseUrl, options)
    // What is measured is behind the sign-in: no bench has a telephone.
    const env = { HEADEND_SECRETS_KEY: randomBytes(32).toString('base64'), HEADEND_SECOND_FACTOR: 'optional' }
    const start = (port: string) => startBackendProcessIn(env, `--database=${databaseUrl}`, `--port=${port}`)
    let backend = start('0')
    const url = await backend.url
    const [agent] = demoAccounts
    if (!agent) throw new Error('the demo operator has no agents')
    return {
      url,
      databaseUrl,
      credentials: { userName: agent.userName, password: agent.password },
      killBackend: async () => {
        await backend.end('SIGKILL')
        backend = start(new URL(url).port)
        await backend.url
      },
      stop: async () => {
        await backend.end('SIGTERM')
        await postgres.stop()
      },
    }
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

async function fill(databaseUrl: string, { customers, wholeAccounts, seed, say }: OperatorOptions): Promise<void> {
  const store = await openStore({ kind: 'server', url: databaseUrl })
  try {
    await migrate(store)
    for (const account of demoAccounts) await createAgent(store.db as never, { ...account, clock: systemClock })
    await insertAll(store, generateDemo({ customers, seed, today: TODAY, directoryOnly: true, batch: BATCH }), ['customer'], (done) => {
      if (done % 100_000 === 0) say(`operator: ${done.toLocaleString('en-US')} of ${customers.toLocaleString('en-US')} customers`)
    })
    await insertAll(store, generateDemo({ customers: wholeAccounts, seed, today: TODAY }), accountStreams, () => {})
    // A database at rest, as an operator's is: what a large fill leaves to be tidied would be done in the middle of a measurement.
    await store.pool.query('vacuum (freeze, analyze)')
    await store.pool.query('checkpoint')
  } finally {
    await store.close()
  }
}

async function insertAll(store: Store, batches: ReturnType<typeof generateDemo>, names: readonly StreamName[], onRows: (done: number) => void) {
  let done = 0
  for (const rows of batches) {
    await store.db.transaction().execute(async (trx) => {
      for (const name of names) await bulkInsert(trx, name, rows[name] as never)
    })
    onRows((done += rows.customer.length))
  }
}

/** The generated customers again, for queries that must find somebody. */
export function* customersOf(options: Pick<OperatorOptions, 'customers' | 'seed'>) {
  for (const rows of generateDemo({ ...options, today: TODAY, directoryOnly: true, batch: BATCH })) yield* rows.customer
}
