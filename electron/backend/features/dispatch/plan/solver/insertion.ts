/** The cheapest place for a job among all routes: the inner loop of the search, which allocates nothing. */
import type { Random } from '../../../../demo/random.ts'
import type { Compiled } from './compile.ts'
import { earliestBegin, endNode, startNode, type Routes } from './routes.ts'

/** The chance that a place is overlooked, which lets the search leave what is greedy (Christiaens and Vanden Berghe 2020). */
const BLINK = 0.01
/** Sums of fractional demands in another order differ by less. */
const ROUNDING = 1e-9

/** The place behind `node`; -1 for none. `cost` is in seconds of travel, with the fixed cost where the route was empty. */
export type Found = { node: number; route: number; cost: number; kindSeen: Uint8Array }
export const makeFound = ({ kinds }: Compiled): Found => ({ node: -1, route: -1, cost: 0, kindSeen: new Uint8Array(kinds) })

/** @param mostUsed routes that may be in use; empty ones are opened up to it, and where fewer technicians are wanted only if nothing else goes */
export function findPlace(compiled: Compiled, routes: Routes, job: number, mostUsed: number, random: Random, found: Found): void {
  const { technicians, eligible, capacity, breakSeconds, demand, fewerTechnicians } = compiled
  const { size, load } = routes
  found.node = -1
  found.cost = Number.POSITIVE_INFINITY
  const base = job * technicians
  for (let route = 0; route < technicians; route += 1) {
    if (size[route] === 0 || eligible[base + route] === 0 || load[route]! + demand[job]! > capacity[route]! + ROUNDING) continue
    if (breakSeconds[route] === 0) alongRoute(compiled, routes, job, route, random, found)
    else alongRouteWithBreak(compiled, routes, job, route, random, found)
  }
  if (routes.used < mostUsed && !(fewerTechnicians && found.node >= 0)) openRoute(compiled, routes, job, random, found)
}

function alongRoute(compiled: Compiled, routes: Routes, job: number, route: number, random: Random, found: Found): void {
  const { place, places, travelFrom, travelTo, service, spans, spanFrom, spanTo } = compiled
  const { next, leg, freeAfter, latestAfter } = routes
  const row = place[job]! * places
  const seconds = service[job]!
  const single = spans[job + 1]! - spans[job]! === 1
  const opens = spanFrom[spans[job]!]!
  const closes = spanTo[spans[job + 1]! - 1]!
  const end = endNode(compiled, route)
  let node = startNode(compiled, route)
  while (node !== end) {
    const then = next[node]!
    const free = freeAfter[node]!
    if (free > closes) return
    const latest = latestAfter[then]!
    if (opens + seconds <= latest) {
      const there = travelTo[row + place[node]!]!
      let begin = free + there
      if (begin <= closes) {
        if (!single) begin = earliestBegin(compiled, job, begin)
        else if (begin < opens) begin = opens
        const on = travelFrom[row + place[then]!]!
        if (begin + seconds + on <= latest) offer(found, random, node, route, there + on - leg[then]!)
      }
    }
    node = then
  }
}

/** The break may lie before both, before the job, between the job and what follows, or after both. */
function alongRouteWithBreak(compiled: Compiled, routes: Routes, job: number, route: number, random: Random, found: Found): void {
  const { place, places, travelFrom, travelTo, service, spans, spanFrom, spanTo } = compiled
  const { next, leg, freeBefore, freeAfter, latestBefore, latestAfter } = routes
  const row = place[job]! * places
  const seconds = service[job]!
  const opens = spanFrom[spans[job]!]!
  const closes = spanTo[spans[job + 1]! - 1]!
  const from = compiled.breakFrom[route]!
  const to = compiled.breakTo[route]!
  const length = compiled.breakSeconds[route]!
  const end = endNode(compiled, route)
  let node = startNode(compiled, route)
  while (node !== end) {
    const then = next[node]!
    const before = freeBefore[node]!
    if (before > closes && freeAfter[node]! > closes) return
    const latest = latestAfter[then]!
    // Who has rested may begin later than who has not: nothing fits that does not fit then.
    if (opens + seconds <= latest) {
      const there = travelTo[row + place[node]!]!
      const on = travelFrom[row + place[then]!]!
      const cost = there + on - leg[then]!
      if (cost < found.cost) {
        let ready = freeAfter[node]! + there
        if (before <= to) {
          const rested = (before + there > from ? before + there : from) + length
          if (rested < ready) ready = rested
        }
        if (earliestBegin(compiled, job, ready) + seconds + on <= latest) offer(found, random, node, route, cost)
        else if (before <= closes) {
          const free = earliestBegin(compiled, job, before + there) + seconds
          const fits = free + on <= latestBefore[then]! || (free <= to && (free + on > from ? free + on : from) + length <= latest)
          if (fits) offer(found, random, node, route, cost)
        }
      }
    }
    node = then
  }
}

/** One idle technician of each kind: the others are the same. `eligible` has asked already whether they can do it alone. */
function openRoute(compiled: Compiled, routes: Routes, job: number, random: Random, found: Found): void {
  const { technicians, eligible, kind, place, places, travelFrom, travelTo, fixedCost } = compiled
  const row = place[job]! * places
  found.kindSeen.fill(0)
  for (let route = 0; route < technicians; route += 1) {
    if (routes.size[route]! > 0 || found.kindSeen[kind[route]!] === 1 || eligible[job * technicians + route] === 0) continue
    found.kindSeen[kind[route]!] = 1
    const start = startNode(compiled, route)
    offer(found, random, start, route, travelTo[row + place[start]!]! + travelFrom[row + place[endNode(compiled, route)]!]! + fixedCost[route]!)
  }
}

function offer(found: Found, random: Random, node: number, route: number, cost: number): void {
  // Only what would be taken needs to be overlooked.
  if (cost >= found.cost || random.fraction() < BLINK) return
  found.node = node
  found.route = route
  found.cost = cost
}
