/** A few accounts, a gateway that fails in every way, and workers that die: steps of it are a few whole numbers, so that a failure shrinks and replays. */
import { dateIn } from '../../shared/kernel/calendar.ts'
import { manualClock } from '../../shared/kernel/clock.ts'
import { AppError } from '../../shared/kernel/errors.ts'
import type { CommandResult } from '../../shared/features/sync/sync.schema.ts'
import type { PaymentGateway } from '../../electron/backend/features/billing/gateway/gateway.ts'
import { createSimulator, type Behaviour, type Script } from '../../electron/backend/features/billing/gateway/simulator.ts'
import { runAutopay } from '../../electron/backend/features/billing/payments/autopay.ts'
import { ANSWER_MS, LEASE_MS } from '../../electron/backend/features/billing/payments/gateway-requests.ts'
import { createGatewayWorker } from '../../electron/backend/features/billing/payments/gateway-worker.ts'
import { settleDuePromises } from '../../electron/backend/features/billing/payments/settle-promises.ts'
import { readRows } from '../../electron/backend/store/rows.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import type { Timers } from '../../electron/backend/timers.ts'
import { hire } from './direct-commands.ts'
import { mortal } from './mortal.ts'
import { addMethod, chargeNow, check, faultsOfPayments, payingDesk, promiseOf, refundOf, reversalOf } from './paying.ts'
import { issueBill, openAccounts, type Account } from './simple-billing.ts'
import { NOW } from './stores.ts'

export const stepKinds = ['take', 'refund', 'record', 'reverse', 'bill', 'promise', 'work', 'workTogether', 'land', 'minutes', 'day'] as const
/** Each 0 or more, of any size: taken modulo what there is. */
export type Step = { kind: (typeof stepKinds)[number]; account: number; pick: number; amount: number }

export const behaviours: readonly Behaviour[] = [
  { kind: 'approve' }, { kind: 'decline', reason: 'insufficientFunds' }, { kind: 'dieBefore' }, { kind: 'dieAfter' }, { kind: 'silent' }, { kind: 'landLater' },
  { kind: 'twice' }, { kind: 'forget' }, { kind: 'delay', ms: 2 * ANSWER_MS }, { kind: 'delay', ms: 1 },
]

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Time is only what the test says, and what somebody waits for in vain passes at once. */
export function impatientTime() {
  const clock = manualClock(NOW)
  const timers: Timers = {
    every: () => () => undefined,
    after: (ms, work) => {
      const timer = setTimeout(() => {
        clock.advance(ms)
        work()
      }, 3)
      return () => clearTimeout(timer)
    },
  }
  /** Longer than anybody waits for the gateway: never. */
  const wait = (ms: number): Promise<void> => (ms < ANSWER_MS ? Promise.resolve() : new Promise(() => undefined))
  return { clock, timers, wait }
}

