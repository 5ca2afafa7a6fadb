/** Paying between desks and the real backend with its demo operator: what is shown is what the gateway said, to the cent. */
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addDays, dateIn } from '#shared/kernel/calendar.ts'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import type { RecordPayment, TakePayment } from '#shared/features/billing/payments.schema.ts'
import { openBills, paymentEffect } from '../../../renderer/features/billing/payment-effect.ts'
import { startDemoDesks, verifyCaller } from './support/demo-desks.ts'
import { DEMO_FILL_MS } from '../../support/postgres.ts'
import { failure, type TestDesk } from './support/test-desk.ts'

let demo: Awaited<ReturnType<typeof startDemoDesks>>
beforeAll(async () => void (demo = await startDemoDesks()), DEMO_FILL_MS)
afterAll(() => demo.stop())
afterEach(() => demo.stopDesks())

const today = () => dateIn('America/New_York', Date.now())
/** Nothing is drafted by itself, and there is a card that is good. */
const payable = ({ billingAccount, paymentMethods, bills }: AccountView) =>
  billingAccount?.autopay === false && openBills(bills).length > 0 && (paymentMethods[0]?.expiresOn ?? '9999-12') > today().slice(0, 7) && paymentMethods.length > 0
const ofAccount = (view: AccountView) => ({ customerId: view.customer.id, billingAccountId: view.billingAccount?.id ?? '' })
/** As somebody who looks at what is owed just before. */
const charge = async ({ window }: TestDesk, view: AccountView, amount: number): Promise<Omit<TakePayment, 'commandId'>> =>
  ({ ...ofAccount(view), paymentId: randomUUID(), paymentMethodId: view.paymentMethods[0]?.id ?? '', amount, balanceSeen: (await window.billing.paymentTerms(ofAccount(view))).balance, billIds: [] })
const check = (view: AccountView, amount: number, billIds: string[] = []): Omit<RecordPayment, 'commandId'> =>
  ({ ...ofAccount(view), paymentId: randomUUID(), instrument: 'check', reference: String(1000 + amount), amount, billIds })
const viewOf = ({ window }: TestDesk, { customer }: AccountView) => window.customers.view({ customerId: customer.id })
/** The account is in a tab, so that what comes by the feed is fetched. */
async function keepOpen({ window }: TestDesk, { customer }: AccountView): Promise<void> {
  await window.workspace.saveTabs({ open: [customer.id], active: customer.id })
}
const stateOf = (desk: TestDesk, view: AccountView, paymentId: string, state: string) => desk.untilTrue(async () => {
  const found = (await viewOf(desk, view)).payments.find(({ id }) => id === paymentId)
  return found?.state === state && found
})

describe('a charge', () => {
  it('is there and not paid when the call ends, and is paid when the gateway has said so', async () => {
    const desk = await demo.signedIn('agent')
    const view = await demo.someAccount(desk, payable)
    await keepOpen(desk, view)
    await verifyCaller(desk, view.customer.id)
    const slow = await charge(desk, view, 1054)
    expect(await desk.window.billing.takePayment(slow)).toEqual({ outcome: 'done' })
    const now = await viewOf(desk, view)
    expect(now.payments.find(({ id }) => id === slow.paymentId)).toMatchObject({ state: 'pending', paid: {} })
    expect((await desk.window.billing.paymentTerms(ofAccount(view))).waitingFor).toBe(slow.paymentId)
    expect(await failure(desk.window.billing.takePayment(await charge(desk, view, 500)))).toMatchObject({ code: 'conflict', data: { stream: 'payment', current: { id: slow.paymentId } } })
    expect(await stateOf(desk, view, slow.paymentId, 'done')).toMatchObject({ amount: 1054 })
    // Asked again it is the one that was taken; under its id another amount never was.
    expect(await desk.window.billing.takePayment(slow)).toEqual({ outcome: 'done' })
    expect(await failure(desk.window.billing.takePayment({ ...slow, amount: 2000 }))).toMatchObject({ code: 'validation', data: { issues: [{ message: 'alreadySent' }] } })
    expect((await viewOf(desk, view)).payments.filter(({ amount }) => amount === 1054)).toHaveLength(1)
  })

  it('that is declined pays nothing, and says why', async () => {
    const desk = await demo.signedIn('agent')
    const view = await demo.someAccount(desk, payable)
    await keepOpen(desk, view)
    await verifyCaller(desk, view.customer.id)
    const refused = await charge(desk, view, 1052)
    await desk.window.billing.takePayment(refused)
    expect(await stateOf(desk, view, refused.paymentId, 'declined')).toMatchObject({ declineReason: 'blockedMethod', paid: {} })
    expect((await viewOf(desk, view)).bills).toEqual(view.bills)
  })

  it('is given back to its method in parts, and no more than it was', async () => {
    const desk = await demo.signedIn('seniorAgent')
    const view = await demo.someAccount(desk, payable)
    await keepOpen(desk, view)
    await verifyCaller(desk, view.customer.id)
    const paid = await charge(desk, view, 1000)
    await desk.window.billing.takePayment(paid)
    const seen = await stateOf(desk, view, paid.paymentId, 'done')
    const refund = { customerId: view.customer.id, paymentId: paid.paymentId, expectedVersion: seen.version, refundId: randomUUID(), amount: 600, reason: 'Charged twice' }
    expect(await desk.window.billing.refundPayment(refund)).toEqual({ outcome: 'done' })
    const another = { ...refund, refundId: randomUUID(), amount: 401 }
    expect(await failure(desk.window.billing.refundPayment(another))).toMatchObject({ code: 'conflict', data: { stream: 'payment', current: { refunded: 600 } } })
    expect(await failure(desk.window.billing.refundPayment({ ...another, expectedVersion: seen.version + 1 }))).toMatchObject({ code: 'limitExceeded', data: { left: 400 } })
    await stateOf(desk, view, refund.refundId, 'done')
    expect(await desk.window.billing.refundPayment(refund)).toEqual({ outcome: 'done' })
    expect((await viewOf(desk, view)).payments.find(({ id }) => id === paid.paymentId)).toMatchObject({ refunded: 600 })
    expect((await viewOf(desk, view)).payments.find(({ id }) => id === refund.refundId)).toMatchObject({ reason: 'Charged twice' })
    // The same refund said in other words is another one.
    expect(await failure(desk.window.billing.refundPayment({ ...refund, reason: 'Sent by mistake' }))).toMatchObject({ code: 'validation', data: { issues: [{ path: 'refundId', message: 'alreadySent' }] } })
  })
})

