/** Where a visit fits into a day that stays as it is: nobody else is moved for it. */
import { gapAt, hasPause, type OpenDay, type Stop, type Way } from './open-day.ts'
import type { TravelPlace } from '#shared/features/dispatch/travel.ts'

/** Visits begin at whole five minutes. */
export const GRID_SECONDS = 300

export type Visit = {
  place: TravelPlace | null
  /** At the customer's. */
  seconds: number
  /** Not before this moment. */
  earliest: number
}
/** Within which the work begins. */
export type Window = { from: number; to: number }

export type Insertion = {
  start: number
  /** Seconds of driving more than without it. */
  added: number
  /** Seconds of the way there. */
  to: number
  /** Where the technician comes from, or goes to next: whichever is nearer. `at`: when they leave there, or have to be there. */
  near: { what: 'after' | 'before' | 'home'; seconds: number; at: number }
}

/** The ways from each stop to the visit and on to the next, each asked for once however many windows are tried. */
export type Approach = { to(index: number): number; on(index: number): number }

export function approachOf(day: OpenDay, { place }: Visit, way: Way): Approach {
  const [to, on]: [number[], number[]] = [[], []]
  return {
    to: (index) => (to[index] ??= way(index === 0 ? day.home : (day.stops[index - 1] as Stop).place, place, day.density)),
    on: (index) => (on[index] ??= way(place, index === day.stops.length ? day.home : (day.stops[index] as Stop).place, day.density)),
  }
}

/** The one that adds the least driving, and the earliest of those. @returns null where there is none */
export function bestInsertion(day: OpenDay, visit: Visit, window: Window, approach: Approach): Insertion | null {
  let best: Insertion | null = null
  for (let index = 0; index <= day.stops.length; index += 1) {
    const found = insertionAt(day, index, visit, window, approach)
    if (found && (!best || found.added < best.added)) best = found
  }
  return best
}

/** The visit that is moved lies there until it has moved. */
const isKept = (kept: NonNullable<OpenDay['kept']>, start: number, seconds: number): boolean => start < kept.to && start + seconds > kept.from

function insertionAt(day: OpenDay, index: number, visit: Visit, window: Window, approach: Approach): Insertion | null {
  const gap = gapAt(day, index)
  const last = Math.min(gap.to - visit.seconds, window.to)
  if (last < Math.max(gap.from, window.from, visit.earliest)) return null
  const [to, on] = [approach.to(index), approach.on(index)]
  const place: Place = { gap, to, on, seconds: visit.seconds, from: Math.max(gap.from + to, window.from, visit.earliest), last: Math.min(gap.to - on - visit.seconds, window.to) }
  const first = firstStart(day, index, place)
  // Each start from there on lies over it, until it is over.
  const start = first !== null && day.kept && isKept(day.kept, first, visit.seconds) ? firstStart(day, index, { ...place, from: day.kept.to }) : first
  return start === null ? null : { start, added: to + on - (day.ways[index] as number), to, near: nearOf(day.stops[index - 1], day.stops[index], to, on, start) }
}

type Place = { gap: { from: number; to: number }; to: number; on: number; seconds: number; from: number; last: number }

/** The break is elsewhere, or behind the visit, or before it: in this order, which is the order of the starts. */
function firstStart(day: OpenDay, index: number, { gap, to, on, seconds, from, last }: Place): number | null {
  const first = onGrid(from)
  if (first > last) return null
  const { pause } = day
  if (pause === null || day.pauseFits.some((fits, other) => fits && other !== index)) return first
  if (hasPause(pause, first + seconds, gap.to, on)) return first
  const behindBreak = onGrid(Math.max(from, gap.from + to + pause.seconds, Math.max(gap.from, pause.from) + pause.seconds))
  return behindBreak <= last && hasPause(pause, gap.from, behindBreak, to) ? behindBreak : null
}

const onGrid = (seconds: number): number => Math.ceil(seconds / GRID_SECONDS) * GRID_SECONDS

function nearOf(before: Stop | undefined, after: Stop | undefined, to: number, on: number, start: number): Insertion['near'] {
  if (before && (!after || to <= on)) return { what: 'after', seconds: to, at: before.to }
  if (after) return { what: 'before', seconds: on, at: after.from }
  return { what: 'home', seconds: to, at: start - to }
}
