/** A week's hours given to coming days. Who has visits that the new hours would leave outside keeps the hours as they are: the visits are named, and planned anew first. */
import { addDays } from '#shared/kernel/calendar.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { wallDay } from '#shared/kernel/wall-time.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { MAX_SHIFT_AHEAD_DAYS, MAX_SHIFT_DAYS, daysBetween, hoursOn, outsideOf, problemOfHours, problemOfTimes, shiftTimes, type ShiftTimes } from '#shared/features/dispatch/shift-hours.ts'
import { MAX_NAMED_VISITS, type SetShifts } from '#shared/features/dispatch/technician-commands.schema.ts'
import type { TechnicianShift } from '#shared/features/dispatch/technicians.schema.ts'
import { sql } from 'kysely'
import type { Act, Effect } from '../../../command.ts'
import { announceChange } from '../../../store/announce.ts'
import { bulkInsert } from '../../../store/bulk-insert.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'

type Wanted = { day: string; times: ShiftTimes | null }
/** Of whose hours an absence was, and when it begins. */
type Away = Pick<TechnicianShift, 'day' | 'startAt' | 'absence' | 'absentFrom'>
type Changes = { added: TechnicianShift[]; changed: TechnicianShift[]; removed: TechnicianShift[] }

export const setShifts: Effect<SetShifts> = async (trx, input, act) => {
  const wanted = readWeek(input, act)
  await holdInService(trx, input.technicianId)
  const before = await readAround(trx, input)
  const changes = compare(input, wanted, { before, off: await readTakenOff(trx, input) }, act)
  const after = resulting(before, changes)
  requireApart(after)
  await requireVisitsInside(trx, input.technicianId, { before, after, act })
  await write(trx, changes, act)
  await endHoldsOutside(trx, input.technicianId, { before, after })
  act.note({ added: changes.added.length, changed: changes.changed.length, removed: changes.removed.length })
  // Desks let go of what is removed when they pull; the answer has what stands.
  if (changes.removed.length > 0) await announceChange(trx, ['technicianShift'], [])
  return { technicianShift: [...changes.added, ...changes.changed] }
}

/** @throws AppError `validation` at `from`, `to`, `week.<weekday>` or `days.<date>` */
function readWeek({ from, to, week }: SetShifts, { today, services: { timeZone } }: Act): Wanted[] {
  if (from < today) throw wrong('from', 'past')
  if (to < from) throw wrong('to', 'before')
  if (to > addDays(today, MAX_SHIFT_AHEAD_DAYS)) throw wrong('to', 'tooFar')
  const days = daysBetween(from, to)
  if (days.length > MAX_SHIFT_DAYS) throw wrong('to', 'tooMany')
  const problems = week.flatMap((hours, index) => (hours && problemOfHours(hours) ? [{ path: `week.${index}`, message: problemOfHours(hours)! }] : []))
  if (problems.length > 0) throw new AppError('validation', { issues: problems })
  return days.map((day) => {
    const hours = hoursOn(week, day)
    const times = hours && shiftTimes(timeZone, day, hours)
    const problem = times && problemOfTimes(times)
    if (problem) throw wrong(`days.${day}`, problem)
    return { day, times }
  })
}

/** Whoever changes a technician's day holds the technician. @throws AppError `notFound`; `validation` at `technicianId` for one who does not go out any more */
async function holdInService(trx: Transaction, technicianId: string): Promise<void> {
  await trx.selectFrom('technician').select('id').where('id', '=', technicianId).forNoKeyUpdate().execute()
  const [technician] = await readRows(trx, 'technician', [technicianId])
  if (!technician) throw new AppError('notFound', { what: 'technician' })
  if (!technician.active) throw wrong('technicianId', 'inactive')
}

/** Of the days, and of those beside them, whose nights reach into them. By their days. */
async function readAround(trx: Transaction, { technicianId, from, to }: SetShifts): Promise<TechnicianShift[]> {
  const found = await trx.selectFrom('technicianShift').select('id').where('technicianId', '=', technicianId).where('day', '>=', addDays(from, -1)).where('day', '<=', addDays(to, 1)).where('removedAt', 'is', null).execute()
  return (await readRows(trx, 'technicianShift', found.map(({ id }) => id))).toSorted((one, other) => one.day.localeCompare(other.day))
}

/** The hours that each day had when it was last taken off: who was ill then is ill when it is given back. */
async function readTakenOff(trx: Transaction, { technicianId, from, to }: SetShifts): Promise<Away[]> {
  return trx.selectFrom('technicianShift').distinctOn('day').select(['day', 'startAt', 'absence', 'absentFrom']).where('technicianId', '=', technicianId).where('day', '>=', from).where('day', '<=', to).where('removedAt', 'is not', null)
    .orderBy('day').orderBy('removedAt', 'desc').orderBy('id', 'desc').execute()
}