describe('a check', () => {
  it('pays what was shown beforehand, and leaves everything as it was when it is taken back', async () => {
    const desk = await demo.signedIn('seniorAgent')
    const view = await demo.someAccount(desk, payable)
    if (!view.billingAccount) return expect.fail('an account')
    const named = openBills(view.bills).at(-1)?.id ?? ''
    const amount = openBills(view.bills).reduce((sum, { remaining }) => sum + remaining, 0) + 777
    const shown = paymentEffect(amount, { bills: view.bills, account: view.billingAccount, billIds: [named] })
    const input = check(view, amount, [named])
    expect(await desk.window.billing.recordPayment(input)).toEqual({ outcome: 'done' })
    const after = await viewOf(desk, view)
    const row = after.payments.find(({ id }) => id === input.paymentId)
    expect(row?.paid).toEqual(Object.fromEntries(shown.bills.map((part) => [part.billId, part.amount])))
    expect([after.billingAccount?.credit, shown.credit]).toEqual([777 + (view.billingAccount.credit ?? 0), 777])
    await desk.window.billing.reversePayment({ customerId: view.customer.id, paymentId: input.paymentId, expectedVersion: row?.version ?? 0, returned: false, reason: 'It bounced' })
    const back = await viewOf(desk, view)
    expect(back.bills.map(({ remaining, state }) => ({ remaining, state }))).toEqual(view.bills.map(({ remaining, state }) => ({ remaining, state })))
    expect(back.payments.find(({ id }) => id === input.paymentId)).toMatchObject({ state: 'reversed', reversal: { reason: 'It bounced' } })
  })
})

describe('how an account pays', () => {
  it('is set and unset, with the next draft, and a promise is kept by a payment', async () => {
    const desk = await demo.signedIn('supervisor')
    const { window } = desk
    // Who has promised something before, and who has not, goes by the day.
    const view = await demo.someAccount(desk, (each) => payable(each) && each.promises.length === 0)
    await verifyCaller(desk, view.customer.id)
    const account = async () => (await viewOf(desk, view)).billingAccount ?? expect.fail('an account')
    const methodId = view.paymentMethods[0]?.id ?? ''
    await window.billing.setAutopay({ ...ofAccount(view), expectedVersion: (await account()).version, paymentMethodId: methodId })
    expect(await window.billing.autopayState(ofAccount(view))).toMatchObject({ paymentMethodId: methodId })
    const removal = { customerId: view.customer.id, paymentMethodId: methodId, expectedVersion: view.paymentMethods[0]?.version ?? 0 }
    expect(await failure(window.billing.removePaymentMethod(removal))).toMatchObject({ code: 'validation' })
    await window.billing.setAutopay({ ...ofAccount(view), expectedVersion: (await account()).version, paymentMethodId: null })
    expect(await window.billing.autopayState(ofAccount(view))).toMatchObject({ paymentMethodId: null, nextDraft: null })
    expect(await window.billing.removePaymentMethod(removal)).toEqual({ outcome: 'done' })

    const [bill] = openBills(view.bills)
    if (!bill) return expect.fail('an open bill')
    const promise = { ...ofAccount(view), promiseId: randomUUID(), billId: bill.id, amount: bill.remaining, promisedFor: addDays(today(), 3) }
    expect(await window.billing.promiseToPay(promise)).toEqual({ outcome: 'done' })
    expect(await window.billing.promiseToPay(promise)).toEqual({ outcome: 'done' })
    await window.billing.recordPayment(check(view, bill.remaining, [bill.id]))
    const after = await viewOf(desk, view)
    expect([after.promises.map(({ state }) => state), after.paymentMethods.some(({ id }) => id === methodId)]).toEqual([['kept'], false])
    expect(after.timeline.entries.filter(({ type }) => type === 'change').length).toBeGreaterThanOrEqual(3)
  })
})

describe('a look at money', () => {
  it('is told from a window that asks again', async () => {
    const background: (string | null)[] = []
    const fetching: typeof globalThis.fetch = (input, init) => {
      const request = new Request(input, init)
      if (/payment-terms|adjustment-terms|autopay/.test(request.url)) background.push(request.headers.get('x-headend-background'))
      return globalThis.fetch(request)
    }
    const desk = await demo.signedIn('agent', { fetch: fetching })
    const view = await demo.someAccount(desk, payable)
    const { window } = desk
    for (const looked of [true, false]) {
      await window.billing.paymentTerms({ ...ofAccount(view), looked })
      await window.billing.autopayState({ ...ofAccount(view), looked })
      await window.billing.adjustmentTerms({ customerId: view.customer.id, looked })
    }
    expect(background).toEqual([null, null, null, '1', '1', '1'])
  })
})
