/** An operator's VROOM server as it should be, and as it should not. */
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { faultsInPlan, isFeasible } from '../../../electron/backend/features/dispatch/plan/check-plan.ts'
import { comparePlans } from '../../../electron/backend/features/dispatch/plan/compare-plans.ts'
import { builtInPlanner, improve } from '../../../electron/backend/features/dispatch/plan/improve.ts'
import type { PlanJob, PlanProblem, PlanTechnician } from '../../../electron/backend/features/dispatch/plan/plan-port.ts'
import { plannerInstead } from '../../../electron/backend/features/dispatch/plan/planner-instead.ts'
import { vroomPlanner } from '../../../electron/backend/features/dispatch/plan/vroom.ts'
import { planProblem } from '../../support/plan-problems.ts'
import { startVroomServer, type VroomMood, type VroomServer } from '../../support/vroom-server.ts'

const HOUR = 3_600
const technician: PlanTechnician = { id: 'ada', start: 0, end: 0, shift: { from: 28_800.5, to: 64_800 }, skills: ['fiber'], break: { seconds: 1_800, window: { from: 41_000, to: 45_000 } } }
const job = (id: string, place: number, fields: Partial<PlanJob> = {}): PlanJob => ({ id, place, service: HOUR, windows: [{ from: 32_400, to: 57_600 }], skills: [], priority: 0, ...fields })
const problem: PlanProblem = {
  minimise: 'vehicles',
  technicians: [technician, { ...technician, id: 'ben', skills: [], capacity: 3.5 }],
  jobs: [job('one', 1, { skills: ['fiber'], windows: [{ from: 0, to: 100 }, { from: 30_000.2, to: 40_000.8 }] }), job('two', 2, { skills: ['tv'], pinned: { technician: 'ben', start: 36_000 }, demand: 1.25 }), job('never', 2, { windows: [{ from: 0, to: 20_000 }] })],
  travel: { places: 3, seconds: Float64Array.from([0, 600.4, 900, 600, 0, 300, 900, 300, 0]) },
}
const options = { seed: 1, seconds: 1 }

let server: VroomServer
beforeAll(async () => { server = await startVroomServer() })
afterEach(() => { server.mood = 'well' })
afterAll(() => server.close())
const ask = (given = problem, timeoutMs = 10_000) => vroomPlanner({ url: server.url, timeoutMs }).improve(given, null, options)
const said = (mood: VroomMood, timeoutMs?: number) => {
  server.mood = mood
  return ask(problem, timeoutMs).then(() => expect.unreachable(), (error: unknown) => error)
}

