/**
 * The times of routes whose order is known: each visit as early as it goes, leaving no earlier than the first visit needs. What
 * cannot be kept is late and not left out, so that a day that went wrong can be shown, and planned again.
 */
import type { Plan, PlannedBreak, PlannedRoute, PlannedVisit, PlanJob, PlanProblem, PlanTechnician, PlanTotals, Span, TravelMatrix, UnassignedJob } from './plan-port.ts'

export type Order = { technician: string; jobs: readonly string[] }
/** `late` is the seconds by which windows, pinned starts, break and shift are missed, added up; 0 for a route that can be driven. */
export type TimedRoute = { route: PlannedRoute; late: number }

/** Sums of fractions in another order differ by less, in seconds. */
const ROUNDING = 1e-7
const missed = (seconds: number): number => (seconds > ROUNDING ? seconds : 0)

/** The spans in which the work may begin, in order and apart from each other: the pinned moment, or the promised windows. */
export function startSpans({ pinned, windows }: PlanJob): readonly Span[] {
  if (pinned?.start !== undefined) return [{ from: pinned.start, to: pinned.start }]
  return windows.length === 1 ? windows : joined(windows)
}

function joined(windows: readonly Span[]): Span[] {
  const apart: Span[] = []
  for (const { from, to } of [...windows].sort((one, other) => one.from - other.from)) {
    const last = apart.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else apart.push({ from, to })
  }
  return apart
}

/** @returns the order's times with the break where the day is least late, then shortest, then where fewest wait for it */
export function timeRoute(travel: TravelMatrix, technician: PlanTechnician, jobs: readonly PlanJob[]): TimedRoute {
  if (!technician.break) return timeWith(travel, technician, jobs, -1)
  let best: TimedRoute | null = null
  for (let before = 0; before <= jobs.length; before += 1) {
    const timed = timeWith(travel, technician, jobs, before)
    if (!best || isBetter(timed, best)) best = timed
  }
  return best as TimedRoute
}

function isBetter(one: TimedRoute, other: TimedRoute): boolean {
  const starts = ({ visits }: PlannedRoute): number => visits.reduce((sum, { start }) => sum + start, 0)
  return (one.late - other.late || one.route.returns - other.route.returns || starts(one.route) - starts(other.route)) < 0
}

/** @param breakBefore index of the stop that the break is taken before, the day's end being the last one; -1 for none */
function timeWith(travel: TravelMatrix, technician: PlanTechnician, jobs: readonly PlanJob[], breakBefore: number): TimedRoute {
  const { shift } = technician
  const visits: PlannedVisit[] = []
  let pause: PlannedBreak | null = null
  let place = technician.start
  let free = shift.from
  let late = 0
  /** @returns when the technician is at the next place, and when they can begin there */
  const go = (to: number, index: number): { arrival: number; ready: number } => {
    const seconds = travel.seconds[place * travel.places + to]!
    place = to
    if (index !== breakBefore || !technician.break) return { arrival: free + seconds, ready: free + seconds }
    const start = Math.max(free, technician.break.window.from)
    const end = start + technician.break.seconds
    pause = { start, end, before: index }
    late += missed(start - technician.break.window.to)
    return free + seconds <= start ? { arrival: free + seconds, ready: end } : { arrival: free + seconds + technician.break.seconds, ready: free + seconds + technician.break.seconds }
  }
  for (const [index, job] of jobs.entries()) {
    const { arrival, ready } = go(job.place, index)
    const { start, late: missedBy } = beginIn(startSpans(job), ready)
    late += missedBy
    free = start + job.service
    visits.push({ job: job.id, arrival, start, end: free })
  }
  const { ready: returns } = go(technician.end, jobs.length)
  late += missed(returns - shift.to)
  return { route: leaveLate({ technician: technician.id, leaves: shift.from, visits, break: pause, returns }, breakBefore), late }
}

/** Whoever need not be at the first door before its window leaves later, unless the break is on the way there. */
function leaveLate(route: PlannedRoute, breakBefore: number): PlannedRoute {
  const [first, ...rest] = route.visits
  if (!first || breakBefore === 0) return route
  const wait = first.start - first.arrival
  return { ...route, leaves: route.leaves + wait, visits: [{ ...first, arrival: first.start }, ...rest] }
}

function beginIn(spans: readonly Span[], ready: number): { start: number; late: number } {
  for (const { from, to } of spans) if (missed(ready - to) === 0) return { start: Math.max(ready, from), late: 0 }
  return { start: ready, late: ready - (spans.at(-1) as Span).to }
}

/**
 * A plan of these orders, late or not (`check-plan.ts` tells), without the routes that have no visit.
 * @param orders of technicians and jobs of the problem, each at most once
 */
export function schedulePlan(problem: PlanProblem, orders: readonly Order[], unassigned: readonly UnassignedJob[]): Plan {
  const technicians = new Map(problem.technicians.map((technician) => [technician.id, technician]))
  const jobs = new Map(problem.jobs.map((job) => [job.id, job]))
  const routes = orders
    .filter((order) => order.jobs.length > 0)
    .map((order) => timeRoute(problem.travel, technicians.get(order.technician)!, order.jobs.map((id) => jobs.get(id)!)).route)
  return { routes, unassigned, totals: totalsOf(problem, routes, unassigned.length) }
}

export function totalsOf({ technicians, jobs, travel }: PlanProblem, routes: readonly PlannedRoute[], unassigned: number): PlanTotals {
  const technician = new Map(technicians.map((one) => [one.id, one]))
  const job = new Map(jobs.map((one) => [one.id, one]))
  const totals = { visits: 0, unassigned, promisesKept: 0, technicians: routes.length, travelSeconds: 0, waitingSeconds: 0, meters: travel.meters ? 0 : null as number | null }
  for (const route of routes) {
    const { start, end } = technician.get(route.technician)!
    const visited = route.visits.map((visit) => job.get(visit.job)!)
    const places = [start, ...visited.map(({ place }) => place), end]
    const cells = places.slice(1).map((to, index) => places[index]! * travel.places + to)
    const seconds = cells.reduce((sum, cell) => sum + travel.seconds[cell]!, 0)
    const busy = route.visits.reduce((sum, visit) => sum + visit.end - visit.start, 0) + (route.break ? route.break.end - route.break.start : 0)
    totals.visits += route.visits.length
    totals.promisesKept += route.visits.filter((visit, index) => keepsPromise(visited[index]!, visit.start)).length
    totals.travelSeconds += seconds
    totals.waitingSeconds += Math.max(0, route.returns - route.leaves - seconds - busy)
    if (totals.meters !== null) totals.meters += cells.reduce((sum, cell) => sum + travel.meters![cell]!, 0)
  }
  return totals
}

/** A pinned start may be outside of what was promised. */
const keepsPromise = ({ windows }: PlanJob, start: number): boolean => windows.some(({ from, to }) => start >= from - ROUNDING && start <= to + ROUNDING)
