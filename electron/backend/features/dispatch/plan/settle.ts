/** The last step of each planner: what was found is checked, weighed against what was there, and compared for a person. */
import { AppError } from '#shared/kernel/errors.ts'
import { faultsInPlan, isFeasible } from './check-plan.ts'
import { comparePlans, gainOf } from './compare-plans.ts'
import type { Improvement, Plan, PlanProblem } from './plan-port.ts'
import { schedulePlan } from './schedule.ts'
import { reasonFor } from './unassigned.ts'

const unplanned = (problem: PlanProblem): Plan => schedulePlan(problem, [], problem.jobs.map((job) => ({ job: job.id, reason: reasonFor(problem, job) })))

/**
 * Answers what was found, or the plan that came where that is feasible and as good: nobody is called about a change that gains nothing.
 * @throws AppError `internal` when what was found breaks a rule
 */
export function settle(problem: PlanProblem, current: Plan | null, found: Plan, run: Pick<Improvement, 'iterations' | 'stopped'>): Improvement {
  const before = current ?? unplanned(problem)
  const wasFeasible = isFeasible(problem, before)
  const plan = wasFeasible && comparePlans(problem, before, found) <= 0 ? before : found
  const faults = plan === found ? faultsInPlan(problem, found) : []
  if (faults.length > 0) throw new AppError('internal', { detail: `the plan breaks rules: ${faults.slice(0, 3).map(({ rule, detail }) => `${rule} (${detail})`).join(', ')}` })
  return { plan, before: before.totals, gain: gainOf(before, plan), wasFeasible, ...run }
}
