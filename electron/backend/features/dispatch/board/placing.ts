/**
 * Visits put where somebody wants them: decided by the rule that the board shows (`consequences.ts`), and then by the database, which
 * gives each minute of a technician once. Held in this order: technicians, then work orders, each by their ids.
 */
import { dateIn, DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { wallDay } from '#shared/kernel/wall-time.ts'
import { daysOnBoard, dayKey, secondsOf, type BoardDays } from '#shared/features/dispatch/board-days.ts'
import type { BoardTechnician, BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import type { Longer, Placement } from '#shared/features/dispatch/board-commands.schema.ts'
import { MAX_AHEAD_DAYS } from '#shared/features/dispatch/booking.schema.ts'
import { newViolations, violationsOf, type Violation } from '#shared/features/dispatch/consequences.ts'
import { timelineOf } from '#shared/features/dispatch/day-timeline.ts'
import { travelSeconds } from '#shared/features/dispatch/travel.ts'
import type { WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import type { Act } from '../../../command.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { listTechnicians, listVisits, listVisitsById } from './board.queries.ts'
import { forgetHolds } from '../technician-time.ts'
import { authorOf, changeWork } from '../visit-changes.ts'
import { takeTime } from './taken-time.ts'

/** What is a rule of the board for a person is a fact for the database, which says who is there. */
const leftToDatabase: ReadonlySet<Violation['kind']> = new Set(['overlap', 'held'])

/** @throws AppError `conflict` with what is there now; `validation` at `override`, an issue for each kind of rule that is broken; `forbidden` without the right to break one */
export async function placeVisits(trx: Transaction, { placements, lasts }: Wanted, override: string | null, act: Act): Promise<WorkOrder[]> {
  const all = [...placements, ...(lasts ? [lasts] : [])]
  if (all.length === 0) throw wrong('placements', 'none')
  const before = await holdUnchanged(trx, all, placements, act)
  requireMovable(before, lasts)
  requireWhen(placements, act)
  const { violations, travel } = await weigh(trx, before, { placements, lasts }, act)
  allow(violations, override, act)
  const ids = all.map(({ workOrderId }) => workOrderId)
  await takeTime(trx, ids, async () => {
    for (const placement of placements) await write(trx, act, before.get(placement.workOrderId)!, placement, travel.get(placement.workOrderId) ?? null)
    if (lasts) await giveLength(trx, act, before.get(lasts.workOrderId)!, lasts)
  })
  return readRows(trx, 'workOrder', ids)
}

/** `lasts`: work that goes on and takes longer, by which its technician's time is taken from what is placed anew; or that takes as long as before, by the undo. */
export type Wanted = { placements: readonly Placement[]; lasts: Lasts | null }
export type Lasts = Longer & { as: 'longer' | 'asBefore' }

type Held = ReadonlyMap<string, WorkOrder>

async function holdUnchanged(trx: Transaction, all: readonly Pick<Placement, 'workOrderId' | 'expectedVersion'>[], placements: readonly Placement[], act: Act): Promise<Held> {
  const ids = all.map(({ workOrderId }) => workOrderId)
  if (new Set(ids).size < ids.length) throw wrong('placements', 'twice')
  const seen = await readRows(trx, 'workOrder', ids)
  await holdTechnicians(trx, [...seen.map(({ technicianId }) => technicianId), ...placements.map(({ technicianId }) => technicianId)])
  for (const { technicianId } of placements) if (technicianId !== null) await forgetHolds(trx, technicianId, act.at)
  await trx.selectFrom('workOrder').select('id').where('id', 'in', ids).orderBy('id').forUpdate().execute()
  const held = new Map((await readRows(trx, 'workOrder', ids)).map((work) => [work.id, work]))
  for (const { workOrderId, expectedVersion } of all) {
    const work = held.get(workOrderId)
    if (!work) throw new AppError('notFound', { what: 'workOrder' })
    if (work.version !== expectedVersion) throw changedSince(work)
  }
  return held
}

export const changedSince = (work: WorkOrder): AppError<'conflict'> => new AppError('conflict', { stream: 'workOrder', current: { ...work }, changedBy: work.changedBy, changedAt: work.changedAt })

/** Whoever changes a technician's day holds the technician. Not against references to them. */
export async function holdTechnicians(trx: Transaction, ids: readonly (string | null)[]): Promise<void> {
  const some = [...new Set(ids.filter((id) => id !== null))]
  if (some.length > 0) await trx.selectFrom('technician').select('id').where('id', 'in', some).orderBy('id').forNoKeyUpdate().execute()
}

function requireMovable(works: Held, lasts: Lasts | null): void {
  for (const { id, status } of works.values()) if (id === lasts?.workOrderId ? status !== 'onTheWay' && status !== 'inProgress' : status !== 'planned') throw wrong('workOrderId', status)
  if (lasts) requireLength(works.get(lasts.workOrderId)!, lasts)
}

/** What is called longer takes nobody's time away. */
function requireLength(before: WorkOrder, { as, minutes }: Lasts): void {
  if (as === 'longer' && byHowLong(before, minutes) <= 0) throw wrong('longer', 'notLonger')
  if (as === 'asBefore' && byHowLong(before, minutes) >= 0) throw wrong('asBefore', 'notShorter')
}

/** Against the time that it has, which is less than was planned where it was missed and begun late all the same. Milliseconds; below 0: shorter. */
export const byHowLong = ({ plannedStart, plannedEnd, minutes: before }: WorkOrder, minutes: number): number =>
  minutes * 60_000 - (plannedStart === null || plannedEnd === null ? before * 60_000 : Date.parse(plannedEnd) - Date.parse(plannedStart))

function requireWhen(placements: readonly Placement[], { services: { clock, timeZone }, today }: Act): void {
  for (const { start, technicianId } of placements) {
    if ((start === null) !== (technicianId === null)) throw wrong('start', 'withTechnician')
    if (start === null) continue
    const at = Date.parse(start)
    if (dateIn(timeZone, at) < today) throw wrong('start', 'past')
    if (at > clock.now() + MAX_AHEAD_DAYS * DAY_MS) throw wrong('start', 'tooFar')
  }
}

type Weighed = { violations: Violation[]; travel: Map<string, number> }

/** Each day that changes, as it was and as it will be. */
async function weigh(trx: Transaction, works: Held, { placements, lasts }: Wanted, { services: { timeZone, clock } }: Act): Promise<Weighed> {
  const dates = [...new Set([...[...works.values()].map(({ plannedStart }) => plannedStart), ...placements.map(({ start }) => start)].filter((at) => at !== null).map((at) => dateIn(timeZone, Date.parse(at))))]
  const technicianIds = [...new Set([...[...works.values()].map(({ technicianId }) => technicianId), ...placements.map(({ technicianId }) => technicianId)].filter((id) => id !== null))]
  const moved = new Map((await listVisitsById(trx, [...works.keys()])).map((visit) => [visit.id, visit]))
  const weighed: Weighed = { violations: [], travel: new Map() }
  const wanted = new Map(placements.map((placement) => [placement.workOrderId, placement]))
  for (const date of dates) {
    const technicians = await listTechnicians(trx, [date], { ids: technicianIds, now: clock.now() })
    requireWorking(technicians, placements)
    const day = wallDay(timeZone, date)
    const were = await listVisits(trx, { technicianIds, ...day })
    const will = [...were.filter(({ id }) => !wanted.has(id)).map((visit) => lasting(visit, lasts)), ...[...moved.values()].flatMap((visit) => placed(visit, wanted.get(visit.id)) ?? [])]
    const days = [{ date, opens: isoInstant(day.from), closes: isoInstant(day.to) }]
    add(weighed, [were, will].map((visits) => daysOnBoard({ days, technicians, visits }, clock.now() / 1_000)) as [BoardDays, BoardDays], technicians.map(({ id }) => dayKey(id, date)), new Set(wanted.keys()))
  }
  return weighed
}

const placed = (visit: BoardVisit, placement: Placement | undefined): BoardVisit | null => (placement ? { ...visit, technicianId: placement.technicianId, start: placement.start } : null)
const lasting = (visit: BoardVisit, lasts: Lasts | null): BoardVisit => (visit.id === lasts?.workOrderId ? { ...visit, minutes: lasts.minutes } : visit)

function requireWorking(technicians: readonly BoardTechnician[], placements: readonly Placement[]): void {
  const known = new Map(technicians.map((technician) => [technician.id, technician]))
  for (const { technicianId } of placements) {
    if (technicianId === null) continue
    if (!known.has(technicianId)) throw new AppError('notFound', { what: 'technician' })
    if (!known.get(technicianId)!.active) throw wrong('technicianId', 'inactive')
  }
}

function add(weighed: Weighed, [were, will]: [BoardDays, BoardDays], keys: readonly string[], moved: ReadonlySet<string>): void {
  for (const key of keys) {
    const [before, after] = [were.get(key), will.get(key)]
    if (!before || !after) continue
    weighed.violations.push(...newViolations(violationsOf(before, travelSeconds), violationsOf(after, travelSeconds), moved))
    for (const { visit, travel } of timelineOf(after, travelSeconds).stops) if (moved.has(visit.id)) weighed.travel.set(visit.id, Math.round(travel))
  }
}

function allow(violations: readonly Violation[], override: string | null, act: Act): void {
  const kinds = [...new Set(violations.map(({ kind }) => kind))].filter((kind) => !leftToDatabase.has(kind))
  if (kinds.length === 0) return
  if (override === null) throw new AppError('validation', { issues: kinds.map((kind) => ({ path: 'override', message: kind })) })
  if (!act.by.agent.permissions.includes('dispatch.override')) throw new AppError('forbidden', { permission: 'dispatch.override' })
  act.note({ broken: kinds.join(' ') }, override)
}

async function write(trx: Transaction, act: Act, before: WorkOrder, { technicianId, start }: Placement, travel: number | null): Promise<void> {
  const plannedEnd = start === null ? null : isoInstant((secondsOf(start) + before.minutes * 60) * 1_000)
  await changeWork(trx, authorOf(act), before, { technicianId, plannedStart: start, plannedEnd, travelSeconds: technicianId === null ? null : travel, ...(technicianId === null ? { pinned: false } : {}) })
}

/** From when it was planned to begin. @throws AppError `validation` at `workOrderId` where nobody has it */
async function giveLength(trx: Transaction, act: Act, before: WorkOrder, { minutes }: Lasts): Promise<void> {
  if (before.plannedStart === null) throw wrong('workOrderId', 'unassigned')
  await changeWork(trx, authorOf(act), before, { minutes, plannedEnd: isoInstant((secondsOf(before.plannedStart) + minutes * 60) * 1_000) })
}
