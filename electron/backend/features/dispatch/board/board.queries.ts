/** What is on the board: technicians with their shifts, and visits as dispatchers read them. */
import { sql } from 'kysely'
import { addDays, dateIn, DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { wallDay, wallInstant, wallMinute } from '#shared/kernel/wall-time.ts'
import { customerName } from '#shared/features/customers/customer-name.ts'
import {
  MAX_BOARD_CALLS, MAX_BOARD_HOLDS, MAX_BOARD_TECHNICIANS, MAX_BOARD_VISITS, MISSED_CALL_DAYS, boardTechnicianSchema, boardVisitSchema, type Board, type BoardCall, type BoardDay, type BoardHold, type BoardInput, type BoardShift, type BoardTechnician, type BoardVisit,
} from '#shared/features/dispatch/board.schema.ts'
import { isOpenWork } from '#shared/features/dispatch/visit-status.ts'
import { readRows } from '../../../store/rows.ts'
import type { Queryable } from '../../../store/store.ts'
import { isCovered } from './covered-places.ts'

/** What a board shows where nobody works that day: minutes since midnight. */
const USUAL_HOURS = { opens: 8 * 60, closes: 18 * 60 }
const HOUR = 60
/** Visits that nobody has, on one board. */
const MAX_UNASSIGNED = 500

/** `now`: ms since 1970. */
export type BoardClock = { timeZone: string; now: number }

export async function readBoard(db: Queryable, { from, days, region }: BoardInput, { timeZone, now }: BoardClock): Promise<Board> {
  const dates = Array.from({ length: days }, (_, index) => addDays(from, index))
  const shown = { from: wallDay(timeZone, from).from, to: wallDay(timeZone, dates.at(-1)!).to }
  const all = await listTechnicians(db, dates, { region, now, working: shown })
  const technicians = all.slice(0, MAX_BOARD_TECHNICIANS)
  const assigned = await listVisits(db, { technicianIds: technicians.map(({ id }) => id), ...shown })
  const unassigned = await listUnassigned(db, { until: shown.to, region, technicians })
  const visits = [...assigned, ...unassigned]
  return {
    days: dates.map((date) => hoursOf(date, technicians, assigned, timeZone)), technicians, visits: visits.slice(0, MAX_BOARD_VISITS),
    workTypes: await db.selectFrom('workType').select(['id', 'code', 'names']).where('removedAt', 'is', null).limit(500).execute(),
    regions: (await db.selectFrom('technician').select('region').distinct().where('active', '=', true).where('removedAt', 'is', null).orderBy('region').limit(200).execute()).map((row) => row.region),
    ...(await listCalls(db, { from: wallDay(timeZone, dateIn(timeZone, now)).from, region, technicians })),
    more: all.length > technicians.length || visits.length > MAX_BOARD_VISITS || unassigned.length >= MAX_UNASSIGNED,
  }
}

type Wanted = { region?: string | null; ids?: readonly string[] | null; /** ms since 1970 */ now: number; /** Without `ids`: when somebody's open visits bring them here though they do not go out any more. ms since 1970 */ working?: { from: number; to: number } }

/** By name, with their shifts on these days and what is held for callers. One more than fits, so that it can be told. */
export async function listTechnicians(db: Queryable, dates: readonly string[], { region = null, ids = null, now, working }: Wanted): Promise<BoardTechnician[]> {
  const found = await db.selectFrom('technician').select('id').where('removedAt', 'is', null)
    .$if(ids === null, (query) => query.where((where) => where.or([where('active', '=', true), ...(working ? [where('id', 'in', withOpenWork(db, working))] : [])]))).$if(ids !== null, (query) => query.where('id', 'in', [...(ids ?? [])]))
    .$if(region !== null, (query) => query.where('region', '=', region!)).orderBy('name').orderBy('id').limit(MAX_BOARD_TECHNICIANS + 1).execute()
  const rows = new Map((await readRows(db, 'technician', found.map(({ id }) => id))).map((row) => [row.id, row]))
  const shifts = await listShifts(db, dates, found.map(({ id }) => id))
  const held = await listHolds(db, found.map(({ id }) => id), now)
  return found.flatMap(({ id }) => {
    const row = rows.get(id)
    if (!row) return []
    const { active, name, skills, languages, startLatitude, startLongitude, region: of, density, cities, postalCodes, nodes, area } = row
    return [boardTechnicianSchema.parse({ id, active, name, skills, languages, startLatitude, startLongitude, region: of, density, cities, postalCodes, nodes, area, shifts: shifts.get(id) ?? [], held: held.get(id) ?? [] })]
  })
}

const withOpenWork = (db: Queryable, { from, to }: { from: number; to: number }) =>
  db.selectFrom('workOrder').select('technicianId').where('status', 'in', ['planned', 'onTheWay', 'inProgress']).where('removedAt', 'is', null).where('technicianId', 'is not', null)
    .where('plannedStart', '>=', isoInstant(from)).where('plannedStart', '<', isoInstant(to))

async function listHolds(db: Queryable, technicianIds: readonly string[], now: number): Promise<Map<string, BoardHold[]>> {
  const byTechnician = new Map<string, BoardHold[]>()
  if (technicianIds.length === 0) return byTechnician
  const { rows } = await sql<BoardHold & { technicianId: string }>`
    select hold.technician_id as "technicianId", hold.id, lower(span) as start, upper(span) as "end", expires_at as "expiresAt", latitude, longitude
    from technician_time hold join customer on customer.id = hold.customer_id
    where hold.kind = 'hold' and expires_at > ${isoInstant(now)} and hold.technician_id = any(${sql.val([...technicianIds])}::uuid[]) order by lower(span)`.execute(db)
  for (const { technicianId, ...hold } of rows) byTechnician.set(technicianId, [...(byTechnician.get(technicianId) ?? []), hold].slice(0, MAX_BOARD_HOLDS))
  return byTechnician
}

type Calls = { /** ms since 1970: when today begins */ from: number; region: string | null; technicians: readonly BoardTechnician[] }
type Near = Pick<Calls, 'region' | 'technicians'>
type Found = { calls: BoardCall[]; /** More were there than are read. */ more: boolean }
/** Read from what is planned, so that it stays until the plan or the promise is another. Those to whom nobody came first, and never all that is shown. */
async function listCalls(db: Queryable, calls: Calls): Promise<Pick<Board, 'toCall' | 'moreToCall'>> {
  const [missed, changing] = [await missedCalls(db, calls), await changingCalls(db, calls)]
  const first = missed.calls.slice(0, MAX_BOARD_CALLS / 2)
  const all = [...first, ...changing.calls]
  return { toCall: all.slice(0, MAX_BOARD_CALLS), moreToCall: missed.more || changing.more || first.length < missed.calls.length || all.length > MAX_BOARD_CALLS }
}

/** Of the region by their technician; where nobody has it, the place says. */
const callable = (db: Queryable, { region, technicians }: Near) =>
  visitsWhere(db).leftJoin('technician', 'technician.id', 'workOrder.technicianId').select(['technician.name as technicianName', 'appointment.contactName', 'appointment.contactPhone', 'appointment.status as promise'])
    .$if(region !== null, (query) => query.where((where) => where.or([where.and([where('workOrder.technicianId', 'is', null), isCovered(technicians, 'workOrder')]), where('technician.region', '=', region!)]))).limit(MAX_UNASSIGNED)

/** Who is planned for later than promised is awaited until then. */
async function changingCalls(db: Queryable, { from, ...near }: Calls): Promise<Found> {
  const rows = await callable(db, near).where('workOrder.status', '=', 'planned').where('appointment.status', 'in', ['booked', 'confirmed'])
    .where((where) => where.or([where('appointment.windowEnd', '>', isoInstant(from)), where('workOrder.plannedStart', '>', isoInstant(from))]))
    .where((where) => where.or([where('workOrder.technicianId', 'is', null), where('workOrder.plannedStart', '<', where.ref('appointment.windowStart')), where('workOrder.plannedStart', '>', where.ref('appointment.windowEnd'))]))
    .orderBy('appointment.windowStart').orderBy('workOrder.id').execute()
  return { calls: rows.flatMap(toCall), more: rows.length >= MAX_UNASSIGNED }
}

/** The latest first: they wait at home now. */
async function missedCalls(db: Queryable, { from, ...near }: Calls): Promise<Found> {
  const since = isoInstant(from - MISSED_CALL_DAYS * DAY_MS)
  const rows = await callable(db, near).where('workOrder.outcome', '=', 'nobodyCame').where('appointment.status', '=', 'missed').where('appointment.endReason', 'is', null).where('appointment.windowEnd', '>', since)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('workOrder as next').select('next.id').whereRef('next.followUpOf', '=', 'workOrder.id').where('next.status', '<>', 'cancelled').where('next.removedAt', 'is', null))))
    .orderBy('appointment.windowStart', 'desc').orderBy('workOrder.id').execute()
  const alone = await missedWithoutWork(db, since, near)
  const calls = [...rows.flatMap(toCall), ...alone.map(toCallAlone)].sort((one, other) => other.promised.from.localeCompare(one.promised.from))
  return { calls, more: rows.length >= MAX_UNASSIGNED || alone.length >= MAX_UNASSIGNED }
}

