/** What is still to be done for a customer, or with their money, keeps them from being erased; and nothing else does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import type { ErasureRefusal } from '../../../shared/features/privacy/privacy.schema.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock, TODAY } from '../../support/stores.ts'

const account = (column: string, value: string) => `update billing_account set ${column} = ${value} where customer_id = $1`
const posting = (debit: string, credit: string) => `with entry as (insert into ledger_entry (id, customer_id, billing_account_id, at, kind, source_id)
    select gen_random_uuid(), $1, id, now(), 'payment', gen_random_uuid() from billing_account where customer_id = $1 returning id, billing_account_id)
  insert into ledger_posting (entry_id, line, billing_account_id, debit, credit, amount, currency) select id, 0, billing_account_id, '${debit}', '${credit}', 100, 'USD' from entry`
const link = `insert into payment_link (id, customer_id, version, billing_account_id, purpose, currency, amount, channel, recipient, state, sent_at, sent_by, expires_at, payment_id)
  select gen_random_uuid(), $1, 1, id, 'pay', 'USD', 100, 'email', '-', 'paying', now(), '-', now(), gen_random_uuid() from billing_account where customer_id = $1`

/** By what a settled account is no more. */
const cases: [ErasureRefusal, string, string][] = [
  ['notClosed', 'an open account', `update customer set status = 'active' where id = $1`],
  ['notClosed', 'one that is suspended', `update customer set status = 'suspended' where id = $1`],
  ['servicesActive', 'a product that goes on', `update product set status = 'active' where customer_id = $1`],
  ['owed', 'a bill that is open', `update customer_bill set remaining = 1 where customer_id = $1`],
  ['owed', 'what is past due in a book without bills', account('past_due', '1')],
  ['owed', 'what is due', account('current_due', '1')],
  ['owed', 'what goes on the next bill', account('unbilled', '1')],
  ['owed', 'a receivable in the ledger', `${posting('unbilled', 'revenue')}`],
  ['owed', 'a charge that waits for a bill', `insert into one_time_charge (id, customer_id, billing_account_id, currency, name, amount, source, source_id, due_on, created_at)
    select gen_random_uuid(), $1, id, 'USD', 'Fee', 100, 'planChange', gen_random_uuid(), now(), now() from billing_account where customer_id = $1`],
  ['inCredit', 'credit', account('credit', '1')],
  ['inCredit', 'what is unapplied in the ledger', `${posting('cash', 'unapplied')}`],
  ['paymentUnderWay', 'a payment that has no answer', `update payment set state = 'pending' where customer_id = $1`],
  ['paymentUnderWay', 'one whose answer was lost', `update payment set state = 'unknown' where customer_id = $1`],
  ['paymentUnderWay', 'a question to the gateway', `insert into gateway_request (payment_id, customer_id, billing_account_id, operation, amount, currency, payment_method_id, bill_ids, state, not_before, requested_at)
    select gen_random_uuid(), $1, id, 'charge', 100, 'USD', gen_random_uuid(), '{}', 'asked', now(), now() from billing_account where customer_id = $1`],
  ['paymentUnderWay', 'somebody who is paying by a link', link],
  ['approvalPending', 'a request that waits', `update adjustment set state = 'pendingApproval' where customer_id = $1`],
  ['orderPending', 'a change of plan', `update product_order set state = 'scheduled', done_at = null where customer_id = $1`],
  ['signInFrozen', 'a sign-in under suspicion', `insert into digital_identity (id, customer_id, user_name, password_hash, created_at, password_changed_at, frozen_at) values (gen_random_uuid(), $1, $1, '-', now(), now(), now())`],
]

