/**
 * The windows that can be promised, best first. What a window costs is the driving that its best technician has more, what it takes
 * from a day that is nearly full (there is always a caller tomorrow who needs that day), and the customer's wait, or the emptiest day
 * would always win, which is the last one. Of equal ones the sooner.
 */
import { approachOf, bestInsertion, type Insertion, type Visit, type Window } from './insertion.ts'
import type { OpenDay, Way } from './open-day.ts'

/** What the last free minute of a day is worth, in seconds of driving; by the square of how full the day would be. */
export const FULL_DAY_SECONDS = 1_200
/** What a day of waiting is worth. */
export const WAIT_DAY_SECONDS = 180
const DAY_SECONDS = 86_400

/** One technician's one day, and the windows that lie over it. */
export type Candidate = { technicianId: string; day: OpenDay; windows: readonly Window[] }

export type Ranked = {
  window: Window
  technicianId: string
  insertion: Insertion
  /** How full that technician's day would be: 0 to 1, above where the board has overbooked it. */
  fullness: number
  cost: number
  /** How many technicians could come. */
  choices: number
}

/** @param candidates of windows that are the same object each time @param most windows answered */
export function rankWindows(candidates: readonly Candidate[], visit: Visit, way: Way, most: number): Ranked[] {
  const best = new Map<Window, Ranked>()
  for (const { technicianId, day, windows } of candidates) {
    const approach = approachOf(day, visit, way)
    for (const window of windows) {
      const insertion = bestInsertion(day, visit, window, approach)
      if (insertion) keepBetter(best, rank(technicianId, day, visit, window, insertion))
    }
  }
  return [...best.values()].sort((one, other) => one.cost - other.cost || one.window.from - other.window.from || one.window.to - other.window.to).slice(0, most)
}

function rank(technicianId: string, day: OpenDay, visit: Visit, window: Window, insertion: Insertion): Ranked {
  const fullness = (day.busy + visit.seconds + insertion.added) / Math.max(1, day.to - day.from - (day.pause?.seconds ?? 0))
  return { window, technicianId, insertion, fullness, cost: insertion.added + FULL_DAY_SECONDS * fullness ** 2 + waitOf(visit, window), choices: 1 }
}

const waitOf = ({ earliest }: Visit, { from }: Window): number => (Math.max(0, from - earliest) / DAY_SECONDS) * WAIT_DAY_SECONDS

function keepBetter(best: Map<Window, Ranked>, fresh: Ranked): void {
  const known = best.get(fresh.window)
  const choices = (known?.choices ?? 0) + 1
  best.set(fresh.window, { ...(known && known.cost <= fresh.cost ? known : fresh), choices })
}
