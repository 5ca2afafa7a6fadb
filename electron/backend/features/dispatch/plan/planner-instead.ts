/** A planner that may fail, such as an operator's server, and one that plans the day in its place. */
import { incompatible } from './vroom-answer.ts'
import type { Planner } from './plan-port.ts'

export type PlannerInstead = Planner & {
  /** The second has answered in place of the first. */
  readonly failed: boolean
}

/** After its first failure the first one is not asked again: each further question could be as long a wait. @param onFault told once */
export function plannerInstead(first: Planner, second: Planner, onFault: (error: unknown) => void): PlannerInstead {
  let failed = false
  return {
    get failed() {
      return failed
    },
    improve: async (problem, current, options) => {
      if (failed) return second.improve(problem, current, options)
      try {
        return await first.improve(problem, current, options)
      } catch (error) {
        failed = true
        onFault(error)
        return second.improve(problem, current, options)
      }
    },
  }
}

/** Where all that is pinned can be kept, an answer that gives one of these up is none. @throws AppError `incompatible` beside the planner's own */
export const keepingPins = ({ improve }: Planner): Planner => ({
  improve: async (problem, current, options) => {
    const found = await improve(problem, current, options)
    const left = new Set(found.plan.unassigned.map(({ job }) => job))
    if (!found.stopped && problem.jobs.some(({ id, pinned }) => pinned !== undefined && left.has(id))) throw incompatible('its plan has no place for what is pinned')
    return found
  },
})
