/** The real commands of payments, the real worker, and a gateway that fails in every way (`moodOf`). */
import { newId } from '../../../shared/kernel/ids.ts'
import type { BillingAccount } from '../../../shared/features/billing/billing.schema.ts'
import type { PaymentMethod, PaymentPromise } from '../../../shared/features/billing/payments.schema.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import type { PaymentGateway } from '../../../electron/backend/features/billing/gateway/gateway.ts'
import { createSimulator, type Behaviour } from '../../../electron/backend/features/billing/gateway/simulator.ts'
import { runAutopay } from '../../../electron/backend/features/billing/payments/autopay.ts'
import type { GatewayRequest } from '../../../electron/backend/features/billing/payments/gateway-requests.ts'
import { createGatewayWorker } from '../../../electron/backend/features/billing/payments/gateway-worker.ts'
import { settleAnswer } from '../../../electron/backend/features/billing/payments/settle-answer.ts'
import { settleDuePromises } from '../../../electron/backend/features/billing/payments/settle-promises.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Timers } from '../../../electron/backend/timers.ts'
import { addMethod, charge, check, payingDesk, promiseOf, refundOf, reversalOf, storedPayment } from '../paying.ts'
import type { Stage } from './database-program.ts'
import { moodOf, RECORDING_LIMITS, REFUND_LIMITS, type Draft, type Mood, type Now, type Paying, type PaymentState, type Program, type PromiseState } from './program.ts'

type Payments = Pick<Program, 'record' | 'charge' | 'refund' | 'reversePayment' | 'work' | 'autopay' | 'promise' | 'withdrawPromise'>
type Part = Payments & { dayOf(): Promise<Draft[]>; now(account: number): Promise<Pick<Now, 'payments' | 'promises'>> }

const behaviourOf = (mood: Mood): Behaviour => (mood === 'decline' ? { kind: 'decline', reason: 'insufficientFunds' } : { kind: mood })

/** Nobody waits: what never comes is given up at once. */
function impatience() {
  let giveUp: (() => void) | null = null
  const timers: Timers = {
    every: () => () => undefined,
    after: (_ms, work) => {
      giveUp = work
      return () => { giveUp = null }
    },
  }
  return { timers, neverComes: () => void setImmediate(() => giveUp?.()) }
}

