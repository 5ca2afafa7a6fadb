/** Random days; a failure prints fast-check's seed and path, which replay it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planProblem } from '../../../../../tests/support/plan-problems.ts'
import { faultsInPlan, isFeasible } from './check-plan.ts'
import { comparePlans } from './compare-plans.ts'
import { improve } from './improve.ts'
import type { Plan, PlannedRoute, PlanProblem } from './plan-port.ts'
import { schedulePlan } from './schedule.ts'
import { mayDo, reasonFor } from './unassigned.ts'

const RUNS = 60
const ITERATIONS = 300
const seed = fc.nat()
const plan = async (problem: PlanProblem, current: Plan | null, seed: number, iterations = ITERATIONS) => (await improve(problem, current, { seed, iterations })).plan

/** Whatever comes: jobs at random on technicians at random, in no order. */
function anyPlan(problem: PlanProblem, dice: number[]): Plan {
  const orders = problem.technicians.map(({ id }) => ({ technician: id, jobs: [] as string[] }))
  const left = problem.jobs.filter(({ id }, index) => {
    const route = orders[(dice[index] ?? 0) % (orders.length + 1)]
    route?.jobs.push(id)
    return !route
  })
  return schedulePlan(problem, orders, left.map((job) => ({ job: job.id, reason: reasonFor(problem, job) })))
}

const days = (body: (problem: PlanProblem, seed: number, dice: number[]) => Promise<void>) =>
  fc.assert(fc.asyncProperty(planProblem, seed, fc.array(fc.nat(), { minLength: 14, maxLength: 14 }), body), { numRuns: RUNS })

describe('a plan that is improved', () => {
  it('keeps every rule, whatever it began with', () => days(async (problem, seed, dice) => {
    expect(faultsInPlan(problem, await plan(problem, null, seed))).toEqual([])
    expect(faultsInPlan(problem, await plan(problem, anyPlan(problem, dice), seed))).toEqual([])
  }))

  it('is never worse than a feasible one that it began with, and is that one when nothing is gained', () => days(async (problem, seed) => {
    const before = await plan(problem, null, seed, 1)
    const after = await plan(problem, before, seed + 1, 30)
    const difference = comparePlans(problem, after, before)
    expect(difference).toBeLessThanOrEqual(0)
    if (difference === 0) expect(after).toBe(before)
  }))

  it('lets nobody go who was pinned and placed', () => days(async (problem, seed) => {
    const before = await plan(problem, null, seed, 1)
    const after = await plan(problem, before, seed + 1, 30)
    const pinned = new Set(problem.jobs.filter((job) => job.pinned).map(({ id }) => id))
    const placed = ({ routes }: Plan): string[] => routes.flatMap(({ visits }) => visits.map(({ job }) => job)).filter((job) => pinned.has(job))
    expect(placed(after).length).toBeGreaterThanOrEqual(placed(before).length)
  }))

  it('is the same for the same seed, watched or not', () => days(async (problem, seed) => {
    const watched = await improve(problem, null, { seed, iterations: ITERATIONS, onProgress: () => undefined })
    expect(await plan(problem, null, seed)).toEqual(watched.plan)
  }))

  it('leaves nobody out whom an idle technician could do, and says why of the others', () => days(async (problem, seed) => {
    const { routes, unassigned } = await plan(problem, null, seed)
    const busy = new Set(routes.map(({ technician }) => technician))
    for (const { job: id, reason } of unassigned) {
      const job = problem.jobs.find((one) => one.id === id)!
      const able = problem.technicians.filter((technician) => mayDo(technician, job))
      const alone = able.filter((technician) => isFeasible({ ...problem, jobs: [job] }, schedulePlan({ ...problem, jobs: [job] }, [{ technician: technician.id, jobs: [id] }], [])))
      expect(reason).toBe(able.length === 0 ? 'skills' : alone.length === 0 ? 'outOfReach' : 'noRoom')
      expect(alone.filter((technician) => !busy.has(technician.id))).toEqual([])
    }
  }))

  it('is the best so far when it is stopped', () => fc.assert(fc.asyncProperty(planProblem, seed, async (problem, seed) => {
    const stop = new AbortController()
    const { plan: stopped, ...run } = await improve(problem, null, { seed, iterations: 1_000_000, signal: stop.signal, onProgress: () => stop.abort() })
      .then((answer) => answer, () => expect.unreachable())
    expect(faultsInPlan(problem, stopped)).toEqual([])
    if (run.stopped) expect(run.iterations).toBeLessThan(1_000_000)
    expect(run.stopped || run.iterations === 0).toBe(true)
  }), { numRuns: 5 }))
})

/** One change after which no plan keeps every rule; null where there is nothing to change. */
const harms: Record<string, (route: PlannedRoute, rest: PlannedRoute[]) => PlannedRoute[] | null> = {
  'a visit is forgotten': (route, rest) => [{ ...route, visits: route.visits.slice(1) }, ...rest],
  'a visit comes twice': (route, rest) => [{ ...route, visits: [...route.visits, ...route.visits.slice(-1)] }, ...rest],
  'a visit is shortened': (route, rest) => [{ ...route, visits: route.visits.map((visit) => ({ ...visit, end: visit.end - 1 })) }, ...rest],
  'a visit begins the day before': (route, rest) => [{ ...route, visits: route.visits.map((visit) => ({ ...visit, arrival: visit.arrival - 86_400, start: visit.start - 86_400, end: visit.end - 86_400 })) }, ...rest],
  'they come home before they left': (route, rest) => [{ ...route, returns: route.leaves - 1 }, ...rest],
  'the break is given away': (route, rest) => (route.break ? [{ ...route, break: null }, ...rest] : null),
  'the break is cut short': (route, rest) => (route.break ? [{ ...route, break: { ...route.break, end: route.break.end - 60 } }, ...rest] : null),
  'a route goes to somebody who is not there': (route, rest) => [{ ...route, technician: 'eve' }, ...rest],
}

it.each(Object.entries(harms))('the checker catches each plan in which %s', (_, harm) => days(async (problem, seed) => {
  const good = await plan(problem, null, seed, 30)
  const [first, ...rest] = good.routes
  const routes = first ? harm(first, rest) : null
  if (routes) expect(isFeasible(problem, { ...good, routes })).toBe(false)
}))
