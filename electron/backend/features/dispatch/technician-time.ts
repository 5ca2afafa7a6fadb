/** A technician's time under their lock: what is given of it, and whether a visit still fits. Straight from the tables, not from the node's book. */
import { sql } from 'kysely'
import type { Technician } from '#shared/features/dispatch/technicians.schema.ts'
import { placeOf, travelSeconds } from '#shared/features/dispatch/travel.ts'
import type { Transaction } from '../../store/store.ts'
import { approachOf, bestInsertion, type Insertion, type Visit, type Window } from './offer/insertion.ts'
import { openDay, type OpenDay, type Stop } from './offer/open-day.ts'

/** Seconds since the epoch. */
const seconds = (column: string) => sql.raw(`extract(epoch from ${column})::float8`)
const instant = (at: number) => sql`to_timestamp(${at})`

/** @param moved the job that is to be moved: it is no stop, but lies there until it has moved */
export async function readDays(trx: Transaction, technician: Technician, { from, to }: Window, moved: string | null): Promise<OpenDay[]> {
  const { rows: shifts } = await sql<{ from: number; to: number; breakSeconds: number; breakFrom: number | null; breakTo: number | null }>`
    select ${seconds('start_at')} as "from", ${seconds('coalesce(absent_from, end_at)')} as "to", (break_minutes * 60)::float8 as "breakSeconds", ${seconds('break_from')} as "breakFrom", ${seconds('break_to')} as "breakTo"
    from technician_shift where technician_id = ${technician.id} and removed_at is null and start_at < ${instant(to)} and coalesce(absent_from, end_at) > ${instant(from)} order by start_at`.execute(trx)
  if (shifts.length === 0) return []
  const given = await readGiven(trx, technician.id, Math.min(...shifts.map((shift) => shift.from)), Math.max(...shifts.map((shift) => shift.to)))
  const [home, stops, kept] = [{ latitude: technician.startLatitude, longitude: technician.startLongitude }, given.filter(({ id }) => id !== moved), given.find(({ id }) => id === moved) ?? null]
  return shifts.filter((shift) => shift.to > shift.from).map((shift) => openDay({
    from: shift.from, to: shift.to, home, density: technician.density, kept, stops: stops.filter((stop) => stop.from < shift.to && stop.to > shift.from),
    pause: shift.breakFrom === null || shift.breakTo === null ? null : { seconds: shift.breakSeconds, from: shift.breakFrom, to: shift.breakTo },
  }, travelSeconds))
}

/** Jobs, and holds that are not over: `forgetHolds` goes before. */
async function readGiven(trx: Transaction, technicianId: string, from: number, to: number): Promise<(Stop & { id: string })[]> {
  const { rows } = await sql<{ id: string; from: number; to: number; latitude: number | null; longitude: number | null }>`
    select time.id, ${seconds('lower(span)')} as "from", ${seconds('upper(span)')} as "to", coalesce(job.latitude, customer.latitude) as latitude, coalesce(job.longitude, customer.longitude) as longitude
    from technician_time time left join work_order job on job.id = time.id left join customer on customer.id = time.customer_id
    where time.technician_id = ${technicianId} and span && tstzrange(${instant(from)}, ${instant(to)}) order by lower(span)`.execute(trx)
  return rows.map(({ latitude, longitude, ...stop }) => ({ ...stop, place: placeOf({ latitude, longitude }) }))
}

/** @returns null where nothing is left of the window for it */
export function fit(days: readonly OpenDay[], visit: Visit, window: Window): Insertion | null {
  for (const day of days) {
    const insertion = bestInsertion(day, visit, window, approachOf(day, visit, travelSeconds))
    if (insertion) return insertion
  }
  return null
}

/** The technician is locked. Holds that are over are nobody's any more, however long their rows stay. @param now an instant */
export async function forgetHolds(trx: Transaction, technicianId: string, now: string): Promise<void> {
  await trx.deleteFrom('technicianTime').where('kind', '=', 'hold').where('technicianId', '=', technicianId).where('expiresAt', '<=', now).execute()
}

export type Winner = { name: string | null; at: string | null }
/** Who took it: of what lies over the window, the last that somebody held, booked or moved there. */
export async function findWinner(trx: Transaction, technicianId: string, window: Window, duration: number): Promise<Winner> {
  const { rows } = await sql<Winner>`
    select coalesce(agent.display_name, job.changed_by) as name, coalesce(time.held_at, job.changed_at) as at
    from technician_time time left join agent on agent.id = time.agent_id left join work_order job on job.id = time.id
    where time.technician_id = ${technicianId} and span && tstzrange(${instant(window.from)}, ${instant(window.to + duration)})
    order by coalesce(time.held_at, job.changed_at) desc limit 1`.execute(trx)
  return rows[0] ?? { name: null, at: null }
}
