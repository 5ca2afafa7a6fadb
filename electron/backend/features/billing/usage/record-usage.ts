/**
 * What the operator's meters say, day by day. A record is the day's total as far as it was known when it was measured, so
 * the order in which records come, and how often, makes no difference: of two the later measurement stands, of two of one
 * moment the larger one.
 */
import { sql } from 'kysely'
import { addDays, dateIn } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { RecordedUsage, UsageRecord } from '#shared/features/usage/usage.schema.ts'
import { operatorToday } from '../../../operator-day.ts'
import type { Services } from '../../../services.ts'
import { announceChange } from '../../../store/announce.ts'
import type { Transaction } from '../../../store/store.ts'
import { fireUsageAlerts } from './fire-usage-alerts.ts'
import { cycleOn, cyclesOf, openCycles, settleCycles, type KnownCycle } from './usage-cycles.ts'
import { cyclesWithDays } from './usage.queries.ts'

/** Days that a record may be late: two cycles, whose bills an agent still talks about. */
const LATEST_DAYS = 62

type Refusal = RecordedUsage['refused'][number]
type Known = UsageRecord & { customerId: string }

/** One transaction for all of them; nodes may be told the same at once. @param tell who did it, in the same transaction */
export async function recordUsage(services: Services, records: readonly UsageRecord[], tell?: (trx: Transaction, recorded: RecordedUsage) => Promise<void>): Promise<RecordedUsage> {
  const today = operatorToday(services)
  return services.store.db.transaction().execute(async (trx) => {
    const customers = await lockCustomers(trx, records)
    const cycles = await cyclesOf(trx, [...new Set([...customers.values(), NOBODY])])
    const dated = await cyclesWithDays(trx, [...cycles.values()].flat().map(({ id }) => id))
    const refused: Refusal[] = []
    const good: Known[] = []
    for (const [index, record] of records.entries()) {
      const customerId = customers.get(record.accountNumber)
      const reason = customerId === undefined ? 'unknownAccount' : refusalOf(record, { today, timeZone: services.timeZone, own: cycles.get(customerId) ?? [], dated })
      if (reason || customerId === undefined) refused.push({ index, reason: reason ?? 'unknownAccount' })
      else good.push({ ...record, customerId })
    }
    const changed = await writeDays(trx, good)
    await follow(trx, services, { changed, today })
    const recorded = { changed: changed.length, unchanged: good.length - changed.length, refused }
    await tell?.(trx, recorded)
    return recorded
  })
}

/** For a list that must not be empty; it is nobody's id. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** In the order of their ids, so that two batches never wait for each other. @returns ids by account number */
async function lockCustomers(trx: Transaction, records: readonly UsageRecord[]): Promise<Map<string, string>> {
  const numbers = [...new Set(records.map(({ accountNumber }) => accountNumber))]
  const rows = await trx.selectFrom('customer').select(['id', 'accountNumber']).where('accountNumber', 'in', numbers).where('removedAt', 'is', null).where('status', '!=', 'erased').orderBy('id').forUpdate().execute()
  return new Map(rows.map(({ id, accountNumber }) => [accountNumber, id]))
}

type Around = { today: string; timeZone: string; own: readonly KnownCycle[]; dated: ReadonlySet<string> }

/** A day of a meter far to the west is told by the operator's calendar too: what is measured before its midnight is of the day before. */
function refusalOf({ day, measuredAt }: UsageRecord, { today, timeZone, own, dated }: Around): Refusal['reason'] | null {
  if (day > today || day > dateIn(timeZone, Date.parse(measuredAt))) return 'future'
  if (day < addDays(today, -LATEST_DAYS)) return 'tooOld'
  const cycle = cycleOn(own, day)
  return cycle && cycle.usedMegabytes > 0 && !dated.has(cycle.id) ? 'sumOnly' : null
}

type Written = { customerId: string; day: string }

/** @returns the days that have another total now */
async function writeDays(trx: Transaction, records: readonly Known[]): Promise<Written[]> {
  if (records.length === 0) return []
  const given = JSON.stringify(records.map(({ customerId, day, megabytes, measuredAt }) => ({ customerId, day, megabytes, measuredAt })))
  // Of a day that is there already the old total tells whether anything changed: a newer measurement of the same changes nothing.
  const { rows } = await sql<Written>`
    with given as (
      select distinct on ("customerId", day) "customerId" as customer_id, day, megabytes, "measuredAt" as measured_at
      from json_to_recordset(${given}::json) as record("customerId" uuid, day date, megabytes bigint, "measuredAt" timestamptz)
      order by "customerId", day, "measuredAt" desc, megabytes desc
    ), before as (
      select usage_day.* from usage_day join given using (customer_id, day)
    ), written as (
      insert into usage_day (customer_id, day, megabytes, measured_at) select customer_id, day, megabytes, measured_at from given
      on conflict (customer_id, day) do update set megabytes = excluded.megabytes, measured_at = excluded.measured_at
      where (excluded.measured_at, excluded.megabytes) > (usage_day.measured_at, usage_day.megabytes)
      returning customer_id, day, megabytes
    )
    select written.customer_id as "customerId", written.day from written left join before using (customer_id, day)
    where before.megabytes is distinct from written.megabytes`.execute(trx)
  return rows
}

async function follow(trx: Transaction, services: Services, { changed, today }: { changed: readonly Written[]; today: string }): Promise<void> {
  if (changed.length === 0) return
  const customerIds = [...new Set(changed.map(({ customerId }) => customerId))]
  await openCycles(trx, services.clock, changed)
  const cycles = await cyclesOf(trx, customerIds)
  const touched = changed.flatMap(({ customerId, day }) => cycleOn(cycles.get(customerId) ?? [], day)?.id ?? [])
  await settleCycles(trx, [...new Set(touched)], today)
  await fireUsageAlerts(trx, services, { customerIds, at: isoInstant(services.clock.now()), today })
  await announceChange(trx, ['usageConsumption', 'usageAlertEvent'], customerIds)
}