export async function openPaymentWorld(store: Store, moods: readonly Behaviour[], change: (gateway: PaymentGateway) => PaymentGateway = (gateway) => gateway) {
  const { clock, timers, wait } = impatientTime()
  let healed = false
  const seen = new Map<string, number>()
  const script: Script = ({ operation, key }, times) => {
    if (!seen.has(key)) seen.set(key, seen.size)
    const mood = (seen.get(key) ?? 0) * 5 + times * 3 + (operation === 'find' ? 1 : 0)
    return healed ? { kind: 'approve' } : (moods[mood % moods.length] ?? { kind: 'approve' })
  }
  const simulator = createSimulator(script, wait)
  const gateway = change(simulator)
  // What an earlier play left behind in the same store is not for this one's gateway.
  await store.db.deleteFrom('autopay').execute()
  await store.db.updateTable('gatewayRequest').set({ state: 'declined' }).where('state', 'in', ['waiting', 'asked']).execute()
  const accounts = await openAccounts(store, 2)
  const methods = await Promise.all(accounts.map((account) => addMethod(store, clock, account)))
  const by = await hire(store, clock, 'supervisor')
  // Whoever has recorded a check gives nothing of what came before it back.
  const teller = await hire(store, clock, 'supervisor')
  const desk = payingDesk({ store, clock, timers, gateway })
  const { services } = desk
  const today = () => dateIn('America/New_York', clock.now())
  const pickOf = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)]
  const billsOf = ({ billingAccountId }: Account) => store.db.selectFrom('customerBill').select(['id', 'remaining']).where('billingAccountId', '=', billingAccountId).orderBy('id').execute()
  const paymentsOf = async ({ customerId }: Account) =>
    readRows(store.db, 'payment', (await store.db.selectFrom('payment').select('id').where('customerId', '=', customerId).where('kind', '=', 'payment').execute()).map(({ id }) => id))

  // Every other account drafts its bills by itself.
  const [first] = accounts
  if (first && methods[0]) {
    await store.db.insertInto('autopay').values({ billingAccountId: first.billingAccountId, paymentMethodId: methods[0].id, since: '2020-01-01' }).execute()
    await store.db.updateTable('billingAccount').set({ autopay: true }).where('id', '=', first.billingAccountId).execute()
  }

  /** @param dieAt the step of the process that it does not survive; 0 never. */
  async function work(dieAt: number, lanes = 1): Promise<void> {
    const process = mortal(store, gateway, dieAt)
    const worker = createGatewayWorker({ ...services, store: process.store, gateway: process.gateway }, { lanes })
    await worker.work()
    await worker.close()
  }

  async function take(step: Step): Promise<void> {
    const number = step.account % accounts.length
    const account = accounts[number] as Account
    const method = methods[number]
    const amount = 1 + (step.amount % 12_000)
    const bill = pickOf(await billsOf(account), step.pick)
    const payment = pickOf(await paymentsOf(account), step.pick)
    switch (step.kind) {
      case 'take': return method && allowed(desk.take(by, await chargeNow(store, account, method, amount, { billIds: bill && step.pick % 3 === 0 ? [bill.id] : [] })))
      case 'record': return allowed(desk.record(teller, check(account, amount, `${step.pick % 50}`)))
      case 'refund': return payment && allowed(desk.refund(by, refundOf(payment, step.pick % 2 === 0 ? amount : payment.amount)))
      case 'reverse': return payment && allowed(desk.reverse(by, reversalOf(payment)))
      case 'promise': return bill && allowed(desk.promise(by, promiseOf(account, bill.id, amount, today())))
      case 'bill': return void (await issueBill(store, account, { clock, today: today() }, { service: amount, dueInDays: step.pick % 4 }))
      case 'work': return work(step.pick % 25)
      case 'workTogether': return void (await Promise.all([work(step.pick % 25, 2), work(step.amount % 25, 2)]))
      case 'land': return simulator.land()
      case 'minutes': return clock.advance((step.pick % 6) * MINUTE_MS)
      case 'day':
        clock.advance((1 + (step.pick % 3)) * DAY_MS)
        await runAutopay(services, { today: today() })
        await settleDuePromises(services, { today: today() })
    }
  }

  const faults = (settled: boolean) => faultsOfPayments(store, accounts, simulator.books(), { settled })
  return {
    simulator,
    work,
    clock,
    accounts,
    methods,
    /** @returns what must not be. */
    async step(step: Step): Promise<string[]> {
      await take(step)
      return faults(false)
    },
    /** The gateway is well again and a worker lives: everything that was out must come to its end. */
    async finish(): Promise<string[]> {
      healed = true
      simulator.land()
      for (let round = 0; round < 3; round += 1) {
        clock.advance(LEASE_MS)
        await work(0)
      }
      return faults(true)
    },
  }
}

/** A refusal is no fault. */
async function allowed(answer: Promise<CommandResult>): Promise<void> {
  await answer.catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
  })
}
