/** What the planner's own checker calls a fault, the board calls a violation, and a day without one passes the checker: two rules that share nothing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consequencesOf, violationsOf, type BoardChange } from '../../../shared/features/dispatch/consequences.ts'
import { timelineOf, type DayVisit, type Span, type TechnicianDay, type TravelSeconds } from '../../../shared/features/dispatch/day-timeline.ts'
import { faultsInPlan } from '../../../electron/backend/features/dispatch/plan/check-plan.ts'
import type { Plan, PlanProblem } from '../../../electron/backend/features/dispatch/plan/plan-port.ts'
import type { TravelPlace as Place } from '../../../shared/features/dispatch/travel.ts'
import { totalsOf } from '../../../electron/backend/features/dispatch/plan/schedule.ts'

const SEED = Number(process.env['SEED'] ?? 20261130)
const HOUR = 3_600
const SKILLS = ['fiber', 'tv', 'phone']
const minutes = (from: number, to: number) => fc.integer({ min: from * 12, max: to * 12 }).map((fives) => fives * 300)
const place: fc.Arbitrary<Place> = fc.record({ latitude: fc.integer({ min: 0, max: 6 }), longitude: fc.integer({ min: 0, max: 6 }) })
/** Whole seconds; there and back differ. */
const way = (from: Place, to: Place): number => Math.abs(from.latitude - to.latitude) * 240 + Math.abs(from.longitude - to.longitude) * 180 + (from.latitude < to.latitude ? 60 : 0)
const travel: TravelSeconds = (from, to) => way(from as Place, to as Place)
const span = (from: number, to: number): fc.Arbitrary<Span> => fc.record({ from: minutes(from, to), length: minutes(0, 4) }).map(({ from: begin, length }) => ({ from: begin, to: begin + length }))

const visit = (id: string): fc.Arbitrary<DayVisit> => fc.record({
  id: fc.constant(id), start: minutes(7, 17), seconds: minutes(1 / 12, 2), promised: fc.option(span(7, 16)), place,
  skills: fc.subarray(SKILLS, { maxLength: 1 }), speaks: fc.constantFrom(null, null, null, 'es', 'en-US'),
})
/** Visits one behind the other with gaps that are sometimes too short, so that days that can be driven are not rare. */
const visits: fc.Arbitrary<DayVisit[]> = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.array(minutes(0, 1), { minLength: 6, maxLength: 6 }), fc.tuple(...['a', 'b', 'c', 'd', 'e', 'f'].map(visit)), fc.boolean()).map(([count, gaps, all, chained]) => {
  let free = 8 * HOUR
  return all.slice(0, count).map((one, index) => {
    if (!chained) return one
    const start = free + gaps[index]!
    free = start + one.seconds
    return { ...one, start, promised: one.promised && { from: start - 600, to: start + 600 } }
  })
})
const day: fc.Arbitrary<TechnicianDay> = fc.record({
  technicianId: fc.constant('t'), date: fc.constant('2026-11-30'),
  shift: fc.record({ from: minutes(7, 9), to: minutes(14, 18) }), leavesFrom: place, endsAt: place,
  skills: fc.subarray(SKILLS, { minLength: 1 }), languages: fc.constantFrom(['en'], ['en', 'es-MX']), density: fc.constant('city' as const), covers: fc.constant(() => true), break: fc.option(fc.record({ seconds: fc.constantFrom(900, 1_800), window: span(10, 13) })), away: fc.constant([]), visits,
})

/** The day as the planner would say it: at its planned times, with the break where the board has it. */
function planOf(of: TechnicianDay): { problem: PlanProblem; plan: Plan } {
  const places = [of.leavesFrom, of.endsAt, ...of.visits.map((one) => one.place)]
  const seconds = Float64Array.from({ length: places.length ** 2 }, (_, cell) => travel(places[Math.floor(cell / places.length)]!, places[cell % places.length]!, 'city'))
  const { pause } = timelineOf(of, travel)
  const problem: PlanProblem = {
    minimise: 'travel', travel: { places: places.length, seconds },
    technicians: [{ id: 't', start: 0, end: 1, shift: of.shift as Span, skills: [...of.skills, ...of.languages.map((one) => one.slice(0, 2))], ...(of.break ? { break: of.break } : {}) }],
    jobs: of.visits.map((one, index) => ({ id: one.id, place: index + 2, service: one.seconds, windows: [one.promised ?? { from: 0, to: 86_400 }], skills: [...one.skills, ...(one.speaks ? [one.speaks.slice(0, 2)] : [])], priority: 0 })),
  }
  const ordered = of.visits.toSorted((one, other) => one.start - other.start || (one.id < other.id ? -1 : 1))
  const [first, last] = [ordered[0], ordered.at(-1)]
  const before = ordered.findIndex((one) => pause && one.start >= pause.to - 1e-6)
  const home = (one: DayVisit): number => one.start + one.seconds + travel(one.place, of.endsAt, 'city')
  const routes = !first || !last ? [] : [{
    technician: 't', leaves: pause && before === 0 ? (of.shift as Span).from : Math.max((of.shift as Span).from, first.start - travel(of.leavesFrom, first.place, 'city')),
    visits: ordered.map((one) => ({ job: one.id, arrival: one.start, start: one.start, end: one.start + one.seconds })),
    break: pause && { start: pause.from, end: pause.to, before: before < 0 ? ordered.length : before },
    returns: pause && before < 0 ? Math.max(home(last) + pause.to - pause.from, pause.to) : home(last),
  }]
  return { problem, plan: { routes, unassigned: [], totals: totalsOf(problem, routes, 0) } }
}