/** Promises that never had a job: no visit is on any board, and somebody waited all the same. Until another one was made since. */
const missedWithoutWork = (db: Queryable, since: string, { region, technicians }: Near) =>
  db.selectFrom('appointment').innerJoin('customer', 'customer.id', 'appointment.customerId')
    .select(['appointment.id', 'appointment.customerId', 'appointment.windowStart', 'appointment.windowEnd', 'appointment.contactName', 'appointment.contactPhone', 'customer.givenName', 'customer.familyName', 'customer.organizationName', 'customer.accountNumber'])
    .$if(region !== null, (query) => query.where(isCovered(technicians, 'customer')))
    .where('appointment.status', '=', 'missed').where('appointment.endReason', 'is', null).where('appointment.removedAt', 'is', null).where('appointment.windowEnd', '>', since)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('workOrder').select('workOrder.id').whereRef('workOrder.appointmentId', '=', 'appointment.id').where('workOrder.status', '<>', 'cancelled').where('workOrder.removedAt', 'is', null))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('appointment as next').select('next.id').whereRef('next.customerId', '=', 'appointment.customerId').whereRef('next.id', '<>', 'appointment.id')
      .whereRef('next.bookedAt', '>=', 'appointment.windowEnd').where('next.status', '<>', 'cancelled').where('next.removedAt', 'is', null))))
    .orderBy('appointment.windowStart', 'desc').orderBy('appointment.id').limit(MAX_UNASSIGNED).execute()

