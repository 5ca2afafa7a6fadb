/** The optimiser in its own thread: the same answers, heard and stopped from here. */
import { describe, expect, it } from 'vitest'
import { faultsInPlan } from '../../../electron/backend/features/dispatch/plan/check-plan.ts'
import { improve } from '../../../electron/backend/features/dispatch/plan/improve.ts'
import { improveInWorker } from '../../../electron/backend/features/dispatch/plan/plan-in-worker.ts'
import type { PlanProblem, PlanProgress } from '../../../electron/backend/features/dispatch/plan/plan-port.ts'

const HOUR = 3_600
/** Thirty jobs in a ring, with four technicians who rest at noon. */
const problem: PlanProblem = {
  minimise: 'travel',
  technicians: ['ada', 'ben', 'cem', 'dee'].map((id, index) => ({ id, start: index * 7, end: index * 7, shift: { from: 8 * HOUR, to: 17 * HOUR }, skills: index < 2 ? ['fiber'] : [], break: { seconds: HOUR / 2, window: { from: 11 * HOUR, to: 13 * HOUR } } })),
  jobs: Array.from({ length: 30 }, (_, index) => ({ id: `job ${index}`, place: index, service: HOUR / 2, windows: [{ from: (8 + (index % 3) * 3) * HOUR, to: (11 + (index % 3) * 3) * HOUR }], skills: index % 5 === 0 ? ['fiber'] : [], priority: index % 2 })),
  travel: { places: 30, seconds: Float64Array.from({ length: 900 }, (_, cell) => 180 * Math.min((cell - Math.floor(cell / 30) + 30) % 30, (Math.floor(cell / 30) - cell + 900) % 30)) },
}

describe('the optimiser in a thread', () => {
  it('answers what it answers here, and tells how far it is', async () => {
    const heard: PlanProgress[] = []
    const there = await improveInWorker(problem, null, { seed: 7, iterations: 3_000, onProgress: (progress) => heard.push(progress) })
    expect(there).toEqual(await improve(problem, null, { seed: 7, iterations: 3_000 }))
    expect(heard.length).toBeGreaterThan(2)
    expect(heard.every(({ done, of }, index) => of === 3_000 && done > (heard[index - 1]?.done ?? 0))).toBe(true)
  })

  it('leaves this thread free, and stops at the signal with the best so far', async () => {
    let turns = 0
    const turning = setInterval(() => { turns += 1 }, 1)
    const { plan, stopped, iterations } = await improveInWorker(problem, null, { seed: 7, iterations: 1e9, signal: AbortSignal.timeout(400) })
    clearInterval(turning)
    expect({ stopped, some: iterations > 0 && iterations < 1e9, faults: faultsInPlan(problem, plan) }).toEqual({ stopped: true, some: true, faults: [] })
    expect(turns).toBeGreaterThan(20)
  })

  it('hears a signal that came before it began', async () => {
    const { plan, stopped } = await improveInWorker(problem, null, { seed: 7, iterations: 1e9, signal: AbortSignal.abort() })
    expect([stopped, faultsInPlan(problem, plan)]).toEqual([true, []])
  })

  it('hands on what is wrong with the problem', async () => {
    const wrong = { ...problem, jobs: [{ ...problem.jobs[0]!, place: 99 }] }
    await expect(improveInWorker(wrong, null, { seed: 7, iterations: 1 })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'jobs.0.place' }] } })
  })

  it('that stumbles is an error and no silence', async () => {
    const wrong = { ...problem, jobs: [{ ...problem.jobs[0]!, windows: null as unknown as [] }] }
    await expect(improveInWorker(wrong, null, { seed: 7, iterations: 1 })).rejects.toMatchObject({ code: 'internal' })
  })
})
