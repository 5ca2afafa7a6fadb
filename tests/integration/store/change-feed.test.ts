/** The feed never skips a row, whatever order transactions commit in; and what a page looks like. */
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { streamNames, type StreamName } from '../../../shared/features/sync/streams.ts'
import { pullOutputSchema, type PullOutput } from '../../../shared/features/sync/sync.schema.ts'
import { writeCursor } from '../../../electron/backend/features/sync/cursor.ts'
import { pullPage } from '../../../electron/backend/features/sync/pull.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readEpoch, readFeed, settleEpoch } from '../../../electron/backend/store/epoch.ts'
import { openStore, type Store } from '../../../electron/backend/store/store.ts'
import { freshDatabase, startPostgres, type PostgresServer } from '../../support/postgres.ts'
import { makeRow } from '../../support/rows.ts'
import { NOW, openLoneStore, openServerStore, storeKinds, testClock } from '../../support/stores.ts'

const clock = testClock()
type Ask = { after?: string | null; limit?: number; territory?: string[] }

async function pull(store: Store, stream: StreamName, { after = null, limit = 1_000, territory }: Ask = {}): Promise<PullOutput> {
  const text = await pullPage(store, clock, { stream, after, limit, ...(territory ? { territory } : {}) })
  return pullOutputSchema.parse(JSON.parse(text))
}

/** Reads on until there is no more. */
async function drain(store: Store, stream: StreamName, ask: Ask = {}) {
  const rows: Record<string, unknown>[] = []
  const removed: string[] = []
  let cursor = ask.after ?? null
  for (;;) {
    const page = await pull(store, stream, { ...ask, after: cursor })
    rows.push(...page.rows)
    removed.push(...page.removed)
    if (!page.done && page.cursor === cursor) throw new Error(`the feed stands still at ${cursor}`)
    cursor = page.cursor
    if (page.done) return { rows, removed, cursor }
  }
}

const insert = (store: Store, stream: StreamName, rows: ReturnType<typeof makeRow>[]) =>
  store.db.transaction().execute((trx) => bulkInsert(trx, stream, rows as never))

