/** Whoever has services ordered for them hears of it, in their language: what, from when, and what the next bill will be. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import type { PlanChange, PlanPreview } from '../../../shared/features/catalog/orders.schema.ts'
import { demoCatalog } from '../../../electron/backend/demo/catalog.ts'
import { carryOutOrders } from '../../../electron/backend/features/billing/catalog/carry-out-orders.ts'
import { insertOfferings } from '../../../electron/backend/features/billing/catalog/catalog.queries.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { openBilledCustomer } from '../../support/billed-accounts.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock, TODAY } from '../../support/stores.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

describe.each(storeKinds)('orders on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let client: ApiClient
  let displayName: string
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    // A demo keeps what it would have sent, so that a test can read it.
    backend = await startTestBackend({ store, clock, demo: { operatorName: 'Isla Cable', accounts: [] } })
    const supervisor = await signInAs(store, backend.url, 'supervisor', clock)
    ;[client, displayName] = [verifyingEachCaller(store, supervisor.client), supervisor.displayName]
    await store.db.transaction().execute((trx) => insertOfferings(trx, demoCatalog(TODAY)))
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })

  const open = async (language: string, reached = true) => {
    const plan = { id: newId(), name: 'Internet 300', kind: 'internet', monthlyPrice: 6_499, offeringCode: 'internet-300', startedOn: '2024-01-01' } as const
    const customerId = await openBilledCustomer(store, { cycleDay: 5, nextBillDate: '2026-12-05', products: [plan] })
    await store.db.updateTable('customer').set({ language }).where('id', '=', customerId).execute()
    const media = [makeRow('contactMedium', { customerId, mediumType: 'email', use: 'home', value: 'ana@example.org' }), makeRow('contactMedium', { customerId, mediumType: 'phone', use: 'mobile', value: '+19145550123' })]
    if (reached) await store.db.transaction().execute((trx) => bulkInsert(trx, 'contactMedium', media))
    return { customerId, plan }
  }
  type Opened = Awaited<ReturnType<typeof open>>
  const wanted = ({ plan }: Opened, effective: PlanChange['effective']): PlanChange =>
    ({ items: [{ action: 'change', productId: plan.id, offeringCode: 'fiber-500', term: null }], effective, date: null })
  const order = async (of: Opened, effective: PlanChange['effective']): Promise<{ preview: PlanPreview; orderId: string }> => {
    const change = wanted(of, effective)
    const preview = await client.catalog.planPreview({ customerId: of.customerId, ...change })
    const orderId = newId()
    const input = { commandId: newId(), customerId: of.customerId, orderId, ...change, fingerprint: preview.fingerprint ?? '' }
    await client.catalog.orderPlanChange(input)
    // A lost answer: the same command again is told nobody again.
    await client.catalog.orderPlanChange(input)
    return { preview, orderId }
  }
  const cancel = ({ customerId }: Opened, orderId: string, expectedVersion = 1) => client.catalog.cancelOrder({ commandId: newId(), customerId, orderId, expectedVersion })
  const told = async ({ customerId }: Opened) => {
    const onTheirWay = () => store.db.selectFrom('communicationMessage').select('id').where('customerId', '=', customerId).where('state', '=', 'waiting').execute()
    await expect.poll(onTheirWay).toEqual([])
    const { messages } = await client.messages.mailbox()
    return messages.filter((message) => message.customerId === customerId)
  }
  const money = (cents: number | undefined) => `$${((cents ?? 0) / 100).toFixed(2)}`

  it('are told by mail and by text, with the figures that were shown', async () => {
    const of = await open('en')
    const { preview } = await order(of, 'now')
    const messages = await told(of)
    expect(messages.map(({ template, channel, to }) => [template, channel, to]).sort()).toEqual([['planOrdered', 'email', 'ana@example.org'], ['planOrdered', 'sms', '+19145550123']])
    for (const { text } of messages) {
      for (const part of ['November 23, 2026', 'New: Fiber 500.', 'Ends: Internet 300.', 'December 5, 2026', money(preview.bills[0]?.after.amount), 'call us at once']) expect(text).toContain(part)
      expect(text).not.toContain('ana@example.org')
    }
    const rows = await store.db.selectFrom('communicationMessage').select(['by', 'recipient']).where('customerId', '=', of.customerId).execute()
    expect(rows.map(({ by, recipient }) => [by, recipient]).sort()).toEqual([[displayName, '···0123'], [displayName, 'a···@example.org']].sort())
  })

  it('of a later day are told in Spanish to who reads it, and so is that they were cancelled, with the bill as it is then', async () => {
    const of = await open('es-MX')
    const { preview, orderId } = await order(of, 'nextCycle')
    await cancel(of, orderId)
    const messages = await told(of)
    const textOf = (template: string) => messages.find((message) => message.template === template && message.channel === 'email')?.text ?? ''
    for (const part of ['a partir del 5 de diciembre de 2026', 'Nuevo: Fibra 500. Termina: Internet 300.', 'llámenos de inmediato']) expect(textOf('planOrdered')).toContain(part)
    expect(textOf('planOrdered')).toContain(money(preview.bills[0]?.after.amount))
    for (const part of ['Se canceló', 'pedido para el 5 de diciembre de 2026', 'Fibra 500', money(preview.bills[0]?.before.amount)]) expect(textOf('planCancelled')).toContain(part)
    expect(messages.length).toBe(4)
  })

  it('are told to nobody when they are refused, when nobody is reached, and when they end with their account', async () => {
    const refused = await open('en')
    const { orderId } = await order(refused, 'nextCycle')
    await expect(cancel(refused, orderId, 7)).rejects.toMatchObject({ code: 'conflict' })
    expect((await told(refused)).map(({ template }) => template)).toEqual(['planOrdered', 'planOrdered'])
    await store.db.updateTable('customer').set({ status: 'closed' }).where('id', '=', refused.customerId).execute()
    await carryOutOrders({ store, clock, log: { info: () => undefined, warn: () => undefined, error: () => undefined } }, { today: '2026-12-05' })
    expect((await told(refused)).length).toBe(2)
    const unreached = await open('en', false)
    await order(unreached, 'now')
    expect(await told(unreached)).toEqual([])
  })
})
