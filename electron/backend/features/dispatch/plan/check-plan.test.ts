/** The checker is what all else is believed by: each rule has a plan that breaks it, and that it must catch. */
import { describe, expect, it } from 'vitest'
import { faultsInPlan, type PlanRule } from './check-plan.ts'
import type { Plan, PlannedRoute, PlannedVisit, PlanProblem, PlanTotals } from './plan-port.ts'

/** Two technicians and three jobs along a road on which each place is 600 s from the next, and 700 s back. */
const places = 4
const travel = { places, seconds: Float64Array.from({ length: places * places }, (_, cell) => Math.max(0, (cell % places) - Math.floor(cell / places)) * 600 + Math.max(0, Math.floor(cell / places) - (cell % places)) * 700) }
const problem: PlanProblem = {
  minimise: 'travel',
  travel,
  technicians: [
    { id: 'ada', start: 0, end: 0, shift: { from: 0, to: 20_000 }, skills: ['fiber'], capacity: 2, break: { seconds: 1_800, window: { from: 5_000, to: 6_000 } } },
    { id: 'ben', start: 0, end: 3, shift: { from: 0, to: 20_000 }, skills: [], capacity: 2 },
  ],
  jobs: [
    { id: 'one', place: 1, service: 3_600, windows: [{ from: 1_000, to: 2_000 }], skills: ['fiber'], priority: 0, demand: 1 },
    { id: 'two', place: 2, service: 1_200, windows: [{ from: 0, to: 1_000 }, { from: 6_500, to: 9_000 }], skills: [], priority: 0, demand: 1, pinned: { technician: 'ada' } },
    { id: 'three', place: 3, service: 900, windows: [{ from: 0, to: 100 }], skills: ['tv'], priority: 1, pinned: { technician: 'ben', start: 4_000 } },
  ],
}
/** Ada is free at 4,600, drives 400 s, rests from 5,000 to 6,800, drives the other 200 s; ben leaves late. */
const ada: PlannedRoute = { technician: 'ada', leaves: 400, visits: [{ job: 'one', arrival: 1_000, start: 1_000, end: 4_600 }, { job: 'two', arrival: 7_000, start: 7_000, end: 8_200 }], break: { start: 5_000, end: 6_800, before: 1 }, returns: 9_600 }
const ben: PlannedRoute = { technician: 'ben', leaves: 2_200, visits: [{ job: 'three', arrival: 4_000, start: 4_000, end: 4_900 }], break: null, returns: 4_900 }
const totals: PlanTotals = { visits: 3, unassigned: 0, promisesKept: 2, technicians: 2, travelSeconds: 600 + 600 + 1_400 + 1_800, waitingSeconds: 0, meters: null }
const plan: Plan = { routes: [ada, ben], unassigned: [], totals }

const withRoute = (route: PlannedRoute): Plan => ({ ...plan, routes: plan.routes.map((one) => (one.technician === route.technician ? route : one)) })
const withVisit = (route: PlannedRoute, job: string, change: Partial<PlannedVisit>): Plan => withRoute({ ...route, visits: route.visits.map((visit) => (visit.job === job ? { ...visit, ...change } : visit)) })
const later = (visit: PlannedVisit, seconds: number): PlannedVisit => ({ ...visit, arrival: visit.arrival + seconds, start: visit.start + seconds, end: visit.end + seconds })
const changed = (change: (copy: PlanProblem) => Partial<PlanProblem>): PlanProblem => ({ ...problem, ...change(problem) })
const technicians = (id: string, change: object): PlanProblem => changed(() => ({ technicians: problem.technicians.map((one) => (one.id === id ? { ...one, ...change } : one)) }))
const jobs = (id: string, change: object): PlanProblem => changed(() => ({ jobs: problem.jobs.map((one) => (one.id === id ? { ...one, ...change } : one)) }))
const [first, second] = ada.visits as [PlannedVisit, PlannedVisit]

