/** What happens without anybody: drafts of autopay, promises that are kept or broken; and the settings behind them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, dateIn } from '../../../shared/kernel/calendar.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { BillingAccount, Payment } from '../../../shared/features/billing/billing.schema.ts'
import type { PaymentMethod } from '../../../shared/features/billing/payments.schema.ts'
import { printBill } from '../../../electron/backend/features/billing/bill-pdf/bill-pdf.ts'
import { createSimulator, type Behaviour } from '../../../electron/backend/features/billing/gateway/simulator.ts'
import { autopayState } from '../../../electron/backend/features/billing/payments/autopay.queries.ts'
import { runAutopay } from '../../../electron/backend/features/billing/payments/autopay.ts'
import { createGatewayWorker } from '../../../electron/backend/features/billing/payments/gateway-worker.ts'
import { settleDuePromises } from '../../../electron/backend/features/billing/payments/settle-promises.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { faultsInBooks } from '../../support/books.ts'
import { hire } from '../../support/direct-commands.ts'
import { addMethod, chargeNow, check, paymentIn, payingDesk, promiseOf, reversalOf, storedPayment } from '../../support/paying.ts'
import { impatientTime } from '../../support/payment-world.ts'
import { pdfText, squeezed } from '../../support/pdf-text.ts'
import { issueBill, openAccount, type Account } from '../../support/simple-billing.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'

const DAY_MS = 86_400_000
const dayOf = new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

describe.each(storeKinds)('by themselves on the %s store', (kind) => {
  let store: Store
  let by: SignedIn
  const { clock, timers } = impatientTime()
  let mood: Behaviour = { kind: 'approve' }
  const gateway = createSimulator(() => mood)
  let desk: ReturnType<typeof payingDesk>
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    desk = payingDesk({ store, clock, timers, gateway })
    by = await hire(store, clock, 'supervisor')
  })
  afterAll(async () => {
    expect(await faultsInBooks(store)).toEqual([])
    await store.close()
  })

  const today = () => dateIn('America/New_York', clock.now())
  const at = () => ({ clock, today: today() })
  const accountRow = async ({ billingAccountId }: Account) => (await readRows(store.db, 'billingAccount', [billingAccountId]))[0] as BillingAccount
  const open = async (customer: Parameters<typeof openAccount>[1] = {}) => {
    const account = await openAccount(store, customer)
    return { account, method: await addMethod(store, clock, account) }
  }
  const settings = async (account: Account) => ({ commandId: newId(), customerId: account.customerId, billingAccountId: account.billingAccountId, expectedVersion: (await accountRow(account)).version })
  const turnOn = async (account: Account, method: PaymentMethod) => desk.setAutopay(by, { ...(await settings(account)), paymentMethodId: method.id })
  const turnOff = async (account: Account) => desk.setAutopay(by, { ...(await settings(account)), paymentMethodId: null })
  /** The housekeeping and the worker, as the backend calls them. */
  const keepHouse = async (): Promise<number> => {
    const made = await runAutopay(desk.services, { today: today() })
    await settleDuePromises(desk.services, { today: today() })
    await createGatewayWorker(desk.services).work()
    return made
  }
  const paymentsOf = ({ customerId }: Account): Promise<Pick<Payment, 'amount' | 'state' | 'by'>[]> =>
    store.db.selectFrom('payment').select(['amount', 'state', 'by']).where('customerId', '=', customerId).orderBy('at').orderBy('amount').execute()
  const stateOf = (account: Account) => autopayState(store.db, clock, account, today())
  const passDays = (days: number) => clock.advance(days * DAY_MS)

  describe('autopay', () => {
    it('drafts what is left of a bill on its due date, once, however often and from wherever it is run', async () => {
      const { account, method } = await open()
      expect((await turnOn(account, method)).rows.billingAccount).toMatchObject([{ autopay: true, paymentMethod: 'Visa ···· 4242' }])
      const bill = await issueBill(store, account, at(), { service: 5_000, dueInDays: 2 })
      await desk.record(by, check(account, 1_000, '1'))
      expect(await stateOf(account)).toEqual({ billingAccountId: account.billingAccountId, paymentMethodId: method.id, nextDraft: { date: addDays(today(), 2), amount: 4_000, billId: bill.billId, retry: false }, drafts: [{ date: addDays(today(), 2), amount: 4_000, billId: bill.billId, retry: false }] })
      await keepHouse()
      expect(await paymentsOf(account)).toHaveLength(1)
      passDays(2)
      const made = await Promise.all([1, 2, 3].map(() => runAutopay(desk.services, { today: today() })))
      expect(made.reduce((sum, count) => sum + count, 0)).toBe(1)
      await keepHouse()
      passDays(1)
      await keepHouse()
      expect(await paymentsOf(account)).toEqual([{ amount: 1_000, state: 'done', by: by.agent.displayName }, { amount: 4_000, state: 'done', by: null }])
      expect(await readRows(store.db, 'customerBill', [bill.billId])).toMatchObject([{ remaining: 0 }])
    })

    it('leaves to people what the bank has returned, whoever had charged it', async () => {
      const { account, method } = await open()
      await turnOn(account, method)
      const bill = await issueBill(store, account, at(), { service: 900, dueInDays: 1 })
      const input = await chargeNow(store, account, method, 900)
      await desk.take(by, input)
      await keepHouse()
      await desk.reverse(by, reversalOf(await storedPayment(store, input.paymentId), { returned: true }))
      expect((await stateOf(account)).nextDraft).toBeNull()
      passDays(1)
      await keepHouse()
      expect(await readRows(store.db, 'customerBill', [bill.billId])).toMatchObject([{ remaining: 900 }])
      expect(await paymentsOf(account)).toEqual([{ amount: 900, state: 'reversed', by: by.agent.displayName }])
    })

    it('tries a declined one again two days later, and then no more', async () => {
      const { account, method } = await open()
      await turnOn(account, method)
      await issueBill(store, account, at(), { service: 700, dueInDays: 0 })
      mood = { kind: 'decline', reason: 'insufficientFunds' }
      await keepHouse()
      expect((await stateOf(account)).nextDraft).toMatchObject({ date: addDays(today(), 2), amount: 700, retry: true })
      passDays(1)
      await keepHouse()
      expect(await paymentsOf(account)).toHaveLength(1)
      passDays(1)
      await keepHouse()
      for (let day = 0; day < 5; day += 1) {
        passDays(1)
        await keepHouse()
      }
      mood = { kind: 'approve' }
      expect(await paymentsOf(account)).toEqual([{ amount: 700, state: 'declined', by: null }, { amount: 700, state: 'declined', by: null }])
      expect((await stateOf(account)).nextDraft?.billId ?? null).toBeNull()
    })

    it('waits while a charge is out, and drafts what is left then', async () => {
      const { account, method } = await open()
      await turnOn(account, method)
      await issueBill(store, account, at(), { service: 900, dueInDays: 0 })
      await desk.take(by, await chargeNow(store, account, method, 300))
      expect(await runAutopay(desk.services, { today: today() })).toBe(0)
      await keepHouse()
      await keepHouse()
      expect((await paymentsOf(account)).map(({ amount }) => amount)).toEqual([300, 600])
    })

    it('leaves alone what was due before it was turned on, what is off, and what is a week late', async () => {
      const { account, method } = await open()
      await issueBill(store, account, at(), { service: 100, dueInDays: -1 })
      await turnOn(account, method)
      await issueBill(store, account, at(), { service: 200, dueInDays: 1 })
      await turnOff(account)
      passDays(1)
      await keepHouse()
      await turnOn(account, method)
      await issueBill(store, account, at(), { service: 400, dueInDays: 1 })
      passDays(1 + 8)
      await keepHouse()
      expect(await paymentsOf(account)).toEqual([])
    })

    it('is on the printed bill with the day of its draft, and only when there is one', async () => {
      const text = async (account: Account, { billId }: { billId: string }, services = desk.services as Parameters<typeof printBill>[1]) =>
        pdfText((await printBill(store.db, services, { billId, customerId: account.customerId })).content)
      const onDay = (inDays: number) => squeezed(`You pay by autopay on ${dayOf.format(Date.parse(`${addDays(today(), inDays)}T00:00:00Z`))}: nothing needs to be done.`)
      const { account, method } = await open()
      const before = await issueBill(store, account, at(), { service: 100, dueInDays: -1 })
      await turnOn(account, method)
      const bill = await issueBill(store, account, at(), { service: 400, dueInDays: 1 })
      expect(await text(account, before)).not.toContain('autopay')
      expect(await text(account, bill)).toContain(onDay(1))
      expect(await text(account, bill, { ...desk.services, gateway: null })).not.toContain('autopay')
      mood = { kind: 'decline', reason: 'insufficientFunds' }
      passDays(1)
      await keepHouse()
      expect(await text(account, bill)).toContain(onDay(2))
      passDays(2)
      await keepHouse()
      mood = { kind: 'approve' }
      expect(await text(account, bill)).not.toContain('autopay')
      // Good to the end of its last month, and not a day longer.
      const { account: other, method: card } = await open()
      await turnOn(other, card)
      const due = await issueBill(store, other, at(), { service: 400, dueInDays: 1 })
      const expires = (month: string) => store.db.updateTable('paymentMethod').set({ expiresOn: month }).where('id', '=', card.id).execute()
      await expires(addDays(today(), 1).slice(0, 7))
      expect(await text(other, due)).toContain(onDay(1))
      await expires(addDays(today(), -40).slice(0, 7))
      expect(await text(other, due)).not.toContain(onDay(1))
      expect(await text(other, due)).toContain(squeezed('the stored card is no longer valid on'))
      await turnOff(other)
      // An imported book says autopay, and has no method here.
      const { account: imported } = await open()
      await store.db.updateTable('billingAccount').set({ autopay: true }).where('id', '=', imported.billingAccountId).execute()
      expect(await text(imported, await issueBill(store, imported, at(), { service: 400, dueInDays: 1 }))).not.toContain('autopay')
    })

    it('holds its method, refuses a closed account and a stale view, and a payment that came in is no conflict', async () => {
      const { account, method } = await open()
      const seen = await settings(account)
      await issueBill(store, account, at(), { service: 100 })
      await desk.setAutopay(by, { ...seen, paymentMethodId: method.id })
      await expect(desk.setAutopay(by, { ...seen, commandId: newId(), paymentMethodId: null })).rejects.toMatchObject({ code: 'conflict', data: { stream: 'billingAccount', current: { autopay: true } } })
      const removal = { commandId: newId(), customerId: account.customerId, paymentMethodId: method.id, expectedVersion: 1 }
      await expect(desk.removeMethod(by, removal)).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'paymentMethodId', message: 'autopay' }] } })
      await turnOff(account)
      const second = await addMethod(store, clock, account, { lastFour: '1881' })
      expect((await desk.removeMethod(by, { ...removal, commandId: newId() })).rows.paymentMethod).toMatchObject(
        [method.id, second.id].sort().map((id) => (id === method.id ? { id, state: 'removed', isDefault: false } : { id, isDefault: true, version: 2 })))
      const closed = await open({ status: 'closed' })
      await expect(turnOn(closed.account, closed.method)).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'customerId', message: 'closedAccount' }] } })
      await expect(turnOn(account, closed.method)).rejects.toMatchObject({ code: 'notFound', data: { what: 'paymentMethod' } })
    })
  })

  describe('a promise for a bill that is drafted', () => {
    /** Due tomorrow, promised for the sixth day from today. */
    const held = async (amount = 1_000) => {
      const { account, method } = await open()
      await turnOn(account, method)
      const bill = await issueBill(store, account, at(), { service: 1_000, dueInDays: 1 })
      const input = promiseOf(account, bill.billId, amount, addDays(today(), 6))
      await desk.promise(by, input)
      const state = async () => (await readRows(store.db, 'paymentPromise', [input.promiseId]))[0]?.state
      return { account, method, bill, input, state }
    }

    it('holds the draft until its day, which keeps it', async () => {
      const { account, bill, state } = await held()
      expect(await stateOf(account)).toMatchObject({ nextDraft: { date: addDays(today(), 6), amount: 1_000, billId: bill.billId }, drafts: [{ date: addDays(today(), 6), billId: bill.billId }] })
      for (let day = 0; day < 5; day += 1) {
        passDays(1)
        await keepHouse()
        expect(await paymentsOf(account)).toEqual([])
      }
      passDays(1)
      await keepHouse()
      expect(await paymentsOf(account)).toEqual([{ amount: 1_000, state: 'done', by: null }])
      expect(await state()).toBe('kept')
    })

    it('of a part of it leaves the rest to the draft of that day', async () => {
      const { account, state } = await held(400)
      await desk.record(by, check(account, 400, '1'))
      expect(await state()).toBe('kept')
      passDays(2)
      await keepHouse()
      expect(await paymentsOf(account)).toHaveLength(1)
      passDays(4)
      await keepHouse()
      expect((await paymentsOf(account)).map(({ amount }) => amount)).toEqual([400, 600])
    })

    it('holds the second try after a decline too', async () => {
      const { account, method } = await open()
      await turnOn(account, method)
      const bill = await issueBill(store, account, at(), { service: 700, dueInDays: 0 })
      mood = { kind: 'decline', reason: 'insufficientFunds' }
      await keepHouse()
      mood = { kind: 'approve' }
      await desk.promise(by, promiseOf(account, bill.billId, 700, addDays(today(), 20)))
      passDays(19)
      await keepHouse()
      expect((await paymentsOf(account)).map(({ state }) => state)).toEqual(['declined'])
      passDays(1)
      await keepHouse()
      expect((await paymentsOf(account)).map(({ state }) => state)).toEqual(['declined', 'done'])
    })

    it('holds nothing for a day before the draft, and nothing when it is withdrawn', async () => {
      const { account, bill, input } = await held()
      const withdrawal = { commandId: newId(), customerId: account.customerId, promiseId: input.promiseId, expectedVersion: 1 }
      await desk.withdrawPromise(by, withdrawal)
      expect((await stateOf(account)).nextDraft).toMatchObject({ date: addDays(today(), 1) })
      await desk.promise(by, promiseOf(account, bill.billId, 500, today()))
      expect((await stateOf(account)).nextDraft).toMatchObject({ date: addDays(today(), 1) })
      passDays(1)
      await keepHouse()
      expect((await paymentsOf(account)).map(({ amount }) => amount)).toEqual([1_000])
    })

    it('is drafted late where nobody ran the program on its day, and broken only when that is declined', async () => {
      const { account, state } = await held()
      passDays(8)
      mood = { kind: 'decline', reason: 'insufficientFunds' }
      await keepHouse()
      mood = { kind: 'approve' }
      expect(await state()).toBe('broken')
      expect((await paymentsOf(account)).map((payment) => payment.state)).toEqual(['declined'])
      passDays(2)
      await keepHouse()
      expect((await paymentsOf(account)).map((payment) => payment.state)).toEqual(['declined', 'done'])
    })
  })

  it('are in the history of the account: autopay, paper, and methods that came and went; what is as it was is not', async () => {
    const { account, method } = await open({ emails: ['ana@example.com'] })
    await turnOn(account, method)
    await turnOn(account, method)
    await turnOff(account)
    await desk.setPaperless(by, { ...(await settings(account)), paperless: false })
    await desk.removeMethod(by, { commandId: newId(), customerId: account.customerId, paymentMethodId: method.id, expectedVersion: 1 })
    const label = 'Visa ···· 4242'
    const changes = await store.db.selectFrom('accountChange').select(['by', 'what', 'before', 'after']).where('customerId', '=', account.customerId).orderBy('at').orderBy('id').execute()
    const name = by.agent.displayName
    expect(changes).toHaveLength(5)
    expect(changes).toEqual(expect.arrayContaining([
      { by: null, what: 'paymentMethod', before: null, after: label }, { by: name, what: 'autopay', before: 'off', after: label }, { by: name, what: 'autopay', before: label, after: 'off' },
      { by: name, what: 'paperless', before: 'email', after: 'paper' }, { by: name, what: 'paymentMethod', before: label, after: null },
    ]))
  })

  it('sends no bill to nobody: paperless needs an e-mail', async () => {
    const { account } = await open()
    const set = async (of: Account, paperless: boolean) => (await desk.setPaperless(by, { ...(await settings(of)), paperless })).rows.billingAccount
    await expect(set(account, true)).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'paperless', message: 'noEmail' }] } })
    expect(await set(account, false)).toMatchObject([{ paperless: false }])
    expect(await set((await open({ emails: ['ana@example.com'] })).account, true)).toMatchObject([{ paperless: true }])
  })

  describe('a promise', () => {
    const promised = async (amount: number, inDays: number) => {
      const { account, method } = await open()
      const bill = await issueBill(store, account, at(), { service: 1_000, dueInDays: -5 })
      const input = promiseOf(account, bill.billId, amount, addDays(today(), inDays))
      await desk.promise(by, input)
      const state = async () => (await readRows(store.db, 'paymentPromise', [input.promiseId]))[0]?.state
      return { account, method, bill, input, state }
    }

    it('is kept when payments since have covered it, in parts too', async () => {
      const { account, state } = await promised(600, 3)
      await desk.record(by, check(account, 599, '1'))
      expect(await state()).toBe('open')
      expect((await desk.record(by, check(account, 1, '2'))).rows.paymentPromise).toMatchObject([{ state: 'kept', version: 2 }])
      passDays(5)
      await keepHouse()
      expect(await state()).toBe('kept')
    })

    it('is broken when its day is over at the operator, not before', async () => {
      const { state } = await promised(600, 1)
      passDays(1)
      await keepHouse()
      expect(await state()).toBe('open')
      passDays(1)
      await keepHouse()
      expect(await state()).toBe('broken')
    })

    it('is not broken while the gateway has not said whether it was paid', async () => {
      const { account, method, state } = await promised(1_000, 0)
      mood = { kind: 'dieAfter' }
      await desk.take(by, await chargeNow(store, account, method, 1_000))
      await createGatewayWorker(desk.services).work()
      passDays(1)
      await settleDuePromises(desk.services, { today: today() })
      expect(await state()).toBe('open')
      mood = { kind: 'approve' }
      await keepHouse()
      expect(await state()).toBe('kept')
    })

    it('is broken when the check that kept it bounces', async () => {
      const { account, state } = await promised(600, 3)
      const paid = paymentIn(await desk.record(by, check(account, 600, '3')))
      expect(await state()).toBe('kept')
      await desk.reverse(by, reversalOf(paid))
      expect(await state()).toBe('broken')
    })

    it('is one for a bill, for what is left of it, and for thirty days at most; and can be withdrawn', async () => {
      const { account, bill, input } = await promised(600, 3)
      const again = (amount: number, date: string) => desk.promise(by, promiseOf(account, bill.billId, amount, date))
      await expect(again(100, today())).rejects.toMatchObject({ code: 'conflict', data: { stream: 'paymentPromise', current: { id: input.promiseId } } })
      const withdrawal = { commandId: newId(), customerId: account.customerId, promiseId: input.promiseId, expectedVersion: 1 }
      expect((await desk.withdrawPromise(by, withdrawal)).rows.paymentPromise).toMatchObject([{ state: 'withdrawn', version: 2 }])
      await expect(desk.withdrawPromise(by, { ...withdrawal, commandId: newId() })).rejects.toMatchObject({ code: 'conflict' })
      await expect(again(1_001, today())).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: 1_000, unit: 'USD' } })
      await expect(again(100, addDays(today(), -1))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'promisedFor', message: 'past' }] } })
      await expect(again(100, addDays(today(), 31))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'promisedFor', message: 'tooLate' }] } })
      await expect(desk.promise(by, promiseOf((await open()).account, bill.billId, 1, today()))).rejects.toMatchObject({ code: 'notFound', data: { what: 'bill' } })
      await again(1_000, addDays(today(), 30))
    })
  })
})
