/** An erased customer is nowhere any more but in what the law keeps; the books and the audit are what they were. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { verifyChain } from '../../../electron/backend/features/audit/verify-chain.ts'
import { refreshCustomers } from '../../../electron/backend/features/customers/refresh-customers.ts'
import { ERASURE } from '../../../electron/backend/features/privacy/erasure-table.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { everyGuardedProcedure, giveEveryRight } from '../../support/every-procedure.ts'
import { fillCustomer, marksLeft } from '../../support/filled-customer.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock, TODAY } from '../../support/stores.ts'
import { api } from '../../../shared/contract/api.ts'

/** Texts that stay, column by column: names of people who work here, the operator's own words, and codes. */
const STAYS = {
  people: [
    'adjustment~decided_by', 'adjustment~requested_by', 'adjustment~reversed_by', 'loyalty_transaction~by', 'payment_link~sent_by', 'payment_promise~made_by', 'payment~by', 'product_order~cancelled_by',
    'product_order~ordered_by', 'usage_alert~set_by', 'usage_top_up~added_by', 'usage_top_up~taken_back_by',
  ],
  catalog: ['one_time_charge~name', 'usage_top_up~name', 'product~offering_code'],
  numbers: ['customer_bill~bill_number', 'product_order~fingerprint', 'appointment~reference', 'work_order~reference', 'trouble_ticket~reference'],
  codes: [
    'account_change~what', 'address~role', 'adjustment~currency', 'adjustment~reason', 'adjustment~target', 'alert~severity', 'bill_document~currency', 'billing_account~currency', 'communication_message~template',
    'contact_medium~medium_type', 'contact_medium~use', 'customer_bill~currency', 'customer_bill~state', 'equipment~kind', 'equipment~ownership', 'gateway_request~currency', 'interaction~channel',
    'interaction~direction', 'one_time_charge~currency', 'payment_link~currency', 'payment_promise~currency', 'payment~currency', 'payment~decline_reason', 'payment~kind', 'product_order~currency', 'product~currency',
    'product~kind', 'usage_alert_event~channel', 'usage_alert_event~unit', 'usage_consumption~kind', 'usage_top_up~currency',
    'appointment~language', 'work_order~skills',
  ],
}
const READ_REPORT = 'audit.recordAccountRead'
/** Of no customer in particular, or about one who is named by another id than the customer's. */
const commands = Object.entries(api).flatMap(([feature, procedures]) => Object.entries(procedures)
  .filter(([, procedure]) => procedure['~orpc'].meta.offline !== undefined && 'customerId' in ((procedure['~orpc'].inputSchema as { shape?: object } | undefined)?.shape ?? {}))
  .map(([name]) => `${feature}.${name}`))

