/** One technician's one day, as far as it is decided: what is left of it is what can be offered. Seconds since the epoch. */
import type { Density, TravelPlace } from '#shared/features/dispatch/travel.ts'

/** Stands behind one name, so that tests and operators' own road times can take its place. Whole seconds. */
export type Way = (from: TravelPlace | null, to: TravelPlace | null, density: Density) => number

/** Where the technician is from one moment to another: at a job, or kept for a caller who is about to book. */
export type Stop = { from: number; to: number; place: TravelPlace | null }
/** How long, and between which moments it may begin. Taken between two stops, also on the road. */
export type Pause = { seconds: number; from: number; to: number }

/** `kept`: of the visit that is to be moved; the stops are those without it. */
export type DayPlan = { from: number; to: number; pause: Pause | null; home: TravelPlace; density: Density; stops: readonly Stop[]; kept: { from: number; to: number } | null }
export type OpenDay = DayPlan & {
  /** The way to each stop, and last the way home: one more than there are stops. */
  ways: readonly number[]
  /** Of each of these gaps, whether the break has room in it. */
  pauseFits: readonly boolean[]
  /** Seconds of work and driving. */
  busy: number
}

/** What lies before the `index`-th stop: from being free to having to be there. Nothing before the shift nor behind it, where only the board plans. */
export const gapAt = ({ from, to, stops }: DayPlan, index: number): { from: number; to: number } =>
  ({ from: index === 0 ? from : Math.max(from, (stops[index - 1] as Stop).to), to: index === stops.length ? to : Math.min(to, (stops[index] as Stop).from) })

/** @param stops in the order of time, none over another */
export function openDay(plan: DayPlan, way: Way): OpenDay {
  const { stops, home, density } = plan
  const ways = stops.length === 0 ? [0] : Array.from({ length: stops.length + 1 }, (_, index) => way(index === 0 ? home : (stops[index - 1] as Stop).place, index === stops.length ? home : (stops[index] as Stop).place, density))
  const pauseFits = ways.map((seconds, index) => {
    const gap = gapAt(plan, index)
    return hasPause(plan.pause, gap.from, gap.to, seconds)
  })
  return { ...plan, ways, pauseFits, busy: stops.reduce((sum, stop) => sum + stop.to - stop.from, 0) + ways.reduce((sum, seconds) => sum + seconds, 0) }
}

/** Whether the break has room between two moments beside `seconds` of driving. */
export const hasPause = (pause: Pause | null, from: number, to: number, seconds: number): boolean =>
  pause === null || (to - from - seconds >= pause.seconds && Math.max(from, pause.from) <= Math.min(pause.to, to - pause.seconds))
