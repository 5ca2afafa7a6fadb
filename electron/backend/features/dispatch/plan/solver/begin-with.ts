/** Puts the plan that came into the routes, as far as it can be kept. */
import type { Plan, PlanJob, PlanProblem } from '../plan-port.ts'
import { rankOf } from '../compare-plans.ts'
import { timeRoute } from '../schedule.ts'
import type { Compiled } from './compile.ts'
import type { Routes } from './routes.ts'
import { fill } from './undo.ts'

/** Where a route cannot be driven as it came, jobs are kept by rank as long as they fit; the others are among the absent. */
export function beginWith(problem: PlanProblem, compiled: Compiled, routes: Routes, plan: Plan): void {
  const technicians = new Map(problem.technicians.map(({ id }, index) => [id, index]))
  const jobs = new Map(problem.jobs.map(({ id }, index) => [id, index]))
  const placed = new Set<number>()
  for (const { technician, visits } of plan.routes) {
    const route = technicians.get(technician)
    if (route === undefined || routes.size[route]! > 0) continue
    const wanted = visits.map(({ job }) => jobs.get(job)).filter((job): job is number => job !== undefined && !placed.has(job) && compiled.eligible[job * compiled.technicians + route] === 1)
    const kept = keepable(problem, route, [...new Set(wanted)])
    for (const job of kept) placed.add(job)
    fill(compiled, routes, route, Int32Array.from(kept), 0, kept.length)
  }
  const absent = compiled.plannable.filter((job) => !placed.has(job))
  routes.absent.set(absent)
  routes.absentCount = absent.length
}

function keepable({ technicians, jobs, travel }: PlanProblem, route: number, wanted: readonly number[]): number[] {
  const technician = technicians[route]!
  const goes = (list: readonly number[]): boolean => {
    const own = list.map((job) => jobs[job] as PlanJob)
    const load = own.reduce((sum, { demand = 0 }) => sum + demand, 0)
    return load <= (technician.capacity ?? Number.POSITIVE_INFINITY) && timeRoute(travel, technician, own).late === 0
  }
  if (goes(wanted)) return [...wanted]
  const kept = new Set<number>()
  for (const job of [...wanted].sort((one, other) => rankOf(jobs[other]!) - rankOf(jobs[one]!))) {
    kept.add(job)
    if (!goes(wanted.filter((one) => kept.has(one)))) kept.delete(job)
  }
  return wanted.filter((job) => kept.has(job))
}
