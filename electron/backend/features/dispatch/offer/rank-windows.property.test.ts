/** The offer against one that tries every start and every moment of the break. A failure prints fast-check's seed and path. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { approachOf, bestInsertion, GRID_SECONDS, type Visit, type Window } from './insertion.ts'
import { openDay, type DayPlan, type Stop, type Way } from './open-day.ts'
import { FULL_DAY_SECONDS, rankWindows, WAIT_DAY_SECONDS } from './rank-windows.ts'

const RUNS = 400
const MINUTE = 60
/** On a line, in minutes: exact, and rich in ties. */
const way: Way = (from, to) => (!from || !to ? 7 : Math.abs(from.latitude - to.latitude)) * MINUTE
const place = fc.option(fc.integer({ min: 0, max: 40 }).map((latitude) => ({ latitude, longitude: 0 })), { freq: 9 })
const minutes = (min: number, max: number) => fc.integer({ min, max }).map((value) => value * MINUTE)

const day: fc.Arbitrary<DayPlan> = fc.record({
  from: minutes(0, 60), length: minutes(240, 540), stops: fc.array(fc.record({ pauseBefore: minutes(0, 150), seconds: minutes(15, 60), place }), { maxLength: 5 }),
  pause: fc.option(fc.record({ seconds: minutes(10, 60), from: minutes(60, 240), to: minutes(0, 120) })), home: place, out: minutes(0, 30), kept: fc.option(fc.record({ from: minutes(0, 400), length: minutes(15, 90) }).map(({ from, length }) => ({ from, to: from + length })), { freq: 2 }),
}).map(({ from, length, stops, pause, home, out, kept }) => {
  let at = from - out
  const placed: Stop[] = stops.map((stop) => ({ from: (at += stop.pauseBefore), to: (at += stop.seconds), place: stop.place }))
  return { from, to: from + length, pause: pause && { ...pause, to: pause.from + pause.to }, home: home ?? { latitude: 0, longitude: 0 }, density: 'suburb', stops: placed, kept }
})
const visit: fc.Arbitrary<Visit> = fc.record({ place, seconds: minutes(15, 60), earliest: minutes(0, 120) })
const window: fc.Arbitrary<Window> = fc.record({ from: minutes(0, 400), length: minutes(5, 180) }).map(({ from, length }) => ({ from, to: from + length }))

/** Drives the day from stop to stop, and looks for the break minute by minute in each gap. */
function isDriveable(plan: DayPlan, stops: readonly Stop[], fresh: Stop): boolean {
  const index = stops.indexOf(fresh)
  const gaps = [...stops, null].map((stop, at) => ({ from: at === 0 ? plan.from : Math.max(plan.from, stops[at - 1]!.to), to: stop ? Math.min(plan.to, stop.from) : plan.to, way: way(at === 0 ? plan.home : stops[at - 1]!.place, stop ? stop.place : plan.home, 'suburb') }))
  if ([gaps[index]!, gaps[index + 1]!].some((gap) => gap.to - gap.from < gap.way)) return false
  if (fresh.from < plan.from || fresh.to > plan.to) return false
  if (plan.kept && fresh.from < plan.kept.to && fresh.to > plan.kept.from) return false
  const { pause } = plan
  if (!pause) return true
  return gaps.some((gap) => {
    if (gap.to - gap.from - gap.way < pause.seconds) return false
    for (let at = pause.from; at <= pause.to; at += MINUTE) if (at >= gap.from && at + pause.seconds <= gap.to) return true
    return false
  })
}

const driving = ({ home }: DayPlan, stops: readonly Stop[]): number =>
  stops.length === 0 ? 0 : [...stops, null].reduce((sum, stop, at) => sum + way(at === 0 ? home : stops[at - 1]!.place, stop ? stop.place : home, 'suburb'), 0)

const insertion = (plan: DayPlan, wanted: Visit, within: Window) => {
  const open = openDay(plan, way)
  return bestInsertion(open, wanted, within, approachOf(open, wanted, way))
}

