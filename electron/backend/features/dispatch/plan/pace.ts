/** How many iterations a number of seconds is worth. By the size of the problem alone, so that a seed gives the same plan everywhere. */
import type { Budget, PlanProblem } from './plan-port.ts'

/** Microseconds of one iteration on two slow cores, measured on Solomon's instances: a part of its own, and one for each place that is tried. */
const ITERATION_US = 8
const PLACE_US = 0.15

/** @returns a whole number, at least 1. @param seconds above 0; a machine as slow as the measured one needs about that long */
export function iterationsFor({ jobs, technicians }: PlanProblem, budget: Budget): number {
  if ('iterations' in budget) return Math.max(1, Math.floor(budget.iterations))
  return Math.max(1, Math.floor((budget.seconds * 1e6) / (ITERATION_US + PLACE_US * (jobs.length + technicians.length))))
}