describe.each(storeKinds)('an erasure on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let administrator: ApiClient
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock })
    administrator = (await signInAs(store, backend.url, 'administrator', clock)).client
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  /** Closed, paid, with one of each that must not stand in the way. */
  async function settled() {
    const customer = makeRow('customer', { status: 'closed' })
    const of = { customerId: customer.id }
    await store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'customer', [customer])
      await bulkInsert(trx, 'billingAccount', [makeRow('billingAccount', of)])
      await bulkInsert(trx, 'customerBill', [makeRow('customerBill', { ...of, remaining: 0, state: 'settled' })])
      await bulkInsert(trx, 'payment', [makeRow('payment', of)])
      await bulkInsert(trx, 'adjustment', [makeRow('adjustment', of)])
      await bulkInsert(trx, 'product', [makeRow('product', { ...of, status: 'ended' })])
      await bulkInsert(trx, 'productOrder', [makeRow('productOrder', { ...of, state: 'done', doneAt: '2026-11-20T12:00:00.000Z' })])
    })
    return customer
  }
  const erase = ({ id, accountNumber }: { id: string; accountNumber: string }, more: object = {}) =>
    administrator.privacy.erase({ commandId: newId(), customerId: id, accountNumber, basis: 'ccpa', requestedOn: TODAY, ...more })

  it.each(cases)('is refused as %s for %s, and nothing went', async (reason, _what, change) => {
    const customer = await settled()
    await store.pool.query(change.replaceAll('$1', `'${customer.id}'`))
    expect((await administrator.privacy.erasureTerms({ customerId: customer.id })).refused).toEqual([reason])
    await expect(erase(customer)).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'customerId', message: reason }] } })
    expect((await administrator.sync.account({ customerId: customer.id })).rows.customer).toMatchObject([{ familyName: customer.familyName }])
  })

  it('is done where none of it is (the control), and says before what goes and what stays', async () => {
    const customer = await settled()
    expect(await administrator.privacy.erasureTerms({ customerId: customer.id })).toMatchObject({ refused: [], accountNumber: customer.accountNumber, kept: { bills: 1, payments: 1, adjustments: 1 }, keptUntil: '2033-12-31' })
    await erase(customer)
    expect(await administrator.privacy.erasedAmong({ customerIds: [customer.id, newId()] })).toEqual({ customerIds: [customer.id] })
  })

  it.each([
    ['as on the bill', (number: string) => number],
    ['without hyphens', (number: string) => number.replaceAll('-', '')],
    ['with spaces', (number: string) => ` ${number.replaceAll('-', ' ')} `],
  ])('takes the number as somebody typed it: %s', async (_how, typed) => {
    const customer = await settled()
    await erase(customer, { accountNumber: typed(customer.accountNumber) })
    expect(await administrator.privacy.erasedAmong({ customerIds: [customer.id] })).toEqual({ customerIds: [customer.id] })
  })

  it('is refused with another account\'s number, for a day that has not come, and of whom nobody knows', async () => {
    const customer = await settled()
    const issue = async (asked: Promise<unknown>) => asked.then(() => null, ({ data }: { data: { issues: { path: string; message: string }[] } }) => data.issues[0])
    expect(await issue(erase(customer, { accountNumber: '00000-1' }))).toEqual({ path: 'accountNumber', message: 'otherAccount' })
    expect(await issue(erase(customer, { requestedOn: '2026-11-24' }))).toEqual({ path: 'requestedOn', message: 'future' })
    await expect(erase({ id: newId(), accountNumber: customer.accountNumber })).rejects.toMatchObject({ code: 'notFound' })
  })

  it.each(['agent', 'seniorAgent', 'supervisor', 'dispatcher', 'auditor'] as const)('is nothing for the role %s', async (role) => {
    const { client } = await signInAs(store, backend.url, role, clock)
    const customer = await settled()
    await expect(client.privacy.erasureTerms({ customerId: customer.id })).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'privacy.erase' } })
    await expect(client.privacy.erase({ commandId: newId(), customerId: customer.id, accountNumber: customer.accountNumber, basis: 'gdpr', requestedOn: TODAY })).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('leaves nothing of what is written at the same moment, whichever is first', async () => {
    const { client } = await signInAs(store, backend.url, 'agent', clock)
    for (let round = 0; round < 6; round += 1) {
      const customer = await settled()
      const note = () => client.interactions.addNote({ commandId: newId(), customerId: customer.id, interactionId: newId(), writtenAt: new Date(clock.now() - 1_000).toISOString(), disposition: 'resolved', text: 'Moves to Maple Street' })
      const contact = () => client.customers.setPreferredLanguage({ commandId: newId(), customerId: customer.id, expectedVersion: 1, language: 'es' })
      const [first, erased, ...rest] = await Promise.allSettled(round % 2 ? [note(), erase(customer), contact(), note()] : [contact(), erase(customer), note(), note()])
      expect([first?.status, erased?.status, ...rest.map(({ status }) => status)]).toContain('fulfilled')
      expect(erased?.status).toBe('fulfilled')
      const { rows } = await store.pool.query<{ left: number }>(`select count(*)::int as left from interaction where customer_id = $1 and text <> ''`, [customer.id])
      expect(rows[0]?.left).toBe(0)
    }
  })
})
