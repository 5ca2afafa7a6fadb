/** Takes what pollers say, on any node: judged by its time and place, and appended for whoever counts (`detection-leader.ts`). */
import { sql } from 'kysely'
import type { ModemReport, RecordedTelemetry } from '#shared/features/outages/telemetry.schema.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Services } from '../../../services.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import { LATENESS_MS } from '../detection/telemetry.ts'

/** A poller's clock may be so much ahead, ms: less than the detector bears, for nodes' clocks differ as well. */
const AHEAD_MS = 30_000
/** Held until the commit by whoever appends, so that batches are numbered in the order in which they can be seen. */
const APPENDING = sql`select pg_advisory_xact_lock(hashtext('headend telemetry'))`

/** The same again changes nothing: the detector knows what it has heard. */
export async function recordTelemetry({ store: { db }, clock }: Pick<Services, 'store' | 'clock'>, reports: readonly ModemReport[]): Promise<RecordedTelemetry> {
  const now = clock.now()
  const known = await knownNodes(db, [...new Set(reports.map(({ node }) => node))])
  const verdicts = reports.map((report) => verdictOn(report, known, now))
  const taken = reports.filter((_, index) => verdicts[index] === 'accepted' || verdicts[index] === 'late')
  if (taken.length > 0) await db.transaction().execute((trx) => append(trx, taken, now))
  const count = (verdict: keyof RecordedTelemetry): number => verdicts.filter((one) => one === verdict).length
  return { accepted: count('accepted'), late: count('late'), ahead: count('ahead'), unknownNode: count('unknownNode') }
}

function verdictOn({ node, at }: ModemReport, known: ReadonlySet<string>, now: number): keyof RecordedTelemetry {
  if (!known.has(node)) return 'unknownNode'
  const time = Date.parse(at)
  if (time > now + AHEAD_MS) return 'ahead'
  return time < now - LATENESS_MS ? 'late' : 'accepted'
}

/** A node that customers have is one, before the plant has it. */
async function knownNodes(db: Queryable, codes: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ code: string }>`
    select code from unnest(${codes}::text[]) as given(code)
    where exists (select from plant_element where plant_element.code = given.code and kind = 'node' and removed_at is null)
      or exists (select from customer where node = given.code and removed_at is null)`.execute(db)
  return new Set(rows.map(({ code }) => code))
}

async function append(trx: Transaction, reports: readonly ModemReport[], now: number): Promise<void> {
  await APPENDING.execute(trx)
  await trx.insertInto('telemetryBatch').values({ receivedAt: isoInstant(now), events: JSON.stringify(reports) }).execute()
}
