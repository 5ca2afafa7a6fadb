/** How many iterations a number of seconds is worth. By the size of the problem alone, so that a seed gives the same plan everywhere. */
import { AppError } from '#shared/kernel/errors.ts'
import type { Budget, PlanProblem } from './plan-port.ts'

/**
 * Microseconds of one iteration on a slow machine that is busy with other things as well, by technicians and jobs together: a part
 * of its own, one for each place that is tried, and one for what no longer fits into the processor's cache. Two to three times what
 * was measured with 10 to 2,250 of them on an idle core, with breaks, an overbooked day and Solomon's instances among them.
 */
const iterationUs = (size: number): number => 3 + 0.13 * size + 0.000_18 * size ** 2

/**
 * @param budget above 0; of seconds, an idle machine needs less than half
 * @returns a whole number, at least 1
 * @throws AppError `validation` for a budget that is none
 */
export function iterationsFor({ jobs, technicians }: PlanProblem, budget: Budget): number {
  const [path, amount] = 'iterations' in budget ? ['iterations', budget.iterations] as const : ['seconds', budget.seconds] as const
  if (!(Number.isFinite(amount) && amount > 0)) throw new AppError('validation', { issues: [{ path, message: 'finite and above 0' }], detail: 'plan' })
  return Math.max(1, Math.floor(path === 'iterations' ? amount : (amount * 1e6) / iterationUs(jobs.length + technicians.length)))
}
