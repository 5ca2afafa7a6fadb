/** The cycles of a customer and their days, as they are now. */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import type { UsageConsumption, UsageCycle, UsageDay, UsageDetail } from '#shared/features/usage/usage.schema.ts'
import { readRows } from '../../../store/rows.ts'
import type { Queryable } from '../../../store/store.ts'
import { daysKeptSince } from './prune-usage-days.ts'

export type DatedCycle = UsageConsumption & { kind: 'cycle'; periodStart: string; periodEnd: string }

/** The cycle that holds the day; null where nothing was measured in it. */
export async function findCycle(db: Queryable, customerId: string, day: string): Promise<DatedCycle | null> {
  const found = await db.selectFrom('usageConsumption').select('id')
    .where('customerId', '=', customerId).where('kind', '=', 'cycle').where('removedAt', 'is', null)
    .where('periodStart', '<=', day).where('periodEnd', '>=', day).executeTakeFirst()
  return found ? getCycle(db, customerId, found.id) : null
}

/** @throws AppError `notFound`, for one of another customer too. */
export async function getCycle(db: Queryable, customerId: string, usageConsumptionId: string): Promise<DatedCycle> {
  const [cycle] = await readRows(db, 'usageConsumption', [usageConsumptionId])
  if (cycle?.customerId !== customerId || cycle.periodStart === null || cycle.periodEnd === null) throw new AppError('notFound', { what: 'usageConsumption' })
  return cycle as DatedCycle
}

/** The newest that began before the day. */
async function findCycleBefore(db: Queryable, customerId: string, day: string): Promise<DatedCycle | null> {
  const found = await db.selectFrom('usageConsumption').select('id')
    .where('customerId', '=', customerId).where('kind', '=', 'cycle').where('removedAt', 'is', null)
    .where('periodStart', '<', day).orderBy('periodStart', 'desc').limit(1).executeTakeFirst()
  return found ? getCycle(db, customerId, found.id) : null
}

async function listDays(db: Queryable, customerId: string, { periodStart, periodEnd }: DatedCycle): Promise<UsageDay[]> {
  return db.selectFrom('usageDay').select(['day', 'megabytes'])
    .where('customerId', '=', customerId).where('day', '>=', periodStart).where('day', '<=', periodEnd).orderBy('day').execute()
}

/** None of a cycle whose first days may be gone: it would look as if nothing was used on them. */
async function withDays(db: Queryable, cycle: DatedCycle | null, today: string): Promise<UsageCycle | null> {
  if (!cycle) return null
  const { id: usageConsumptionId, version, periodStart, periodEnd, usedMegabytes, allowanceMegabytes } = cycle
  return { usageConsumptionId, version, periodStart, periodEnd, usedMegabytes, allowanceMegabytes, days: periodStart < daysKeptSince(today) ? [] : await listDays(db, cycle.customerId, cycle) }
}

/**
 * The running cycle and the one before. In the first days of a cycle nothing may have been measured in it yet: then the
 * newest one is the one before. Needs a snapshot, so that sums and days are of one moment.
 */
export async function usageDetail(db: Queryable, customerId: string, { at, today }: { at: string; today: string }): Promise<UsageDetail> {
  const current = await findCycle(db, customerId, today)
  const previous = await findCycleBefore(db, customerId, current?.periodStart ?? today)
  return { customerId, asOf: at, today, current: await withDays(db, current, today), previous: await withDays(db, previous, today) }
}

/** Whether the cycle has days; one that has a sum and no days came from a book that had none. */
export async function cyclesWithDays(db: Queryable, cycleIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select cycle.id from usage_consumption cycle where cycle.id = any(${cycleIds}::uuid[])
      and exists (select from usage_day day where day.customer_id = cycle.customer_id and day.day between cycle.period_start and cycle.period_end)`.execute(db)
  return new Set(rows.map(({ id }) => id))
}
