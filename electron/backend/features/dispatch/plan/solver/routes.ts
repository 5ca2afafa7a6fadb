/**
 * The plan under search. Routes are linked lists over nodes; for each node it is known how early the technician can be free after
 * it and how late work on it may begin, so that whether a job fits between two others is asked in a few steps however long the
 * route is. A break doubles these: "before" is while it is still to come, "after" once it is taken. Since an earlier start never
 * hurts (one can wait), all places of the break are judged at once, and it is nowhere fixed while the search runs.
 */
import type { Compiled } from './compile.ts'

export type Routes = {
  next: Int32Array
  previous: Int32Array
  /** By job; -1 for one that has no place. */
  routeOf: Int32Array
  /** By route, which is a technician's number. */
  size: Int32Array
  load: Float64Array
  cost: Float64Array
  /** By node: seconds from the node before. */
  leg: Float64Array
  /** By node: when the technician can leave it at the earliest; infinity where that cannot be. */
  freeBefore: Float64Array
  freeAfter: Float64Array
  /** By node: when work on it may begin at the latest so that all after it still goes; minus infinity where that cannot be. */
  latestBefore: Float64Array
  latestAfter: Float64Array
  /** The first `absentCount` are the jobs without a place. */
  absent: Int32Array
  absentCount: number
  /** Routes with a job. */
  used: number
  /** Seconds of travel and fixed costs. */
  totalCost: number
}

export const startNode = ({ jobs }: Compiled, route: number): number => jobs + route
export const endNode = ({ jobs, technicians }: Compiled, route: number): number => jobs + technicians + route

/** Without any visit: all plannable jobs are absent. */
export function emptyRoutes(compiled: Compiled): Routes {
  const { jobs, technicians, plannable } = compiled
  const nodes = jobs + 2 * technicians
  const floats = (length: number): Float64Array => new Float64Array(length)
  const routes: Routes = {
    next: new Int32Array(nodes).fill(-1),
    previous: new Int32Array(nodes).fill(-1),
    routeOf: new Int32Array(jobs).fill(-1),
    size: new Int32Array(technicians),
    load: floats(technicians),
    cost: floats(technicians),
    leg: floats(nodes),
    freeBefore: floats(nodes),
    freeAfter: floats(nodes),
    latestBefore: floats(nodes),
    latestAfter: floats(nodes),
    absent: new Int32Array(jobs),
    absentCount: plannable.length,
    used: 0,
    totalCost: 0,
  }
  routes.absent.set(plannable)
  for (let route = 0; route < technicians; route += 1) link(routes, startNode(compiled, route), endNode(compiled, route))
  for (let route = 0; route < technicians; route += 1) refresh(compiled, routes, route)
  return routes
}

export function link({ next, previous }: Routes, node: number, then: number): void {
  next[node] = then
  previous[then] = node
}

/** Takes the job out of its route; `refresh` comes after, and whoever takes it puts it among the absent. */
export function takeOut(routes: Routes, job: number): void {
  const route = routes.routeOf[job]!
  link(routes, routes.previous[job]!, routes.next[job]!)
  routes.routeOf[job] = -1
  if ((routes.size[route]! -= 1) === 0) routes.used -= 1
}

export function addAbsent(routes: Routes, job: number): void {
  routes.absent[routes.absentCount] = job
  routes.absentCount += 1
}

/** @returns what the jobs without a place weigh together; with `by`, each as often as that says */
export function absentWeight({ weight }: Compiled, { absent, absentCount }: Routes, by: Float64Array | null = null): number {
  let sum = 0
  for (let index = 0; index < absentCount; index += 1) sum += weight[absent[index]!]! * (by ? by[absent[index]!]! : 1)
  return sum
}

/** @returns when work on the job begins for whoever is there at `time`; infinity when it is too late */
export function earliestBegin({ spans, spanFrom, spanTo }: Compiled, job: number, time: number): number {
  const end = spans[job + 1]!
  for (let span = spans[job]!; span < end; span += 1) if (time <= spanTo[span]!) return time > spanFrom[span]! ? time : spanFrom[span]!
  return Number.POSITIVE_INFINITY
}

/** @returns when work on the job begins at the latest so that it has begun by `time`; minus infinity when that is too early */
function latestBegin({ spans, spanFrom, spanTo }: Compiled, job: number, time: number): number {
  for (let span = spans[job + 1]! - 1; span >= spans[job]!; span -= 1) if (time >= spanFrom[span]!) return time < spanTo[span]! ? time : spanTo[span]!
  return Number.NEGATIVE_INFINITY
}