export async function paymentsOnDatabase(stage: Stage): Promise<Part> {
  const { store, clock, today, account, agent, billId, numberOf, name, outcome } = stage
  for (const [role, limits] of Object.entries(RECORDING_LIMITS)) await store.db.updateTable('recordingLimit').set(limits).where('role', '=', role as Role).execute()
  for (const [role, limits] of Object.entries(REFUND_LIMITS)) await store.db.updateTable('refundLimit').set(limits).where('role', '=', role as Role).execute()
  const [payments, promises]: [string[], string[]] = [[], []]
  const methods = new Map<number, PaymentMethod>()
  const { timers, neverComes } = impatience()
  let onAsked: (key: string) => Promise<void> = () => Promise.resolve()

  const simulator = createSimulator(({ operation, key }, sent) => {
    if (operation === 'find') return { kind: 'approve' }
    const mood = moodOf(numberOf(key), sent)
    if (mood === 'silent') neverComes()
    return behaviourOf(mood)
  })
  /** Hears of each request before the gateway does, once. */
  const heard = <A, T>(ask: (given: A) => Promise<T>, keyOf: (given: A) => string) => async (given: A): Promise<T> => {
    await onAsked(keyOf(given))
    return ask(given)
  }
  const gateway: PaymentGateway = {
    ...simulator, charge: heard(simulator.charge, ({ key }) => key), refund: heard(simulator.refund, ({ key }) => key), find: heard(simulator.find, (key) => key),
  }
  const desk = payingDesk({ store, clock, timers, gateway })
  // What an earlier play left behind in the same store is not for this one's gateway.
  await store.db.deleteFrom('autopay').execute()
  await store.db.updateTable('gatewayRequest').set({ state: 'declined' }).where('state', 'in', ['waiting', 'asked']).execute()
  const billIds = (bill: number | null) => (bill === null ? [] : [billId(bill) as string])
  const ids = () => ({ commandId: newId(clock), paymentId: newId(clock) })

  function keep(number: number, id: string): string {
    payments[number] = id
    name(id, number)
    return id
  }
  async function method(of: number): Promise<PaymentMethod> {
    const known = methods.get(of) ?? (await addMethod(store, clock, account(of)))
    methods.set(of, known)
    return known
  }
  const isWritten = async (id: string): Promise<boolean> => (await store.db.selectFrom('payment').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
  const stateOf = async (id: string): Promise<PaymentState> => (await storedPayment(store, id)).state

  /** What the network has brought twice is answered twice: the second answer must find the request closed. */
  async function settleAgain(id: string): Promise<void> {
    const entry = simulator.books().find(({ key }) => key === id)
    const row = await store.db.selectFrom('gatewayRequest').selectAll().where('paymentId', '=', id).executeTakeFirstOrThrow()
    if (entry) await store.db.transaction().execute((trx) => settleAnswer(trx, desk.services, { ...row, token: null } as unknown as GatewayRequest, entry.answer))
  }

  async function work(settled: (payment: number, state: PaymentState) => Promise<void>): Promise<void> {
    let [current, asked]: [string | null, number] = [null, 0]
    const tell = async (): Promise<void> => {
      if (current === null) return
      const number = numberOf(current)
      if (moodOf(number, 0) === 'twice') await settleAgain(current)
      await settled(number, await stateOf(current))
    }
    // When the next one is asked, the one before has been settled. Within one request `find` comes before it is sent.
    onAsked = async (key) => {
      if (key === current) return
      await tell()
      current = key
      asked += 1
    }
    await createGatewayWorker(desk.services, { lanes: 1 }).work()
    onAsked = () => Promise.resolve()
    if (asked > 0) await tell()
  }

  /** By the order of their ids, which is the order in which they were made. */
  async function newDrafts(): Promise<Draft[]> {
    const rows = await store.db.selectFrom('autopayDraft').innerJoin('payment', 'payment.id', 'autopayDraft.paymentId')
      .select(['autopayDraft.billId', 'payment.id', 'payment.amount', 'payment.billingAccountId']).where('payment.state', '=', 'pending').orderBy('payment.id').execute()
    return rows.filter(({ id }) => numberOf(id) < 0).map(({ id, billId: bill, amount, billingAccountId }) => {
      keep(payments.length, id)
      return { account: accountOf(billingAccountId), bill: numberOf(bill), amount }
    })
  }
  const places = new Map<string, number>()
  function accountOf(billingAccountId: string): number {
    for (let number = places.size; !places.has(billingAccountId); number += 1) places.set(account(number).billingAccountId, number)
    return places.get(billingAccountId) as number
  }

  async function taken(paying: Paying, doIt: (id: string) => ReturnType<typeof desk.take>, done: 'done' | 'pending') {
    const id = keep(paying.payment, ids().paymentId)
    const came = await outcome(doIt(id), () => done)
    // A refused one has no number: the world gives it to the next.
    if (!(await isWritten(id))) payments.length = paying.payment
    return came
  }

  return {
    record: (paying) => taken(paying, (paymentId) => desk.record(agent(paying.agent), { ...check(account(paying.account), paying.amount, `N${paymentId}`), ...ids(), paymentId, billIds: billIds(paying.bill) }), 'done'),
    charge: async (paying) => {
      const card = await method(paying.account)
      return taken(paying, (paymentId) => desk.take(agent(paying.agent), { ...charge(account(paying.account), card, paying.amount, { balanceSeen: paying.seen }), ...ids(), paymentId, billIds: billIds(paying.bill) }), 'pending')
    },
    refund: ({ refund, payment, agent: by, account: of, amount }) => taken({ payment: refund, agent: by, account: of, amount, bill: null, seen: 0 }, async (refundId) =>
      desk.refund(agent(by), { ...refundOf(await storedPayment(store, payments[payment] as string), amount), commandId: newId(clock), refundId }), 'pending'),
    reversePayment: async ({ payment, agent: by, returned }) => outcome(desk.reverse(agent(by), reversalOf(await storedPayment(store, payments[payment] as string), { commandId: newId(clock), returned })), () => 'reversed'),
    work,
    autopay: async ({ account: of, agent: by, on }) => {
      const { customerId, billingAccountId } = account(of)
      const { id } = await method(of)
      const [row] = (await readRows(store.db, 'billingAccount', [billingAccountId])) as [BillingAccount]
      return outcome(desk.setAutopay(agent(by), { commandId: newId(clock), customerId, billingAccountId, expectedVersion: row.version, paymentMethodId: on ? id : null }), () => (on ? 'on' : 'off'))
    },
    promise: async ({ promise, agent: by, account: of, bill, amount, until }) => {
      const promiseId = newId(clock)
      const came = await outcome(desk.promise(agent(by), { ...promiseOf(account(of), billId(bill) as string, amount, until), commandId: newId(clock), promiseId }), () => 'open')
      if (came === 'open') {
        promises[promise] = promiseId
        name(promiseId, promise)
      }
      return came
    },
    withdrawPromise: async ({ promise, agent: by, account: of }) => {
      const [row] = (await readRows(store.db, 'paymentPromise', [promises[promise] as string])) as [PaymentPromise]
      return outcome(desk.withdrawPromise(agent(by), { commandId: newId(clock), customerId: account(of).customerId, promiseId: row.id, expectedVersion: row.version }), () => 'withdrawn')
    },
    dayOf: async () => {
      await runAutopay(desk.services, { today: today() })
      const drafts = await newDrafts()
      await settleDuePromises(desk.services, { today: today() })
      return drafts
    },
    now: async (number) => {
      const { customerId } = account(number)
      const rows = await store.db.selectFrom('payment').select(['id', 'state', 'refunded', 'paid']).where('customerId', '=', customerId).orderBy('id').execute()
      const promised = await store.db.selectFrom('paymentPromise').select(['id', 'state']).where('customerId', '=', customerId).orderBy('id').execute()
      return {
        payments: rows.map(({ id, state, refunded, paid }) => ({ payment: numberOf(id), state: state as PaymentState, refunded, paid: new Map(Object.entries(paid).map(([bill, amount]) => [numberOf(bill), amount])) })),
        promises: promised.map(({ id, state }) => ({ promise: numberOf(id), state: state as PromiseState })),
      }
    },
  }
}
