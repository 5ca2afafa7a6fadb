import { describe, expect, it } from 'vitest'
import { comparePlans, gainOf } from './compare-plans.ts'
import type { PlanJob, PlanProblem, PlanTechnician } from './plan-port.ts'
import { schedulePlan } from './schedule.ts'

const technician = (id: string, fields: Partial<PlanTechnician> = {}): PlanTechnician => ({ id, start: 0, end: 0, shift: { from: 0, to: 36_000 }, skills: [], ...fields })
const job = (id: string, place: number, fields: Partial<PlanJob> = {}): PlanJob => ({ id, place, service: 600, windows: [{ from: 0, to: 36_000 }], skills: [], priority: 0, ...fields })
/** Along a road, ten minutes between neighbours, ten kilometres. */
const meters = Float64Array.from({ length: 16 }, (_, cell) => Math.abs((cell % 4) - Math.floor(cell / 4)) * 10_000)
const problem: PlanProblem = {
  minimise: 'travel',
  technicians: [technician('ada'), technician('ben', { fixedCost: 5_000 })],
  jobs: [job('near', 1), job('middle', 2, { priority: 1 }), job('far', 3, { pinned: { technician: 'ada' } })],
  travel: { places: 4, seconds: meters.map((one) => (one * 600) / 10_000), meters },
}
const plan = (ada: string[], ben: string[] = [], given = problem) => schedulePlan(given, [{ technician: 'ada', jobs: ada }, { technician: 'ben', jobs: ben }],
  given.jobs.filter(({ id }) => ![...ada, ...ben].includes(id)).map(({ id }) => ({ job: id, reason: 'noRoom' })))
const all = plan(['near', 'middle', 'far'])

describe('of two plans', () => {
  it.each([
    ['nobody is left out', all, plan(['middle', 'far'])],
    ['the lower priority is left out', plan(['middle', 'far']), plan(['near', 'far'])],
    ['what is pinned stays, whatever else', plan(['far']), plan(['near', 'middle'])],
    ['travel is shorter', all, plan(['middle', 'near', 'far'])],
    ['fixed costs count as travel', all, plan(['middle', 'far'], ['near'])],
  ])('the better is where %s', (_, better, worse) => {
    expect(comparePlans(problem, better, worse)).toBeLessThan(0)
    expect(comparePlans(problem, worse, better)).toBeGreaterThan(0)
  })

  it('neither is better where only the times differ', () => {
    expect(comparePlans(problem, all, plan(['far', 'middle', 'near']))).toBe(0)
  })

  it('fewer technicians come before travel when that is asked', () => {
    const split: PlanProblem = { ...problem, technicians: [technician('ada'), technician('ben', { start: 1, end: 1 })] }
    const one = plan(['near', 'middle', 'far'], [], split)
    const two = plan(['middle', 'far'], ['near'], { ...split, technicians: [technician('ada', { start: 2, end: 2 }), technician('ben', { start: 1, end: 1 })] })
    expect(comparePlans({ ...split, minimise: 'travel' }, one, two)).toBeGreaterThan(0)
    expect(comparePlans({ ...split, minimise: 'vehicles' }, one, two)).toBeLessThan(0)
  })
})

describe('what a plan gains', () => {
  it('is said in minutes, promises, people and moves', () => {
    const before = plan(['far', 'near'], ['middle'])
    expect(gainOf(before, all)).toEqual({
      minutesOfTravel: 40,
      promisesKept: 0,
      visits: 0,
      technicians: 1,
      meters: 40_000,
      reassigned: [{ job: 'middle', before: { technician: 'ben', start: 1_200 }, after: { technician: 'ada', start: 1_800 } }],
      moved: [
        { job: 'near', before: { technician: 'ada', start: 3_600 }, after: { technician: 'ada', start: 600 } },
        { job: 'far', before: { technician: 'ada', start: 1_800 }, after: { technician: 'ada', start: 3_000 } },
      ],
    })
  })

  it('is a loss where somebody loses their visit', () => {
    expect(gainOf(all, plan(['middle', 'far']))).toMatchObject({ visits: -1, promisesKept: -1, reassigned: [{ job: 'near', after: { technician: null, start: null } }] })
  })
})