describe.each(storeKinds)('an erasure on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let administrator: ApiClient
  let customer: Awaited<ReturnType<typeof fillCustomer>>
  let before: { marks: string[]; books: unknown; empty: string[] }
  const commandId = newId()
  const order = () => ({ commandId, customerId: customer.id, accountNumber: customer.accountNumber, basis: 'gdpr', requestedOn: TODAY }) as const
  const one = async <T>(text: string, values: unknown[] = []): Promise<T> => (await store.pool.query(text, values)).rows[0] as T
  const readBooks = () => one(`select
    (select json_agg(row_to_json(e) order by seq) from ledger_entry e) as entries, (select json_agg(row_to_json(p) order by entry_id, line) from ledger_posting p) as postings,
    (select json_agg(json_build_array(id, amount, remaining, bill_date, bill_number) order by id) from customer_bill) as bills,
    (select json_agg(json_build_array(id, amount, at, kind, state) order by id) from payment) as payments, (select json_agg(json_build_array(id, points) order by id) from loyalty_transaction) as points,
    (select json_agg(json_build_array(id, amount, requested_amount, state) order by id) from adjustment) as adjustments`)
  async function emptyTables(): Promise<string[]> {
    const decided = Object.entries(ERASURE).filter(([table, fate]) => !('nobody' in fate) && table !== 'customer_erasure').map(([table]) => table)
    const counted = await Promise.all(decided.map(async (table) => ({ table, ...(await one<{ rows: number }>(`select count(*)::int as rows from "${table}"`)) })))
    return counted.filter(({ rows }) => rows === 0).map(({ table }) => table)
  }
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock })
    const signedIn = await signInAs(store, backend.url, 'administrator', clock)
    administrator = signedIn.client
    customer = await fillCustomer(store, signedIn.session.agent.id)
    const neighbour = makeRow('customer', { familyName: 'Quill' })
    await store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'customer', [neighbour])
      await trx.updateTable('customer').set({ familyName: 'Zzyzxowitz Quill' }).where('id', '=', customer.id).execute()
      await refreshCustomers(trx, [customer.id, neighbour.id], { today: TODAY })
    })
    before = { marks: await marksLeft(store), books: await readBooks(), empty: await emptyTables() }
    await administrator.privacy.erase(order())
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })

  it('is decided for every table of the database, and tried with a row in each', async () => {
    const { tables } = await one<{ tables: string[] }>(`select array_agg(table_name::text order by table_name) as tables from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`)
    expect(Object.keys(ERASURE).sort()).toEqual(tables.sort())
    expect(before.empty).toEqual([])
  })

  it('leaves of all texts those that are decided upon, and no other', async () => {
    expect(before.marks.length).toBeGreaterThan(100)
    expect(await marksLeft(store)).toEqual(Object.values(STAYS).flat().map((each) => `canary~${each}`).sort())
  })

  it('leaves the books and the audit as they were', async () => {
    expect(await readBooks()).toEqual(before.books)
    expect(await verifyChain(store, { checkpoints: null })).toMatchObject({ ok: true, fault: null })
    expect(await one(`select action, outcome, detail from audit_entry where action = 'privacy.erase' order by seq limit 1`)).toEqual({ action: 'privacy.erase', outcome: 'allowed', detail: { basis: 'gdpr', requestedOn: TODAY } })
  })

  it('says of the account that it was erased, by whom and until when the books stay, and finds it by its number alone', async () => {
    const { rows } = await administrator.sync.account({ customerId: customer.id })
    expect(rows.customer).toEqual([expect.objectContaining({ accountNumber: customer.accountNumber, status: 'erased', familyName: null, phones: [], street: null })])
    expect(rows.accountChange).toEqual([expect.objectContaining({ what: 'erased', before: null, after: null })])
    expect(await one('select basis, kept_until from customer_erasure')).toEqual({ basis: 'gdpr', kept_until: '2033-12-31' })
    expect((await administrator.customers.search({ text: customer.accountNumber, limit: 5 })).customers.map(({ id }) => id)).toEqual([customer.id])
    expect((await administrator.customers.search({ text: 'Zzyzxowitz', limit: 5 })).customers).toEqual([])
  })

  it('takes the words of nobody else out of the vocabulary, and leaves those that others have', async () => {
    const { rows } = await store.pool.query<{ word: string }>(`select word from search_word where word in ('zzyzxowitz', 'quill') order by word`)
    expect(rows.map(({ word }) => word)).toEqual(['quill'])
  })

  it('answers the same command again, and refuses another', async () => {
    expect((await administrator.privacy.erase(order())).rows.customer).toEqual([expect.objectContaining({ status: 'erased' })])
    await expect(administrator.privacy.erase({ ...order(), commandId: newId() })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'customerId', message: 'erased' }] } })
  })

  it('refuses every later command about them, but for the report of a look', async () => {
    await giveEveryRight(store, 'supervisor')
    const { client } = await signInAs(store, backend.url, 'supervisor', clock)
    const calls = everyGuardedProcedure(client, customer.id)
    expect(commands.length).toBeGreaterThan(40)
    const answers = await Promise.all(commands.map(async (name) => [name, await calls[name]!().then(() => 'done', ({ code, data }: { code: string; data: { issues?: { message: string }[] } }) => data.issues?.[0]?.message ?? code)]))
    // The caller of nobody is never known; which of the two is said first is not told apart.
    expect(answers.filter(([, answer]) => answer !== 'erased' && answer !== 'verificationRequired')).toEqual([[READ_REPORT, 'done']])
    expect(answers.filter(([, answer]) => answer === 'erased').length).toBeGreaterThan(20)
  })

  it.each([
    [`insert into contact_medium (id, customer_id, version, medium_type, use, value, preferred, valid_from) values (gen_random_uuid(), $1, 1, 'email', 'home', 'x', true, now())`],
    [`insert into interaction (id, customer_id, version, channel, direction, at, text) values (gen_random_uuid(), $1, 1, 'call', 'inbound', now(), 'x')`],
    [`update customer set family_name = 'x', version = version + 1 where id = $1`],
    [`update customer set status = 'closed' where id = $1`],
    [`update customer_erasure set kept_until = now() where customer_id = $1`],
  ])('is kept by the database: %s', async (text) => {
    await expect(store.pool.query(text, [customer.id])).rejects.toThrow(/erased|only grows/)
  })

  it('lets the database take all of it of anybody else (the control)', async () => {
    const { id } = makeRow('customer')
    await store.pool.query(`insert into interaction (id, customer_id, version, channel, direction, at, text) values (gen_random_uuid(), $1, 1, 'call', 'inbound', now(), 'x')`, [id])
    await expect(store.pool.query(`update loyalty_transaction set comment = null, customer_id = $1`, [id])).rejects.toThrow(/points only grow/)
  })
})
