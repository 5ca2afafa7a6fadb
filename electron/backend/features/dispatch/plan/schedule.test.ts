import { describe, expect, it } from 'vitest'
import type { PlanJob, PlanTechnician, TravelMatrix } from './plan-port.ts'
import { startSpans, timeRoute } from './schedule.ts'

const HOUR = 3_600
/** Three places, an hour from each to each. */
const travel: TravelMatrix = { places: 3, seconds: Float64Array.from({ length: 9 }, (_, cell) => (Math.floor(cell / 3) === cell % 3 ? 0 : HOUR)) }
const technician: PlanTechnician = { id: 'ada', start: 0, end: 0, shift: { from: 8 * HOUR, to: 18 * HOUR }, skills: [] }
const job = (id: string, place: number, fields: Partial<PlanJob> = {}): PlanJob => ({ id, place, service: HOUR, windows: [{ from: 0, to: 24 * HOUR }], skills: [], priority: 0, ...fields })
const hours = (seconds: number): number => seconds / HOUR

describe('the times of a route', () => {
  it('wait for a window, and leave no earlier than the first visit needs', () => {
    const { route, late } = timeRoute(travel, technician, [job('a', 1, { windows: [{ from: 11 * HOUR, to: 12 * HOUR }] }), job('b', 2)])
    expect({ leaves: hours(route.leaves), starts: route.visits.map(({ start }) => hours(start)), returns: hours(route.returns), late }).toEqual({ leaves: 10, starts: [11, 13], returns: 15, late: 0 })
  })

  it('take the next window when one is missed', () => {
    const { route } = timeRoute(travel, technician, [job('a', 1), job('b', 2, { windows: [{ from: 14 * HOUR, to: 15 * HOUR }, { from: 9 * HOUR, to: 10.5 * HOUR }] })])
    expect(route.visits.map(({ start }) => hours(start))).toEqual([9, 14])
  })

  it('join windows that overlap, the one inside the other too', () => {
    const windows = [{ from: 5, to: 9 }, { from: 0, to: 6 }, { from: 1, to: 2 }, { from: 20, to: 20 }]
    expect(startSpans(job('a', 1, { windows }))).toEqual([{ from: 0, to: 9 }, { from: 20, to: 20 }])
    expect(windows[1]).toEqual({ from: 0, to: 6 })
  })

  it('begin a pinned visit at its moment, whatever was promised', () => {
    const { route, late } = timeRoute(travel, technician, [job('a', 1, { windows: [{ from: 0, to: HOUR }], pinned: { start: 12 * HOUR } })])
    expect([hours(route.visits[0]!.start), late]).toEqual([12, 0])
  })

  it('rest on the road where that is when it must be', () => {
    const rests = { ...technician, break: { seconds: HOUR / 2, window: { from: 10.5 * HOUR, to: 10.75 * HOUR } } }
    const { route, late } = timeRoute(travel, rests, [job('a', 1), job('b', 2)])
    expect(late).toBe(0)
    expect(route.break).toEqual({ start: 10.5 * HOUR, end: 11 * HOUR, before: 1 })
    expect(hours(route.visits[1]!.start)).toBe(11.5)
  })

  it('rest while they wait, when there is a wait', () => {
    const rests = { ...technician, break: { seconds: HOUR, window: { from: 9 * HOUR, to: 16 * HOUR } } }
    const { route } = timeRoute(travel, rests, [job('a', 1), job('b', 2, { windows: [{ from: 13 * HOUR, to: 14 * HOUR }] })])
    expect([hours(route.visits[1]!.start), hours(route.returns), route.break?.before]).toEqual([13, 15, 1])
  })

  it.each([
    ['a window', technician, [job('a', 1, { windows: [{ from: 0, to: 8 * HOUR }] })], 1],
    ['a pinned start', technician, [job('a', 1, { pinned: { start: 8.5 * HOUR } })], 0.5],
    ['the shift', technician, [job('a', 1, { service: 9 * HOUR })], 1],
    ['the break', { ...technician, break: { seconds: 60, window: { from: 9.5 * HOUR, to: 9.5 * HOUR } } }, [job('a', 1, { windows: [{ from: 9 * HOUR, to: 9 * HOUR }] })], 0.5],
  ] as [string, PlanTechnician, PlanJob[], number][])('say by how much %s is missed', (_, who, jobs, late) => {
    expect(hours(timeRoute(travel, who, jobs).late)).toBe(late)
  })
})
