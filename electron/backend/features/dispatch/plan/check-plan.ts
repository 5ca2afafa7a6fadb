/**
 * Whether a plan keeps every rule of its problem. It shares nothing with what makes plans, not even how times are added up: it
 * reads the plan's own times and asks of each whether it can be. The tests and `verify plan` believe this file alone.
 */
import type { Plan, PlannedBreak, PlannedRoute, PlannedVisit, PlanJob, PlanProblem, PlanTechnician, Span } from './plan-port.ts'

export type PlanRule =
  | 'unknownTechnician' | 'unknownJob' | 'technicianTwice' | 'jobTwice' | 'jobMissing' | 'emptyRoute'
  | 'travel' | 'order' | 'service' | 'window' | 'skills' | 'shift' | 'break' | 'capacity' | 'pinnedTechnician' | 'pinnedStart' | 'totals'
export type PlanFault = { rule: PlanRule; technician?: string; job?: string; detail: string }

/** Seconds that sums of fractions may be off. */
const TOLERANCE = 1e-6
const atMost = (value: number, bound: number): boolean => value <= bound + TOLERANCE
const same = (value: number, other: number): boolean => Math.abs(value - other) <= TOLERANCE * Math.max(1, Math.abs(other))

/** @returns each rule that is broken; none when the plan is feasible */
export function faultsInPlan(problem: PlanProblem, plan: Plan): PlanFault[] {
  return [...jobsOnce(problem, plan), ...techniciansOnce(problem, plan), ...plan.routes.flatMap((route) => [...faultsInRoute(problem, route)]), ...totalsFaults(problem, plan)]
}

export const isFeasible = (problem: PlanProblem, plan: Plan): boolean => faultsInPlan(problem, plan).length === 0

function* jobsOnce({ jobs }: PlanProblem, { routes, unassigned }: Plan): Iterable<PlanFault> {
  const left = new Set(jobs.map(({ id }) => id))
  const known = new Set(left)
  for (const job of [...routes.flatMap(({ visits }) => visits.map((visit) => visit.job)), ...unassigned.map((one) => one.job)]) {
    if (!known.has(job)) yield { rule: 'unknownJob', job, detail: 'not in the problem' }
    else if (!left.delete(job)) yield { rule: 'jobTwice', job, detail: 'more than once in the plan' }
  }
  for (const job of left) yield { rule: 'jobMissing', job, detail: 'neither visited nor unassigned' }
}

function* techniciansOnce({ technicians }: PlanProblem, { routes }: Plan): Iterable<PlanFault> {
  const left = new Set(technicians.map(({ id }) => id))
  const known = new Set(left)
  for (const { technician, visits } of routes) {
    if (!known.has(technician)) yield { rule: 'unknownTechnician', technician, detail: 'not in the problem' }
    else if (!left.delete(technician)) yield { rule: 'technicianTwice', technician, detail: 'more than one route' }
    if (visits.length === 0) yield { rule: 'emptyRoute', technician, detail: 'no visit' }
  }
}

function* faultsInRoute(problem: PlanProblem, route: PlannedRoute): Iterable<PlanFault> {
  const technician = problem.technicians.find(({ id }) => id === route.technician)
  const pairs = route.visits.map((visit) => ({ visit, job: problem.jobs.find(({ id }) => id === visit.job) }))
  if (!technician || pairs.some(({ job }) => !job)) return
  const known = pairs as { visit: PlannedVisit; job: PlanJob }[]
  for (const { visit, job } of known) for (const fault of visitFaults(technician, visit, job)) yield { technician: technician.id, job: job.id, ...fault }
  for (const fault of [...legFaults(problem, technician, route, known), ...shiftFaults(technician, route), ...loadFaults(technician, known)]) yield { technician: technician.id, ...fault }
}

function* visitFaults(technician: PlanTechnician, visit: PlannedVisit, job: PlanJob): Iterable<PlanFault> {
  const { pinned } = job
  if (!atMost(visit.arrival, visit.start)) yield { rule: 'order', detail: 'the work begins before the arrival' }
  if (!same(visit.end - visit.start, job.service)) yield { rule: 'service', detail: `takes ${visit.end - visit.start} s and not ${job.service} s` }
  if (pinned?.start === undefined ? !job.windows.some((window) => isWithin(visit.start, window)) : false) yield { rule: 'window', detail: `begins at ${visit.start}` }
  if (pinned?.start !== undefined && !same(visit.start, pinned.start)) yield { rule: 'pinnedStart', detail: `begins at ${visit.start} and not at ${pinned.start}` }
  if (pinned?.technician !== undefined && pinned.technician !== technician.id) yield { rule: 'pinnedTechnician', detail: `is ${pinned.technician}'s` }
  const missing = job.skills.filter((skill) => !technician.skills.includes(skill))
  if (pinned?.technician === undefined && missing.length > 0) yield { rule: 'skills', detail: missing.join(', ') }
}

