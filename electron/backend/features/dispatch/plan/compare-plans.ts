/** Which of two plans is the better one, and what a person reads about going from one to the other. */
import type { Plan, PlanGain, PlanJob, PlanProblem, VisitChange } from './plan-port.ts'

/** Pinned jobs outweigh each priority (0 to 9). */
const PINNED_RANK = 10
/** Seconds that a start may differ before a person calls it another time. */
const MINUTE = 60
/** Seconds of travel below which two plans are as long: sums of fractions in another order. */
const ROUNDING = 1e-6

export const rankOf = ({ pinned, priority }: PlanJob): number => (pinned?.technician !== undefined || pinned?.start !== undefined ? PINNED_RANK : priority)

/** @returns below 0 when the first is better, above 0 when the second is, 0 when they are worth the same */
export function comparePlans(problem: PlanProblem, one: Plan, other: Plan): number {
  const missing = unassignedByRank(problem, one)
  const missingThere = unassignedByRank(problem, other)
  for (let rank = PINNED_RANK; rank >= 0; rank -= 1) if (missing[rank] !== missingThere[rank]) return missing[rank]! - missingThere[rank]!
  if (problem.minimise === 'vehicles' && one.totals.technicians !== other.totals.technicians) return one.totals.technicians - other.totals.technicians
  const difference = costOf(problem, one) - costOf(problem, other)
  return Math.abs(difference) <= ROUNDING ? 0 : difference
}

function unassignedByRank({ jobs }: PlanProblem, { unassigned }: Plan): number[] {
  const counts = Array.from({ length: PINNED_RANK + 1 }, () => 0)
  const ranks = new Map(jobs.map((job) => [job.id, rankOf(job)]))
  for (const { job } of unassigned) counts[ranks.get(job)!]! += 1
  return counts
}

/** @returns seconds of travel with fixed costs */
function costOf({ technicians }: PlanProblem, { routes, totals }: Plan): number {
  const sent = new Set(routes.map(({ technician }) => technician))
  return technicians.reduce((sum, { id, fixedCost = 0 }) => sum + (sent.has(id) ? fixedCost : 0), totals.travelSeconds)
}

export function gainOf(before: Plan, after: Plan): PlanGain {
  const changes = changesBetween(before, after)
  const minutes = (before.totals.travelSeconds - after.totals.travelSeconds) / MINUTE
  return {
    minutesOfTravel: minutes,
    promisesKept: after.totals.promisesKept - before.totals.promisesKept,
    visits: after.totals.visits - before.totals.visits,
    technicians: before.totals.technicians - after.totals.technicians,
    meters: before.totals.meters === null || after.totals.meters === null ? null : before.totals.meters - after.totals.meters,
    reassigned: changes.filter((change) => change.before.technician !== change.after.technician),
    moved: changes.filter((change) => change.before.technician === change.after.technician && Math.abs((change.before.start ?? 0) - (change.after.start ?? 0)) >= MINUTE),
  }
}

function changesBetween(before: Plan, after: Plan): VisitChange[] {
  const was = partsIn(before)
  return [...partsIn(after)].map(([job, part]) => ({ job, before: was.get(job) ?? { technician: null, start: null }, after: part }))
}

function partsIn({ routes, unassigned }: Plan): Map<string, VisitChange['after']> {
  const parts = new Map<string, VisitChange['after']>(unassigned.map(({ job }) => [job, { technician: null, start: null }]))
  for (const { technician, visits } of routes) for (const { job, start } of visits) parts.set(job, { technician, start })
  return parts
}
