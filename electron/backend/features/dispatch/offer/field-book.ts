/**
 * What a node knows of all technicians' days, so that an offer need not read thousands of them: read once, and before each offer what
 * was written since, by the transactions' numbers as the change feed does it. So it is never older than the offer's own question; what
 * happens between an offer and its hold is found by the hold, under the technician's lock.
 */
import { sql } from 'kysely'
import type { Technician, WorkType } from '#shared/features/dispatch/technicians.schema.ts'
import { placeOf, travelSeconds, type TravelPlace } from '#shared/features/dispatch/travel.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { DAY_MS } from '#shared/kernel/calendar.ts'
import type { Services } from '../../../services.ts'
import type { Store } from '../../../store/store.ts'
import type { Slot } from './windows.ts'
import { openDay, type OpenDay, type Pause, type Stop } from './open-day.ts'

export type KnownTechnician = Pick<Technician, 'id' | 'name' | 'skills' | 'languages' | 'density' | 'cities' | 'postalCodes' | 'nodes' | 'area' | 'active'> & { home: TravelPlace }
type Shift = { id: string; technicianId: string; from: number; to: number; pause: Pause | null }
type Job = Stop & { id: string; technicianId: string }
export type KnownWork = Pick<WorkType, 'id' | 'minutes' | 'skills' | 'timeSlotIds' | 'active'>
export type Hold = Stop & { technicianId: string; customerId: string; agentId: string | null; linkId: string | null }

export type FieldBook = {
  technicians: Map<string, KnownTechnician>
  shifts: Map<string, Shift>
  shiftsOf: Map<string, Set<Shift>>
  jobs: Map<string, Job>
  jobsOf: Map<string, Set<Job>>
  slots: Map<string, Slot & { active: boolean }>
  workTypes: Map<string, KnownWork>
  /** Kept for callers at the moment of the question. */
  holds: readonly Hold[]
  /** As they are without holds; remade when something of the technician's changes. */
  days: Map<string, OpenDay[]>
}
type Kept = { book: FieldBook; horizon: string; readAt: number; turn: Promise<unknown> }

const books = new WeakMap<Store, Kept>()
/** What was over so long before is in no offer. After as long the book is read anew, so that it does not grow for ever. */
const PAST_MS = DAY_MS

const emptyBook = (): FieldBook => ({ technicians: new Map(), shifts: new Map(), shiftsOf: new Map(), jobs: new Map(), jobsOf: new Map(), slots: new Map(), workTypes: new Map(), holds: [], days: new Map() })

/** One after the other on a node: each adds what the one before has not seen. */
export async function readFieldBook(services: Pick<Services, 'store' | 'clock'>): Promise<FieldBook> {
  const kept = keptBook(services)
  const turn = kept.turn.catch(() => undefined).then(() => catchUp(services, kept))
  kept.turn = turn
  await turn
  return kept.book
}

function keptBook({ store, clock }: Pick<Services, 'store' | 'clock'>): Kept {
  const known = books.get(store)
  if (known && Math.abs(clock.now() - known.readAt) < PAST_MS) return known
  const fresh: Kept = { book: emptyBook(), horizon: '0', readAt: clock.now(), turn: known?.turn ?? Promise.resolve() }
  books.set(store, fresh)
  return fresh
}

type TechnicianRow = Omit<KnownTechnician, 'home'> & { latitude: number; longitude: number; removed: boolean }
type ShiftRow = { id: string; technicianId: string; from: number; to: number; breakSeconds: number; breakFrom: number | null; breakTo: number | null; removed: boolean }
type JobRow = { id: string; technicianId: string | null; from: number; to: number; latitude: number | null; longitude: number | null }
type HoldRow = Omit<Hold, 'place'> & { latitude: number | null; longitude: number | null }
type News = { horizon: string; technicians: TechnicianRow[]; shifts: ShiftRow[]; jobs: JobRow[]; slots: (Slot & { active: boolean })[]; workTypes: KnownWork[]; holds: HoldRow[] }

async function catchUp({ store, clock }: Pick<Services, 'store' | 'clock'>, kept: Kept): Promise<void> {
  const news = await readNews(store, kept.horizon, { now: isoInstant(clock.now()), since: isoInstant(kept.readAt - PAST_MS) })
  for (const row of news.technicians) takeTechnician(kept.book, row)
  for (const row of news.shifts) takeShift(kept.book, row)
  for (const row of news.jobs) takeJob(kept.book, row)
  for (const row of news.slots) kept.book.slots.set(row.id, row)
  for (const row of news.workTypes) kept.book.workTypes.set(row.id, row)
  kept.book.holds = news.holds.map(({ latitude, longitude, ...hold }) => ({ ...hold, place: placeOf({ latitude, longitude }) }))
  kept.horizon = news.horizon
}

const seconds = (column: string) => sql.raw(`extract(epoch from ${column})::float8`)

