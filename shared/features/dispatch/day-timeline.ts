/**
 * How a technician's day really goes when its visits are where the board has them: each begins when it is planned, or when the
 * technician gets there, whichever is later; and what nobody has begun by now begins now at the earliest. Window and backend read this
 * one rule; times are seconds on one axis that the caller chooses.
 */
import type { Density, TravelPlace } from './travel.ts'
import type { WorkOrderStatus } from './visits.schema.ts'

/** Begun so much after its time is still begun in time: nobody presses a button at the door. Seconds. */
export const GRACE = 300

export type Span = { from: number; to: number }
/** Seconds from one place to the other, null being one that nobody knows; there and back may differ. `travel.ts` has the operator's rule. */
export type TravelSeconds = (from: TravelPlace | null, to: TravelPlace | null, density: Density) => number

export type DayVisit = {
  id: string
  /** When the work is planned to begin. */
  start: number
  /** How long the work takes, above 0. */
  seconds: number
  /** In which the work begins, as the customer was promised; null when nothing was. */
  promised: Span | null
  place: TravelPlace | null
  /** All of them are needed. */
  skills: readonly string[]
  /** The technician has to speak it; not said or null: it does not matter. */
  speaks?: string | null
  /** `planned` where nothing is said. */
  status?: WorkOrderStatus
  /** Kept for a caller who is about to book: it lies where it is, and is nobody's visit yet. */
  held?: boolean
}

/** One technician on one of the operator's days. */
export type TechnicianDay = {
  technicianId: string
  /** The operator's day, `2026-11-23`. */
  date: string
  /** From leaving `leavesFrom` to being at `endsAt`; null on a day off. */
  shift: Span | null
  leavesFrom: TravelPlace
  endsAt: TravelPlace
  density: Density
  skills: readonly string[]
  languages: readonly string[]
  /** Whether a visit lies where they work. */
  covers: (visitId: string) => boolean
  /** Taken once, anywhere between two stops, also on the road; `window` is when it may begin. Who has no visit needs none. */
  break: { seconds: number; window: Span } | null
  /** When they cannot work, such as ill from noon on. */
  away: readonly Span[]
  visits: readonly DayVisit[]
  /** What time it is; left out where a day is looked at as a plan alone. */
  now?: number
}

/** `travel` is the way to it, `arrival` when they can be there at the earliest. */
export type Stop = { visit: DayVisit; travel: number; arrival: number; start: number; end: number }
export type DayTimeline = {
  stops: readonly Stop[]
  leaves: number
  returns: number
  /** The way home. */
  wayBack: number
  travelSeconds: number
  /** Where the break is; null where it is not due, or has no room. */
  pause: Span | null
}

/** Differences below this are sums of fractions in another order, in seconds. */
export const ROUNDING = 1e-6

export const isPlanned = ({ status = 'planned' }: DayVisit): boolean => status === 'planned'
/** The technician is coming, or at work. */
export const isUnderWay = ({ status }: DayVisit): boolean => status === 'onTheWay' || status === 'inProgress'

export const byStart = (one: DayVisit, other: DayVisit): number => one.start - other.start || (one.id < other.id ? -1 : 1)

export function timelineOf(day: TechnicianDay, travel: TravelSeconds): DayTimeline {
  // What has begun was gone to before what has not, whatever the plan said.
  const visits = day.visits.toSorted((one, other) => Number(isPlanned(one)) - Number(isPlanned(other)) || byStart(one, other))
  const [first] = visits
  if (!first) return { stops: [], leaves: day.shift?.from ?? 0, returns: day.shift?.from ?? 0, wayBack: 0, travelSeconds: 0, pause: null }
  const stops: Stop[] = []
  const earliest = day.shift?.from ?? first.start - travel(day.leavesFrom, first.place, day.density)
  let place: TravelPlace | null = day.leavesFrom
  let [free, travelSeconds] = [earliest, 0]
  for (const visit of visits) {
    const way = travel(place, visit.place, day.density)
    const { start, end } = timesOf(visit, free + way, day.now)
    stops.push({ visit, travel: way, arrival: free + way, start, end })
    place = visit.place
    free = isPlanned(visit) || isUnderWay(visit) || day.now === undefined ? end : Math.max(free, Math.min(end, day.now))
    travelSeconds += way
  }
  const wayBack = travel(place, day.endsAt, day.density)
  const returns = free + wayBack
  const leaves = stops[0]!.start - stops[0]!.travel
  return { stops, leaves, returns, wayBack, travelSeconds: travelSeconds + wayBack, pause: findPause(day, stops, { free, wayBack }) }
}

/** Work that goes on lasts until now at least; whoever is on the way has all of it before them. */
function timesOf(visit: DayVisit, arrival: number, now = -Infinity): { start: number; end: number } {
  if (visit.status === 'inProgress') return { start: visit.start, end: Math.max(now, visit.start + visit.seconds) }
  if (!isPlanned(visit) && !isUnderWay(visit)) return { start: visit.start, end: visit.start + visit.seconds }
  const begun = visit.status === 'onTheWay'
  const earliest = begun || (!visit.held && visit.start < now - GRACE) ? now : -Infinity
  const start = Math.max(visit.start, begun ? -Infinity : arrival, earliest)
  return { start, end: start + visit.seconds }
}

/** The first gap that is longer than its way by the break, where it may begin in time. Who drives on afterwards has the rest of the way still before them. */
function findPause({ break: due, shift }: TechnicianDay, stops: readonly Stop[], last: { free: number; wayBack: number }): Span | null {
  if (!due || !shift) return null
  let free = shift.from
  const gaps = stops.map(({ travel, start, end }) => {
    const gap = { from: free, to: start, travel }
    free = end
    return gap
  })
  // Whoever is late at the end of the day already is not made later by the break: there is none.
  for (const { from, to, travel } of [...gaps, { from: last.free, to: shift.to, travel: last.wayBack }]) {
    const begin = Math.max(from, due.window.from)
    if (begin <= Math.min(due.window.to, to - due.seconds) + ROUNDING && to - from - travel >= due.seconds - ROUNDING) return { from: begin, to: begin + due.seconds }
  }
  return null
}