describe.each(storeKinds)('the change feed of the %s store', (kind) => {
  let store: Store
  beforeAll(async () => {
    store = await openLoneStore(kind, clock)
  })
  afterAll(() => store.close())

  it.each(streamNames)('delivers %s as the contract has it', async (stream) => {
    const row = makeRow(stream)
    const { cursor } = await drain(store, stream)
    await insert(store, stream, [row])
    expect((await drain(store, stream, { after: cursor })).rows).toEqual([row])
  })

  it('pages through everything once, and says how much there is at the beginning only', async () => {
    await insert(store, 'payment', Array.from({ length: 25 }, () => makeRow('payment')))
    const first = await pull(store, 'payment', { limit: 10 })
    expect(first.estimate).toBeGreaterThanOrEqual(25)
    expect(first.done).toBe(false)
    const second = await pull(store, 'payment', { limit: 10, after: first.cursor })
    expect(second.estimate).toBeNull()
    const all = await drain(store, 'payment', { limit: 10 })
    expect(new Set(all.rows.map((row) => row['id'])).size).toBe(all.rows.length)
    expect(all.rows.length).toBeGreaterThanOrEqual(25)
  })

  it('goes on where the transactions’ numbers get a digit more: it once stood still there, a page coming again and again (seed 63202 of those below)', async () => {
    const { cursor } = await drain(store, 'alert')
    // Each savepoint that writes takes a number.
    await store.pool.query(`do $$
      declare so_far bigint := pg_current_xact_id()::text::bigint;
      begin
        create temp table burnt (number int);
        for number in 1 .. (10 ^ length(so_far::text))::bigint - so_far - 4 loop
          begin insert into burnt values (number); exception when others then null; end;
        end loop;
        drop table burnt;
      end $$`)
    // Two of each transaction, and the later ones before the earlier ones by their ids.
    const pairs = Array.from({ length: 8 }, (_, place) => [1, 2].map((one) => makeRow('alert', { id: `${(15 - place).toString(16)}${one}${newId().slice(2)}` })))
    for (const pair of pairs) await insert(store, 'alert', pair)
    const ids = pairs.flat().map(({ id }) => id)
    const { rows: writers } = await store.pool.query('select distinct length(changed_xid::text) from alert where id = any($1)', [ids])
    expect(writers, 'some before it, some behind').toHaveLength(2)
    for (const limit of [2, 3, 4, 5]) {
      const after = await drain(store, 'alert', { after: cursor, limit })
      expect(after.rows.map((row) => row['id']).toSorted(), `pages of ${limit}`).toEqual(ids.toSorted())
    }
  })

  it('tells of a removed row by its id', async () => {
    const row = makeRow('alert')
    await insert(store, 'alert', [row])
    const { cursor } = await drain(store, 'alert')
    await store.db.updateTable('alert').set({ removedAt: new Date(NOW).toISOString() }).where('id', '=', row.id).execute()
    const after = await drain(store, 'alert', { after: cursor })
    expect(after).toMatchObject({ rows: [], removed: [row.id] })
  })

  it('keeps to a territory, and tells when a customer has left it', async () => {
    const inside = makeRow('customer', { postalCode: '10999' })
    const outside = makeRow('customer', { postalCode: '07001' })
    await insert(store, 'customer', [inside, outside])
    const territory = ['10999']
    const first = await drain(store, 'customer', { territory })
    expect(first).toMatchObject({ rows: [inside], removed: [] })
    await store.db.updateTable('customer').set({ postalCode: '07002' }).where('id', '=', inside.id).execute()
    expect(await drain(store, 'customer', { territory, after: first.cursor })).toMatchObject({ rows: [], removed: [inside.id] })
  })

  it('keeps what belongs to a customer to the territory too', async () => {
    const inside = makeRow('customer', { postalCode: '11999' })
    const product = makeRow('product', { customerId: inside.id })
    await insert(store, 'customer', [inside])
    await insert(store, 'product', [product, makeRow('product')])
    expect((await drain(store, 'product', { territory: ['11999'] })).rows).toEqual([product])
  })

  it('tells of outages in every territory', async () => {
    const { cursor } = await drain(store, 'serviceProblem', { territory: ['11999'] })
    const problem = makeRow('serviceProblem')
    await insert(store, 'serviceProblem', [problem])
    expect(await drain(store, 'serviceProblem', { territory: ['11999'], after: cursor })).toMatchObject({ rows: [problem], removed: [] })
  })

  it.each(['', 'nonsense', 'a.b.c.d', "x'; drop table customer; --"])('begins anew for the cursor %j', async (after) => {
    expect((await pull(store, 'customer', { after })).estimate).not.toBeNull()
  })

  it('begins anew, under a new epoch, for a cursor of a future that was lost', async () => {
    const ofTheFuture = async () => {
      const { epoch, cursorKey } = await readFeed(store.db)
      return writeCursor({ base: '1', xid: '999999999999', id: newId() }, { key: cursorKey, epoch, stream: 'customer', territory: undefined })
    }
    const pullLater = async (after: string) => pullOutputSchema.parse(JSON.parse(await pullPage(store, later, { stream: 'customer', after, limit: 10 })))
    const epoch = await readEpoch(store.db)
    const later = { now: () => NOW + 2 * 60 * 60 * 1000 }
    // Made up it tells nothing: only the database itself can have given it.
    expect((await pullLater(`${epoch}.1.999999999999.${newId()}`)).epoch).toBe(epoch)
    const page = await pullLater(await ofTheFuture())
    expect(page.epoch).not.toBe(epoch)
    // A second one within the hour changes nothing.
    const again = await pullLater(await ofTheFuture())
    expect(again.epoch).toBe(page.epoch)
  })

  it('begins a new epoch when its rows come from another cluster, and brings them into the present', async () => {
    const row = makeRow('interaction')
    await insert(store, 'interaction', [row])
    const before = await readEpoch(store.db)
    await settleEpoch(store, clock)
    expect(await readEpoch(store.db)).toBe(before)

    await store.pool.query('alter table interaction disable trigger interaction_changed')
    await store.pool.query(`update interaction set changed_xid = '888888888888' where id = $1`, [row.id])
    await store.pool.query('alter table interaction enable trigger interaction_changed')
    expect((await drain(store, 'interaction')).rows).not.toContainEqual(row)
    await settleEpoch(store, clock)
    expect(await readEpoch(store.db)).not.toBe(before)
    expect((await drain(store, 'interaction')).rows).toContainEqual(row)
  })

  it('begins a new epoch in another home', async () => {
    const before = await readEpoch(store.db)
    await store.db.updateTable('meta').set({ home: 'elsewhere' }).execute()
    await settleEpoch(store, clock)
    expect(await readEpoch(store.db)).not.toBe(before)
  })
})

