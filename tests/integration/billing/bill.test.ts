/** A bill and the next one as a desk asks for them: who may, what comes back, and the line in the audit. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { billDocumentSchema, nextBillSchema } from '../../../shared/features/billing/bill-document.schema.ts'
import { runBills } from '../../../electron/backend/features/billing/bill-run.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { apiClient, signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { openBilledCustomer } from '../../support/billed-accounts.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { makeRow } from '../../support/rows.ts'
import { NOW, openTestStore, storeKinds } from '../../support/stores.ts'

describe.each(storeKinds)('the bill of the %s store', (kind) => {
  const time = manualTime(NOW)
  const { clock } = time
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let client: ApiClient
  let agentId: string
  // One of them lets hours go by, which ends a session.
  beforeEach(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, timers: time.timers })
    const signedIn = await signInAs(store, backend.url, 'agent', clock)
    client = signedIn.client
    agentId = signedIn.session.agent.id
  })
  afterEach(async () => {
    await backend.close()
    await store.close()
  })

  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const product = { kind: 'internet', name: 'Internet 500', detail: 'Cable', monthlyPrice: 6_000, startedOn: '2026-09-01' } as const
  /** With one bill, of 2026-11-05. */
  async function billedCustomer() {
    const customerId = await openBilledCustomer(store, { cycleDay: 5, nextBillDate: '2026-11-05', products: [product] })
    await runBills({ store, clock, log }, { today: '2026-11-05' })
    const { id: billId } = await store.db.selectFrom('customerBill').select('id').where('customerId', '=', customerId).executeTakeFirstOrThrow()
    return { customerId, billId }
  }
  const auditOf = (customerId: string) =>
    store.db.selectFrom('auditEntry').select(['action', 'agentId', 'outcome', 'detail']).where('customerId', '=', customerId).orderBy('seq').execute()

  it('comes with its lines, and is audited as a read of the account', async () => {
    const { customerId, billId } = await billedCustomer()
    const bill = await client.billing.bill({ customerId, billId })
    expect(billDocumentSchema.parse(bill)).toEqual(bill)
    expect(bill).toMatchObject({ billId, customerId, currency: 'USD', lines: [{ code: 'prorationCharge' }, { code: 'recurring', name: 'Internet 500', detail: 'Cable', amount: 6_000 }] })
    expect(await auditOf(customerId)).toEqual([{ action: 'billing.bill', agentId, outcome: 'allowed', detail: { billId, background: false } }])
  })

  it('of another customer is not found, nor is one that came without its lines or a customer that is none', async () => {
    const [one, other] = [await billedCustomer(), await billedCustomer()]
    const bare = makeRow('customerBill', { customerId: one.customerId })
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'customerBill', [bare]))
    for (const input of [{ customerId: one.customerId, billId: other.billId }, { customerId: one.customerId, billId: bare.id }, { customerId: newId(), billId: one.billId }])
      await expect(client.billing.bill(input)).rejects.toMatchObject({ code: 'notFound' })
    // Whoever tries is in the audit, refused.
    expect((await auditOf(one.customerId)).map(({ outcome, detail }) => [outcome, detail])).toEqual([['refused', { billId: other.billId, background: false }], ['refused', { billId: bare.id, background: false }]])
    expect(await auditOf(other.customerId)).toEqual([])
  })

  it('that is next comes as it stands, and is audited too', async () => {
    const { customerId } = await billedCustomer()
    const { bill } = await client.billing.nextBill({ customerId })
    expect(nextBillSchema.parse(bill)).toEqual(bill)
    expect(bill).toMatchObject({ billDate: '2026-12-05', dueDate: '2026-12-27', periodStart: '2026-12-05', periodEnd: '2027-01-04', amount: 6_000, paidByCredit: 0 })
    expect(await auditOf(customerId)).toEqual([{ action: 'billing.nextBill', agentId, outcome: 'allowed', detail: { background: false } }])
  })

  it('is null for a closed account', async () => {
    const customerId = await openBilledCustomer(store, { cycleDay: 5, nextBillDate: '2026-12-05', products: [product], status: 'closed' })
    expect(await client.billing.nextBill({ customerId })).toEqual({ bill: null })
  })

  it('is for whoever may read customers', async () => {
    const { customerId, billId } = await billedCustomer()
    await expect(apiClient(backend.url).billing.bill({ customerId, billId })).rejects.toMatchObject({ code: 'unauthenticated' })
    await store.db.deleteFrom('rolePermission').where('role', '=', 'dispatcher').where('permission', '=', 'customers.read').execute()
    const { client: dispatcher } = await signInAs(store, backend.url, 'dispatcher', clock)
    await expect(dispatcher.billing.bill({ customerId, billId })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(dispatcher.billing.nextBill({ customerId })).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('is made by the housekeeping soon after the start, on the day as the operator counts it', async () => {
    const customerId = await openBilledCustomer(store, { cycleDay: 24, nextBillDate: '2026-11-24', products: [product] })
    const count = async () => (await store.db.selectFrom('customerBill').select('id').where('customerId', '=', customerId).execute()).length
    time.advance(11 * 60 * 60 * 1000)
    // Past midnight in Greenwich, where nobody is billed.
    expect(new Date(clock.now()).toISOString().slice(0, 10)).toBe('2026-11-24')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await count()).toBe(0)
    time.advance(3 * 60 * 60 * 1000)
    await vi.waitFor(async () => expect(await count()).toBe(1), { timeout: 30_000 })
  })
})
