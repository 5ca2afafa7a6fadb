/** Use by the day, as far as this desk has a copy, and what follows from it. */
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import { projectUsage } from '#shared/features/usage/usage-projection.ts'
import { usageDetailSchema, type UsageDetail } from '#shared/features/usage/usage.schema.ts'
import type { Row } from '#shared/features/sync/streams.ts'
import { listStream } from '../../database/stream-tables.ts'
import { findRow, type Db } from '../../database/statements.ts'

/** After this a copy is asked for again though nothing has changed: its day may be another one. Milliseconds. */
const LONGEST_MS = 60 * 60 * 1000

type Kept = { detail: UsageDetail; keptAt: string }

/** Null when it is not here, and for a copy that an older program kept in another shape. */
function findKept(db: Db, customerId: string): Kept | null {
  const row = findRow<{ keptAt: string; detail: string }>(db, 'select keptAt, detail from usageDetail where customerId = ?', customerId)
  const parsed = row && usageDetailSchema.safeParse(JSON.parse(row.detail))
  return parsed?.success ? { detail: parsed.data, keptAt: row?.keptAt ?? '' } : null
}

export const findUsageDetail = (db: Db, customerId: string): UsageDetail | null => findKept(db, customerId)?.detail ?? null

const findNewestCycle = (db: Db, customerId: string): Row<'usageConsumption'> | null =>
  listStream(db, 'usageConsumption', `where customerId = ? and kind = 'cycle' order by periodStart desc limit 1`, customerId)[0] ?? null

/** There are days to ask for, and the copy here is of an older version of their cycle, or is none. @param now milliseconds */
export function isUsageDetailOld(db: Db, customerId: string, now: number): boolean {
  const cycle = findNewestCycle(db, customerId)
  if (!cycle) return false
  const kept = findKept(db, customerId)
  if (!kept || Math.abs(now - Date.parse(kept.keptAt)) > LONGEST_MS) return true
  const newest = kept.detail.current ?? kept.detail.previous
  // One that is ahead of the row here is the newer one: the row is on its way.
  if (newest?.usageConsumptionId === cycle.id) return newest.version < cycle.version
  return (newest?.periodStart ?? '') < (cycle.periodStart ?? '')
}

/** Of the running cycle, by a copy that is of the same version as its row: use and projection must be of one moment. */
export function usageProjection(db: Db, customerId: string): AccountView['usageProjection'] {
  const detail = findUsageDetail(db, customerId)
  const cycle = findNewestCycle(db, customerId)
  if (!detail?.current || detail.current.usageConsumptionId !== cycle?.id || detail.current.version !== cycle.version) return null
  const projection = projectUsage({ ...detail.current, today: detail.today, before: detail.previous?.days ?? [] })
  return projection && { asOf: detail.asOf, today: detail.today, ...projection }
}
