/** Days as they come in bulk, with a fill: their cycles' rows come with them and have their sums. */
import { sql } from 'kysely'
import type { Transaction } from '../../../store/store.ts'

/** `day` of the operator's calendar; `megabytes` of 10^6 bytes, its total; `measuredAt` an instant. */
export type MeasuredDay = { customerId: string; day: string; megabytes: number; measuredAt: string }

const CHUNK = 10_000

/** @throws the database's error when a day is there already */
export async function insertUsageDays(trx: Transaction, days: readonly MeasuredDay[]): Promise<void> {
  for (let start = 0; start < days.length; start += CHUNK)
    await sql`
      insert into usage_day (customer_id, day, megabytes, measured_at)
      select "customerId", day, megabytes, "measuredAt"
      from json_to_recordset(${JSON.stringify(days.slice(start, start + CHUNK))}::json) as given("customerId" uuid, day date, megabytes bigint, "measuredAt" timestamptz)`.execute(trx)
}
