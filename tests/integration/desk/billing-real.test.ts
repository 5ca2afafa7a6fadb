/** Money between desks and the real backend with its demo operator: what is shown is what is posted, to the cent. */
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import type { SubmitAdjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { DeskEvent } from '#shared/features/workspace/workspace.schema.ts'
import { explainChanges } from '#shared/features/billing/bill-changes.ts'
import { effectOf } from '../../../renderer/features/billing/adjustment-effect.ts'
import { judgeLimits } from '../../../renderer/features/billing/adjustment-limits.ts'
import { startDemoDesks } from './support/demo-desks.ts'
import { DEMO_FILL_MS } from '../../support/postgres.ts'
import { failure, type TestDesk } from './support/test-desk.ts'

let demo: Awaited<ReturnType<typeof startDemoDesks>>
beforeAll(async () => void (demo = await startDemoDesks()), DEMO_FILL_MS)
afterAll(() => demo.stop())
afterEach(() => demo.stopDesks())

const signedIn = (role: string) => demo.signedIn(role)
/** Each test has a customer of its own, so that no test's credits count in another. */
const someAccount = (desk: TestDesk) => demo.someAccount(desk)

const credit = (view: AccountView, change: Partial<SubmitAdjustment> = {}): Omit<SubmitAdjustment, 'commandId'> => ({
  customerId: view.customer.id, adjustmentId: randomUUID(), billingAccountId: view.billingAccount?.id ?? '', direction: 'credit', amount: 800, reason: 'goodwill',
  comment: 'For the trouble', target: 'account', billId: null, billLineId: null, outageReference: null, periodStart: null, periodEnd: null, ...change,
})

describe('a bill', () => {
  it('is the sum of its lines, and what changed is the difference to the one before', async () => {
    const desk = await signedIn('agent')
    const view = await someAccount(desk)
    const [now, before] = view.bills
    if (!now || !before) return expect.fail('two bills')
    const [document, former] = await Promise.all([now, before].map(({ id }) => desk.window.billing.bill({ customerId: view.customer.id, billId: id })))
    const sum = (lines: readonly { amount: number }[] = []) => lines.reduce((total, { amount }) => total + amount, 0)
    expect([sum(document?.lines), sum(former?.lines)]).toEqual([now.amount, before.amount])
    expect(sum(explainChanges(former?.lines ?? [], document?.lines ?? []))).toBe(now.amount - before.amount)
    const { bill: next } = await desk.window.billing.nextBill({ customerId: view.customer.id })
    expect(sum(next?.lines)).toBe(next?.amount)
  })
})

describe('a credit within the limit', () => {
  it('is posted at once, and does what was shown beforehand', async () => {
    const desk = await signedIn('agent')
    const view = await someAccount(desk)
    const { window } = desk
    const customerId = view.customer.id
    const [terms, { bill: next }] = [await window.billing.adjustmentTerms({ customerId }), await window.billing.nextBill({ customerId })]
    if (!view.billingAccount) return expect.fail('an account')
    const shown = effectOf({ direction: 'credit', amount: 1234, balance: terms.figures.balance, account: view.billingAccount, next })
    expect(judgeLimits(terms, 'credit', 1234).needsApproval).toBe(false)
    expect(await window.billing.submitAdjustment(credit(view, { amount: 1234 }))).toEqual({ outcome: 'done' })
    const after = await window.customers.view({ customerId })
    expect(after.adjustments[0]).toMatchObject({ state: 'posted', amount: 1234 })
    const now = await window.billing.adjustmentTerms({ customerId })
    const { bill: nextNow } = await window.billing.nextBill({ customerId })
    expect({ balance: now.figures.balance, used: now.used.credit.forCustomer - terms.used.credit.forCustomer }).toEqual({ balance: shown.balance.after, used: 1234 })
    expect(nextNow && nextNow.amount - nextNow.paidByCredit).toBe(shown.nextBill?.after)
  })

  it('for the same is refused with the first one, and given once', async () => {
    const desk = await signedIn('agent')
    const view = await someAccount(desk)
    const bill = view.bills[0]?.id ?? ''
    const first = credit(view, { target: 'bill', billId: bill, reason: 'billingError', amount: 100 })
    await desk.window.billing.submitAdjustment(first)
    const again = await failure(desk.window.billing.submitAdjustment({ ...first, adjustmentId: randomUUID() }))
    expect(again).toMatchObject({ code: 'conflict', data: { stream: 'adjustment', current: { id: first.adjustmentId } } })
    expect((await desk.window.customers.view({ customerId: view.customer.id })).adjustments).toHaveLength(1)
    expect((await desk.state()).outbox).toEqual({ waiting: 0, refused: 0 })
  })

  it('with something wrong in it is refused at the field, and nothing is written', async () => {
    const desk = await signedIn('agent')
    const [view, other] = [await someAccount(desk), await someAccount(desk)]
    const send = (change: Partial<SubmitAdjustment>) => failure(desk.window.billing.submitAdjustment(credit(view, change)))
    expect(await send({ reason: 'noSuchReason' })).toMatchObject({ code: 'validation', data: { issues: [{ path: 'reason' }] } })
    expect(await send({ reason: 'serviceOutage' })).toMatchObject({ code: 'validation', data: { issues: [{ path: 'periodStart' }, { path: 'periodEnd' }] } })
    expect(await send({ target: 'bill', billId: other.bills[0]?.id ?? '' })).toMatchObject({ code: 'notFound' })
    expect(await send({ amount: 0 })).toMatchObject({ code: 'validation' })
    expect((await desk.window.customers.view({ customerId: view.customer.id })).adjustments).toEqual([])
  })
})

describe('a credit above the limit', () => {
  it('waits for a supervisor, who approves another amount; the agent sees it at once', async () => {
    const [agent, supervisor] = [await signedIn('agent'), await signedIn('supervisor')]
    const view = await someAccount(agent)
    const customerId = view.customer.id
    await agent.window.workspace.saveTabs({ open: [customerId], active: customerId })
    const asked = credit(view, { amount: 6000 })
    await agent.window.billing.submitAdjustment(asked)
    const mine = async (desk: TestDesk) => (await desk.window.billing.approvals()).cases.find(({ adjustment }) => adjustment.id === asked.adjustmentId)
    const found = await supervisor.untilTrue(() => mine(supervisor))
    expect(found).toMatchObject({ mayDecide: 'yes', adjustment: { state: 'pendingApproval', amount: 6000 } })
    const decision = { customerId, adjustmentId: asked.adjustmentId, expectedVersion: found.adjustment.version, figures: found.figuresNow, decision: 'approve' as const }
    expect(await failure(supervisor.window.billing.decideAdjustment({ ...decision, amount: 4000, comment: null }))).toMatchObject({ code: 'validation' })
    expect(await supervisor.window.billing.decideAdjustment({ ...decision, amount: 4000, comment: 'Half of it' })).toEqual({ outcome: 'done' })
    const told = await agent.untilTrue(async () => (await agent.window.customers.view({ customerId })).adjustments.find(({ state }) => state === 'posted'))
    expect(told).toMatchObject({ amount: 4000, requestedAmount: 6000, decisionComment: 'Half of it' })
    expect(await mine(supervisor)).toBeUndefined()
  })

  it('is told to whoever asked although the account is not open, and once read it is gone', async () => {
    const [agent, supervisor] = [await signedIn('agent'), await signedIn('supervisor')]
    const asked = credit(await someAccount(agent), { amount: 6000 })
    await agent.window.billing.submitAdjustment(asked)
    const mine = async () => (await agent.window.billing.decisions()).decisions.find(({ id }) => id === asked.adjustmentId)
    expect(await mine()).toBeUndefined()
    const hints = (await agent.window.workspace.watch()) as AsyncIterable<DeskEvent>
    const found = (await supervisor.window.billing.approvals()).cases.find(({ adjustment }) => adjustment.id === asked.adjustmentId) ?? expect.fail('not in the queue')
    await supervisor.window.billing.decideAdjustment({
      customerId: asked.customerId, adjustmentId: asked.adjustmentId, expectedVersion: found.adjustment.version, figures: found.figuresNow, decision: 'refuse', amount: 6000, comment: 'No',
    })
    for await (const event of hints) if (event.type === 'changed' && event.tables.includes('decisions')) break
    const decided = await mine()
    expect(decided).toMatchObject({ state: 'refused', decisionComment: 'No' })
    expect(await agent.window.billing.acknowledgeDecision({ customerId: asked.customerId, adjustmentId: asked.adjustmentId, expectedVersion: decided?.version ?? 0 })).toEqual({ outcome: 'done' })
    expect(await mine()).toBeUndefined()
  })

  it('is shown anew when the case has changed since, and may be withdrawn by whoever asked', async () => {
    const [agent, supervisor] = [await signedIn('agent'), await signedIn('supervisor')]
    const view = await someAccount(agent)
    const asked = credit(view, { amount: 6000 })
    await agent.window.billing.submitAdjustment(asked)
    const found = (await supervisor.window.billing.approvals()).cases.find(({ adjustment }) => adjustment.id === asked.adjustmentId) ?? expect.fail('not in the queue')
    await agent.window.billing.submitAdjustment(credit(view, { amount: 100, reason: 'lateFeeWaiver' }))
    const stale = await failure(supervisor.window.billing.decideAdjustment({
      customerId: view.customer.id, adjustmentId: asked.adjustmentId, expectedVersion: found.adjustment.version, figures: found.figuresNow, decision: 'approve', amount: 6000, comment: null,
    }))
    expect(stale).toMatchObject({ code: 'conflict', data: { current: { state: 'pendingApproval' } } })
    expect(await agent.window.billing.withdrawAdjustment({ customerId: view.customer.id, adjustmentId: asked.adjustmentId, expectedVersion: 1 })).toEqual({ outcome: 'done' })
    expect((await agent.window.customers.view({ customerId: view.customer.id })).adjustments.map(({ state }) => state).sort()).toEqual(['posted', 'withdrawn'])
  })
})

describe('a reversal', () => {
  it('restores the balance and leaves both in the history', async () => {
    const desk = await signedIn('seniorAgent')
    const view = await someAccount(desk)
    const customerId = view.customer.id
    const balance = async () => (await desk.window.billing.adjustmentTerms({ customerId })).figures.balance
    const before = await balance()
    const given = credit(view, { amount: 700 })
    await desk.window.billing.submitAdjustment(given)
    expect(await balance()).toBe(before - 700)
    await desk.window.billing.reverseAdjustment({ customerId, adjustmentId: given.adjustmentId, expectedVersion: 1, reason: 'Wrong customer' })
    expect(await balance()).toBe(before)
    const after = await desk.window.customers.view({ customerId })
    expect(after.adjustments[0]).toMatchObject({ state: 'reversed', reversalReason: 'Wrong customer' })
    expect(after.timeline.entries).toContainEqual(expect.objectContaining({ type: 'adjustment', id: given.adjustmentId }))
  })
})