const broken: [rule: PlanRule, what: string, problem: PlanProblem, plan: Plan][] = [
  ['unknownTechnician', 'a stranger', problem, { ...plan, routes: [ada, { ...ben, technician: 'eve' }] }],
  ['technicianTwice', 'two routes of one', problem, { ...plan, routes: [ada, { ...ben, technician: 'ada' }] }],
  ['emptyRoute', 'a route without visits', problem, { ...plan, routes: [ada, { ...ben, visits: [] }] }],
  ['unknownJob', 'a visit to nobody', problem, withVisit(ben, 'three', { job: 'four' })],
  ['unknownJob', 'nobody left out', problem, { ...plan, unassigned: [{ job: 'four', reason: 'noRoom' }] }],
  ['jobTwice', 'visited and left out', problem, { ...plan, unassigned: [{ job: 'three', reason: 'noRoom' }] }],
  ['jobMissing', 'forgotten', problem, { ...plan, routes: [ada] }],
  ['travel', 'there before one can be', problem, withVisit(ada, 'one', { arrival: 999 })],
  ['travel', 'the drive goes on while the break is taken', problem, withVisit(ada, 'two', { arrival: 6_999 })],
  ['travel', 'back too early', problem, withRoute({ ...ada, returns: 9_599 })],
  ['travel', 'no such place', jobs('three', { place: 7 }), plan],
  ['order', 'the work begins before the arrival', problem, withVisit(ben, 'three', { arrival: 4_001 })],
  ['service', 'shorter than the work', problem, withVisit(ben, 'three', { end: 4_800 })],
  ['window', 'after the window', jobs('one', { windows: [{ from: 0, to: 999 }] }), plan],
  ['window', 'before the window', jobs('one', { windows: [{ from: 1_001, to: 5_000 }] }), plan],
  ['window', 'between two windows', jobs('two', { windows: [{ from: 0, to: 6_999 }, { from: 7_001, to: 9_000 }] }), plan],
  ['skills', 'somebody without the skill', technicians('ada', { skills: ['tv'] }), plan],
  ['shift', 'leaves before the shift', technicians('ada', { shift: { from: 401, to: 20_000 } }), plan],
  ['shift', 'overtime', technicians('ada', { shift: { from: 0, to: 9_599 } }), plan],
  ['break', 'no break', problem, withRoute({ ...ada, break: null })],
  ['break', 'a break of nobody', problem, withRoute({ ...ben, break: { start: 3_000, end: 3_100, before: 0 } })],
  ['break', 'too short', problem, withRoute({ ...ada, break: { start: 5_000, end: 6_700, before: 1 } })],
  ['break', 'too early', problem, withRoute({ ...ada, break: { start: 4_900, end: 6_700, before: 1 } })],
  ['break', 'too late', technicians('ada', { break: { seconds: 1_800, window: { from: 4_000, to: 4_999 } } }), plan],
  ['break', 'while working on what follows', problem, withRoute({ ...ada, visits: [first, { ...later(second, -400), arrival: 5_000 }] })],
  ['break', 'while working on what was before', problem, withRoute({ ...ada, visits: [later(first, 800), later(second, 800)] })],
  ['break', 'between no two stops', problem, withRoute({ ...ada, break: { start: 5_000, end: 6_800, before: 3 } })],
  ['capacity', 'a van that is too small', technicians('ada', { capacity: 1.5 }), plan],
  ['pinnedTechnician', 'somebody else', jobs('two', { pinned: { technician: 'ben' } }), plan],
  ['pinnedStart', 'another time', problem, withRoute({ ...ben, visits: [later(ben.visits[0] as PlannedVisit, 10)], returns: 4_910 })],
  ...(['visits', 'unassigned', 'technicians', 'promisesKept', 'travelSeconds', 'meters'] as const).map((name): (typeof broken)[number] => ['totals', `a wrong sum of ${name}`, problem, { ...plan, totals: { ...totals, [name]: 5 } }]),
]

describe('a plan', () => {
  it('that keeps each rule has no fault, also with pins that go past skills and windows', () => {
    expect(faultsInPlan(problem, plan)).toEqual([])
  })

  it.each(broken)('breaks %s: %s', (rule, _, given, bad) => {
    expect(faultsInPlan(given, bad).map((fault) => fault.rule)).toContain(rule)
  })

  it.each(['arrival', 'start', 'end'] as const)('whose times are no numbers breaks rules: %s', (name) => {
    expect(faultsInPlan(problem, withVisit(ada, 'one', { [name]: Number.NaN }))).not.toEqual([])
  })
})

it('each rule has a plan that breaks it', () => {
  const rules: Record<PlanRule, true> = { unknownTechnician: true, unknownJob: true, technicianTwice: true, jobTwice: true, jobMissing: true, emptyRoute: true, travel: true, order: true, service: true, window: true, skills: true, shift: true, break: true, capacity: true, pinnedTechnician: true, pinnedStart: true, totals: true }
  expect([...new Set(broken.map(([rule]) => rule))].sort()).toEqual(Object.keys(rules).sort())
})