type Slow = { start: number; added: number }
/** Each start of the grid, at each place in the order. */
function tryAll(plan: DayPlan, wanted: Visit, within: Window): Slow | null {
  let best: Slow | null = null
  for (let start = Math.ceil(Math.max(within.from, wanted.earliest) / GRID_SECONDS) * GRID_SECONDS; start <= within.to; start += GRID_SECONDS) {
    const fresh: Stop = { from: start, to: start + wanted.seconds, place: wanted.place }
    for (let index = 0; index <= plan.stops.length; index += 1) {
      const stops = [...plan.stops.slice(0, index), fresh, ...plan.stops.slice(index)]
      if (!isDriveable(plan, stops, fresh)) continue
      const added = driving(plan, stops) - driving(plan, plan.stops)
      if (!best || added < best.added || (added === best.added && start < best.start)) best = { start, added }
    }
  }
  return best
}

const check = <T>(arbitrary: fc.Arbitrary<T>, body: (value: T) => void, numRuns = RUNS) => fc.assert(fc.property(arbitrary, body), { numRuns })

describe('an offer', () => {
  it('is the start that adds the least driving, and there is none only where none can be driven', () =>
    check(fc.tuple(day, visit, window), ([plan, wanted, within]) => {
      const found = insertion(plan, wanted, within)
      expect(found && { start: found.start, added: found.added }).toEqual(tryAll(plan, wanted, within))
    }, 1_500))

  it('says who is near, and that is true', () =>
    check(fc.tuple(day, visit, window), ([plan, wanted, within]) => {
      const found = insertion(plan, wanted, within)
      if (!found) return
      const { what, seconds, at } = found.near
      if (what === 'home') expect([plan.stops.length, seconds, at + seconds]).toEqual([0, way(plan.home, wanted.place, 'suburb'), found.start])
      else if (what === 'after') expect(plan.stops.some((stop) => stop.to === at && way(stop.place, wanted.place, 'suburb') === seconds && at + seconds <= found.start)).toBe(true)
      else expect(plan.stops.some((stop) => stop.from === at && way(wanted.place, stop.place, 'suburb') === seconds && found.start + wanted.seconds + seconds <= at)).toBe(true)
    }))

  it('ranks the windows as the rule says, each by its best technician', () =>
    check(fc.tuple(fc.array(fc.tuple(fc.array(window, { minLength: 1, maxLength: 4 }), fc.array(day, { minLength: 1, maxLength: 5 })), { maxLength: 3 }), visit), ([given, wanted]) => {
      const days = given.flatMap(([windows, plans]) => plans.map((plan, index) => ({ windows, technicianId: `t${index}`, day: openDay(plan, way) })))
      const slow = given.flatMap(([windows, plans]) => windows.flatMap((within) => {
        const costs = plans.flatMap((plan, index) => {
          const found = tryAll(plan, wanted, within)
          if (!found) return []
          const busy = plan.stops.reduce((sum, stop) => sum + stop.to - stop.from, 0) + driving(plan, plan.stops) + wanted.seconds + found.added
          return [{ technicianId: `t${index}`, cost: found.added + FULL_DAY_SECONDS * (busy / (plan.to - plan.from - (plan.pause?.seconds ?? 0))) ** 2 + (Math.max(0, within.from - wanted.earliest) / 86_400) * WAIT_DAY_SECONDS }]
        })
        const [best] = costs.toSorted((one, other) => one.cost - other.cost)
        return best ? [{ window: within, ...best, choices: costs.length }] : []
      })).toSorted((one, other) => one.cost - other.cost || one.window.from - other.window.from || one.window.to - other.window.to)
      expect(rankWindows(days, wanted, way, 100).map(({ window: of, technicianId, cost, choices }) => ({ window: of, technicianId, cost, choices }))).toEqual(slow)
    }, 300))
})