function toCall({ technicianName, contactName, contactPhone, promise, ...row }: Awaited<ReturnType<ReturnType<typeof callable>['execute']>>[number]): BoardCall[] {
  const { id: workOrderId, appointmentId, customerId, customerName: name, promised, start } = toVisit(row)
  if (!promised || appointmentId === null) return []
  return [{ appointmentId, workOrderId, customerId, customerName: name, promised, missed: promise === 'missed', start, technicianName, contactName, contactPhone }]
}

function toCallAlone({ id: appointmentId, customerId, windowStart, windowEnd, contactName, contactPhone, ...row }: Awaited<ReturnType<typeof missedWithoutWork>>[number]): BoardCall {
  const promised = { from: isoInstant(Date.parse(windowStart)), to: isoInstant(Date.parse(windowEnd)) }
  return { appointmentId, workOrderId: null, customerId, customerName: customerName(row), promised, missed: true, start: null, technicianName: null, contactName, contactPhone }
}

async function listShifts(db: Queryable, dates: readonly string[], technicianIds: readonly string[]): Promise<Map<string, BoardShift[]>> {
  const byTechnician = new Map<string, BoardShift[]>()
  if (technicianIds.length === 0) return byTechnician
  const found = await db.selectFrom('technicianShift').select('id').where('technicianId', 'in', [...technicianIds]).where('day', 'in', [...dates]).where('removedAt', 'is', null).execute()
  for (const { technicianId, id, version, day, startAt, endAt, breakMinutes, breakFrom, breakTo, absence, absentFrom } of await readRows(db, 'technicianShift', found.map((row) => row.id)))
    byTechnician.set(technicianId, [...(byTechnician.get(technicianId) ?? []), { id, version, day, startAt, endAt, breakMinutes, breakFrom, breakTo, absence, absentFrom }])
  return byTechnician
}

type VisitRow = BoardVisit & { plannedEnd: string | null; windowStart: string | null; windowEnd: string | null; givenName: string | null; familyName: string | null; organizationName: string | null; accountNumber: string; houseNumber: string | null; streetName: string | null; unit: string | null }

const visitsWhere = (db: Queryable) => db.selectFrom('workOrder').innerJoin('customer', 'customer.id', 'workOrder.customerId').leftJoin('appointment', 'appointment.id', 'workOrder.appointmentId')
  .select([
    'workOrder.id', 'workOrder.version', 'workOrder.reference', 'workOrder.customerId', 'workOrder.appointmentId', 'workOrder.workTypeId', 'workOrder.skills', 'workOrder.speaks', 'workOrder.priority', 'workOrder.status', 'workOrder.outcome', 'workOrder.technicianId',
    'workOrder.minutes', 'workOrder.pinned', 'workOrder.latitude', 'workOrder.longitude', 'workOrder.city', 'workOrder.postalCode', 'workOrder.node', 'workOrder.plannedStart as start', 'workOrder.plannedEnd', 'appointment.windowStart', 'appointment.windowEnd',
    'customer.givenName', 'customer.familyName', 'customer.organizationName', 'customer.accountNumber', 'customer.houseNumber', 'customer.street as streetName', 'customer.unit',
  ]).where('workOrder.removedAt', 'is', null).where('workOrder.status', '<>', 'cancelled')

