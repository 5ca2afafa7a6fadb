/** What meters say, however often, late and in whatever order: the days are the last measurements, the cycles their sums. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../../../shared/kernel/calendar.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import type { UsageRecord } from '../../../shared/features/usage/usage.schema.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'
import { dayOfUse, faultsInUsage, openUsageStore, openUser, usingOf, type User, type Using } from '../../support/using.ts'

describe.each(storeKinds)('recorded use on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let using: Using
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    await openUsageStore(store)
    using = usingOf(store, clock)
  })
  afterAll(async () => {
    expect(await faultsInUsage(store)).toEqual([])
    await store.close()
  })
  const daysOf = async ({ customerId }: User) => (await store.db.selectFrom('usageDay').select(['day', 'megabytes']).where('customerId', '=', customerId).orderBy('day').execute()).map(({ day, megabytes }) => [day, megabytes])

  it('opens the bill\'s cycle with the plan\'s allowance, and sums its days', async () => {
    const user = await openUser(store)
    expect(await using.record(dayOfUse(user, '2026-11-05', 40_000), dayOfUse(user, '2026-11-20', 2_500))).toEqual({ changed: 2, unchanged: 0, refused: [] })
    expect(await using.cycle(user.customerId)).toMatchObject({ periodStart: '2026-11-05', periodEnd: '2026-12-04', usedMegabytes: 42_500, allowanceMegabytes: 1_200_000, toppedUpMegabytes: 0 })
    const detail = await using.detail(user.customerId)
    expect(detail).toMatchObject({ today: '2026-11-23', current: { usedMegabytes: 42_500, days: [{ day: '2026-11-05', megabytes: 40_000 }, { day: '2026-11-20', megabytes: 2_500 }] }, previous: null })
  })

  it('changes nothing when it comes again, and nothing when it comes behind a newer one', async () => {
    const user = await openUser(store)
    const first = dayOfUse(user, '2026-11-20', 1_000, '2026-11-20T12:00:00.000Z')
    const newer = dayOfUse(user, '2026-11-20', 3_000, '2026-11-20T20:00:00.000Z')
    await using.record(newer)
    const { version } = await using.cycle(user.customerId)
    expect(await using.record(first, newer, first)).toEqual({ changed: 0, unchanged: 3, refused: [] })
    expect(await using.cycle(user.customerId)).toMatchObject({ version, usedMegabytes: 3_000 })
    // A correction downwards is a correction.
    expect(await using.record(dayOfUse(user, '2026-11-20', 2_000, '2026-11-21T09:00:00.000Z'))).toMatchObject({ changed: 1 })
    expect(await using.cycle(user.customerId)).toMatchObject({ usedMegabytes: 2_000 })
  })

  it('refuses, one by one, what cannot be right, and takes the rest', async () => {
    const user = await openUser(store)
    const answer = await using.record(
      dayOfUse({ ...user, accountNumber: '07810-nobody' }, '2026-11-20', 1), dayOfUse(user, '2026-11-24', 1, '2026-11-24T10:00:00.000Z'), dayOfUse(user, '2026-11-22', 1, '2026-11-22T04:59:00.000Z'),
      dayOfUse(user, '2026-09-21', 1), dayOfUse(user, '2026-11-19', 7),
    )
    expect(answer).toEqual({ changed: 1, unchanged: 0, refused: [{ index: 0, reason: 'unknownAccount' }, { index: 1, reason: 'future' }, { index: 2, reason: 'future' }, { index: 3, reason: 'tooOld' }] })
    expect(await daysOf(user)).toEqual([['2026-11-19', 7]])
  })

  it('counts days as the operator does, at the hours that are there twice and not at all', async () => {
    const user = await openUser(store)
    // The clock in New York went back at 06:00Z on November 1st: five hours behind from then on.
    expect(await using.record(dayOfUse(user, '2026-10-31', 5, '2026-11-01T03:59:00.000Z'), dayOfUse(user, '2026-11-01', 6, '2026-11-01T04:00:00.000Z'), dayOfUse(user, '2026-11-02', 7, '2026-11-02T04:59:00.000Z')))
      .toEqual({ changed: 2, unchanged: 0, refused: [{ index: 2, reason: 'future' }] })
    expect(await daysOf(user)).toEqual([['2026-10-31', 5], ['2026-11-01', 6]])
  })

  it('adds no day to a cycle that is known by its sum alone', async () => {
    const user = await openUser(store)
    const row = makeRow('usageConsumption', { customerId: user.customerId, periodStart: '2026-11-05', periodEnd: '2026-12-04', usedMegabytes: 9_000, allowanceMegabytes: 1_200_000 })
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'usageConsumption', [row]))
    expect(await using.record(dayOfUse(user, '2026-11-20', 1))).toMatchObject({ changed: 0, refused: [{ index: 0, reason: 'sumOnly' }] })
    expect(await using.cycle(user.customerId)).toMatchObject({ usedMegabytes: 9_000, version: 1 })
  })

  it('knows the allowance by what is held: an add-on without a limit, a plan that was changed, one that nobody knows', async () => {
    const internet = { offeringCode: 'internet-500', startedOn: '2024-01-01' }
    const unlimited = await openUser(store, { products: [internet, { kind: 'addOn', name: 'Unlimited Data', offeringCode: 'unlimited-data', startedOn: '2026-11-01' }] })
    const changed = await openUser(store, { products: [{ ...internet, endsOn: '2026-11-20' }, { offeringCode: 'internet-essentials', startedOn: '2026-11-20' }] })
    const strange = await openUser(store, { products: [{ offeringCode: null, startedOn: '2024-01-01' }] })
    const former = makeRow('usageConsumption', { customerId: strange.customerId, periodStart: '2026-10-05', periodEnd: '2026-11-04', allowanceMegabytes: 350_000, toppedUpMegabytes: 0 })
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'usageConsumption', [former]))
    await using.record(...[unlimited, changed, strange].map((user) => dayOfUse(user, '2026-11-22', 10)))
    const allowances = await Promise.all([unlimited, changed, strange].map(async ({ customerId }) => (await using.cycle(customerId)).allowanceMegabytes))
    expect(allowances).toEqual([null, 600_000, 350_000])
  })

  it('follows a cycle from the 31st through short months, and leaves no gap where the cycle day was moved', async () => {
    const user = await openUser(store, { cycleDay: 31, nextBillDate: '2026-11-30' })
    await using.record(dayOfUse(user, '2026-10-30', 1), dayOfUse(user, '2026-10-31', 2), dayOfUse(user, '2026-11-22', 3))
    const periods = async () => (await store.db.selectFrom('usageConsumption').select(['periodStart', 'periodEnd', 'usedMegabytes']).where('customerId', '=', user.customerId).orderBy('periodStart').execute()).map(({ periodStart, periodEnd, usedMegabytes }) => [periodStart, periodEnd, usedMegabytes])
    expect(await periods()).toEqual([['2026-09-30', '2026-10-30', 1], ['2026-10-31', '2026-11-29', 5]])
    await store.db.updateTable('billingAccount').set({ cycleDay: 20 }).where('customerId', '=', user.customerId).execute()
    await using.record(dayOfUse(user, '2026-09-25', 4))
    expect((await periods())[0]).toEqual(['2026-09-20', '2026-09-29', 4])
  })

  it('is the same whatever order, batches and repetitions it comes in', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(fc.record({ who: fc.nat(1), ago: fc.nat(61), megabytes: fc.nat(90_000), minute: fc.nat(3) }), { minLength: 1, maxLength: 40 }), fc.constantFrom(1, 15, 29, 31), fc.infiniteStream(fc.nat()),
      async (told, cycleDay, chance) => {
        const users = [await openUser(store, { cycleDay, media: false }), await openUser(store, { cycleDay, media: false })]
        const records = told.map(({ who, ago, megabytes, minute }): UsageRecord => dayOfUse(users[who] as User, addDays('2026-11-23', -ago), megabytes, `2026-11-23T16:0${minute}:00.000Z`))
        const next = () => chance.next().value as number
        const shuffled = [...records, ...records.filter(() => next() % 3 === 0)].map((record) => ({ record, at: next() })).sort((a, b) => a.at - b.at).map(({ record }) => record)
        while (shuffled.length > 0) await using.record(...shuffled.splice(0, 1 + (next() % 9)))
        for (const user of users) {
          const expected = new Map<string, UsageRecord>()
          for (const record of records) if (record.accountNumber === user.accountNumber) expected.set(record.day, later(expected.get(record.day), record))
          expect(await daysOf(user)).toEqual([...expected.values()].map(({ day, megabytes }) => [day, megabytes]).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
        }
        expect(await faultsInUsage(store)).toEqual([])
      },
    ), { numRuns: kind === 'server' ? 15 : 25 })
  }, 120_000)
})

const later = (a: UsageRecord | undefined, b: UsageRecord): UsageRecord =>
  !a || b.measuredAt > a.measuredAt || (b.measuredAt === a.measuredAt && b.megabytes > a.megabytes) ? b : a
