/**
 * What a change of the board costs, before it is made: travel, lateness of each later visit, and which rules it breaks. The window
 * shows it while somebody drags and the backend decides by it. What the planner's own checker calls a fault is a violation here.
 */
import { byStart, isPlanned, ROUNDING, timelineOf, type DayTimeline, type DayVisit, type Stop, type TechnicianDay, type TravelSeconds } from './day-timeline.ts'
import { speaksIt } from './spoken.ts'

/**
 * - `overlap`: two works at one time, `with` the other one. Nobody may override it: the database holds it too.
 * - `held`: over minutes that are kept for a caller, `with` what is held; as an overlap.
 * - `late`: begins later than it is planned, also because its time is over by now; `window`: begins outside of what was promised.
 * - `shift`: the work lies outside of the shift, or on a day off; `overtime`: home later than the shift ends.
 * - `language`: the technician does not speak what somebody needs, which is what is `missing`.
 * - `away`: during an absence; `break`: no room is left for it.
 */
export type ViolationKind = 'overlap' | 'held' | 'late' | 'window' | 'skills' | 'language' | 'territory' | 'shift' | 'away' | 'break' | 'overtime'
export type Violation = {
  kind: ViolationKind
  technicianId: string
  /** The visit that it is about; null where it is about the day. */
  visitId: string | null
  /** Minutes by which it is broken, at least 1; 0 where there is nothing to count. */
  minutes: number
  /** The other visit of an overlap. */
  with: string | null
  /** Skills, or the language, that are missing. */
  missing: readonly string[]
}

/** `minutes` later than planned, at least 1; `planned` is when it should have begun. */
export type Lateness = { visitId: string; planned: number; minutes: number; breaksPromise: boolean }

export type Consequences = {
  /** Of the technicians whose day changes, in minutes. */
  travelBefore: number
  travelAfter: number
  /** Visits that the change makes late, or later, in the order of the day. */
  late: readonly Lateness[]
  /** What the change breaks and was not as broken before. */
  violations: readonly Violation[]
}

/** Seconds as a person reads them: what is broken at all is broken by a minute. */
const minutesOf = (seconds: number): number => Math.max(1, Math.round(seconds / 60))
const beyond = (seconds: number): number => (seconds > ROUNDING ? seconds : 0)

/** Each rule that a day breaks; none when it can be driven as it is planned. */
export function violationsOf(day: TechnicianDay, travel: TravelSeconds): Violation[] {
  return violationsIn(day, timelineOf(day, travel))
}

function violationsIn(day: TechnicianDay, timeline: DayTimeline): Violation[] {
  const found: Violation[] = []
  const add = (kind: ViolationKind, visitId: string | null, seconds: number, more: Partial<Violation> = {}): void =>
    void found.push({ kind, technicianId: day.technicianId, visitId, minutes: seconds > 0 ? minutesOf(seconds) : 0, with: null, missing: [], ...more })
  for (const [index, stop] of timeline.stops.entries()) {
    const { visit } = stop
    addOverlaps(timeline.stops, index, add)
    // What has begun is no plan any more, and what is held is nobody's visit yet.
    if (!isPlanned(visit) || visit.held) continue
    if (beyond(stop.start - visit.start)) add('late', visit.id, stop.start - visit.start)
    const outside = outsidePromise(stop)
    if (outside > 0) add('window', visit.id, outside)
    const missing = visit.skills.filter((skill) => !day.skills.includes(skill))
    if (missing.length > 0) add('skills', visit.id, 0, { missing })
    if (!speaksIt(day.languages, visit.speaks ?? null)) add('language', visit.id, 0, { missing: [visit.speaks!] })
    if (!day.covers(visit.id)) add('territory', visit.id, 0)
    const off = outsideShift(day, stop)
    if (off > 0) add('shift', visit.id, off)
    if (day.away.some(({ from, to }) => stop.start < to - ROUNDING && stop.end > from + ROUNDING)) add('away', visit.id, 0)
  }
  if (timeline.stops.length > 0 && day.shift) {
    if (day.break && !timeline.pause) add('break', null, 0)
    const over = beyond(timeline.returns - day.shift.to)
    if (over) add('overtime', null, over)
  }
  return found
}

