/** Changes of plan through the real HTTP backend: what is ordered, every refusal, and what happens on the day. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { addDays } from '../../../shared/kernel/calendar.ts'
import type { OrderItem, PlanChange, ProductOrder } from '../../../shared/features/catalog/orders.schema.ts'
import type { Row } from '../../../shared/features/sync/streams.ts'
import { demoCatalog } from '../../../electron/backend/demo/catalog.ts'
import { townRates } from '../../../electron/backend/demo/taxes.ts'
import { runBills } from '../../../electron/backend/features/billing/bill-run.ts'
import { carryOutOrders } from '../../../electron/backend/features/billing/catalog/carry-out-orders.ts'
import { insertOfferings } from '../../../electron/backend/features/billing/catalog/catalog.queries.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { withoutRight } from '../../support/adjusting.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { openBilledCustomer, type BilledCustomer } from '../../support/billed-accounts.ts'
import { faultsInBooks } from '../../support/books.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock, TODAY } from '../../support/stores.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

const product = (name: string, kind: Row<'product'>['kind'], monthlyPrice: number, more: Partial<Row<'product'>> = {}) =>
  ({ id: newId(), name, kind, monthlyPrice, offeringCode: name.toLowerCase().replaceAll(' ', '-'), startedOn: '2024-01-01', ...more })
const internet = () => product('Internet 300', 'internet', 6_499)

describe.each(storeKinds)('a change of plan on the %s store', (kind) => {
  const clock = testClock()
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let client: Awaited<ReturnType<typeof signInAs>>['client']
  let displayName: string
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock })
    const agent = await signInAs(store, backend.url, 'agent', clock)
    ;[client, displayName] = [verifyingEachCaller(store, agent.client), agent.displayName]
    await store.db.insertInto('taxRate').values([...townRates('Yonkers')]).execute()
    await store.db.transaction().execute((trx) => insertOfferings(trx, demoCatalog(TODAY)))
  })
  afterAll(async () => {
    expect(await faultsInBooks(store)).toEqual([])
    await backend.close()
    await store.close()
  })

  const open = (products: BilledCustomer['products'], more: Partial<BilledCustomer> = {}) => openBilledCustomer(store, { cycleDay: 5, nextBillDate: '2026-12-05', products, ...more })
  const now = (...items: OrderItem[]): PlanChange => ({ items, effective: 'now', date: null })
  const add = (offeringCode: string, term: Extract<OrderItem, { action: 'add' }>['term'] = null): OrderItem => ({ action: 'add', offeringCode, term })
  const toPlan = ({ id }: { id: string }, offeringCode: string, term: Extract<OrderItem, { action: 'add' }>['term'] = null): OrderItem => ({ action: 'change', productId: id, offeringCode, term })
  const shown = (customerId: string, change: PlanChange) => client.catalog.planPreview({ customerId, ...change })
  const codes = async (customerId: string, change: PlanChange) => (await shown(customerId, change)).refusals.map(({ code }) => code)
  const command = (customerId: string, change: PlanChange, fingerprint: string) => ({ commandId: newId(), customerId, orderId: newId(), ...change, fingerprint })
  const order = async (customerId: string, change: PlanChange) => {
    const { fingerprint } = await shown(customerId, change)
    const { rows } = await client.catalog.orderPlanChange(command(customerId, change, fingerprint ?? ''))
    return { rows, order: rows.productOrder?.[0] as ProductOrder }
  }
  const productsOf = (customerId: string) => store.db.selectFrom('product').select(['name', 'status', 'startedOn', 'endsOn', 'monthlyPrice']).where('customerId', '=', customerId).orderBy('startedOn').orderBy('name').execute()
  const stateOf = async ({ id }: ProductOrder) => (await readRows(store.db, 'productOrder', [id]))[0]?.state
  const carryOut = (today: string) => carryOutOrders({ store, clock, log }, { today })
  const written = async (customerId: string) => JSON.stringify([await productsOf(customerId), await store.db.selectFrom('productOrder').select('id').where('customerId', '=', customerId).execute()])

  it('shows the bills with it and without it, and what it wins, ends and costs', async () => {
    const plan = { ...internet(), contractTerm: 'oneYear' as const, contractEndsOn: '2027-03-10' }
    const customerId = await open([plan, product('TV Select', 'tv', 7_499)])
    const preview = await shown(customerId, now(toPlan(plan, 'fiber-500', 'monthToMonth'), add('home-phone-unlimited')))
    expect(preview).toMatchObject({
      refusals: [], effectiveOn: TODAY, nextCycleOn: '2026-12-05', latestOn: '2027-01-05', monthly: { before: 13_998, after: 6_999 + 7_499 + 2_999 - 1_500 },
      discounts: [{ effect: 'won', name: { english: 'Three Services' }, amount: -1_500 }],
      contracts: [{ effect: 'givenUp', product: { english: 'Internet 300' }, endsOn: '2027-03-10', monthsLeft: 4, fee: 4_000 }],
    })
    expect(preview.fees.map(({ name, what, amount }) => [name.english, what.english, amount])).toEqual([
      ['Fiber Installation', 'Fiber 500', 9_900], ['Phone Activation', 'Home Phone Unlimited', 1_500], ['Early Termination Fee', 'Internet 300', 4_000],
    ])
    expect(preview.bills.map(({ billDate }) => billDate)).toEqual(['2026-12-05', '2027-01-05'])
    for (const { lines, linesBefore, before, after } of preview.bills) {
      expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(after.amount)
      expect(linesBefore.reduce((sum, { amount }) => sum + amount, 0)).toBe(before.amount)
    }
    expect((await store.db.selectFrom('auditEntry').select('action').where('customerId', '=', customerId).execute()).map(({ action }) => action)).toEqual(['catalog.planPreview'])
  })

  it('is done at once when it is for today: products, history, and what the next bill charges', async () => {
    const plan = internet()
    const customerId = await open([plan])
    const { rows, order: done } = await order(customerId, now(toPlan(plan, 'internet-500')))
    expect(done).toMatchObject({ state: 'done', effectiveOn: TODAY, orderedBy: displayName, summary: { ended: [{ english: 'Internet 300' }], started: [{ english: 'Internet 500' }] }, figures: { monthly: { before: 6_499, after: 7_999 } } })
    expect(rows.accountChange).toMatchObject([{ what: 'product', before: 'Internet 300', after: 'Internet 500', by: displayName }])
    expect(rows.billingAccount).toMatchObject([{ upcoming: 7_999 }])
    expect(await productsOf(customerId)).toMatchObject([{ name: 'Internet 300', status: 'ended', endsOn: TODAY }, { name: 'Internet 500', status: 'active', startedOn: TODAY, endsOn: null }])
  })

  it('waits for its day, and is then done once, however many nodes look', async () => {
    const plan = internet()
    const customerId = await open([plan])
    const { order: waiting } = await order(customerId, { items: [toPlan(plan, 'internet-500', 'twoYear')], effective: 'nextCycle', date: null })
    expect(waiting).toMatchObject({ state: 'scheduled', effectiveOn: '2026-12-05' })
    expect(await productsOf(customerId)).toMatchObject([{ status: 'active', endsOn: '2026-12-05' }, { status: 'pending', startedOn: '2026-12-05' }])
    await carryOut('2026-12-04')
    expect(await stateOf(waiting)).toBe('scheduled')
    await Promise.all([carryOut('2026-12-05'), carryOut('2026-12-05')])
    expect(await stateOf(waiting)).toBe('done')
    expect(await productsOf(customerId)).toMatchObject([{ status: 'ended' }, { status: 'active' }])
    expect((await store.db.selectFrom('accountChange').select('what').where('customerId', '=', customerId).execute()).length).toBe(1)
  })

  it('waits for nobody else: however many orders fail before it, it has its turn in the same round', async () => {
    const plan = internet()
    const customerId = await open([plan])
    const { order: waiting } = await order(customerId, { items: [toPlan(plan, 'internet-500')], effective: 'nextCycle', date: null })
    const broken = Array.from({ length: 1_100 }, () => newId())
    // Nobody's: each fails when the customer is looked for, and comes before the other by its day.
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'productOrder', broken.map((id) => ({ ...waiting, id, customerId: id, billingAccountId: id, effectiveOn: '2026-11-30' }))))
    try {
      expect(await carryOut('2026-12-05')).toBeGreaterThanOrEqual(1)
      expect(await stateOf(waiting)).toBe('done')
    } finally {
      await store.db.deleteFrom('productOrder').where('id', 'in', broken).execute()
    }
  })

  it('is cancelled before its day, and everything is as it was; afterwards it is not', async () => {
    const plan = internet()
    const customerId = await open([plan])
    const date = addDays(TODAY, 20)
    const { order: waiting } = await order(customerId, { items: [toPlan(plan, 'fiber-500')], effective: 'date', date })
    const cancel = (version: number) => client.catalog.cancelOrder({ commandId: newId(), customerId, orderId: waiting.id, expectedVersion: version })
    await expect(cancel(7)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'productOrder' } })
    const { rows } = await cancel(1)
    expect(rows.productOrder).toMatchObject([{ state: 'cancelled', cancelledBy: displayName }])
    expect(rows.billingAccount).toMatchObject([{ upcoming: 6_499 }])
    expect(await productsOf(customerId)).toMatchObject([{ name: 'Internet 300', endsOn: null, status: 'active' }, { name: 'Fiber 500', startedOn: date, endsOn: date, status: 'ended' }])
    await expect(cancel(2)).rejects.toMatchObject({ code: 'conflict' })
    await runBills({ store, clock, log }, { today: '2026-12-05' })
    expect(await store.db.selectFrom('oneTimeCharge').select(['billId', 'cancelledAt']).where('customerId', '=', customerId).execute()).toMatchObject([{ billId: null, cancelledAt: expect.any(String) as string }])
  })

  it('ends with the account: closed before its day it is not carried out', async () => {
    const plan = internet()
    const customerId = await open([plan])
    const { order: waiting } = await order(customerId, { items: [toPlan(plan, 'internet-500')], effective: 'nextCycle', date: null })
    await store.db.updateTable('customer').set({ status: 'closed' }).where('id', '=', customerId).execute()
    await carryOut('2026-12-05')
    expect(await readRows(store.db, 'productOrder', [waiting.id])).toMatchObject([{ state: 'cancelled', cancelledBy: null }])
  })

  it('is posted as it was shown or not at all: when a colleague charged something meanwhile the new figures come back', async () => {
    const plan = internet()
    const customerId = await open([plan])
    const change = now(toPlan(plan, 'internet-500'))
    const { fingerprint } = await shown(customerId, change)
    await store.db.updateTable('product').set({ monthlyPrice: 6_500 }).where('id', '=', plan.id).execute()
    const before = await written(customerId)
    await expect(client.catalog.orderPlanChange(command(customerId, change, fingerprint ?? ''))).rejects.toMatchObject({
      code: 'conflict', data: { stream: 'planPreview', current: { monthly: { before: 6_500, after: 7_999 } } },
    })
    expect(await written(customerId)).toBe(before)
  })

  it('has one effect under one id, and is no second order under another command', async () => {
    const plan = internet()
    const customerId = await open([plan])
    const change = now(toPlan(plan, 'internet-500'))
    const { fingerprint } = await shown(customerId, change)
    const input = command(customerId, change, fingerprint ?? '')
    const [first, again] = [await client.catalog.orderPlanChange(input), await client.catalog.orderPlanChange(input)]
    expect(again).toEqual(first)
    await expect(client.catalog.orderPlanChange({ ...input, commandId: newId() })).rejects.toMatchObject({ code: 'validation' })
    expect((await productsOf(customerId)).length).toBe(2)
  })

  it('leaves one order of many at the same moment', async () => {
    const plan = internet()
    const customerId = await open([plan])
    const change: PlanChange = { items: [toPlan(plan, 'internet-500')], effective: 'nextCycle', date: null }
    const { fingerprint } = await shown(customerId, change)
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => client.catalog.orderPlanChange(command(customerId, change, fingerprint ?? ''))))
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    expect(await store.db.selectFrom('productOrder').select('state').where('customerId', '=', customerId).execute()).toEqual([{ state: 'scheduled' }])
    expect(await codes(customerId, change)).toEqual(['pendingOrder'])
  })

  const refused: [string, string[], (plan: { id: string }) => PlanChange, Partial<BilledCustomer>?][] = [
    ['a suspended account', ['suspended'], (plan) => now(toPlan(plan, 'internet-500')), { status: 'suspended' }],
    ['a closed account', ['closed'], (plan) => now(toPlan(plan, 'internet-500')), { status: 'closed' }],
    ['an account that has not begun', ['notActive'], (plan) => now(toPlan(plan, 'internet-500')), { status: 'pending' }],
    ['nothing', ['nothingChanges'], () => now()],
    ['the plan that is there', ['nothingChanges'], (plan) => now(toPlan(plan, 'internet-300'))],
    ['a day that is over', ['past'], (plan) => ({ items: [toPlan(plan, 'internet-500')], effective: 'date', date: '2026-11-22' })],
    ['a day beyond the bills that can be shown', ['tooFar'], (plan) => ({ items: [toPlan(plan, 'internet-500')], effective: 'date', date: '2027-01-06' })],
    ['no day', ['dateMissing'], (plan) => ({ items: [toPlan(plan, 'internet-500')], effective: 'date', date: null })],
    ['what is not sold any more', ['notSold'], () => now(add('tv-basic'))],
    ['what is sold to businesses', ['notForCustomer'], () => now(add('business-phone'))],
    ['what nobody knows', ['unknownOffering'], () => now(add('internet-9000'))],
    ['a product of somebody else', ['unknownProduct'], () => now({ action: 'remove', productId: newId() })],
    ['the same product twice', ['twice'], (plan) => now(toPlan(plan, 'internet-500'), { action: 'remove', productId: plan.id })],
    ['another kind in its place', ['otherKind'], (plan) => now(toPlan(plan, 'tv-select'))],
    ['a second internet plan', ['oneOfKind'], () => now(add('internet-500'))],
    ['what needs something else', ['requires'], () => now(add('sports-plus'))],
    ['what is in a package already', ['excludes'], () => now(add('tv-premier'), add('premium-movies'))],
    ['a bundle without its parts', ['bundleIncomplete', 'bundleIncomplete'], () => now(add('triple-play-value'))],
    ['a discount, which comes by itself', ['byItself'], () => now(add('three-services'))],
    ['a term that is not offered', ['termNotOffered'], () => now(add('cloud-dvr', 'oneYear'), add('tv-select'))],
    ['everything taken away', ['nothingLeft'], (plan) => now({ action: 'remove', productId: plan.id })],
  ]
  it.each(refused)('refuses %s, before and again when it is ordered, and writes nothing', async (_what, expected, changeOf, more = {}) => {
    const plan = internet()
    const customerId = await open([plan], more)
    const change = changeOf(plan)
    const preview = await shown(customerId, change)
    expect(preview.refusals.map(({ code }) => code)).toEqual(expected)
    expect(preview).toMatchObject({ bills: [], fingerprint: null })
    const before = await written(customerId)
    const issues = preview.refusals.map(({ code, item }) => ({ path: item === null ? 'order' : `items.${item}`, message: code }))
    await expect(client.catalog.orderPlanChange(command(customerId, change, '0'.repeat(64)))).rejects.toMatchObject({ code: 'validation', data: { issues } })
    expect(await written(customerId)).toBe(before)
  })

  it('refuses while the customer moves, and says from when', async () => {
    const plan = internet()
    const customerId = await open([plan])
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'address', [makeRow('address', { customerId, validFrom: '2026-12-01' })]))
    expect((await shown(customerId, now(toPlan(plan, 'internet-500')))).refusals).toMatchObject([{ code: 'moving', date: '2026-12-01' }])
  })

  it('refuses who may not, also when the right is gone since', async () => {
    const plan = internet()
    const customerId = await open([plan])
    const change = now(toPlan(plan, 'internet-500'))
    const { fingerprint } = await shown(customerId, change)
    await withoutRight(store, 'agent', 'catalog.order', () =>
      expect(client.catalog.orderPlanChange(command(customerId, change, fingerprint ?? ''))).rejects.toMatchObject({ code: 'forbidden' }))
    const { client: auditor } = await signInAs(store, backend.url, 'auditor', clock)
    await expect(auditor.catalog.planPreview({ customerId, ...change })).rejects.toMatchObject({ code: 'forbidden' })
    expect((await productsOf(customerId)).length).toBe(1)
  })
})
