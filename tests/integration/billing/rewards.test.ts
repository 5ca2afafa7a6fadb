/** Points on both stores: who may give and redeem how many, what a redemption does to the account, and what ends by itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, dateIn } from '../../../shared/kernel/calendar.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Payment } from '../../../shared/features/billing/billing.schema.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import { streams, type StreamName } from '../../../shared/features/sync/streams.ts'
import type { CommandResult } from '../../../shared/features/sync/sync.schema.ts'
import { usedOf } from '../../../electron/backend/features/billing/adjustment-sums.ts'
import { createSimulator, type Behaviour } from '../../../electron/backend/features/billing/gateway/simulator.ts'
import { createGatewayWorker } from '../../../electron/backend/features/billing/payments/gateway-worker.ts'
import { expirePoints } from '../../../electron/backend/features/billing/rewards/expire-points.ts'
import { restoredUntil } from '../../../electron/backend/features/billing/rewards/restore-points.ts'
import { rewardTerms } from '../../../electron/backend/features/billing/rewards/rewards.queries.ts'
import { momentOf } from '../../../electron/backend/features/billing/moment.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { answered, balanceIn, credit, refusalOf, withoutRight } from '../../support/adjusting.ts'
import { faultsInBooks } from '../../support/books.ts'
import { directCommands, hire } from '../../support/direct-commands.ts'
import { addMethod, chargeNow, check, paymentIn, payingDesk, refundOf, reversalOf, storedPayment } from '../../support/paying.ts'
import { batchesOf, gift, redemption, rewardsDesk, takingBack, transactionsOf } from '../../support/rewarding.ts'
import { issueBill, openAccount, type Account } from '../../support/simple-billing.ts'
import { NOW, openTestStore, storeKinds, TODAY } from '../../support/stores.ts'
import { manualTime } from '../../support/manual-timers.ts'

const DAY_MS = 86_400_000

describe.each(storeKinds)('points on the %s store', (kind) => {
  let store: Store
  beforeAll(async () => {
    store = await openTestStore(kind)
  })
  afterAll(async () => {
    expect(await faultsInBooks(store)).toEqual([])
    await store.close()
  })

  async function stage(role: Role = 'supervisor', customer: Parameters<typeof openAccount>[1] = {}) {
    const clock = manualClock(NOW)
    const desk = rewardsDesk(store, clock)
    const by = await hire(store, clock, role)
    const account = await openAccount(store, customer)
    const today = () => dateIn('America/New_York', clock.now())
    const later = async (days: number) => {
      clock.advance(days * DAY_MS)
      await expirePoints(desk.services, { today: today() })
    }
    const left = async () => (await batchesOf(store, account)).map(({ remaining }) => remaining)
    return { clock, desk, by, account, today, later, left, bill: (service: number, dueInDays = 22) => issueBill(store, account, { clock, today: today() }, { service, dueInDays }) }
  }
  const sound = ({ rows }: CommandResult) => {
    for (const [stream, list] of Object.entries(rows)) list.forEach((row) => streams[stream as StreamName].parse(row))
    return rows
  }
  const written = async ({ customerId }: Account) =>
    [(await transactionsOf(store, { customerId })).length, (await store.db.selectFrom('ledgerEntry').select('id').where('customerId', '=', customerId).execute()).length]

  describe('a redemption', () => {
    it('takes what ends first and pays the oldest open bill in the same step', async () => {
      const { desk, by, account, later, left, bill } = await stage()
      await desk.give(by, gift(account, 300))
      await later(10)
      await desk.give(by, gift(account, 500))
      const { billId } = await bill(1_000)
      const rows = sound(await desk.redeem(by, redemption(account, 450)))
      expect(await left()).toEqual([0, 350])
      expect(rows.customerBill).toMatchObject([{ id: billId, remaining: 550, state: 'partiallyPaid' }])
      expect(rows.loyaltyTransaction).toMatchObject([{ kind: 'redeemed', points: -450, amount: 450, currency: 'USD' }])
    })

    it('waits as credit for the next bill where nothing is open', async () => {
      const { desk, by, account } = await stage()
      await desk.give(by, gift(account, 200))
      await desk.redeem(by, redemption(account, 150))
      expect(await balanceIn(store, account)).toBe(-150)
    })

    it('has its effect once however often it is sent', async () => {
      const { desk, by, account, left } = await stage()
      await desk.give(by, gift(account, 400))
      const asked = redemption(account, 100)
      const [first, second] = [await desk.redeem(by, asked), await desk.redeem(by, asked)]
      expect(second).toEqual(first)
      expect(await left()).toEqual([300])
    })

    it.each<[string, (account: Account, other: Account) => ReturnType<typeof redemption>, object]>([
      ['more than there is', (account) => redemption(account, 101), { code: 'limitExceeded', data: { limit: 100, left: 100, unit: 'points' } }],
      ['another credit than it is worth', (account) => redemption(account, 50, { amount: 51 }), { code: 'validation', data: { issues: [{ path: 'amount', message: 'changed' }] } }],
      ['to the account of another', (account, other) => redemption({ ...account, billingAccountId: other.billingAccountId }, 50), { code: 'notFound' }],
    ])('is refused for %s, and writes nothing', async (_what, ask, refusal) => {
      const { desk, by, account } = await stage()
      await desk.give(by, gift(account, 100))
      const before = await written(account)
      expect(await refusalOf(desk.redeem(by, ask(account, await openAccount(store))))).toMatchObject(refusal)
      expect(await written(account)).toEqual(before)
    })

    it('is refused where the points are not worth whole cents', async () => {
      const { desk, by, account } = await stage()
      await desk.give(by, gift(account, 100))
      await store.db.updateTable('rewardRule').set({ redeemPoints: 3, redeemAmount: 1 }).execute()
      const refused = refusalOf(desk.redeem(by, redemption(account, 10, { amount: 3 })))
      await refused.finally(() => store.db.updateTable('rewardRule').set({ redeemPoints: 100, redeemAmount: 100 }).execute())
      expect(await refused).toMatchObject({ code: 'validation', data: { issues: [{ path: 'points', message: 'wholeCents' }] } })
    })

    it('of points that end today is in time, and a day later it is not', async () => {
      const { desk, by, account, clock, later } = await stage()
      await desk.give(by, gift(account, 100))
      await later(365)
      await desk.redeem(by, redemption(account, 40))
      clock.advance(DAY_MS)
      // The housekeeping has not been here yet.
      expect(await refusalOf(desk.redeem(by, redemption(account, 1)))).toMatchObject({ code: 'limitExceeded', data: { left: 0 } })
      await later(0)
      expect((await transactionsOf(store, account)).at(-1)).toMatchObject({ kind: 'expired', points: -60, by: null })
    })
  })

  describe('its reversal', () => {
    it('gives each batch its own again and takes the credit back', async () => {
      const { desk, by, account, later, left, bill } = await stage()
      await desk.give(by, gift(account, 300))
      await later(10)
      await desk.give(by, gift(account, 500))
      await bill(1_000)
      const asked = redemption(account, 450)
      await desk.redeem(by, asked)
      const rows = sound(await desk.reverse(by, takingBack({ ...account, id: asked.redemptionId })))
      expect(await left()).toEqual([300, 500])
      expect(rows.customerBill).toMatchObject([{ remaining: 1_000, state: 'open' }])
      expect(rows.loyaltyTransaction).toMatchObject([{ kind: 'restored', points: 450, reverses: asked.redemptionId }])
      expect(await refusalOf(desk.reverse(by, takingBack({ ...account, id: asked.redemptionId })))).toMatchObject({ code: 'conflict', data: { stream: 'loyaltyTransaction' } })
    })

    it('brings what has ended meanwhile back for as many days as it had, thirty at most', async () => {
      const { desk, by, account, later, today } = await stage()
      await desk.give(by, gift(account, 100))
      await later(355)
      const asked = redemption(account, 100)
      await desk.redeem(by, asked)
      await later(100)
      await desk.reverse(by, takingBack({ ...account, id: asked.redemptionId }))
      expect((await batchesOf(store, account)).map(({ origin, remaining, expiresOn, givenBy }) => [origin, remaining, expiresOn, givenBy !== null]))
        .toEqual([['goodwill', 0, addDays(today(), -90), true], ['goodwill', 100, addDays(today(), 10), true]])
    })

    it.each([
      ['its own day where that is far', '2027-06-01', '2026-11-23', '2026-12-01', '2027-06-01'],
      ['thirty days where it has ended', '2026-12-01', '2026-06-01', '2027-01-10', '2027-02-09'],
      ['no more than it had, taken back the same day', '2026-11-25', '2026-11-23', '2026-11-23', '2026-11-25'],
      ['today for what was redeemed on its last day', '2026-11-23', '2026-11-23', '2026-12-24', '2026-12-24'],
    ])('keeps %s', (_what, expiresOn, redeemedOn, today, until) => {
      expect(restoredUntil({ expiresOn, redeemedOn, today })).toBe(until)
    })

    it('is for what people did alone', async () => {
      const { desk, by, account } = await stage()
      await desk.record(by, check(account, 5_000, 'R1'))
      const [earned] = await transactionsOf(store, account)
      expect(await refusalOf(desk.reverse(by, takingBack(earned!)))).toMatchObject({ code: 'validation', data: { issues: [{ path: 'transactionId', message: 'notReversible' }] } })
      expect(await refusalOf(desk.reverse(by, takingBack({ ...account, id: newId() })))).toMatchObject({ code: 'notFound' })
    })
  })

  describe('goodwill', () => {
    it('is told apart from what was earned, with the giver, and meets the limits of the role', async () => {
      const { desk, by, account } = await stage('agent')
      await desk.record(await hire(store, desk.services.clock, 'supervisor'), check(account, 5_000, 'G1'))
      await desk.give(by, gift(account, 500))
      expect((await batchesOf(store, account)).map(({ origin, points, givenBy }) => [origin, points, givenBy]).sort()).toEqual([['earned', 50, null], ['goodwill', 500, by.agent.displayName]])
      expect(await refusalOf(desk.give(by, gift(account, 501)))).toMatchObject({ code: 'limitExceeded', data: { limit: 500, left: 500, unit: 'points' } })
      const colleague = await hire(store, desk.services.clock, 'agent')
      await desk.give(colleague, gift(account, 400))
      expect(await refusalOf(desk.give(by, gift(account, 101)))).toMatchObject({ code: 'limitExceeded', data: { limit: 1_000, left: 100, unit: 'points' } })
      expect(await rewardTerms(store.db, by.agent, account, momentOf(desk.services, new Date(NOW).toISOString())))
        .toMatchObject({ balance: 950, usedToday: 500, usedForCustomer: 900, credit: { limit: 7_500, left: 6_600 }, limits: { perGift: 500, perDay: 2_500, perCustomer30Days: 1_000 } })
    })

    it('is free again when it was taken back or after thirty days', async () => {
      const { desk, by, account, clock } = await stage('supervisor')
      const first = gift(account, 5_000)
      await desk.give(by, first)
      await desk.give(by, gift(account, 5_000))
      expect(await refusalOf(desk.give(by, gift(account, 1)))).toMatchObject({ code: 'limitExceeded' })
      await desk.reverse(by, takingBack({ ...account, id: first.giftId }))
      await desk.give(by, gift(account, 5_000))
      clock.advance(30 * DAY_MS)
      await desk.give(by, gift(account, 5_000))
    })

    it('and credits meet one limit of thirty days together, whichever comes first', async () => {
      const { desk, by, account, clock } = await stage('agent')
      const credits = directCommands(store, clock)
      for (const amount of [5_000, 1_900]) await credits.submit(by, credit(account, amount))
      const given = gift(account, 500)
      await desk.give(by, given)
      expect(await refusalOf(desk.give(by, gift(account, 101)))).toMatchObject({ code: 'limitExceeded', data: { limit: 7_500, left: 100, unit: 'points' } })
      expect(answered(await credits.submit(by, credit(account, 101, { comment: 'Called again' })))).toMatchObject({ state: 'pendingApproval', figures: { creditsIn30Days: 7_400 } })
      await desk.reverse(await hire(store, clock, 'supervisor'), takingBack({ ...account, id: given.giftId }))
      await desk.give(by, gift(account, 499))
    })

    it('has a limit of the agent\u2019s day, whoever gets it, and is free again when it was taken back or at the operator\u2019s midnight', async () => {
      const { desk, by, clock } = await stage('agent')
      const supervisor = await hire(store, clock, 'supervisor')
      const given = []
      for (let number = 0; number < 5; number += 1) given.push(gift(await openAccount(store), 500))
      for (const each of given) await desk.give(by, each)
      const another = await openAccount(store)
      expect(await refusalOf(desk.give(by, gift(another, 1)))).toMatchObject({ code: 'limitExceeded', data: { limit: 2_500, left: 0, unit: 'points' } })
      // A colleague has a day of their own.
      await desk.give(await hire(store, clock, 'agent'), gift(another, 1))
      await desk.reverse(supervisor, takingBack({ customerId: given[0]!.customerId, id: given[0]!.giftId }))
      await desk.give(by, gift(another, 500))
      expect(await refusalOf(desk.give(by, gift(another, 1)))).toMatchObject({ code: 'limitExceeded', data: { limit: 2_500, left: 0 } })
      // 11:30 in the morning: twelve and a half hours to midnight in New York.
      clock.advance(12.5 * 3_600_000 - 1)
      expect(await refusalOf(desk.give(by, gift(another, 1)))).toMatchObject({ code: 'limitExceeded' })
      clock.advance(1)
      await desk.give(by, gift(another, 1))
    })

    it('never passes the limit of a day, however many customers an agent serves at one moment', async () => {
      const { desk, by } = await stage('agent')
      const accounts = []
      for (let number = 0; number < 12; number += 1) accounts.push(await openAccount(store))
      const asked = await Promise.allSettled(accounts.map((account) => desk.give(by, gift(account, 499))))
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    })

    it('that was spent in part cannot be taken back', async () => {
      const { desk, by, account } = await stage()
      const given = gift(account, 100)
      await desk.give(by, given)
      await desk.redeem(by, redemption(account, 1))
      expect(await refusalOf(desk.reverse(by, takingBack({ ...account, id: given.giftId })))).toMatchObject({ code: 'validation', data: { issues: [{ path: 'transactionId', message: 'spent' }] } })
    })

    it('never passes the limit, however many ask at one moment', async () => {
      const { desk, account, clock } = await stage('agent')
      const agents: SignedIn[] = []
      for (let number = 0; number < 6; number += 1) agents.push(await hire(store, clock, 'agent'))
      const asked = await Promise.allSettled(agents.flatMap((by) => [desk.give(by, gift(account, 240)), desk.give(by, gift(account, 240))]))
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
      expect((await batchesOf(store, account)).reduce((sum, { remaining }) => sum + remaining, 0)).toBe(960)
    })
  })

  it('two redemptions at one moment never take the same points', async () => {
    const { desk, by, account, left } = await stage()
    await desk.give(by, gift(account, 100))
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => desk.redeem(by, redemption(account, 30))))
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(await left()).toEqual([10])
    expect(await balanceIn(store, account)).toBe(-90)
  })

  it.each([
    ['rewards.give', (desk: ReturnType<typeof rewardsDesk>, by: SignedIn, account: Account) => desk.give(by, gift(account, 1))],
    ['rewards.redeem', (desk: ReturnType<typeof rewardsDesk>, by: SignedIn, account: Account) => desk.redeem(by, redemption(account, 1))],
    ['rewards.reverse', (desk: ReturnType<typeof rewardsDesk>, by: SignedIn, account: Account) => desk.reverse(by, takingBack({ ...account, id: newId() }))],
  ] as const)('asks for %s', async (permission, act) => {
    const { desk, by, account, clock } = await stage()
    await desk.give(by, gift(account, 10))
    const auditor = await hire(store, clock, 'auditor')
    expect(await refusalOf(act(desk, auditor, account))).toMatchObject({ code: 'forbidden' })
    // Taken away while the request waited for the customer.
    await withoutRight(store, 'supervisor', permission, async () => expect(await refusalOf(act(desk, by, account))).toMatchObject({ code: 'forbidden' }))
  })

  it('gives and redeems nothing on a closed account', async () => {
    const { desk, by, account } = await stage('supervisor', { status: 'closed' })
    for (const ask of [() => desk.give(by, gift(account, 1)), () => desk.redeem(by, redemption(account, 1))])
      expect(await refusalOf(ask())).toMatchObject({ code: 'validation', data: { issues: [{ path: 'customerId', message: 'closedAccount' }] } })
  })

  describe('what is earned', () => {
    function withGateway(mood: () => Behaviour = () => ({ kind: 'approve' })) {
      const { clock, timers } = manualTime(NOW)
      const desk = payingDesk({ store, clock, timers, gateway: createSimulator(mood, () => Promise.resolve()) })
      const work = async () => {
        const worker = createGatewayWorker(desk.services)
        await worker.work()
        await worker.close()
      }
      return { clock, desk, work }
    }

    it('comes with the payment and with a bill that is paid in time, and goes with its reversal', async () => {
      const { desk, by, account, bill } = await stage()
      await bill(4_250)
      const paid = await desk.record(by, check(account, 5_000, 'E1'))
      expect((await transactionsOf(store, account)).map(({ kind: what, points, earnedFor }) => [what, points, earnedFor]).sort()).toEqual([['earned', 25, 'billInTime'], ['earned', 50, 'payment']])
      await desk.reversePayment(by, reversalOf(paid.rows.payment?.[0] as Payment))
      expect((await batchesOf(store, account)).map(({ remaining }) => remaining)).toEqual([0, 0])
    })

    it('is nothing more for a bill that was late', async () => {
      const { desk, by, account, bill } = await stage()
      await bill(4_250, -1)
      await desk.record(by, check(account, 4_250, 'L1'))
      expect((await transactionsOf(store, account)).map(({ earnedFor }) => earnedFor)).toEqual(['payment'])
    })

    it('is taken back only as far as it is there, and never from goodwill', async () => {
      const { desk, by, account, left } = await stage()
      const paid = await desk.record(by, check(account, 9_000, 'T1'))
      await desk.redeem(by, redemption(account, 80))
      await desk.give(by, gift(account, 100))
      await desk.reversePayment(by, reversalOf(paid.rows.payment?.[0] as Payment))
      expect((await left()).sort()).toEqual([0, 100])
    })

    it('is owed where it was spent already: what is earned or comes back next covers it, so a payment that never stays earns once', async () => {
      const { desk, by, account, left, bill } = await stage()
      // So much that nothing is paid ahead, which has a bound.
      await bill(100_000, -1)
      const again = async () => (await desk.record(by, check(account, 50_000, 'O1'))).rows.payment?.[0] as Payment
      const first = await again()
      const spent = redemption(account, 500)
      await desk.redeem(by, spent)
      await desk.reversePayment(by, reversalOf(first))
      for (let turn = 0; turn < 3; turn += 1) {
        const payment = await again()
        expect(await refusalOf(desk.redeem(by, redemption(account, 1)))).toMatchObject({ code: 'limitExceeded', data: { left: 0 } })
        await desk.reversePayment(by, reversalOf(payment))
      }
      expect(await balanceIn(store, account)).toBe(99_500)
      // With the redemption the debt goes, and nothing comes of it.
      await desk.reverse(by, takingBack({ ...account, id: spent.redemptionId }))
      expect([await balanceIn(store, account), (await left()).filter((points) => points > 0)]).toEqual([100_000, []])
      await again()
      expect((await left()).filter((points) => points > 0)).toEqual([500])
    })

    it('that is spent is a credit of whoever gives the money back, and counts as one', async () => {
      const { desk, by, account, clock, bill } = await stage()
      await bill(2_000_000, -1)
      await store.db.updateTable('recordingLimit').set({ perPayment: 2_000_000 }).execute()
      const paid = (await desk.record(by, check(account, 2_000_000, 'W1'))).rows.payment?.[0] as Payment
      await desk.redeem(by, redemption(account, 19_000))
      const senior = await hire(store, clock, 'seniorAgent')
      expect(await refusalOf(desk.reversePayment(senior, reversalOf(paid)))).toMatchObject({ code: 'validation', data: { issues: [{ path: 'paymentId', message: 'pointsSpent' }] } })
      await desk.reversePayment(by, reversalOf(paid))
      const used = await usedOf(store.db, { ...account, agentId: senior.agent.id }, momentOf(desk.services, new Date(clock.now()).toISOString()))
      expect(used.credit.forCustomer.amount).toBe(19_000)
    })

    it('is not spent by a refund beyond the limits either', async () => {
      const { clock, desk: paying, work } = withGateway()
      const { desk, account, bill } = await stage()
      await bill(2_000_000, -1)
      const [senior] = [await hire(store, clock, 'seniorAgent'), await store.db.updateTable('refundLimit').set({ perRefund: 2_000_000, perDay: 2_000_000 }).execute()]
      const asked = paymentIn(await paying.take(senior, await chargeNow(store, account, await addMethod(store, clock, account), 2_000_000)))
      await work()
      const paid = await storedPayment(store, asked.id)
      await desk.redeem(senior, redemption(account, 20_000))
      expect(await refusalOf(paying.refund(senior, refundOf(paid, 1_500_100))), 'of 20,000 points each cent that goes back takes a hundredth').toMatchObject({ data: { issues: [{ message: 'pointsSpent' }] } })
      await paying.refund(senior, refundOf(paid, 1_500_000))
    })

    it.each([
      ['on the due date and answered days later', 0, ['billInTime', 'payment']],
      ['a day after it', 1, ['payment']],
    ] as const)('is for a bill in time where its payment was made %s', async (_when, daysLate, wanted) => {
      let mood: Behaviour = { kind: 'dieBefore' }
      const { clock, desk, work } = withGateway(() => mood)
      const [by, account] = [await hire(store, clock, 'supervisor'), await openAccount(store)]
      await issueBill(store, account, { clock, today: TODAY }, { service: 4_250, dueInDays: 0 })
      clock.advance(daysLate * DAY_MS)
      const { id } = paymentIn(await desk.take(by, await chargeNow(store, account, await addMethod(store, clock, account), 4_250)))
      await work()
      expect([(await storedPayment(store, id)).state, await transactionsOf(store, account)]).toEqual(['unknown', []])
      clock.advance(3 * DAY_MS)
      mood = { kind: 'approve' }
      await work()
      expect([(await storedPayment(store, id)).state, (await transactionsOf(store, account)).map(({ earnedFor }) => earnedFor).sort()]).toEqual(['done', wanted])
    })

    it('comes when the gateway has said yes and not before, and goes in proportion with a refund', async () => {
      const { clock, desk, work } = withGateway()
      const [by, account] = [await hire(store, clock, 'supervisor'), await openAccount(store)]
      const { id } = paymentIn(await desk.take(by, await chargeNow(store, account, await addMethod(store, clock, account), 8_000)))
      expect(await batchesOf(store, account)).toEqual([])
      await work()
      expect((await batchesOf(store, account)).map(({ points }) => points)).toEqual([80])
      await desk.refund(by, refundOf(await storedPayment(store, id), 2_010))
      expect((await batchesOf(store, account)).map(({ remaining }) => remaining)).toEqual([80])
      await work()
      expect((await batchesOf(store, account)).map(({ remaining }) => remaining)).toEqual([59])
      await desk.refund(by, refundOf(await storedPayment(store, id), 5_990))
      await work()
      expect((await batchesOf(store, account)).map(({ remaining }) => remaining)).toEqual([0])
    })
  })
})