describe('transactions that commit out of order', () => {
  type Reader = (store: Store, after: string | null) => Promise<{ ids: string[]; cursor: string | null }>

  const feed: Reader = async (store, after) => {
    const { rows, cursor } = await drain(store, 'alert', { after, limit: 3 })
    return { ids: rows.map((row) => String(row['id'])), cursor }
  }
  /** What the feed would be with nothing but a sequence: the negative control. */
  const sequence: Reader = async (store, after) => {
    const { rows } = await store.pool.query<{ id: string; number: number }>('select id, number from alert where number > $1 order by number', [after ?? 0])
    return { ids: rows.map((row) => row.id), cursor: rows.length > 0 ? String(rows.at(-1)!.number) : after }
  }

  /** Begins, writes, reads and ends in the order given; returns what the reader never got. */
  async function lost(url: string, steps: readonly Step[], reader: Reader): Promise<string[]> {
    const store = await openStore({ kind: 'server', url })
    await store.pool.query('truncate alert')
    const writers = await Promise.all(Array.from({ length: WRITERS }, () => connectWriter(url)))
    const expected = new Set<string>()
    const seen = new Set<string>()
    let cursor: string | null = null
    const read = async () => {
      const page = await reader(store, cursor)
      page.ids.forEach((id) => seen.add(id))
      cursor = page.cursor
    }
    try {
      for (const step of steps) {
        if (step.kind === 'read') await read()
        else (await writers[step.writer]![step.kind]()).forEach((id) => expected.add(id))
      }
      for (const writer of writers) (await writer.commit()).forEach((id) => expected.add(id))
      await othersEnd(store)
      await read()
    } finally {
      // What a failure left open would hold up the next one for ever.
      await Promise.all(writers.map((writer) => writer.end()))
      await store.close()
    }
    return [...expected].filter((id) => !seen.has(id))
  }

  /** The horizon is the whole server's: what else is under way in it holds it back as well, and is named if it does not end. */
  async function othersEnd({ pool }: Store): Promise<void> {
    const { rows } = await pool.query<{ xid: string }>('select pg_current_xact_id()::text as xid')
    const passed = async () => (await pool.query<{ passed: boolean }>('select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as passed', [rows[0]!.xid])).rows[0]!.passed
    await expect.poll(passed).toBe(true).catch(async () => {
      const holders = await pool.query(`select backend_type, datname, application_name, state, wait_event, backend_xid, now() - xact_start as age, left(query, 200) as query
        from pg_stat_activity where backend_xid is not null`)
      const prepared = await pool.query('select gid, transaction from pg_prepared_xacts')
      throw new Error(`the horizon stands still: ${JSON.stringify([holders.rows, prepared.rows, (await pool.query('select pg_current_snapshot()::text')).rows])}`)
    })
  }

  const WRITERS = 4
  async function connectWriter(url: string) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    let open = false
    let written: string[] = []
    const end = async (how: 'commit' | 'rollback'): Promise<string[]> => {
      const done = how === 'commit' ? written : []
      if (open) await client.query(how)
      open = false
      written = []
      return done
    }
    return {
      write: async (): Promise<string[]> => {
        if (!open) await client.query('begin')
        open = true
        const { rows } = await client.query<{ id: string }>(
          `insert into alert (id, customer_id, version, severity, text, since) values (gen_random_uuid(), gen_random_uuid(), 1, 'look', '', now()) returning id`)
        written.push(rows[0]!.id)
        return []
      },
      commit: () => end('commit'),
      rollback: () => end('rollback'),
      end: () => client.end(),
    }
  }

  type Step = { kind: 'read' } | { kind: 'write' | 'commit' | 'rollback'; writer: number }
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 2, arbitrary: fc.constant<Step>({ kind: 'read' }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), writer: fc.nat(WRITERS - 1) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('commit' as const), writer: fc.nat(WRITERS - 1) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('rollback' as const), writer: fc.nat(WRITERS - 1) }) },
  )
  const steps = fc.array(step, { minLength: 6, maxLength: 40 })
  const seed = Number(process.env['HEADEND_SEED'] ?? Date.now() % 1_000_000)

  let server: PostgresServer
  let url: string
  beforeAll(async () => {
    server = await startPostgres()
    url = await freshDatabase(server.url)
    const store = await openServerStore(url)
    await store.pool.query('alter table alert add column number bigint generated always as identity')
    await store.close()
  })
  afterAll(() => server.stop())

  it(`loses no row and invents none (seed ${seed})`, async () => {
    await fc.assert(fc.asyncProperty(steps, async (order) => (await lost(url, order, feed)).length === 0), { numRuns: 60, seed })
  })

  it('loses rows when the cursor is a sequence', async () => {
    const order: Step[] = [{ kind: 'write', writer: 0 }, { kind: 'write', writer: 1 }, { kind: 'commit', writer: 1 }, { kind: 'read' }]
    expect(await lost(url, order, sequence)).toHaveLength(1)
    expect(await lost(url, order, feed)).toEqual([])
    const property = fc.asyncProperty(steps, async (each) => (await lost(url, each, sequence)).length === 0)
    expect((await fc.check(property, { numRuns: 100, seed, endOnFailure: true })).failed).toBe(true)
  })
})
