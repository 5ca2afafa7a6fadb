/**
 * Payments that come and go, and what is made of their points: whatever the order, nobody redeems more than what the payments that stay have
 * earned, and what goes missing by a reversal is within a limit. The model is two sums. A failure prints fast-check's seed and path.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import type { Payment } from '../../../shared/features/billing/billing.schema.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { balanceIn } from '../../support/adjusting.ts'
import { faultsInBooks } from '../../support/books.ts'
import { hire } from '../../support/direct-commands.ts'
import { check, reversalOf } from '../../support/paying.ts'
import { batchesOf, redemption, rewardsDesk, takingBack } from '../../support/rewarding.ts'
import { issueBill, openAccount } from '../../support/simple-billing.ts'
import { NOW, openTestStore, storeKinds, TODAY } from '../../support/stores.ts'

const RUNS = 60
/** Minor units, of one customer in 30 days: so little that some reversals are refused. */
const LIMIT = 1_200
/** As much as all of its payments can be, or they would be paid ahead, which has a bound. Due before, so that none of them is in time. */
const OWED = 2_000_000
type Step = { kind: 'record' | 'redeem' | 'bounce' | 'restore'; pick: number; amount: number }
const kind = fc.constantFrom('record', 'redeem', 'redeem', 'bounce', 'bounce', 'restore')
const steps: fc.Arbitrary<Step[]> = fc.array(fc.record({ kind, pick: fc.nat(), amount: fc.nat() }) as fc.Arbitrary<Step>, { minLength: 1, maxLength: 40 })
const seed = Number(process.env.HEADEND_SEED ?? Date.now() % 2 ** 31)

describe.each(storeKinds)('points of payments on the %s store', (kindOfStore) => {
  let store: Store
  beforeAll(async () => {
    store = await openTestStore(kindOfStore)
    await store.db.updateTable('adjustmentLimit').set({ perCustomer30Days: LIMIT }).where('role', '=', 'seniorAgent').execute()
  })
  afterAll(() => store.close())

  /** @returns what went wrong first */
  async function play(given: readonly Step[]): Promise<string[]> {
    const clock = manualClock(NOW)
    const desk = rewardsDesk(store, clock)
    const by = await hire(store, clock, 'seniorAgent')
    // The limits of what is recorded are not what this is about.
    const cashier = await hire(store, clock, 'supervisor')
    const account = await openAccount(store)
    await issueBill(store, account, { clock, today: TODAY }, { service: OWED, dueInDays: -1 })
    const payments: { payment: Payment; points: number; bounced: boolean }[] = []
    const redeemed: { id: string; points: number; restored: boolean }[] = []
    const earned = () => payments.filter(({ bounced }) => !bounced).reduce((sum, { points }) => sum + points, 0)
    const spent = () => redeemed.filter(({ restored }) => !restored).reduce((sum, { points }) => sum + points, 0)
    const asked = (work: Promise<unknown>) => work.then(() => true, () => false)

    async function act({ kind: what, pick, amount }: Step): Promise<string[]> {
      if (what === 'record') {
        const { rows } = await desk.record(cashier, check(account, 1 + (amount % 50_000), `P${clock.now()}`))
        const payment = rows.payment?.[0] as Payment
        payments.push({ payment, points: Math.floor(payment.amount / 100), bounced: false })
      }
      if (what === 'redeem') {
        const input = redemption(account, 1 + (amount % (pick % 4 === 0 ? 1_000 : Math.max(1, earned() - spent()))))
        const wanted = input.points <= earned() - spent()
        if ((await asked(desk.redeem(by, input))) !== wanted) return [`${input.points} redeemed of ${earned()} earned and ${spent()} spent: not ${wanted}`]
        if (wanted) redeemed.push({ id: input.redemptionId, points: input.points, restored: false })
      }
      const standing = payments.filter(({ bounced }) => !bounced)
      const one = standing[pick % Math.max(1, standing.length)]
      if (what === 'bounce' && one) {
        const missing = Math.max(0, spent() - (earned() - one.points))
        const wanted = missing <= LIMIT || missing === Math.max(0, spent() - earned())
        if ((await asked(desk.reversePayment(by, reversalOf(one.payment)))) !== wanted) return [`a reversal with ${missing} missing: not ${wanted}`]
        one.bounced = wanted
      }
      const deed = redeemed[pick % Math.max(1, redeemed.length)]
      if (what === 'restore' && deed) {
        const wanted = !deed.restored
        if ((await asked(desk.reverse(by, takingBack({ ...account, id: deed.id })))) !== wanted) return [`a redemption taken back: not ${wanted}`]
        deed.restored = true
      }
      return []
    }

    for (const step of given) {
      clock.advance(60_000)
      const faults = await act(step)
      const left = (await batchesOf(store, account)).reduce((sum, { remaining }) => sum + remaining, 0)
      if (left !== Math.max(0, earned() - spent())) faults.push(`${left} points left of ${earned()} earned and ${spent()} spent`)
      const cash = payments.filter(({ bounced }) => !bounced).reduce((sum, { payment }) => sum + payment.amount, 0)
      const credit = OWED - (await balanceIn(store, account)) - cash
      if (credit > earned() + LIMIT) faults.push(`a credit of ${credit} for ${earned()} points earned`)
      if (faults.length > 0) return [step.kind, ...faults]
    }
    return []
  }

  it('are never worth more than what stays has earned, and one limit', async () => {
    console.log(`seed ${seed}`)
    await fc.assert(fc.asyncProperty(steps, async (given) => { expect(await play(given)).toEqual([]) }), { seed, numRuns: RUNS })
    expect(await faultsInBooks(store)).toEqual([])
  }, 300_000)

  it('are caught when nothing is kept of what is owed (the control)', async () => {
    const one = (what: Step['kind'], amount: number): Step => ({ kind: what, pick: 0, amount })
    const given = [one('record', 49_999), one('redeem', 499), one('bounce', 0), one('record', 49_999)]
    expect(await play(given)).toEqual([])
    const { rows } = await store.pool.query<{ text: string }>(`select pg_get_viewdef('loyalty_owed') as text`)
    const define = (text: string) => store.pool.query(`create or replace view loyalty_owed as ${text}`)
    await define(`select customer_id, source_id, earned_for, points from loyalty_transaction where false`)
    const caught = await play(given).finally(() => define(rows[0]?.text ?? ''))
    expect(caught).toContainEqual(expect.stringContaining('points left'))
  })
})