/** Puts the job behind a node of the route, and works out what that changes. @param cost seconds of travel that it adds, with the fixed cost of a route that was empty */
export function insert(compiled: Compiled, routes: Routes, job: number, node: number, route: number, cost: number): void {
  const then = routes.next[node]!
  link(routes, node, job)
  link(routes, job, then)
  routes.routeOf[job] = route
  routes.load[route]! += compiled.demand[job]!
  routes.cost[route]! += cost
  routes.totalCost += cost
  if ((routes.size[route]! += 1) === 1) routes.used += 1
  forward(compiled, routes, route, node, job)
  backward(compiled, routes, route, then, job)
}

/** Works out load, legs, cost and times of a route whose order has changed. */
export function refresh(compiled: Compiled, routes: Routes, route: number): void {
  const { next, leg } = routes
  const end = endNode(compiled, route)
  const start = startNode(compiled, route)
  routes.freeBefore[start] = compiled.breakSeconds[route]! > 0 ? compiled.shiftFrom[route]! : Number.POSITIVE_INFINITY
  routes.freeAfter[start] = compiled.breakSeconds[route]! > 0 ? Number.POSITIVE_INFINITY : compiled.shiftFrom[route]!
  routes.latestBefore[end] = Number.NEGATIVE_INFINITY
  routes.latestAfter[end] = compiled.shiftTo[route]!
  forward(compiled, routes, route, start, ALL)
  backward(compiled, routes, route, end, ALL)
  let load = 0
  let cost = routes.size[route] === 0 ? 0 : compiled.fixedCost[route]! + leg[end]!
  for (let node = next[start]!; node !== end; node = next[node]!) {
    load += compiled.demand[node]!
    cost += leg[node]!
  }
  routes.totalCost += cost - routes.cost[route]!
  routes.load[route] = load
  routes.cost[route] = cost
}

/** No job: everything is worked out anew. */
const ALL = -1

/** From a node on, up to where nothing changes any more. @param job that is new in the route, and has no times yet */
function forward(compiled: Compiled, routes: Routes, route: number, from: number, job: number): void {
  const { place, places, travelFrom, service } = compiled
  const { next, leg, freeBefore, freeAfter } = routes
  const seconds = compiled.breakSeconds[route]!
  const opens = compiled.breakFrom[route]!
  const closes = compiled.breakTo[route]!
  const end = endNode(compiled, route)
  let node = from
  let before = freeBefore[node]!
  let after = freeAfter[node]!
  while (node !== end) {
    const then = next[node]!
    const travel = travelFrom[place[node]! * places + place[then]!]!
    after += travel
    if (before <= closes) {
      const rested = (before + travel > opens ? before + travel : opens) + seconds
      if (rested < after) after = rested
    }
    before += travel
    if (then !== end) {
      before = earliestBegin(compiled, then, before) + service[then]!
      after = earliestBegin(compiled, then, after) + service[then]!
    }
    leg[then] = travel
    if (job !== ALL && then !== job && freeAfter[then] === after && freeBefore[then] === before) return
    freeBefore[then] = before
    freeAfter[then] = after
    node = then
  }
}

/** The same from a node back. */
function backward(compiled: Compiled, routes: Routes, route: number, from: number, job: number): void {
  const { service } = compiled
  const { previous, leg, latestBefore, latestAfter } = routes
  const seconds = compiled.breakSeconds[route]!
  const opens = compiled.breakFrom[route]!
  const closes = compiled.breakTo[route]!
  const start = startNode(compiled, route)
  let node = from
  let before = latestBefore[node]!
  let after = latestAfter[node]!
  while (node !== start) {
    const then = previous[node]!
    const travel = leg[node]!
    before -= travel
    if (seconds > 0 && opens + seconds <= after) {
      const rested = after - seconds - travel < closes ? after - seconds - travel : closes
      if (rested > before) before = rested
    }
    after -= travel
    if (then !== start) {
      before = latestBegin(compiled, then, before - service[then]!)
      after = latestBegin(compiled, then, after - service[then]!)
    }
    if (job !== ALL && then !== job && latestAfter[then] === after && latestBefore[then] === before) return
    latestBefore[then] = before
    latestAfter[then] = after
    node = then
  }
}
