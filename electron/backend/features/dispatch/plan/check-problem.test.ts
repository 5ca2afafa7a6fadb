import { describe, expect, it } from 'vitest'
import { isAppError } from '#shared/kernel/errors.ts'
import { checkProblem } from './check-problem.ts'
import type { PlanJob, PlanProblem, PlanTechnician } from './plan-port.ts'

const technician: PlanTechnician = { id: 'ada', start: 0, end: 1, shift: { from: 0, to: 100 }, skills: [], break: { seconds: 10, window: { from: 40, to: 60 } } }
const job: PlanJob = { id: 'one', place: 1, service: 0, windows: [{ from: 5, to: 5 }], skills: [], priority: 9 }
const problem = (technicians: Partial<PlanTechnician>[], jobs: Partial<PlanJob>[], cells: number[] = [0, 1, 1, 0]): PlanProblem => ({
  minimise: 'travel',
  technicians: technicians.map((fields) => ({ ...technician, ...fields })),
  jobs: jobs.map((fields) => ({ ...job, ...fields })),
  travel: { places: 2, seconds: Float64Array.from(cells) },
})

function pathOf(given: PlanProblem): string | null {
  try {
    checkProblem(given)
    return null
  } catch (error) {
    return isAppError(error, 'validation') ? (error.data.issues[0]?.path ?? '') : String(error)
  }
}

describe('a problem', () => {
  it('that makes sense passes, also without anybody and anything to do', () => {
    expect([pathOf(problem([{}], [{}])), pathOf(problem([], []))]).toEqual([null, null])
  })

  it.each([
    ['technicians', problem([{}, {}], [])],
    ['jobs', problem([{}], [{}, {}])],
    ['travel.seconds', problem([{}], [], [0, 1, 1])],
    ['travel.seconds.1', problem([{}], [], [0, Number.NaN, 1, 0])],
    ['travel.seconds.2', problem([{}], [], [0, 1, -1, 0])],
    ['technicians.0.start', problem([{ start: 2 }], [])],
    ['technicians.0.end', problem([{ end: 0.5 }], [])],
    ['technicians.0.shift', problem([{ shift: { from: 1, to: 0 } }], [])],
    ['technicians.0.capacity', problem([{ capacity: Number.POSITIVE_INFINITY }], [])],
    ['technicians.0.fixedCost', problem([{ fixedCost: -1 }], [])],
    ['technicians.0.break.seconds', problem([{ break: { seconds: 0, window: { from: 40, to: 60 } } }], [])],
    ['technicians.0.break.window', problem([{ break: { seconds: 1, window: { from: 60, to: 40 } } }], [])],
    ['technicians.0.break', problem([{ break: { seconds: 50, window: { from: 60, to: 70 } } }], [])],
    ['jobs.0.place', problem([{}], [{ place: -1 }])],
    ['jobs.0.service', problem([{}], [{ service: -1 }])],
    ['jobs.0.windows', problem([{}], [{ windows: [] }])],
    ['jobs.0.windows.0', problem([{}], [{ windows: [{ from: 2, to: Number.NaN }] }])],
    ['jobs.0.priority', problem([{}], [{ priority: 10 }])],
    ['jobs.0.priority', problem([{}], [{ priority: 0.5 }])],
    ['jobs.0.demand', problem([{}], [{ demand: -1 }])],
    ['jobs.0.pinned.start', problem([{}], [{ pinned: { start: Number.NaN } }])],
    ['jobs.0.pinned.technician', problem([{}], [{ pinned: { technician: 'eve' } }])],
  ])('is refused by %s', (path, given) => {
    expect(pathOf(given)).toBe(path)
  })

  it('with a thousand faults names twenty', () => {
    try {
      checkProblem(problem([{}], Array.from({ length: 1_000 }, (_, index) => ({ id: `${index}`, service: -1 }))))
    } catch (error) {
      expect(isAppError(error, 'validation') && error.data.issues).toHaveLength(20)
      return
    }
    expect.unreachable()
  })
})