describe(`consequences on the board (seed ${SEED})`, () => {
  it('has a violation exactly where the checker has a fault, on days as they are planned', () => {
    let clean = 0
    fc.assert(fc.property(day, (of) => {
      const { problem, plan } = planOf(of)
      const faults = faultsInPlan(problem, plan)
      const violations = violationsOf(of, travel)
      if (faults.length === 0) clean++
      expect(violations.length > 0, JSON.stringify({ faults, violations })).toBe(faults.length > 0)
    }), { seed: SEED, numRuns: 4_000 })
    // The control: days of both kinds were there.
    expect(clean).toBeGreaterThan(100)
    expect(clean).toBeLessThan(3_900)
  })

  it('counts travel and lateness as somebody would who drives the day minute by minute', () => {
    fc.assert(fc.property(day, visit('x'), fc.boolean(), (of, moved, stays) => {
      const from = stays ? null : { ...of, visits: [...of.visits, moved] }
      const to = { ...of, technicianId: 'other' }
      const change: BoardChange = { visit: { ...moved, start: moved.start + 600 }, from, to }
      const { travelBefore, travelAfter, late } = consequencesOf(change, travel)
      const was = [from, to].filter((one) => one !== null).map((one) => driven(one))
      const is = [from && { ...from, visits: of.visits }, { ...to, visits: [...of.visits, change.visit] }].filter((one) => one !== null).map((one) => driven(one))
      expect([travelBefore, travelAfter]).toEqual([was, is].map((days) => Math.round(days.reduce((sum, { road }) => sum + road, 0) / 60)))
      const lateBefore = was.at(-1)!.late
      const later = [...is.at(-1)!.late].filter(([id, seconds]) => seconds > (lateBefore.get(id) ?? 0)).map(([id, seconds]) => [id, Math.max(1, Math.round(seconds / 60))])
      expect(late.filter(({ visitId }) => is.at(-1)!.late.has(visitId)).map(({ visitId, minutes: by }) => [visitId, by])).toEqual(later)
    }), { seed: SEED, numRuns: 1_000 })
  })

  it('finds nothing new in a change that changes nothing, whatever was broken before', () => {
    fc.assert(fc.property(day, (of) => {
      const [one] = of.visits
      fc.pre(one !== undefined)
      const { travelBefore, travelAfter, late, violations } = consequencesOf({ visit: one!, from: of, to: of }, travel)
      expect(travelAfter).toBe(travelBefore)
      expect(late).toEqual([])
      expect(violations.every(({ visitId, with: other }) => visitId === one!.id || other === one!.id)).toBe(true)
    }), { seed: SEED, numRuns: 500 })
  })

  it('takes a visit away without making anybody later', () => {
    fc.assert(fc.property(day, (of) => {
      const [one] = of.visits
      fc.pre(one !== undefined)
      // Ways in this town keep the triangle: around is never shorter.
      expect(consequencesOf({ visit: one!, from: of, to: null }, travel).late.filter(({ minutes: by }) => by > 1)).toEqual([])
    }), { seed: SEED, numRuns: 500 })
  })
})

/** Second by second, without the rule's own words. */
function driven(of: TechnicianDay): { road: number; late: Map<string, number> } {
  const late = new Map<string, number>()
  let at: Place | null = of.leavesFrom
  let [now, road] = [(of.shift as Span).from, 0]
  const waiting = of.visits.toSorted((one, other) => one.start - other.start || (one.id < other.id ? -1 : 1))
  if (waiting.length === 0) return { road, late }
  for (const next of waiting) {
    const drive = travel(at, next.place, 'city')
    for (let second = 0; second < drive; second += 60) now += Math.min(60, drive - second)
    road += drive
    if (now > next.start) late.set(next.id, now - next.start)
    now = Math.max(now, next.start) + next.seconds
    at = next.place
  }
  return { road: road + travel(at, of.endsAt, 'city'), late }
}