type Known = { before: readonly TechnicianShift[]; /** Days taken off. */ off: readonly Away[] }
function compare({ technicianId }: SetShifts, wanted: readonly Wanted[], { before, off }: Known, { at, by, services: { clock } }: Act): Changes {
  const changes: Changes = { added: [], changed: [], removed: [] }
  const stamp = { changedAt: at, changedBy: by.agent.displayName }
  for (const { day, times } of wanted) {
    const known = before.find((shift) => shift.day === day)
    if (!known && times) changes.added.push({ id: newId(clock), version: 1, technicianId, day, ...times, ...absenceIn(off.find((one) => one.day === day) ?? null, times), ...stamp })
    else if (known && !times) changes.removed.push(known)
    else if (known && times && !isSame(known, times)) changes.changed.push({ ...known, ...times, ...absenceIn(known, times), version: known.version + 1, ...stamp })
  }
  return changes
}

const isSame = (one: ShiftTimes, other: ShiftTimes): boolean =>
  one.startAt === other.startAt && one.endAt === other.endAt && one.breakMinutes === other.breakMinutes && one.breakFrom === other.breakFrom && one.breakTo === other.breakTo

/** Whoever was away all day is away all day, whenever that is now; of who was there at first, an absence that begins after the new end is none. */
function absenceIn(away: Away | null, { startAt, endAt }: ShiftTimes): Pick<TechnicianShift, 'absence' | 'absentFrom'> {
  if (!away || away.absentFrom === null) return { absence: null, absentFrom: null }
  const { absence, absentFrom, startAt: began } = away
  if (absentFrom === began) return { absence, absentFrom: startAt }
  return absentFrom >= endAt ? { absence: null, absentFrom: null } : { absence, absentFrom: absentFrom < startAt ? startAt : absentFrom }
}

function resulting(before: readonly TechnicianShift[], { added, changed, removed }: Changes): TechnicianShift[] {
  const gone = new Set([...changed, ...removed].map(({ id }) => id))
  return [...before.filter(({ id }) => !gone.has(id)), ...added, ...changed].toSorted((one, other) => one.day.localeCompare(other.day))
}

/** @throws AppError `validation` at `days.<date>`: a night that is not over when the next day begins */
function requireApart(shifts: readonly TechnicianShift[]): void {
  for (const [index, { day, startAt }] of shifts.entries()) if (index > 0 && startAt < shifts[index - 1]!.endAt) throw wrong(`days.${day}`, 'nightBefore')
}

type Compared = { before: readonly TechnicianShift[]; after: readonly TechnicianShift[] }
type Range = { from: string; to: string }
/** From the first moment that either has to the last, with the whole days of both. */
function rangeOf({ before, after }: Compared, timeZone: string): Range | null {
  const days = [...before, ...after].map(({ day }) => day).toSorted()
  if (days.length === 0) return null
  const ends = [...before, ...after].map(({ endAt }) => endAt)
  return { from: isoInstant(wallDay(timeZone, days[0]!).from), to: [isoInstant(wallDay(timeZone, days.at(-1)!).to), ...ends].toSorted().at(-1)! }
}

/** What lay outside before, by a dispatcher's own decision, may stay so, and may not become worse. @throws AppError `validation` at `visits.<id>` */
async function requireVisitsInside(trx: Transaction, technicianId: string, { act, ...compared }: Compared & { act: Act }): Promise<void> {
  const range = rangeOf(compared, act.services.timeZone)
  if (!range) return
  const works = await trx.selectFrom('workOrder').select(['id', 'plannedStart', 'plannedEnd']).where('technicianId', '=', technicianId).where('status', 'in', ['planned', 'onTheWay', 'inProgress']).where('removedAt', 'is', null)
    .where('plannedStart', '<', range.to).where('plannedEnd', '>', range.from).orderBy('plannedStart').orderBy('id').execute()
  const outside = works.filter(({ plannedStart, plannedEnd }) => isWorse({ startAt: plannedStart!, endAt: plannedEnd! }, compared)).slice(0, MAX_NAMED_VISITS)
  if (outside.length > 0) throw new AppError('validation', { issues: outside.map(({ id }) => ({ path: `visits.${id}`, message: 'outside' })) })
}

const isWorse = (span: { startAt: string; endAt: string }, { before, after }: Compared): boolean => outsideOf(span, after) > outsideOf(span, before)

async function write(trx: Transaction, { added, changed, removed }: Changes, { at, by }: Act): Promise<void> {
  if (removed.length > 0) await trx.updateTable('technicianShift').set({ removedAt: at, changedAt: at, changedBy: by.agent.displayName }).where('id', 'in', removed.map(({ id }) => id)).execute()
  for (const { id, version, startAt, endAt, breakMinutes, breakFrom, breakTo, absence, absentFrom, changedAt, changedBy } of changed)
    await trx.updateTable('technicianShift').set({ version, startAt, endAt, breakMinutes, breakFrom, breakTo, absence, absentFrom, changedAt, changedBy }).where('id', '=', id).execute()
  if (added.length > 0) await bulkInsert(trx, 'technicianShift', added)
}

/** Callers hear that what was kept for them is over, and are offered other times. */
async function endHoldsOutside(trx: Transaction, technicianId: string, compared: Compared): Promise<void> {
  const { rows } = await sql<{ id: string; startAt: string; endAt: string }>`
    select id, lower(span) as "startAt", upper(span) as "endAt" from technician_time where kind = 'hold' and technician_id = ${technicianId}`.execute(trx)
  const over = rows.filter((hold) => isWorse(hold, compared)).map(({ id }) => id)
  if (over.length > 0) await trx.deleteFrom('technicianTime').where('id', 'in', over).execute()
}
