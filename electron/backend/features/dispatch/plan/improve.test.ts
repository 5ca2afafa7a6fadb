/** Days that a dispatcher would know the answer to. */
import { describe, expect, it } from 'vitest'
import { improve } from './improve.ts'
import type { Plan, PlanJob, PlanProblem, PlanTechnician } from './plan-port.ts'
import { schedulePlan } from './schedule.ts'

const HOUR = 3_600
const MINUTE = 60
const technician = (id: string, start: number, fields: Partial<PlanTechnician> = {}): PlanTechnician => ({ id, start, end: start, shift: { from: 8 * HOUR, to: 17 * HOUR }, skills: [], ...fields })
const job = (id: string, place: number, fields: Partial<PlanJob> = {}): PlanJob => ({ id, place, service: HOUR, windows: [{ from: 8 * HOUR, to: 16 * HOUR }], skills: [], priority: 0, ...fields })
/** Ten places along a road, ten minutes from each to the next. */
const PLACES = 10
const travel = { places: PLACES, seconds: Float64Array.from({ length: PLACES ** 2 }, (_, cell) => Math.abs((cell % PLACES) - Math.floor(cell / PLACES)) * 10 * MINUTE) }
const day = (technicians: PlanTechnician[], jobs: PlanJob[], minimise: PlanProblem['minimise'] = 'travel'): PlanProblem => ({ technicians, jobs, travel, minimise })
const plan = (problem: PlanProblem, current: Plan | null = null) => improve(problem, current, { seed: 1, iterations: 2_000 })
const orders = ({ routes }: Plan): Record<string, string[]> => Object.fromEntries(routes.map(({ technician: id, visits }) => [id, visits.map((visit) => visit.job)]))

describe('the optimiser', () => {
  it('sends whoever lives there, or as few as go when that is asked', async () => {
    const homes = [technician('ada', 0), technician('ben', 9)]
    const jobs = [job('a', 1), job('b', 8)]
    expect(orders((await plan(day(homes, jobs))).plan)).toEqual({ ada: ['a'], ben: ['b'] })
    expect((await plan(day(homes, jobs, 'vehicles'))).plan.totals.technicians).toBe(1)
    const dear = homes.map((one) => ({ ...one, fixedCost: 10 * HOUR }))
    expect((await plan(day(dear, jobs))).plan.totals.technicians).toBe(1)
  })

  it('sends fewer also on a day on which somebody finds no place', async () => {
    const team = ['ada', 'ben', 'cem', 'dee'].map((id) => technician(id, 0, { skills: id === 'ada' ? ['tv'] : [] }))
    const both = ['x', 'y'].map((id) => job(id, 1, { skills: ['tv'], windows: [{ from: 9 * HOUR, to: 9 * HOUR }] }))
    const { plan: found } = await plan(day(team, [...both, ...['a', 'b', 'c', 'd'].map((id, index) => job(id, index + 2))], 'vehicles'))
    expect(found.unassigned).toEqual([{ job: expect.stringMatching(/[xy]/), reason: 'noRoom' }])
    expect(found.totals.technicians).toBe(1)
  })

  it('keeps the higher priority where only one can be kept, and a pinned job before both', async () => {
    const noon = [{ from: 12 * HOUR, to: 12 * HOUR }]
    const jobs = [job('low', 1, { windows: noon }), job('high', 1, { windows: noon, priority: 1 })]
    expect(orders((await plan(day([technician('ada', 0)], jobs))).plan)).toEqual({ ada: ['high'] })
    const pinned = job('pinned', 1, { pinned: { start: 12 * HOUR } })
    expect(orders((await plan(day([technician('ada', 0)], [...jobs, pinned]))).plan)).toEqual({ ada: ['pinned'] })
  })

  it('takes a pin for the word of somebody who has weighed skills and promises', async () => {
    const { plan: found } = await plan(day([technician('ada', 0), technician('ben', 9, { skills: ['tv'] })], [job('a', 9, { skills: ['tv'], windows: [{ from: 8 * HOUR, to: 9 * HOUR }], pinned: { technician: 'ada', start: 14 * HOUR } })]))
    expect(found.routes).toMatchObject([{ technician: 'ada', visits: [{ start: 14 * HOUR }] }])
    expect(found.totals.promisesKept).toBe(0)
  })

  it('says what a plan gains, and moves nobody for nothing', async () => {
    const problem = day([technician('ada', 0), technician('ben', 9)], [job('a', 1), job('b', 8)])
    const crossed = schedulePlan(problem, [{ technician: 'ada', jobs: ['b'] }, { technician: 'ben', jobs: ['a'] }], [])
    const { plan: found, gain, before, wasFeasible } = await plan(problem, crossed)
    expect({ before: before.travelSeconds / MINUTE, after: found.totals.travelSeconds / MINUTE, gain: gain.minutesOfTravel, reassigned: gain.reassigned.map((change) => change.job).sort(), wasFeasible }).toEqual({ before: 320, after: 40, gain: 280, reassigned: ['a', 'b'], wasFeasible: true })
    expect((await plan(problem, found)).plan).toBe(found)
  })

  it('gives the visits of somebody who fell ill to the others, and the rest stay where they are', async () => {
    const team = [technician('ada', 0), technician('ben', 9), technician('cem', 5)]
    const problem = day(team, [job('a', 1), job('b', 8), job('c', 5), job('d', 4, { windows: [{ from: 8 * HOUR, to: 8.5 * HOUR }] })])
    const { plan: morning } = await plan(problem)
    const { plan: found, gain, wasFeasible } = await plan({ ...problem, technicians: team.filter(({ id }) => id !== 'cem') }, morning)
    expect(wasFeasible).toBe(false)
    expect(gain).toMatchObject({ visits: -1, promisesKept: -1, technicians: 1 })
    expect(found.unassigned).toEqual([{ job: 'd', reason: 'outOfReach' }])
    expect(gain.reassigned.map((change) => [change.job, change.before.technician])).toEqual(expect.arrayContaining([['c', 'cem'], ['d', 'cem']]))
  })

  it.each([
    ['skills', job('a', 1, { skills: ['tv'] })],
    ['outOfReach', job('a', 9, { windows: [{ from: 0, to: 9 * HOUR }] })],
    ['outOfReach', job('a', 1, { service: 10 * HOUR })],
  ] as const)('says why a job has no place: %s', async (reason, one) => {
    expect((await plan(day([technician('ada', 0)], [one]))).plan.unassigned).toEqual([{ job: 'a', reason }])
  })

  it('is done at once with nothing to do', async () => {
    expect(await plan(day([], []))).toMatchObject({ plan: { routes: [], unassigned: [] }, iterations: 0, stopped: false })
    expect((await plan(day([], [job('a', 1)]))).plan.unassigned).toEqual([{ job: 'a', reason: 'skills' }])
  })
})
