/** Days of use go when nobody can ask about them any more; what they came to stays. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../../../shared/kernel/calendar.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { createSimulator } from '../../../electron/backend/features/billing/gateway/simulator.ts'
import { daysKeptSince, pruneUsageDays } from '../../../electron/backend/features/billing/usage/prune-usage-days.ts'
import { settleCycles } from '../../../electron/backend/features/billing/usage/usage-cycles.ts'
import { insertUsageDays } from '../../../electron/backend/features/billing/usage/usage-days.ts'
import { keepHouse } from '../../../electron/backend/keep-house.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'
import { dayOfUse, openUsageStore, openUser, usingOf, type User, type Using } from '../../support/using.ts'

const TODAY = '2026-11-23'
/** 434 days: thirteen bills, and the cycle before the oldest of them. */
const SINCE = '2025-09-15'

describe.each(storeKinds)('old days of use on the %s store', (kind) => {
  const clock = manualClock(Date.parse(`${TODAY}T16:30:00.000Z`))
  let store: Store
  let using: Using
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    await openUsageStore(store)
    using = usingOf(store, clock)
  })
  // What is pruned is counted over all accounts.
  afterEach(() => store.db.deleteFrom('usageDay').execute())
  afterAll(() => store.close())

  /** Of one megabyte each, from the first day on. */
  const used = (user: User, first: string, days: number) => store.db.transaction().execute((trx) => insertUsageDays(trx, Array.from({ length: days }, (_, number) => {
    const day = addDays(first, number)
    return { customerId: user.customerId, day, megabytes: 1, measuredAt: `${day}T23:00:00.000Z` }
  })))
  const daysOf = async ({ customerId }: User) => (await store.db.selectFrom('usageDay').select('day').where('customerId', '=', customerId).orderBy('day').execute()).map(({ day }) => day)
  async function cycleOf({ customerId }: User, periodStart: string, periodEnd: string, usedMegabytes: number): Promise<string> {
    const row = makeRow('usageConsumption', { customerId, periodStart, periodEnd, usedMegabytes, allowanceMegabytes: 1_200_000 })
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'usageConsumption', [row]))
    return row.id
  }

  it('are pruned in batches, to the day, and none too early', async () => {
    expect(daysKeptSince(TODAY)).toBe(SINCE)
    const users = [await openUser(store), await openUser(store), await openUser(store)]
    // More than two batches.
    for (const user of users) await used(user, addDays(SINCE, -1_500), 1_502)
    expect(await pruneUsageDays(using.services, { today: TODAY })).toBe(4_500)
    for (const user of users) expect(await daysOf(user)).toEqual([SINCE, addDays(SINCE, 1)])
    expect(await pruneUsageDays(using.services, { today: TODAY })).toBe(0)
    expect(await pruneUsageDays(using.services, { today: addDays(TODAY, 1) })).toBe(3)
  })

  it('stay while nobody has time for them: a program that is closing goes on at the next start', async () => {
    const user = await openUser(store)
    await used(user, addDays(SINCE, -3), 3)
    const closing = new AbortController()
    closing.abort()
    expect(await pruneUsageDays(using.services, { today: TODAY, signal: closing.signal })).toBe(0)
    expect(await daysOf(user)).toHaveLength(3)
    await keepHouse({ ...using.services, gateway: createSimulator() }, new AbortController().signal)
    expect(await daysOf(user)).toEqual([])
  })

  it('leave their cycle its sum, and a cycle with a part of its days is shown without any', async () => {
    const user = await openUser(store)
    const [first, last] = [addDays(SINCE, -10), addDays(SINCE, 19)]
    const cycle = await cycleOf(user, first, last, 30)
    await used(user, first, 30)
    await pruneUsageDays(using.services, { today: TODAY })
    expect(await daysOf(user)).toHaveLength(20)
    await store.db.transaction().execute((trx) => settleCycles(trx, [cycle], TODAY))
    expect((await store.db.selectFrom('usageConsumption').select('usedMegabytes').where('id', '=', cycle).executeTakeFirstOrThrow()).usedMegabytes).toBe(30)
    expect((await using.detail(user.customerId)).previous).toMatchObject({ periodStart: first, usedMegabytes: 30, days: [] })
    await using.record(dayOfUse(user, '2026-11-20', 7))
    expect((await using.detail(user.customerId)).current?.days).toEqual([{ day: '2026-11-20', megabytes: 7 }])
  })
})
