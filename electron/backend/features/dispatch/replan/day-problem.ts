/** One day of the board as a problem of the planner: who can still be sent where, from now on. Seconds since 1970; ways and times in whole minutes, so that nobody is promised 10:03:20. */
import { coversPlace } from '#shared/features/dispatch/territory.ts'
import { languageSkill } from '#shared/features/dispatch/spoken.ts'
import { assertNever } from '#shared/kernel/app-error.ts'
import { dayKey, daysOnBoard, secondsOf, type BoardDays } from '#shared/features/dispatch/board-days.ts'
import type { BoardTechnician, BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import type { Longer, PlanScope } from '#shared/features/dispatch/board-commands.schema.ts'
import { violationsOf, type Violation } from '#shared/features/dispatch/consequences.ts'
import { byStart, isPlanned, isUnderWay, timelineOf, type DayVisit, type Span, type TechnicianDay } from '#shared/features/dispatch/day-timeline.ts'
import { placeOf, travelSeconds, type Density, type TravelPlace } from '#shared/features/dispatch/travel.ts'
import type { PlanJob, PlanProblem, PlanTechnician, TravelMatrix } from '../plan/plan-port.ts'
import { timeRoute } from '../plan/schedule.ts'

export type DayBoard = { date: string; opens: string; closes: string; technicians: readonly BoardTechnician[]; visits: readonly BoardVisit[]; now: number }

const MINUTE = 60
const ceilMinute = (seconds: number): number => Math.ceil(seconds / MINUTE) * MINUTE
/** Slowest first: a plan for several is made at the slowest one's pace, so that each can drive it. */
const slowest: readonly Density[] = ['core', 'city', 'suburb', 'country']
/** Of a day that cannot be worked as it stands; what only costs something more is left to people. */
const undrivable: ReadonlySet<Violation['kind']> = new Set(['overlap', 'held', 'late', 'shift', 'away', 'overtime', 'break'])
/** Of a visit that somebody must look after. */
const atRisk: ReadonlySet<Violation['kind']> = new Set(['overlap', 'held', 'late', 'shift', 'away', 'window'])

export type DayProblem = {
  problem: PlanProblem
  /** Those that may be given to anybody; all others are pinned in the problem. */
  free: ReadonlySet<string>
  /** Of these, what the plan is about. */
  asked: ReadonlySet<string>
  /** Every planned visit of the day that a plan may touch or count, by id. */
  visits: ReadonlyMap<string, BoardVisit>
  days: readonly TechnicianDay[]
  /** From now, or from when the day begins, to its end. */
  rest: Span
}

/** @param widely what is at risk elsewhere may be moved as well: whoever cannot keep their own day is left alone otherwise */
export function dayProblem(before: DayBoard, scope: PlanScope, widely = false): DayProblem {
  const board = scope.of === 'technician' && scope.longer ? takingLonger(before, scope.longer) : before
  const days = daysOnBoard({ days: [board], technicians: board.technicians, visits: board.visits }, board.now)
  const planned = board.visits.filter(({ status }) => status === 'planned')
  const asked = new Set(askedOf(planned, days, scope).map(({ id }) => id))
  const free = widely ? new Set([...asked, ...endangered(planned, days).map(({ id }) => id)]) : asked
  const rest = { from: Math.max(board.now, secondsOf(board.opens)), to: secondsOf(board.closes) }
  const working = nearOf(board, asked, scope).filter(({ id }) => days.get(dayKey(id, board.date))?.shift)
  const pace = slowestOf(working)
  const workers = working.flatMap((technician) => workerOf(technician, days.get(dayKey(technician.id, board.date))!, { board, free, pace }) ?? [])
  return { ...assemble(workers, planned, free, rest), free, asked, visits: new Map(planned.map((visit) => [visit.id, visit])), days: [...days.values()], rest }
}

/**
 * Who can be of help where it is about one person or one visit: who covers a place that it is about, and who covers what these would
 * hand on. Who works elsewhere would only lend the plan their slower streets.
 */
function nearOf({ technicians, visits }: DayBoard, asked: ReadonlySet<string>, scope: PlanScope): readonly BoardTechnician[] {
  if (scope.of === 'atRisk' || scope.of === 'day') return technicians
  const covering = (places: readonly BoardVisit[]): BoardTechnician[] => technicians.filter((technician) => places.some((visit) => coversPlace(technician, visit)))
  const first = new Set(covering(visits.filter(({ id }) => asked.has(id))).map(({ id }) => id))
  if (scope.of === 'technician') first.add(scope.technicianId)
  const theirs = visits.filter(({ technicianId, status }) => status === 'planned' && technicianId !== null && first.has(technicianId))
  const second = new Set(covering(theirs).map(({ id }) => id))
  return technicians.filter(({ id }) => first.has(id) || second.has(id))
}

const takingLonger = (board: DayBoard, { workOrderId, minutes }: Longer): DayBoard => ({ ...board, visits: board.visits.map((visit) => (visit.id === workOrderId ? { ...visit, minutes } : visit)) })

function askedOf(planned: readonly BoardVisit[], days: BoardDays, scope: PlanScope): readonly BoardVisit[] {
  switch (scope.of) {
    case 'day': return planned.filter(({ pinned }) => !pinned)
    case 'atRisk': return [...planned.filter(({ technicianId, pinned }) => technicianId === null && !pinned), ...endangered(planned, days)]
    case 'technician': return endangered(planned, days).filter(({ technicianId }) => technicianId === scope.technicianId)
    case 'visit': return planned.filter(({ id, technicianId }) => id === scope.workOrderId && technicianId === null)
    default: return assertNever(scope)
  }
}

/** Whose day cannot be worked as it stands, or not as promised; what a person pinned is theirs to mend. */
function endangered(planned: readonly BoardVisit[], days: BoardDays): BoardVisit[] {
  const loose = new Map(planned.filter(({ technicianId, pinned }) => technicianId !== null && !pinned).map((visit) => [visit.id, visit]))
  return [...days.values()].flatMap((day) => endangeredOn(day, loose))
}

/** The first of the day, and what is still at risk without it: who is late behind it may well be in time then. */
function endangeredOn(day: TechnicianDay, loose: ReadonlyMap<string, BoardVisit>): BoardVisit[] {
  const broken = new Set(violationsOf(day, travelSeconds).filter(({ kind }) => atRisk.has(kind)).map(({ visitId }) => visitId))
  const first = day.visits.toSorted(byStart).find(({ id }) => broken.has(id) && loose.has(id))
  return first ? [loose.get(first.id)!, ...endangeredOn({ ...day, visits: day.visits.filter(({ id }) => id !== first.id) }, loose)] : []
}

type Worker = { technician: BoardTechnician; from: TravelPlace | null; shift: Span; pause: TechnicianDay['break']; /** Visits and what is held for callers. */ stays: DayVisit[] }
const slowestOf = (technicians: readonly BoardTechnician[]): Density => slowest.find((one) => technicians.some(({ density }) => density === one)) ?? 'city'

type Around = { board: DayBoard; free: ReadonlySet<string>; pace: Density }
/** From where and when they can be sent: now, or behind what has begun or they drive to already. Null for whoever cannot keep what stays with them, which nobody makes worse. */
function workerOf(technician: BoardTechnician, day: TechnicianDay, { board, free, pace }: Around): Worker | null {
  const kept = { ...day, visits: day.visits.filter(({ id }) => !free.has(id)) }
  const begun = timelineOf(kept, travelSeconds).stops.filter(({ visit }) => !isPlanned(visit))
  const last = begun.findLast(({ visit }) => isUnderWay(visit)) ?? begun.at(-1)
  const begins = ceilMinute(Math.max(day.shift!.from, board.now, last && isUnderWay(last.visit) ? last.end : 0))
  const to = Math.min(day.shift!.to, ...day.away.map((away) => away.from))
  const { from, place, stays } = behindNext({ from: begins, place: last ? last.visit.place : day.leavesFrom, stays: kept.visits.filter(isPlanned).toSorted(byStart) }, pace)
  if (from >= to) return null
  const window = day.break && { from: Math.max(day.break.window.from, from), to: Math.min(day.break.window.to, to - day.break.seconds) }
  const pause = day.break && window && window.from <= window.to ? { seconds: day.break.seconds, window } : null
  // A break for which it is too late by now keeps nobody from what is left of the day.
  if (violationsOf({ ...kept, break: pause && day.break }, travelSeconds).some(({ kind }) => undrivable.has(kind))) return null
  return { technician, from: place, shift: { from, to }, pause, stays }
}

type Sent = { from: number; place: TravelPlace | null; stays: DayVisit[] }
/** Whoever has to be somewhere sooner than somebody who left now could be there is on the way, though nobody pressed it: they are sent on from there. */
function behindNext(sent: Sent, pace: Density): Sent {
  const [next, ...stays] = sent.stays
  if (!next || next.start >= sent.from + ceilMinute(travelSeconds(sent.place, next.place, pace))) return sent
  return { from: Math.max(sent.from, ceilMinute(next.start + next.seconds)), place: next.place, stays }
}

function assemble(workers: readonly Worker[], planned: readonly BoardVisit[], free: ReadonlySet<string>, rest: Span): { problem: PlanProblem } {
  const density = slowestOf(workers.map(({ technician }) => technician))
  const places: (TravelPlace | null)[] = []
  const placeIndex = (place: TravelPlace | null): number => places.push(place) - 1
  const areas = new Map<string, string>()
  const jobs = planned.filter(({ id, technicianId }) => free.has(id) || workers.some(({ technician, stays }) => technician.id === technicianId && stays.some((visit) => visit.id === id)))
    .map((visit) => jobOf(visit, placeIndex(placeOf(visit)), { free: free.has(visit.id), area: areaOf(visit, workers, areas), rest }))
  for (const { technician, stays } of workers) for (const hold of stays.filter(({ held }) => held)) jobs.push(heldJob(hold, placeIndex(hold.place), technician.id))
  const technicians = workers.map((worker): PlanTechnician => ({
    id: worker.technician.id, start: placeIndex(worker.from), end: placeIndex({ latitude: worker.technician.startLatitude, longitude: worker.technician.startLongitude }), shift: worker.shift,
    skills: [...worker.technician.skills, ...worker.technician.languages.map(languageSkill), ...[...areas].filter(([members]) => members.split(' ').includes(worker.technician.id)).map(([, area]) => area)], ...(worker.pause ? { break: worker.pause } : {}),
  }))
  const travel = matrixOf(places, density)
  return { problem: keepable({ technicians, jobs, travel, minimise: 'travel' }) }
}

/** What is kept for a caller stays where it is: as a visit that somebody has pinned. */
const heldJob = ({ id, start, seconds }: DayVisit, place: number, technician: string): PlanJob =>
  ({ id, place, service: seconds, skills: [], priority: 9, windows: [{ from: start, to: start }], pinned: { technician, start } })

/** The planner knows no territory: who covers a visit has the skill for it. */
function areaOf(visit: BoardVisit, workers: readonly Worker[], areas: Map<string, string>): string {
  const members = workers.filter(({ technician }) => coversPlace(technician, visit)).map(({ technician }) => technician.id).join(' ')
  const area = areas.get(members) ?? `territory ${areas.size}`
  areas.set(members, area)
  return area
}

function jobOf(visit: BoardVisit, place: number, { free, area, rest }: { free: boolean; area: string; rest: Span }): PlanJob {
  const { id, minutes, priority, promised, technicianId, start } = visit
  const window = promised ? { from: Math.max(secondsOf(promised.from), ceilMinute(rest.from)), to: secondsOf(promised.to) } : { from: ceilMinute(rest.from), to: rest.to }
  const job = { id, place, service: minutes * MINUTE, skills: [...visit.skills, ...(visit.speaks === null ? [] : [languageSkill(visit.speaks)]), area], priority }
  // What was promised before now can be kept no more: no window is left, and it is looked for at another time.
  const windows = window.from <= window.to ? [window] : [{ from: 0, to: 0 }]
  return free || technicianId === null || start === null ? { ...job, windows } : { ...job, windows: promised ? [{ from: secondsOf(promised.from), to: secondsOf(promised.to) }] : windows, pinned: { technician: technicianId, start: secondsOf(start) } }
}

function matrixOf(places: readonly (TravelPlace | null)[], density: Density): TravelMatrix {
  const seconds = new Float64Array(places.length ** 2)
  for (const [row, from] of places.entries()) for (const [column, to] of places.entries()) seconds[row * places.length + column] = ceilMinute(travelSeconds(from, to, density))
  return { places: places.length, seconds }
}

/** At the slowest pace some days that are well as they are cannot be driven: they are left alone. */
function keepable(problem: PlanProblem): PlanProblem {
  const left = new Set(problem.technicians.filter((technician) => {
    const own = problem.jobs.filter(({ pinned }) => pinned?.technician === technician.id).toSorted((one, other) => one.pinned!.start! - other.pinned!.start!)
    return own.length > 0 && timeRoute(problem.travel, technician, own).late > 0
  }).map(({ id }) => id))
  return { ...problem, technicians: problem.technicians.filter(({ id }) => !left.has(id)), jobs: problem.jobs.filter(({ pinned }) => !pinned?.technician || !left.has(pinned.technician)) }
}

/** The jobs, of which these may begin whenever there is time today. */
export function atAnyTime({ problem, rest }: DayProblem, which: ReadonlySet<string>): PlanJob[] {
  const from = ceilMinute(rest.from)
  return problem.jobs.map((job) => (which.has(job.id) ? { ...job, windows: [{ from, to: Math.max(from, rest.to) }] } : job))
}