/** One statement, so that all is of one snapshot. Of a first read, nothing that is over. */
async function readNews({ db }: Store, horizon: string, { now, since }: { now: string; since: string }): Promise<News> {
  const first = horizon === '0'
  const { rows } = await sql<News>`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
    (select coalesce(json_agg(t), '[]') from (select id, name, skills, languages, start_latitude as latitude, start_longitude as longitude, density, cities, postal_codes as "postalCodes", nodes, area, active,
      removed_at is not null as removed from technician where changed_xid >= ${horizon}::xid8) t) as technicians,
    (select coalesce(json_agg(s), '[]') from (select id, technician_id as "technicianId", ${seconds('start_at')} as "from", ${seconds('coalesce(absent_from, end_at)')} as "to", break_minutes * 60 as "breakSeconds",
      ${seconds('break_from')} as "breakFrom", ${seconds('break_to')} as "breakTo", removed_at is not null as removed
      from technician_shift where changed_xid >= ${horizon}::xid8 ${first ? sql`and removed_at is null and end_at > ${since}` : sql``}) s) as shifts,
    (select coalesce(json_agg(j), '[]') from (select id, case when status <> 'cancelled' and removed_at is null then technician_id end as "technicianId", ${seconds('planned_start')} as "from", ${seconds('planned_end')} as "to", latitude, longitude
      from work_order where changed_xid >= ${horizon}::xid8 ${first ? sql`and planned_end > ${since} and status <> 'cancelled' and removed_at is null` : sql``}) j) as jobs,
    (select coalesce(json_agg(w), '[]') from (select id, from_minute as "fromMinute", to_minute as "toMinute", active and removed_at is null as active from time_slot where changed_xid >= ${horizon}::xid8) w) as slots,
    (select coalesce(json_agg(w), '[]') from (select id, minutes, skills, time_slot_ids as "timeSlotIds", active and removed_at is null as active from work_type where changed_xid >= ${horizon}::xid8) w) as "workTypes",
    (select coalesce(json_agg(h), '[]') from (select hold.technician_id as "technicianId", hold.customer_id as "customerId", hold.agent_id as "agentId", hold.link_id as "linkId", ${seconds('lower(span)')} as "from", ${seconds('upper(span)')} as "to", latitude, longitude
      from technician_time hold join customer on customer.id = hold.customer_id where hold.kind = 'hold' and expires_at > ${now}) h) as holds`.execute(db)
  return rows[0] as News
}

function takeTechnician(book: FieldBook, { removed, latitude, longitude, ...row }: TechnicianRow): void {
  book.days.delete(row.id)
  book.technicians.set(row.id, { ...row, active: row.active && !removed, home: { latitude, longitude } })
}

function takeShift(book: FieldBook, { id, technicianId, from, to, breakSeconds, breakFrom, breakTo, removed }: ShiftRow): void {
  const pause = breakFrom === null || breakTo === null ? null : { seconds: breakSeconds, from: breakFrom, to: breakTo }
  replace(book, { all: book.shifts, of: book.shiftsOf }, removed || to <= from ? null : { id, technicianId, from, to, pause }, id)
}

function takeJob(book: FieldBook, { id, technicianId, from, to, latitude, longitude }: JobRow): void {
  replace(book, { all: book.jobs, of: book.jobsOf }, technicianId === null ? null : { id, technicianId, from, to, place: placeOf({ latitude, longitude }) }, id)
}

function replace<T extends { technicianId: string }>({ days }: FieldBook, { all, of }: { all: Map<string, T>; of: Map<string, Set<T>> }, row: T | null, id: string): void {
  const before = all.get(id)
  if (before) {
    of.get(before.technicianId)?.delete(before)
    days.delete(before.technicianId)
    all.delete(id)
  }
  if (!row) return
  const own = of.get(row.technicianId)
  if (own) own.add(row)
  else of.set(row.technicianId, new Set([row]))
  all.set(id, row)
  days.delete(row.technicianId)
}

/** What counts for one question beside the book: holds of others, and the visit that is to be moved. */
export type Beside = { holds: readonly Stop[]; moved: string | null }

export function daysOf(book: FieldBook, technician: KnownTechnician, beside: Beside | null = null): OpenDay[] {
  if (beside) return makeDays(book, technician, beside)
  const known = book.days.get(technician.id)
  if (known) return known
  const made = makeDays(book, technician, { holds: [], moved: null })
  book.days.set(technician.id, made)
  return made
}

function makeDays({ shiftsOf, jobsOf }: FieldBook, { id, home, density }: KnownTechnician, { holds, moved }: Beside): OpenDay[] {
  const own = [...(jobsOf.get(id) ?? [])]
  const stops = [...own.filter((job) => job.id !== moved), ...holds].sort((one, other) => one.from - other.from)
  const kept = own.find((job) => job.id === moved) ?? null
  return [...(shiftsOf.get(id) ?? [])].map(({ from, to, pause }) =>
    openDay({ from, to, pause, home, density, kept, stops: stops.filter((stop) => stop.from < to && stop.to > from) }, travelSeconds))
}