/** Between two stops there is time for the way, and for the break where it lies between them. */
function* legFaults({ travel }: PlanProblem, technician: PlanTechnician, route: PlannedRoute, pairs: readonly { visit: PlannedVisit; job: PlanJob }[]): Iterable<PlanFault> {
  let place = technician.start
  let from = route.leaves
  const stops = [...pairs.map(({ visit, job }) => ({ place: job.place, arrival: visit.arrival, busy: visit.start, free: visit.end })), { place: technician.end, arrival: route.returns, busy: route.returns, free: route.returns }]
  for (const [index, stop] of stops.entries()) {
    const seconds = travel.seconds[place * travel.places + stop.place] ?? Number.NaN
    const pause = route.break?.before === index ? route.break : null
    if (!(seconds <= driven(from, stop.arrival, pause) + TOLERANCE)) yield { rule: 'travel', detail: `stop ${index} is ${seconds} s away` }
    if (pause && !(atMost(from, pause.start) && atMost(pause.end, stop.busy))) yield { rule: 'break', detail: `runs into stop ${index}` }
    place = stop.place
    from = stop.free
  }
}

/** @returns seconds on the road from leaving to arrival, without the break */
function driven(from: number, arrival: number, pause: PlannedBreak | null): number {
  if (!pause || arrival <= pause.start + TOLERANCE) return arrival - from
  return pause.start - from + (arrival - pause.end)
}

function* shiftFaults({ shift, break: due }: PlanTechnician, { leaves, returns, visits, break: taken }: PlannedRoute): Iterable<PlanFault> {
  if (!atMost(shift.from, leaves) || !atMost(returns, shift.to)) yield { rule: 'shift', detail: `${leaves} to ${returns}` }
  if (!due !== !taken) yield { rule: 'break', detail: taken ? 'a break that is not due' : 'none is taken' }
  if (!due || !taken) return
  if (!isWithin(taken.start, due.window)) yield { rule: 'break', detail: `begins at ${taken.start}` }
  if (!same(taken.end - taken.start, due.seconds)) yield { rule: 'break', detail: `lasts ${taken.end - taken.start} s` }
  if (!Number.isInteger(taken.before) || taken.before < 0 || taken.before > visits.length) yield { rule: 'break', detail: 'is between no two stops' }
}

function* loadFaults({ capacity }: PlanTechnician, pairs: readonly { job: PlanJob }[]): Iterable<PlanFault> {
  const load = pairs.reduce((sum, { job }) => sum + (job.demand ?? 0), 0)
  if (capacity !== undefined && !atMost(load, capacity)) yield { rule: 'capacity', detail: `${load} of ${capacity}` }
}

function* totalsFaults(problem: PlanProblem, { routes, unassigned, totals }: Plan): Iterable<PlanFault> {
  const { technicians, jobs, travel } = problem
  const visits = routes.flatMap((route) => route.visits)
  const legs = routes.flatMap(({ technician, visits: stops }) => {
    const one = technicians.find(({ id }) => id === technician)
    const places = [one?.start, ...stops.map(({ job }) => jobs.find(({ id }) => id === job)?.place), one?.end]
    return places.slice(1).map((to, index) => (places[index] ?? Number.NaN) * travel.places + (to ?? Number.NaN))
  })
  const over = (cells: Float64Array): number => legs.reduce((sum, cell) => sum + (cells[cell] ?? Number.NaN), 0)
  const kept = visits.filter(({ job, start }) => jobs.find(({ id }) => id === job)?.windows.some((window) => isWithin(start, window))).length
  const expected = { visits: visits.length, unassigned: unassigned.length, technicians: routes.length, promisesKept: kept, travelSeconds: over(travel.seconds), meters: travel.meters ? over(travel.meters) : null }
  for (const [name, value] of Object.entries(expected)) {
    const said = totals[name as keyof typeof expected]
    if (value === null ? said !== null : said === null || !same(said, value)) yield { rule: 'totals', detail: `${name}: ${said} and not ${value}` }
  }
}

const isWithin = (time: number, { from, to }: Span): boolean => atMost(from, time) && atMost(time, to)
