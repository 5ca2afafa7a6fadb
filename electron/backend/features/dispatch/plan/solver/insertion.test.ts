/** The quick question, whether and where a job fits, against the slow one: each place tried out with the times of the whole route. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planProblem } from '../../../../../../tests/support/plan-problems.ts'
import { Random } from '../../../../demo/random.ts'
import { improve } from '../improve.ts'
import type { PlanJob, PlanProblem, PlanTechnician } from '../plan-port.ts'
import { timeRoute } from '../schedule.ts'
import { canDoAlone, mayDo } from '../unassigned.ts'
import { beginWith } from './begin-with.ts'
import { compile } from './compile.ts'
import { findPlace, makeFound } from './insertion.ts'
import { emptyRoutes } from './routes.ts'

/** A place is overlooked once in a hundred times, so that all of these overlook the best one hardly ever. */
const LOOKS = 8

function slowly({ travel }: PlanProblem, technician: PlanTechnician, jobs: readonly PlanJob[], job: PlanJob): number {
  const driven = (list: readonly PlanJob[]): number => [...list.map(({ place }) => place), technician.end].reduce(({ at, sum }, to) => ({ at: to, sum: sum + travel.seconds[at * travel.places + to]! }), { at: technician.start, sum: 0 }).sum
  const load = [...jobs, job].reduce((sum, { demand = 0 }) => sum + demand, 0)
  if (!mayDo(technician, job) || !canDoAlone(travel, technician, job) || load > (technician.capacity ?? Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY
  const places = Array.from({ length: jobs.length + 1 }, (_, at) => [...jobs.slice(0, at), job, ...jobs.slice(at)])
  return Math.min(Number.POSITIVE_INFINITY, ...places.filter((list) => timeRoute(travel, technician, list).late === 0).map((list) => driven(list) - driven(jobs)))
}

it('finds a place exactly where one is, and the cheapest', () => fc.assert(fc.asyncProperty(planProblem, fc.nat(), async (problem, seed) => {
  const { plan } = await improve({ ...problem, minimise: 'travel' }, null, { seed, iterations: 20 })
  const compiled = compile(problem)
  const jobs = new Map(problem.jobs.map((job) => [job.id, job]))
  for (const out of plan.routes.flatMap(({ visits }) => visits.map(({ job }) => job))) {
    const routes = emptyRoutes(compiled)
    const without = { ...plan, routes: plan.routes.map((route) => ({ ...route, visits: route.visits.filter(({ job }) => job !== out) })) }
    beginWith(problem, compiled, routes, without)
    const busy = without.routes.filter(({ visits }) => visits.length > 0)
    // Travel that breaks the triangle's rule can make a route late that was not before its visit was taken out.
    if (busy.some(({ technician, visits }) => timeRoute(problem.travel, problem.technicians.find(({ id }) => id === technician)!, visits.map(({ job }) => jobs.get(job)!)).late > 0)) continue
    const expected = Math.min(Number.POSITIVE_INFINITY, ...busy.map(({ technician, visits }) => slowly(problem, problem.technicians.find(({ id }) => id === technician)!, visits.map(({ job }) => jobs.get(job)!), jobs.get(out)!)))
    const found = makeFound(compiled)
    const costs = Array.from({ length: LOOKS }, (_, look) => {
      findPlace(compiled, routes, problem.jobs.findIndex(({ id }) => id === out), 0, new Random(seed, look, 1), found)
      return found.cost
    })
    expect(Math.min(...costs)).toBe(expected)
  }
}), { numRuns: 100 }))