describe('a VROOM server', () => {
  it('is asked in its own words: whole seconds from the first shift, pins as skills, fewer vehicles as their cost', async () => {
    const { plan } = await ask()
    expect(server.requests.at(-1)).toEqual({
      vehicles: [
        { id: 0, profile: 'car', start_index: 0, end_index: 0, time_window: [1, 36_000], skills: [1, 3], capacity: [1_250], breaks: [{ id: 0, service: 1_800, time_windows: [[12_200, 16_200]] }], costs: { fixed: 7_200 } },
        { id: 1, profile: 'car', start_index: 0, end_index: 0, time_window: [1, 36_000], skills: [4], capacity: [3_500], breaks: [{ id: 1, service: 1_800, time_windows: [[12_200, 16_200]] }], costs: { fixed: 7_200 } },
      ],
      jobs: [
        { id: 0, location_index: 1, service: HOUR, time_windows: [[1_201, 11_200]], skills: [1], priority: 0, delivery: [0] },
        { id: 1, location_index: 2, service: HOUR, time_windows: [[7_200, 7_200]], skills: [4], priority: 100, delivery: [1_250] },
      ],
      matrices: { car: { durations: [[0, 601, 900], [600, 0, 300], [900, 300, 0]] } },
    })
    expect(faultsInPlan(problem, plan)).toEqual([])
    expect(plan).toMatchObject({ totals: { visits: 2, technicians: 2 }, unassigned: [{ job: 'never', reason: 'outOfReach' }] })
  })

  it('of a newer version may say more', async () => {
    server.mood = 'newerVersion'
    expect((await ask()).plan.totals.visits).toBe(2)
  })

  it('plans random days that keep each rule', () => fc.assert(fc.asyncProperty(planProblem, async (given) => {
    const { plan } = await ask(given)
    expect(faultsInPlan(given, plan)).toEqual([])
  }), { numRuns: 60 }))

  it('that has nothing better leaves the plan as it was', async () => {
    const { plan: current } = await improve(problem, null, { seed: 1, iterations: 50 })
    server.mood = 'nothing'
    const { plan, gain } = await vroomPlanner({ url: server.url }).improve(problem, current, options)
    expect(plan).toBe(current)
    expect(gain).toMatchObject({ minutesOfTravel: 0, visits: 0, reassigned: [], moved: [] })
  })

  it.each([
    ['silent', 'offline', /within 50 ms/],
    ['dies', 'offline', /cannot be reached/],
    ['cutsOff', 'offline', /cannot be reached/],
    ['busy', 'offline', /503/],
    ['gateway', 'offline', /502/],
    ['redirects', 'offline', /cannot be reached/],
    ['notFound', 'incompatible', /404/],
    ['page', 'incompatible', /no JSON/],
    ['noJson', 'incompatible', /no JSON/],
    ['otherJson', 'incompatible', /routes/],
    ['strangeJob', 'incompatible', /job 999/],
    ['strangeVehicle', 'incompatible', /vehicle 999/],
    ['jobTwice', 'incompatible', /twice/],
    ['allToOne', 'incompatible', /pinnedTechnician/],
    ['inputError', 'validation', /Invalid skills/],
    ['internalError', 'internal', /bad_alloc/],
  ] as [VroomMood, string, RegExp][])('that is %s is an error of the house: %s', async (mood, code, detail) => {
    expect(await said(mood, mood === 'silent' ? 50 : 10_000)).toMatchObject({ code, data: { detail: expect.stringMatching(detail) } })
  })

  it('that is not there is offline', async () => {
    await expect(vroomPlanner({ url: 'http://127.0.0.1:9/' }).improve(problem, null, options)).rejects.toMatchObject({ code: 'offline' })
  })

  it('that fails is asked once, and the planner built in answers in its place', async () => {
    server.mood = 'silent'
    const told: unknown[] = []
    const planner = plannerInstead(vroomPlanner({ url: server.url, timeoutMs: 50 }), builtInPlanner, (error) => void told.push(error))
    const asked = server.requests.length
    const all = [await planner.improve(problem, null, options), await planner.improve(problem, null, options)].map(({ plan }) => plan)
    const { plan } = await improve(problem, null, options)
    expect(all).toEqual([plan, plan])
    expect([planner.failed, server.requests.length - asked, told]).toMatchObject([true, 1, [{ code: 'offline' }]])
    server.mood = 'well'
    const sound = plannerInstead(vroomPlanner({ url: server.url }), builtInPlanner, (error) => void told.push(error))
    await sound.improve(problem, null, options)
    expect([sound.failed, server.requests.length - asked, told.length], 'the control').toEqual([false, 2, 1])
  })

  it('is not waited for after the signal: what was there is answered', async () => {
    server.mood = 'silent'
    const { plan: current } = await improve(problem, null, { seed: 1, iterations: 50 })
    const stopped = await vroomPlanner({ url: server.url }).improve(problem, current, { ...options, signal: AbortSignal.timeout(50) })
    expect(stopped).toMatchObject({ stopped: true, plan: current })
    const before = { ...current, routes: current.routes.map((route) => ({ ...route, returns: 0 })) }
    const mended = await vroomPlanner({ url: server.url }).improve(problem, before, { ...options, signal: AbortSignal.abort() })
    expect(mended).toMatchObject({ stopped: true, wasFeasible: false })
    expect(isFeasible(problem, mended.plan) && comparePlans(problem, mended.plan, current) <= 0).toBe(true)
  })

  it('is not asked about nothing', async () => {
    const asked = server.requests.length
    expect((await ask({ ...problem, jobs: [] })).plan.routes).toEqual([])
    expect((await ask({ ...problem, technicians: [], jobs: [job('one', 1)] })).plan.unassigned).toEqual([{ job: 'one', reason: 'skills' }])
    expect((await ask({ ...problem, jobs: [job('never', 2, { windows: [{ from: 0, to: 20_000 }] })] })).plan.unassigned).toEqual([{ job: 'never', reason: 'outOfReach' }])
    expect(server.requests.length).toBe(asked)
  })
})
