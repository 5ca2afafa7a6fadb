/** A plan of the search put aside: the jobs of each route in order. */
import type { Compiled } from './compile.ts'
import { absentWeight, endNode, startNode, type Routes } from './routes.ts'
import { clear, fill } from './undo.ts'

export type Snapshot = {
  jobs: Int32Array
  /** By route: where its jobs end in `jobs`. */
  end: Int32Array
  absent: Int32Array
  absentCount: number
  weight: number
  used: number
  cost: number
}

export const makeSnapshot = ({ jobs, technicians }: Compiled): Snapshot => ({
  jobs: new Int32Array(jobs),
  end: new Int32Array(technicians),
  absent: new Int32Array(jobs),
  absentCount: 0,
  weight: Number.POSITIVE_INFINITY,
  used: 0,
  cost: Number.POSITIVE_INFINITY,
})

export function save(compiled: Compiled, routes: Routes, snapshot: Snapshot): void {
  let count = 0
  let cost = 0
  for (let route = 0; route < compiled.technicians; route += 1) {
    const end = endNode(compiled, route)
    for (let node = routes.next[startNode(compiled, route)]!; node !== end; node = routes.next[node]!) {
      snapshot.jobs[count] = node
      count += 1
    }
    snapshot.end[route] = count
    cost += routes.cost[route]!
  }
  // Added up anew, so that what a million steps have rounded away does not gather.
  routes.totalCost = cost
  snapshot.absent.set(routes.absent)
  snapshot.absentCount = routes.absentCount
  snapshot.weight = absentWeight(compiled, routes)
  snapshot.used = routes.used
  snapshot.cost = cost
}

export function restore(compiled: Compiled, routes: Routes, snapshot: Snapshot): void {
  for (let route = 0; route < compiled.technicians; route += 1) clear(compiled, routes, route)
  for (let route = 0; route < compiled.technicians; route += 1) fill(compiled, routes, route, snapshot.jobs, route === 0 ? 0 : snapshot.end[route - 1]!, snapshot.end[route]!)
  routes.absent.set(snapshot.absent)
  routes.absentCount = snapshot.absentCount
}