/** @param from,to ms since 1970: when the work begins */
export async function listVisits(db: Queryable, { technicianIds, from, to }: { technicianIds: readonly string[]; from: number; to: number }): Promise<BoardVisit[]> {
  if (technicianIds.length === 0) return []
  const rows = await visitsWhere(db).where('workOrder.technicianId', 'in', [...technicianIds]).where('workOrder.plannedStart', '>=', isoInstant(from)).where('workOrder.plannedStart', '<', isoInstant(to))
    .orderBy('workOrder.plannedStart').orderBy('workOrder.id').limit(MAX_BOARD_VISITS + 1).execute()
  return rows.map(toVisit)
}

/** Those that nobody has, the first promise first; of a region where its technicians go. @param until ms since 1970: promised before that, or not at all */
async function listUnassigned(db: Queryable, { until, region, technicians }: Near & { until: number }): Promise<BoardVisit[]> {
  const rows = await visitsWhere(db).where('workOrder.technicianId', 'is', null).where('workOrder.status', '=', 'planned')
    .where((where) => where.or([where('appointment.windowStart', 'is', null), where('appointment.windowStart', '<', isoInstant(until))]))
    .$if(region !== null, (query) => query.where(isCovered(technicians, 'workOrder')))
    .orderBy(sql`appointment.window_start nulls last`).orderBy('workOrder.id').limit(MAX_UNASSIGNED).execute()
  return rows.map(toVisit)
}

/** Of these, those to which this technician still has to go, whenever; the first first. */
export async function listOpenVisits(db: Queryable, technicianId: string, ids: readonly string[]): Promise<BoardVisit[]> {
  if (ids.length === 0) return []
  return (await visitsWhere(db).where('workOrder.technicianId', '=', technicianId).where('workOrder.id', 'in', [...ids]).where('workOrder.status', 'in', ['planned', 'onTheWay', 'inProgress']).orderBy('workOrder.plannedStart').orderBy('workOrder.id').execute()).map(toVisit)
}

export async function listVisitsById(db: Queryable, ids: readonly string[]): Promise<BoardVisit[]> {
  if (ids.length === 0) return []
  return (await visitsWhere(db).where('workOrder.id', 'in', [...ids]).orderBy('workOrder.id').execute()).map(toVisit)
}

function toVisit(row: object): BoardVisit {
  const { plannedEnd, windowStart, windowEnd, givenName, familyName, organizationName, accountNumber, houseNumber, streetName, unit, ...visit } = row as VisitRow
  const instant = (value: string | null): string | null => (value === null ? null : isoInstant(Date.parse(value)))
  const [from, to] = [instant(windowStart), instant(windowEnd)]
  return boardVisitSchema.parse({
    ...visit, minutes: minutesOf(visit, plannedEnd), start: instant(visit.start), promised: from !== null && to !== null ? { from, to } : null,
    customerName: customerName({ givenName, familyName, organizationName, accountNumber }), street: [houseNumber, streetName, unit].filter(Boolean).join(' '),
  })
}

/** What ended early has given the rest of its time back. */
const minutesOf = ({ status, minutes, start }: BoardVisit, plannedEnd: string | null): number =>
  isOpenWork(status) || start === null || plannedEnd === null ? minutes : Math.max(1, Math.round((Date.parse(plannedEnd) - Date.parse(start)) / 60_000))

/** From the first whole hour in which anybody works to the last. */
function hoursOf(date: string, technicians: readonly BoardTechnician[], visits: readonly BoardVisit[], timeZone: string): BoardDay {
  const day = wallDay(timeZone, date)
  const shifts = technicians.flatMap(({ shifts: all }) => all.filter((shift) => shift.day === date))
  const own = visits.filter(({ start }) => start !== null && dateIn(timeZone, Date.parse(start)) === date)
  const begins = [...shifts.map(({ startAt }) => Date.parse(startAt)), ...own.map(({ start }) => Date.parse(start!))]
  const ends = [...shifts.map(({ endAt }) => Date.parse(endAt)), ...own.map(({ start, minutes }) => Date.parse(start!) + minutes * 60_000)]
  const opens = begins.length > 0 ? Math.floor(wallMinute(timeZone, Math.min(...begins)) / HOUR) * HOUR : USUAL_HOURS.opens
  const last = ends.length > 0 ? Math.min(Math.max(...ends), day.to) : wallInstant(timeZone, date, USUAL_HOURS.closes)
  const closes = last >= day.to ? 1_440 : Math.min(1_440, Math.ceil(wallMinute(timeZone, last) / HOUR) * HOUR)
  return { date, opens: isoInstant(wallInstant(timeZone, date, opens)), closes: isoInstant(wallInstant(timeZone, date, Math.max(closes, opens + HOUR))) }
}
