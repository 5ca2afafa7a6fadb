/**
 * The cycle's row follows from what is below it: its use is the sum of its days, its allowance what the plan brings and
 * what was bought. Whoever writes days or top-ups holds the customer's lock and settles the cycle afterwards.
 */
import { sql } from 'kysely'
import { cycleAfter, cycleStartOn, dateOf, dayOf } from '#shared/kernel/calendar.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import { groupBy } from '#shared/kernel/group-by.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { UsageConsumption } from '#shared/features/usage/usage.schema.ts'
import { bulkInsert } from '../../../store/bulk-insert.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import { daysKeptSince } from './prune-usage-days.ts'

export type CustomerDay = { customerId: string; day: string }
export type KnownCycle = { id: string; customerId: string; periodStart: string; periodEnd: string; usedMegabytes: number }

/** For an account without a cycle, as in a book from a file: by the month. */
const MONTHLY = 1

export async function cyclesOf(db: Queryable, customerIds: readonly string[]): Promise<Map<string, KnownCycle[]>> {
  const rows = await db.selectFrom('usageConsumption').select(['id', 'customerId', 'periodStart', 'periodEnd', 'usedMegabytes'])
    .where('customerId', 'in', customerIds).where('kind', '=', 'cycle').where('removedAt', 'is', null).orderBy('periodStart').execute()
  return groupBy(rows as KnownCycle[], ({ customerId }) => customerId)
}

export const cycleOn = (cycles: readonly KnownCycle[], day: string): KnownCycle | undefined =>
  cycles.find(({ periodStart, periodEnd }) => periodStart <= day && day <= periodEnd)

/** The day of the month on which each customer's cycle begins, 1 to 31. */
export async function cycleDaysOf(db: Queryable, customerIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.selectFrom('billingAccount').select(['customerId', 'cycleDay']).distinctOn('customerId')
    .where('customerId', 'in', customerIds).where('cycleDay', 'is not', null).where('removedAt', 'is', null).orderBy('customerId').orderBy('id').execute()
  return new Map(rows.map(({ customerId, cycleDay }) => [customerId, cycleDay ?? MONTHLY]))
}

/**
 * The bill's cycle that holds the day. Where an operator has moved the cycle day, the cycle between the old ones and the
 * new ones is shorter: none overlaps another, or a day would count twice.
 */
export function newPeriod(day: string, cycleDay: number | undefined, others: readonly KnownCycle[]): { periodStart: string; periodEnd: string } {
  const start = cycleStartOn(dayOf(day), cycleDay ?? MONTHLY)
  const before = others.findLast(({ periodEnd }) => periodEnd < day)
  const after = others.find(({ periodStart }) => periodStart > day)
  return {
    periodStart: dateOf(Math.max(start, before ? dayOf(before.periodEnd) + 1 : start)),
    periodEnd: dateOf(Math.min(cycleAfter(start, cycleDay ?? MONTHLY), after ? dayOf(after.periodStart) : Infinity) - 1),
  }
}

/** Opens the cycle of each day that has none yet. The use and the allowance come by `settleCycles`. */
export async function openCycles(trx: Transaction, clock: Clock, days: readonly CustomerDay[]): Promise<void> {
  const customerIds = [...new Set(days.map(({ customerId }) => customerId))]
  const [known, cycleDays] = [await cyclesOf(trx, customerIds), await cycleDaysOf(trx, customerIds)]
  const opened: UsageConsumption[] = []
  for (const { customerId, day } of days) {
    const own = known.get(customerId) ?? []
    if (cycleOn(own, day)) continue
    const period = newPeriod(day, cycleDays.get(customerId), own)
    const cycle = { id: newId(clock), customerId, ...period, usedMegabytes: 0 }
    known.set(customerId, [...own, cycle].sort((a, b) => (a.periodStart < b.periodStart ? -1 : 1)))
    opened.push({ ...cycle, version: 1, kind: 'cycle', allowanceMegabytes: null, toppedUpMegabytes: 0 })
  }
  await bulkInsert(trx, 'usageConsumption', opened)
  await inheritAllowance(trx, opened.map(({ id }) => id))
}

/** Until a plan says otherwise: as in the cycle before, without what was bought for that one alone. */
async function inheritAllowance(trx: Transaction, cycleIds: readonly string[]): Promise<void> {
  await sql`
    update usage_consumption cycle set allowance_megabytes = former.plan
    from (
      select fresh.id, (
        select older.allowance_megabytes - older.topped_up_megabytes from usage_consumption older
        where older.customer_id = fresh.customer_id and older.kind = 'cycle' and older.period_start < fresh.period_start and older.removed_at is null
        order by older.period_start desc limit 1
      ) as plan
      from usage_consumption fresh where fresh.id = any(${cycleIds}::uuid[])
    ) former where cycle.id = former.id and former.plan is not null`.execute(trx)
}

/**
 * Brings use, allowance and top-ups of these cycles to what is below them. An add-on without a limit wins over every plan;
 * of two plans the larger one. What the catalog does not know keeps what it brought. Where days may be pruned, the sum stays.
 * @param today of the operator's calendar: the plan of a running cycle is the one that is held today
 * @returns ids of the cycles that are others now
 */
export async function settleCycles(trx: Transaction, cycleIds: readonly string[], today: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with wanted as (
      select cycle.id,
        case when days.known > 0 and cycle.period_start >= ${daysKeptSince(today)}::date then days.used else cycle.used_megabytes end as used,
        bought.megabytes as topped_up,
        case when plan.known = 0 then cycle.allowance_megabytes - cycle.topped_up_megabytes when plan.unlimited then null else plan.allowance end as plan
      from usage_consumption cycle
      cross join lateral (
        select count(*) as known, coalesce(sum(megabytes), 0)::bigint as used from usage_day day
        where day.customer_id = cycle.customer_id and day.day between cycle.period_start and cycle.period_end
      ) days
      cross join lateral (
        select coalesce(sum(megabytes), 0)::bigint as megabytes from usage_top_up where usage_consumption_id = cycle.id and state = 'active' and removed_at is null
      ) bought
      cross join lateral (
        select count(*) as known, bool_or(offer.allowance is null) as unlimited, max(offer.allowance) as allowance
        from product join (
          select code, (offering ->> 'allowanceMegabytes')::bigint as allowance from product_offering where offering ->> 'kind' = 'internet'
          union all select offering_code, null from usage_unlimited_offering
        ) offer on offer.code = product.offering_code
        where product.customer_id = cycle.customer_id and product.removed_at is null and product.status <> 'pending'
          and product.started_on <= least(cycle.period_end, ${today}::date) and (product.ends_on is null or product.ends_on > least(cycle.period_end, ${today}::date))
      ) plan
      where cycle.id = any(${cycleIds}::uuid[])
    )
    update usage_consumption cycle set version = version + 1, used_megabytes = wanted.used, topped_up_megabytes = wanted.topped_up,
      allowance_megabytes = wanted.plan + wanted.topped_up
    from wanted
    where cycle.id = wanted.id and (cycle.used_megabytes, cycle.topped_up_megabytes, cycle.allowance_megabytes)
      is distinct from (wanted.used, wanted.topped_up, wanted.plan + wanted.topped_up)
    returning cycle.id`.execute(trx)
  return rows.map(({ id }) => id)
}
