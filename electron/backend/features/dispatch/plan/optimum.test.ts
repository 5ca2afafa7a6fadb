/** Days so small that all plans can be looked at: what is found is the best of them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planProblem } from '../../../../../tests/support/plan-problems.ts'
import { isFeasible } from './check-plan.ts'
import { comparePlans } from './compare-plans.ts'
import { improve } from './improve.ts'
import { iterationsFor } from './pace.ts'
import type { Plan, PlanProblem } from './plan-port.ts'
import { schedulePlan } from './schedule.ts'

const RUNS = 40
const JOBS = 4
const TECHNICIANS = 2

/** No detour is faster than the direct way, as on roads. */
function onRoads({ travel, ...problem }: PlanProblem): PlanProblem {
  const { places } = travel
  const seconds = travel.seconds.map((cell, index) => (Math.floor(index / places) === index % places ? 0 : cell))
  for (let over = 0; over < places; over += 1) for (let cell = 0; cell < seconds.length; cell += 1) seconds[cell] = Math.min(seconds[cell]!, seconds[Math.floor(cell / places) * places + over]! + seconds[over * places + (cell % places)]!)
  return { ...problem, jobs: problem.jobs.slice(0, JOBS), technicians: problem.technicians.slice(0, TECHNICIANS), travel: { places, seconds } }
}

/** Each job nowhere, or at each place of each route. */
function* allOrders(jobs: readonly string[], routes: readonly (readonly string[])[]): Iterable<readonly (readonly string[])[]> {
  const [job, ...rest] = jobs
  if (job === undefined) return void (yield routes)
  yield* allOrders(rest, routes)
  for (const [index, route] of routes.entries()) for (let at = 0; at <= route.length; at += 1) yield* allOrders(rest, routes.with(index, [...route.slice(0, at), job, ...route.slice(at)]))
}

function bestOfAll(problem: PlanProblem): Plan {
  const plans = Array.from(allOrders(problem.jobs.map(({ id }) => id), problem.technicians.map(() => [])), (routes) => {
    const orders = routes.map((jobs, index) => ({ technician: problem.technicians[index]!.id, jobs }))
    return schedulePlan(problem, orders, problem.jobs.filter(({ id }) => !routes.flat().includes(id)).map(({ id }) => ({ job: id, reason: 'noRoom' })))
  })
  return plans.filter((plan) => isFeasible(problem, plan)).reduce((best, plan) => (comparePlans(problem, plan, best) < 0 ? plan : best))
}

describe('a small day', () => {
  it('gets the best of all plans', () => fc.assert(fc.asyncProperty(planProblem, fc.nat(), async (given, seed) => {
    const problem = onRoads(given)
    if (problem.jobs.some(({ pinned }) => pinned?.technician !== undefined && !problem.technicians.some(({ id }) => id === pinned.technician))) return
    const { plan } = await improve(problem, null, { seed, iterations: 1_000 })
    expect(comparePlans(problem, plan, bestOfAll(problem))).toBe(0)
  }), { numRuns: RUNS }))
})

describe('the budget', () => {
  const day = (jobs: number): PlanProblem => ({ minimise: 'travel', technicians: [], travel: { places: 0, seconds: new Float64Array() }, jobs: Array.from({ length: jobs }, (_, index) => ({ id: `${index}`, place: 0, service: 0, windows: [], skills: [], priority: 0 })) })

  it('in iterations is what was said; in seconds it goes by the size alone, and less fits with more to do', () => {
    expect([iterationsFor(day(5), { iterations: 17 }), iterationsFor(day(5), { iterations: 0.2 })]).toEqual([17, 1])
    for (const budget of [{ iterations: 0 }, { seconds: Number.NaN }, { seconds: Number.POSITIVE_INFINITY }]) expect(() => iterationsFor(day(5), budget)).toThrow('validation')
    const fits = [10, 100, 1_000].map((jobs) => iterationsFor(day(jobs), { seconds: 10 }))
    expect(fits).toEqual([...fits].sort((one, other) => other - one))
    expect(iterationsFor(day(100), { seconds: 20 }) / fits[1]!).toBeCloseTo(2, 3)
  })
})
