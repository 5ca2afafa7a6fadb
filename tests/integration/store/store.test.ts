/** One suite for the store in both sizes. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../../../shared/kernel/calendar.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { streamNames, streams } from '../../../shared/features/sync/streams.ts'
import { refreshBillingAccounts, refreshOverdue } from '../../../electron/backend/features/billing/refresh-billing-accounts.ts'
import { refreshCustomers } from '../../../electron/backend/features/customers/refresh-customers.ts'
import { writeAudit } from '../../../electron/backend/write-audit.ts'
import { createAgent } from '../../../electron/backend/features/session/create-agent.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store, Transaction } from '../../../electron/backend/store/store.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock, TODAY } from '../../support/stores.ts'

describe.each(storeKinds)('the %s store', (kind) => {
  let store: Store
  beforeAll(async () => {
    store = await openTestStore(kind)
  })
  afterAll(() => store.close())
  const inTransaction = <T>(work: (trx: Transaction) => Promise<T>): Promise<T> => store.db.transaction().execute(work)

  it.each(streamNames)('keeps a row of %s exactly as the contract has it', async (stream) => {
    const row = makeRow(stream)
    await inTransaction((trx) => bulkInsert(trx, stream, [row]))
    const [read] = await readRows(store.db, stream, [row.id])
    expect(read).toEqual(row)
    expect(streams[stream].parse(read)).toEqual(row)
  })

  it('keeps lists, quotes, line breaks and nulls through a bulk insert of many chunks', async () => {
    const rows = Array.from({ length: 12_000 }, (_, index) =>
      makeRow('customer', { familyName: `O'Neil "${index}" \\ ñ`, phones: ['+19145550123', '{a,b}'], emails: ['a"b@example.com'] }))
    await inTransaction((trx) => bulkInsert(trx, 'customer', rows))
    const sample = [rows[0]!, rows[4_999]!, rows[5_000]!, rows[11_999]!]
    const read = new Map((await readRows(store.db, 'customer', sample.map(({ id }) => id))).map((row) => [row.id, row]))
    for (const row of sample) expect(read.get(row.id)).toEqual(row)
  })

  it('goes on after a statement that failed outside of a transaction, with or without values', async () => {
    for (const [text, values] of [['select 1 / $1::int', [0]], ['select 1 / 0', []], ['select $1::int from nothing', [1]]] as const) {
      await expect(store.pool.query(text, [...values])).rejects.toThrow()
      expect((await store.pool.query<{ n: number }>('select $1::int as n', [7])).rows).toEqual([{ n: 7 }])
    }
    await expect(sql`select 1 / ${0}::int`.execute(store.db)).rejects.toThrow()
    expect((await sql<{ n: number }>`select ${7}::int as n`.execute(store.db)).rows).toEqual([{ n: 7 }])
  })

  it('refuses a taken id and a taken account number, and writes nothing of the chunk', async () => {
    const taken = makeRow('customer')
    await inTransaction((trx) => bulkInsert(trx, 'customer', [taken]))
    const fresh = makeRow('customer')
    const again = makeRow('customer', { accountNumber: taken.accountNumber })
    await expect(inTransaction((trx) => bulkInsert(trx, 'customer', [fresh, again]))).rejects.toMatchObject({ code: '23505' })
    expect(await readRows(store.db, 'customer', [fresh.id])).toEqual([])
  })

  it('rolls back what a failed transaction wrote', async () => {
    const row = makeRow('alert')
    const work = inTransaction(async (trx) => {
      await bulkInsert(trx, 'alert', [row])
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await readRows(store.db, 'alert', [row.id])).toEqual([])
  })

  it('stamps each write with its transaction', async () => {
    const row = makeRow('alert')
    await inTransaction((trx) => bulkInsert(trx, 'alert', [row]))
    const stamp = async () => (await store.db.selectFrom('alert').select('changedXid').where('id', '=', row.id).executeTakeFirstOrThrow()).changedXid
    const first = await stamp()
    await store.db.updateTable('alert').set({ text: 'Two dogs' }).where('id', '=', row.id).execute()
    expect(BigInt(await stamp())).toBeGreaterThan(BigInt(first))
  })

  it.each(['update audit_entry set action = $$x$$', 'delete from audit_entry', 'truncate audit_entry'])('refuses to %s', async (statement) => {
    await writeAudit(store.db, testClock(), { action: 'test', by: null })
    await expect(sql.raw(statement).execute(store.db)).rejects.toMatchObject({ code: '42501' })
    const { count } = await store.db.selectFrom('auditEntry').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    expect(count).toBeGreaterThan(0)
  })

  it('gives each agent an argon2id hash at the parameters of OWASP, and one user name in whatever case', async () => {
    const agent = { displayName: 'Jo Doe', role: 'agent', password: 'correct horse', clock: testClock() } as const
    const id = await inTransaction((trx) => createAgent(trx, { ...agent, userName: `jo-${kind}` }))
    const { passwordHash } = await store.db.selectFrom('agent').select('passwordHash').where('id', '=', id).executeTakeFirstOrThrow()
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    await expect(inTransaction((trx) => createAgent(trx, { ...agent, userName: `JO-${kind}` }))).rejects.toMatchObject({ code: '23505' })
  })

  describe('refreshCustomers', () => {
    const refresh = (which: 'all' | string[]) => inTransaction((trx) => refreshCustomers(trx, which, { today: TODAY }))
    const customerWith = async (rows: (customerId: string) => { media?: object[]; equipment?: object[]; addresses?: object[] }) => {
      const customer = makeRow('customer', { street: 'Nowhere' })
      const { media = [], equipment = [], addresses = [] } = rows(customer.id)
      await inTransaction(async (trx) => {
        await bulkInsert(trx, 'customer', [customer])
        await bulkInsert(trx, 'contactMedium', media.map((each) => makeRow('contactMedium', { customerId: customer.id, ...each })))
        await bulkInsert(trx, 'equipment', equipment.map((each) => makeRow('equipment', { customerId: customer.id, ...each })))
        await bulkInsert(trx, 'address', addresses.map((each) => makeRow('address', { customerId: customer.id, ...each })))
      })
      const changed = await refresh([customer.id])
      const [row] = await readRows(store.db, 'customer', [customer.id])
      return { customer, changed, row: row! }
    }

    it('copies media, preferred first and each once, and equipment', async () => {
      const { row, changed, customer } = await customerWith(() => ({
        media: [
          { value: '+19145550001', preferred: false, validFrom: '2026-01-01T00:00:00.000Z' },
          { value: '+19145550002', preferred: true, validFrom: '2026-02-01T00:00:00.000Z' },
          { value: '+19145550001', preferred: false, use: 'home' },
          { mediumType: 'email', value: 'ana@example.com' },
        ],
        equipment: [{ macAddress: 'AABBCCDDEEFF', serialNumber: 'SN-1' }, { serialNumber: 'SN-2' }],
      }))
      expect(row).toMatchObject({ phones: ['+19145550002', '+19145550001'], emails: ['ana@example.com'], equipmentIds: ['AABBCCDDEEFF', 'SN-1', 'SN-2'] })
      expect(row.version).toBe(2)
      expect(changed).toEqual([customer.id])
    })

    it.each([
      ['the current one of a moved customer', [{ street: 'Old St', validTo: '2020-01-01' }, { street: 'New St', validFrom: '2020-01-02' }], 'New St'],
      ['not one of the future', [{ street: 'Here St' }, { street: 'Soon St', validFrom: '2027-01-01' }], 'Here St'],
      ['the last of a closed account', [{ street: 'First St', validTo: '2019-01-01' }, { street: 'Last St', validFrom: '2019-01-02', validTo: '2024-01-01' }], 'Last St'],
      ['not the billing address', [{ street: 'Home St' }, { street: 'Office St', role: 'billing', validFrom: '2025-01-01' }], 'Home St'],
      ['nothing where there is none', [], null],
    ])('takes the service address: %s', async (_case, addresses, street) => {
      const { row } = await customerWith(() => ({ addresses }))
      expect(row.street).toBe(street)
    })

    it('changes nothing the second time', async () => {
      const { row, customer } = await customerWith(() => ({ media: [{}], addresses: [{}] }))
      expect(await refresh([customer.id])).toEqual([])
      expect(await readRows(store.db, 'customer', [customer.id])).toEqual([row])
    })

    it('forgets removed media', async () => {
      const { customer } = await customerWith(() => ({ media: [{ value: '+19145550009' }] }))
      await store.db.updateTable('contactMedium').set({ removedAt: '2026-11-23T00:00:00.000Z' }).where('customerId', '=', customer.id).execute()
      await refresh([customer.id])
      expect((await readRows(store.db, 'customer', [customer.id]))[0]).toMatchObject({ phones: [] })
    })
  })

  it('moves what was due to past due when its day is over, by the feed, and has nothing to do a second time', async () => {
    const billed = makeRow('billingAccount', { pastDue: 0, currentDue: 8420, nextDueDate: '2026-11-24' })
    const silent = makeRow('billingAccount', { nextDueDate: '2026-11-24' })
    await inTransaction(async (trx) => {
      await bulkInsert(trx, 'billingAccount', [billed, silent])
      await bulkInsert(trx, 'customerBill', [makeRow('customerBill', { customerId: billed.customerId, billingAccountId: billed.id, dueDate: '2026-11-24' })])
    })
    // On the day itself nothing is late yet.
    await refreshOverdue(store, { today: '2026-11-24' })
    expect(await readRows(store.db, 'billingAccount', [billed.id])).toEqual([billed])
    expect(await refreshOverdue(store, { today: '2026-11-25' })).toBeGreaterThan(0)
    expect(await readRows(store.db, 'billingAccount', [billed.id])).toEqual([{ ...billed, version: 2, pastDue: 8420, currentDue: 0, nextDueDate: null }])
    expect(await readRows(store.db, 'billingAccount', [silent.id])).toEqual([silent])
    expect(await refreshOverdue(store, { today: '2026-11-25' })).toBe(0)
  })

  it('sums what is owed by due date, and leaves an account without bills alone', async () => {
    const account = makeRow('billingAccount')
    const silent = makeRow('billingAccount', { pastDue: null, currentDue: null })
    const bill = (dueDate: string, remaining: number) =>
      makeRow('customerBill', { customerId: account.customerId, billingAccountId: account.id, billDate: addDays(dueDate, -22), dueDate, remaining })
    await inTransaction(async (trx) => {
      await bulkInsert(trx, 'billingAccount', [account, silent])
      await bulkInsert(trx, 'customerBill', [bill('2026-10-24', 1_000), bill('2026-11-22', 250), bill('2026-11-23', 4), bill('2026-12-24', 8_420), bill('2026-09-01', 0)])
      await refreshBillingAccounts(trx, [account.customerId, silent.customerId], { today: TODAY })
    })
    const [now] = await readRows(store.db, 'billingAccount', [account.id])
    expect(now).toMatchObject({ pastDue: 1_250, currentDue: 8_424, nextDueDate: '2026-11-23', version: 2 })
    expect(await readRows(store.db, 'billingAccount', [silent.id])).toEqual([silent])
  })

  it('delivers notifications when the transaction commits, and none when it does not', async () => {
    const heard: (string | null)[] = []
    const channel = 'headend_test'
    let wake = (): void => undefined
    const awaited = new Promise<void>((resolve) => (wake = resolve))
    const stop = await store.listen(channel, (payload) => {
      heard.push(payload)
      if (payload === 'last') wake()
    })
    const say = (payload: string) => (trx: Transaction) => sql`select pg_notify(${channel}, ${payload})`.execute(trx)
    await inTransaction(say('first'))
    await inTransaction(async (trx) => { await say('never')(trx); throw new Error('no') }).catch(() => undefined)
    await inTransaction(say('last'))
    await awaited
    await stop()
    expect(heard).toEqual(['first', 'last'])
  })

  it('reads back a uuid list parameter of any length', async () => {
    expect(await readRows(store.db, 'customer', Array.from({ length: 3_000 }, () => newId()))).toEqual([])
  })
})
