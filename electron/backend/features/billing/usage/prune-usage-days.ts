/** Days of use are kept as long as somebody may ask about them, and then go: they tell when a household was at home. */
import { sql } from 'kysely'
import { addDays } from '#shared/kernel/calendar.ts'
import type { Services } from '../../../services.ts'

/**
 * A desk shows thirteen bills, a year and the one to compare with. The oldest charges the use of the cycle before it, so a
 * dispute about any bill that is shown reaches fourteen cycles back, of 31 days at most. Sums of cycles stay.
 */
const KEPT_DAYS = 14 * 31

/** The first day that is still kept. A cycle that began before it is known by its sum alone. @param today of the operator's calendar */
export const daysKeptSince = (today: string): string => addDays(today, -KEPT_DAYS)

/** Rows deleted in one go, so that no meter waits for long, and most in one round of the housekeeping: the rest waits for the next. */
const BATCH = 2_000
const MAX_ROWS = 200_000

/** Each batch in a transaction of its own; nodes may run it at once. @returns how many rows went */
export async function pruneUsageDays({ store }: Pick<Services, 'store'>, { today, signal }: { today: string; signal?: AbortSignal }): Promise<number> {
  let pruned = 0
  while (pruned < MAX_ROWS && !signal?.aborted) {
    const gone = await pruneBatch(store, daysKeptSince(today))
    pruned += gone
    if (gone < BATCH) break
  }
  return pruned
}

async function pruneBatch({ db }: Services['store'], since: string): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from usage_day where (customer_id, day) in (
      select customer_id, day from usage_day where day < ${since}::date order by day, customer_id limit ${BATCH} for update skip locked
    )`.execute(db)
  return Number(numAffectedRows)
}
