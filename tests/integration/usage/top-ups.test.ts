/** What is bought raises the allowance and stands on the next bill, for what was shown; what is taken back does neither. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { MAX_PAID_TOP_UPS, type UsageTopUp } from '../../../shared/features/usage/usage.schema.ts'
import { runBills } from '../../../electron/backend/features/billing/bill-run.ts'
import { followPlan } from '../../../electron/backend/features/billing/usage/follow-plan.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { withoutRight } from '../../support/adjusting.ts'
import { makeRow } from '../../support/rows.ts'
import { faultsInBooks } from '../../support/books.ts'
import { storeKinds } from '../../support/stores.ts'
import { alertOf, crossedOf, dayOfUse, faultsInUsage, firstOf, openUser, openUsing, percent, type User, type Using } from '../../support/using.ts'

/** To the 6th of December: the cycle from the 5th runs. Milliseconds. */
const NEXT_CYCLE = 13 * 24 * 60 * 60 * 1000

describe.each(storeKinds)('top-ups on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let using: Using
  let by: SignedIn
  beforeAll(async () => void ({ store, using, by } = await openUsing(kind, clock)))
  afterAll(async () => {
    expect(await faultsInUsage(store)).toEqual([])
    expect(await faultsInBooks(store)).toEqual([])
    await store.close()
  })
  const user = async (megabytes = 1_100_000, more: Parameters<typeof openUser>[1] = {}) => {
    const opened = await openUser(store, more)
    await using.record(dayOfUse(opened, '2026-11-10', megabytes))
    return opened
  }
  const back = ({ customerId, id, version }: UsageTopUp) => ({ commandId: newId(clock), customerId, topUpId: id, expectedVersion: version })
  const billOf = async ({ customerId }: User) => store.db.selectFrom('customerBill as bill').innerJoin('billDocument as document', 'document.billId', 'bill.id')
    .select(['bill.billDate', 'bill.amount', 'document.lines']).where('bill.customerId', '=', customerId).orderBy('billDate').execute()
  const bill = (today: string) => runBills(using.services, { today })

  it('raises the allowance of this cycle, brings the customer back under a threshold, and is on the next bill', async () => {
    const ana = await user()
    await using.set(by, alertOf(ana, percent(90)))
    await using.record(dayOfUse(ana, '2026-11-11', 1))
    const { offers, billDate } = await using.terms(ana.customerId)
    expect([billDate, ...offers.map(({ megabytes, amount, tax, total }) => [megabytes, amount, tax, total])]).toEqual(['2026-12-05', [50_000, 1_000, 0, 1_000], [100_000, 1_500, 0, 1_500], [250_000, 2_500, 0, 2_500], [500_000, 4_000, 0, 4_000]])
    const sold = await using.buy(by, ana, 'data-250')
    expect(firstOf(sold, 'usageConsumption')).toMatchObject({ allowanceMegabytes: 1_450_000, toppedUpMegabytes: 250_000, usedMegabytes: 1_100_001 })
    expect(await crossedOf(store, ana)).toEqual(['percent 90 over 1 known', 'percent 90 under 1 queued'])
    await bill('2026-12-05')
    const [posted] = await billOf(ana)
    expect(posted?.lines.filter(({ code }) => code === 'oneTime').map(({ group, name, amount }) => [group, name, amount])).toEqual([['usage', 'Extra Data 250 GB', 2_500]])
    // The next cycle has the plan's allowance again.
    clock.advance(NEXT_CYCLE)
    await using.record(dayOfUse(ana, '2026-12-05', 10))
    expect(await using.cycle(ana.customerId)).toMatchObject({ allowanceMegabytes: 1_200_000, toppedUpMegabytes: 0 })
    await bill('2027-01-05')
    expect((await billOf(ana))[1]?.lines.some(({ code }) => code === 'oneTime')).toBe(false)
    clock.advance(-NEXT_CYCLE)
  })

  it('is one, however often it is sent', async () => {
    const ana = await user()
    const input = { topUpId: newId(clock), commandId: newId(clock) }
    const [first, again] = [await using.buy(by, ana, 'data-100', input), await using.buy(by, ana, 'data-100', input)]
    expect(again).toEqual(first)
    await expect(using.buy(by, ana, 'data-100', { ...input, commandId: newId(clock) })).rejects.toMatchObject({ data: { issues: [{ path: 'topUpId', message: 'taken' }] } })
    expect(await using.cycle(ana.customerId)).toMatchObject({ toppedUpMegabytes: 100_000 })
  })

  it('is taken back while none of it is used, and no longer once it is, is billed, or its cycle is over', async () => {
    const ana = await user()
    const sold = firstOf(await using.buy(by, ana, 'data-100'), 'usageTopUp')
    const returned = await using.takeBack(by, back(sold))
    expect(firstOf(returned, 'usageConsumption')).toMatchObject({ allowanceMegabytes: 1_200_000, toppedUpMegabytes: 0 })
    await expect(using.takeBack(by, back(sold))).rejects.toMatchObject({ code: 'conflict', data: { stream: 'usageTopUp', current: { state: 'takenBack' } } })
    const used = firstOf(await using.buy(by, ana, 'data-100'), 'usageTopUp')
    await using.record(dayOfUse(ana, '2026-11-20', 100_001))
    await expect(using.takeBack(by, back(used))).rejects.toMatchObject({ data: { issues: [{ path: 'topUpId', message: 'used' }] } })
    // Of two, the one that is within what is left can go.
    const spare = firstOf(await using.buy(by, ana, 'data-50'), 'usageTopUp')
    await using.takeBack(by, back(spare))
    const billed = firstOf(await using.buy(by, ana, 'data-500'), 'usageTopUp')
    await bill('2026-12-05')
    await expect(using.takeBack(by, back(billed))).rejects.toMatchObject({ data: { issues: [{ path: 'topUpId', message: 'billed' }] } })
    expect((await billOf(ana))[0]?.lines.filter(({ code }) => code === 'oneTime').map(({ amount }) => amount)).toEqual([1_500, 4_000])
    clock.advance(NEXT_CYCLE)
    await expect(using.takeBack(by, back(billed))).rejects.toMatchObject({ data: { issues: [{ path: 'topUpId', message: 'cycleOver' }] } })
    clock.advance(-NEXT_CYCLE)
  })

  it.each([
    ['the limit is taken away', { kind: 'addOn', name: 'Unlimited Data', offeringCode: 'unlimited-data' }],
    ['the plan is one without a limit', { offeringCode: 'internet-1-gig' }],
  ] as const)('stays used when %s after it was used, and is unused when it never was', async (_what, more) => {
    const [ana, rosa] = [await user(), await user()]
    const [used, unused] = [firstOf(await using.buy(by, ana, 'data-100'), 'usageTopUp'), firstOf(await using.buy(by, rosa, 'data-100'), 'usageTopUp')]
    await using.record(dayOfUse(ana, '2026-11-20', 100_001))
    const held = async ({ customerId }: User) => {
      const product = makeRow('product', { customerId, startedOn: '2026-11-23', ...more })
      await store.db.transaction().execute(async (trx) => {
        await bulkInsert(trx, 'product', [product])
        await followPlan(trx, using.services, customerId, { at: '2026-11-23T16:30:00.000Z', today: using.today() })
      })
      expect((await using.cycle(customerId)).allowanceMegabytes).toBeNull()
    }
    await held(ana)
    await held(rosa)
    await expect(using.takeBack(by, back(used))).rejects.toMatchObject({ data: { issues: [{ path: 'topUpId', message: 'used' }] } })
    await using.takeBack(by, back(unused))
  })

  it('is refused where it could do nothing, at another price than shown, and to who may not', async () => {
    const ana = await user()
    const issue = (path: string, message: string) => ({ code: 'validation', data: { issues: [{ path, message }] } })
    await expect(using.buy(by, ana, 'data-100', { total: 1_499 })).rejects.toMatchObject(issue('total', 'changed'))
    await expect(using.buy(by, ana, 'data-7')).rejects.toMatchObject(issue('offer', 'unknown'))
    await expect(using.buy(by, ana, 'data-100', { usageConsumptionId: newId(clock) })).rejects.toMatchObject(issue('usageConsumptionId', 'otherCycle'))
    await expect(using.buy(by, await openUser(store), 'data-100')).rejects.toMatchObject(issue('customerId', 'noCycle'))
    await expect(using.buy(by, await user(1, { products: [{ offeringCode: 'internet-1-gig', startedOn: '2024-01-01' }] }), 'data-100')).rejects.toMatchObject(issue('customerId', 'unlimited'))
    const gone = await user()
    await store.db.updateTable('customer').set({ status: 'closed' }).where('id', '=', gone.customerId).execute()
    await expect(using.buy(by, gone, 'data-100')).rejects.toMatchObject(issue('customerId', 'closedAccount'))
    expect(await using.terms(gone.customerId)).toMatchObject({ refused: 'closedAccount', offers: [] })
    const sold = firstOf(await using.buy(by, ana, 'data-100'), 'usageTopUp')
    await expect(using.takeBack(by, { ...back(sold), customerId: gone.customerId })).rejects.toMatchObject({ code: 'notFound' })
    await withoutRight(store, 'agent', 'usage.topUp', () => expect(using.buy(by, ana, 'data-100')).rejects.toMatchObject({ code: 'forbidden' }))
    expect(await using.cycle(ana.customerId)).toMatchObject({ toppedUpMegabytes: 100_000 })
  })

  it('is sold ten times in a cycle and no more, at one moment too; one that is taken back, a gift and the next cycle are not in the way', async () => {
    const ana = await user()
    const full = { code: 'limitExceeded', data: { limit: MAX_PAID_TOP_UPS, left: 0, unit: 'topUps' } }
    const { usageConsumptionId, offers } = await using.terms(ana.customerId)
    const shown = { usageConsumptionId: usageConsumptionId as string, total: offers.find(({ code }) => code === 'data-50')?.total ?? NaN }
    const asked = await Promise.allSettled(Array.from({ length: MAX_PAID_TOP_UPS + 3 }, () => using.buy(by, ana, 'data-50', shown)))
    const sold = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [firstOf(answer.value, 'usageTopUp')] : []))
    expect([sold.length, asked.filter(({ status }) => status === 'rejected').length]).toEqual([MAX_PAID_TOP_UPS, 3])
    expect(await using.terms(ana.customerId)).toEqual({ usageConsumptionId, billDate: null, refused: 'enough', offers: [] })
    await expect(using.buy(by, ana, 'data-50', shown)).rejects.toMatchObject(full)
    // What costs nothing is no line of a bill.
    await store.db.updateTable('usageTopUpOffer').set({ amount: 0 }).where('code', '=', 'data-500').execute()
    expect((await using.terms(ana.customerId)).offers.map(({ code }) => code)).toEqual(['data-500'])
    await using.buy(by, ana, 'data-500')
    await store.db.updateTable('usageTopUpOffer').set({ amount: 4_000 }).where('code', '=', 'data-500').execute()
    await expect(using.buy(by, ana, 'data-50', shown)).rejects.toMatchObject(full)
    // The controls: with one less it goes, and so does another customer's.
    await using.takeBack(by, back(sold[0] as UsageTopUp))
    await using.buy(by, ana, 'data-50')
    await expect(using.buy(by, ana, 'data-50', shown)).rejects.toMatchObject(full)
    await using.buy(by, await user(), 'data-50')
    await bill('2026-12-05')
    expect((await billOf(ana))[0]?.lines.filter(({ code }) => code === 'oneTime')).toHaveLength(MAX_PAID_TOP_UPS)
    clock.advance(NEXT_CYCLE)
    await using.record(dayOfUse(ana, '2026-12-05', 10))
    await using.buy(by, ana, 'data-50')
    clock.advance(-NEXT_CYCLE)
  })

  it('agrees with the charges and with what was shown, whatever is bought, used and taken back', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('buy' as const), offer: fc.constantFrom('data-50', 'data-100', 'data-250') }), fc.record({ do: fc.constant('back' as const), which: fc.nat(5) }),
      fc.record({ do: fc.constant('use' as const), megabytes: fc.nat(1_600_000) }),
    )
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
      const ana = await user(1_150_000, { media: false })
      let minute = 0
      let shown = 0
      const sold: UsageTopUp[] = []
      for (const each of steps) {
        if (each.do === 'use') await using.record(dayOfUse(ana, '2026-11-10', each.megabytes, `2026-11-11T11:${String((minute += 1)).padStart(2, '0')}:00.000Z`))
        if (each.do === 'buy') {
          shown += (await using.terms(ana.customerId)).offers.find(({ code }) => code === each.offer)?.total ?? NaN
          sold.push(firstOf(await using.buy(by, ana, each.offer), 'usageTopUp'))
        }
        const chosen = each.do === 'back' ? sold[each.which] : undefined
        if (chosen) {
          const { usedMegabytes, allowanceMegabytes } = await using.cycle(ana.customerId)
          const unused = usedMegabytes <= (allowanceMegabytes ?? 0) - chosen.megabytes
          const outcome = await using.takeBack(by, back(chosen)).then(() => true, () => false)
          if (chosen.state === 'active') expect(outcome).toBe(unused)
          if (outcome) {
            shown -= chosen.amount
            chosen.state = 'takenBack'
          }
        }
        expect(await faultsInUsage(store)).toEqual([])
      }
      const active = sold.filter(({ state }) => state === 'active').reduce((sum, { megabytes }) => sum + megabytes, 0)
      expect(await using.cycle(ana.customerId)).toMatchObject({ toppedUpMegabytes: active, allowanceMegabytes: 1_200_000 + active })
      await bill('2026-12-05')
      const once = (await billOf(ana))[0]?.lines.filter(({ code }) => code === 'oneTime') ?? []
      expect(once.reduce((sum, { amount }) => sum + amount, 0)).toBe(shown)
    }), { numRuns: kind === 'server' ? 10 : 20 })
  }, 120_000)
})