type Add = (kind: ViolationKind, visitId: string | null, seconds: number, more?: Partial<Violation>) => void

/** By what is planned: that is what the database keeps apart. */
function addOverlaps(stops: readonly Stop[], index: number, add: Add): void {
  const { visit } = stops[index]!
  for (const other of stops.slice(0, index)) {
    const common = beyond(Math.min(other.visit.start + other.visit.seconds, visit.start + visit.seconds) - Math.max(other.visit.start, visit.start))
    if (!common) continue
    const [own, there] = visit.held ? [other.visit, visit] : [visit, other.visit]
    if (!own.held) add(there.held ? 'held' : 'overlap', own.id, common, { with: there.id })
  }
}

function outsidePromise({ visit: { promised }, start }: Stop): number {
  return promised ? Math.max(beyond(start - promised.to), beyond(promised.from - start)) : 0
}

function outsideShift({ shift }: TechnicianDay, { start, end }: Stop): number {
  if (!shift) return end - start
  return Math.max(beyond(shift.from - start), beyond(end - shift.to))
}

/** `visit` as it will be; `from` is the day it leaves, with it, and null where it had no technician; `to` the day it goes to, null where it will have none. */
export type BoardChange = { visit: DayVisit; from: TechnicianDay | null; to: TechnicianDay | null }

export function consequencesOf({ visit, from, to }: BoardChange, travel: TravelSeconds): Consequences {
  const same = from !== null && to !== null && from.technicianId === to.technicianId && from.date === to.date
  const days = same ? [from] : [from, to].filter((day) => day !== null)
  const pairs = days.map((before) => ({ before, after: changed(before, visit, before === to || same) }))
  const timed = pairs.map(({ before, after }) => ({ before, after, was: timelineOf(before, travel), is: timelineOf(after, travel) }))
  const sum = (of: (pair: (typeof timed)[number]) => number): number => Math.round(timed.reduce((total, pair) => total + of(pair), 0) / 60)
  return {
    travelBefore: sum(({ was }) => was.travelSeconds),
    travelAfter: sum(({ is }) => is.travelSeconds),
    late: timed.flatMap(({ was, is }) => latenessIn(was, is)),
    violations: timed.flatMap(({ before, after, was, is }) => newViolations(violationsIn(before, was), violationsIn(after, is), new Set([visit.id]))),
  }
}

/** The day without the visit, and with it where it goes there. */
export function changed(day: TechnicianDay, visit: DayVisit, comes: boolean): TechnicianDay {
  const others = day.visits.filter(({ id }) => id !== visit.id)
  return { ...day, visits: comes ? [...others, visit].toSorted(byStart) : others }
}

function latenessIn(was: DayTimeline, is: DayTimeline): Lateness[] {
  const before = new Map(was.stops.map((stop) => [stop.visit.id, stop.start - stop.visit.start]))
  return is.stops.flatMap((stop) => {
    const late = beyond(stop.start - stop.visit.start)
    if (late <= (before.get(stop.visit.id) ?? 0) + ROUNDING) return []
    return [{ visitId: stop.visit.id, planned: stop.visit.start, minutes: minutesOf(late), breaksPromise: outsidePromise(stop) > 0 }]
  })
}

/** What concerns a moved visit counts as new, since somebody puts it there now; what was so before and is no worse does not. */
export function newViolations(before: readonly Violation[], after: readonly Violation[], moved: ReadonlySet<string>): Violation[] {
  const known = new Map(before.map((violation) => [keyOf(violation), violation]))
  return after.filter((violation) => {
    if (moved.has(violation.visitId ?? '') || moved.has(violation.with ?? '')) return true
    const was = known.get(keyOf(violation))
    return !was || violation.minutes > was.minutes || violation.missing.length > was.missing.length
  })
}

const keyOf = ({ kind, visitId, with: other }: Violation): string => `${kind} ${visitId} ${other}`

/** Not even a person may decide it: two works of one technician at one time. */
export const isImpossible = ({ violations }: Pick<Consequences, 'violations'>): boolean => violations.some(({ kind }) => kind === 'overlap' || kind === 'held')
