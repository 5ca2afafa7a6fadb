/**
 * However many refunds are asked for at one moment, whatever the gateway says of them and whatever day it is: no agent gives back more in
 * a day of the operator than their limit, by not one cent, and nobody is refused for it who had it left. A failure prints fast-check's seed and path.
 */
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dateIn } from '../../../shared/kernel/calendar.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { isAppError } from '../../../shared/kernel/errors.ts'
import { createSimulator } from '../../../electron/backend/features/billing/gateway/simulator.ts'
import { createGatewayWorker } from '../../../electron/backend/features/billing/payments/gateway-worker.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { systemTimers } from '../../../electron/backend/timers.ts'
import { faultsInBooks } from '../../support/books.ts'
import { hire } from '../../support/direct-commands.ts'
import { addMethod, charge, faultsOfPayments, payingDesk, refundOf, storedPayment } from '../../support/paying.ts'
import { openAccounts, type Account } from '../../support/simple-billing.ts'
import { NOW, openTestStore, storeKinds } from '../../support/stores.ts'

const RUNS = 15
const PER_REFUND = 1_500
const PER_DAY = 4_000
const AGENTS = 2
const PAYMENTS = 10
/** As much as an account in credit may pay ahead. */
const PAID = 50_000
const HOUR_MS = 3_600_000
const amounts = fc.oneof(fc.constantFrom(1, 499, 500, 999, 1_000, 1_499, 1_500, 1_501), fc.integer({ min: 1, max: 1_600 }))
type Ask = { agent: number; payment: number; amount: number }
/** Asked for at one moment, each of another payment; then what the gateway says of all that is out, and how many hours go by. */
type Round = { asks: Ask[]; answers: boolean; declines: boolean; hours: number }
const ask: fc.Arbitrary<Ask> = fc.record({ agent: fc.nat(AGENTS - 1), payment: fc.nat(PAYMENTS - 1), amount: amounts })
const rounds: fc.Arbitrary<Round[]> = fc.array(fc.record({
  asks: fc.uniqueArray(ask, { selector: ({ payment }) => payment, minLength: 1, maxLength: PAYMENTS }), answers: fc.boolean(), declines: fc.boolean(), hours: fc.constantFrom(0, 0, 0, 1, 11, 25),
}), { minLength: 1, maxLength: 6 })

describe.each(storeKinds)('the refunds of an agent\u2019s day on the %s store', (kind) => {
  const clock = manualClock(NOW)
  const today = () => dateIn('America/New_York', clock.now())
  let store: Store
  let declines = false
  const gateway = createSimulator(() => (declines ? { kind: 'decline', reason: 'notRefundable' } : { kind: 'approve' }))
  let desk: ReturnType<typeof payingDesk>
  let accounts: Account[]
  const paymentIds: string[] = []
  const work = async () => void (await createGatewayWorker(desk.services).work())

  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    desk = payingDesk({ store, clock, timers: systemTimers, gateway })
    accounts = await openAccounts(store, PAYMENTS)
    const cashier = await hire(store, clock, 'supervisor')
    for (const account of accounts) {
      const input = charge(account, await addMethod(store, clock, account), PAID)
      await desk.take(cashier, input)
      paymentIds.push(input.paymentId)
    }
    await work()
  })
  afterAll(async () => {
    expect(await faultsInBooks(store)).toEqual([])
    expect(await faultsOfPayments(store, accounts, gateway.books(), { settled: false })).toEqual([])
    await store.close()
  })

  const limitTo = (perDay: number) => store.db.updateTable('refundLimit').set({ perRefund: PER_REFUND, perDay }).where('role', '=', 'seniorAgent').execute()
  /** By the rows of the payments, which know the name alone: the program adds it up in another place. */
  async function givenToday({ agent }: SignedIn): Promise<number> {
    const { rows } = await sql<{ given: number }>`
      select coalesce(sum(amount), 0)::bigint as given from payment
      where kind = 'refund' and by = ${agent.displayName} and state <> 'declined' and (at at time zone 'America/New_York')::date = ${today()}::date`.execute(store.db)
    return rows[0]?.given ?? 0
  }
  /** @returns what it was refused with, null when it was taken */
  async function refund(by: SignedIn, { payment, amount }: Ask): Promise<string | null> {
    const given = await desk.refund(by, refundOf(await storedPayment(store, paymentIds[payment] as string), amount)).catch((error: unknown) => error)
    if (!(given instanceof Error)) return null
    return isAppError(given, 'limitExceeded') ? (given.data.of ?? 'payment') : given.message
  }

  /** @param send asks for all of them at one moment. @returns what must not be */
  async function play(given: readonly Round[], send: (asks: readonly { by: SignedIn; ask: Ask }[]) => Promise<(string | null)[]>): Promise<string[]> {
    const agents = await Promise.all(Array.from({ length: AGENTS }, () => hire(store, clock, 'seniorAgent')))
    const faults: string[] = []
    for (const { asks, answers, declines: no, hours } of given) {
      const sent = asks.map((each) => ({ by: agents[each.agent] as SignedIn, ask: each }))
      const outcomes = await send(sent)
      for (const by of agents) {
        const sum = await givenToday(by)
        if (sum > PER_DAY) faults.push(`${sum} in a day`)
        outcomes.forEach((outcome, place) => {
          const { by: asker, ask: { amount } } = sent[place] as (typeof sent)[number]
          if (asker !== by) return
          if (outcome === null && amount > PER_REFUND) faults.push(`${amount} at a time`)
          if (outcome === 'refundedAtATime' && amount <= PER_REFUND) faults.push(`${amount} refused`)
          if (outcome === 'refundedInADay' && sum + amount <= PER_DAY) faults.push(`${amount} refused beside ${sum}`)
          if (outcome !== null && !['refundedAtATime', 'refundedInADay', 'payment'].includes(outcome)) faults.push(outcome)
        })
      }
      declines = no
      if (answers) await work()
      clock.advance(hours * HOUR_MS)
    }
    declines = false
    return faults
  }
  const atOnce: Parameters<typeof play>[1] = (asks) => Promise.all(asks.map(({ by, ask: each }) => refund(by, each)))

  it('never pass their limit, in any sequence', async () => {
    await limitTo(PER_DAY)
    await fc.assert(fc.asyncProperty(rounds, async (given) => { expect(await play(given, atOnce)).toEqual([]) }), { numRuns: RUNS })
  }, 600_000)

  /** As a hurried engineer would: everybody looks at the sum, and then everybody gives. */
  const hurried: Parameters<typeof play>[1] = async (asks) => {
    const looked = await Promise.all(asks.map(async ({ by, ask: { amount } }) => amount <= PER_REFUND && (await givenToday(by)) + amount <= PER_DAY))
    await limitTo(10 * PER_DAY)
    const outcomes = await Promise.all(asks.map(({ by, ask: each }, place) => (looked[place] ? refund(by, each) : Promise.resolve('refundedInADay'))))
    await limitTo(PER_DAY)
    return outcomes
  }
  const edge: Round = { asks: [0, 1, 2].map((payment) => ({ agent: 0, payment, amount: payment === 2 ? 1_001 : 1_500 })), answers: false, declines: false, hours: 0 }

  it('would pass it by a cent where the sum is looked at before the lock is held (the control)', async () => {
    expect(await play([edge], hurried)).toEqual(['4001 in a day'])
    expect(await play([edge], atOnce)).toEqual([])
  })
})
