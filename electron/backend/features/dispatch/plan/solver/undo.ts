/** Takes one step of the search back: only routes that it touched are remembered and rebuilt. */
import type { Compiled } from './compile.ts'
import { endNode, link, refresh, startNode, type Routes } from './routes.ts'

export type Undo = {
  /** Routes that were touched, each followed in `saved` by its jobs in order. */
  touched: Int32Array
  touchedCount: number
  isTouched: Uint8Array
  saved: Int32Array
  /** Where each touched route's jobs end in `saved`. */
  savedEnd: Int32Array
  savedCount: number
  absent: Int32Array
  absentCount: number
}

export function makeUndo({ jobs, technicians }: Compiled): Undo {
  return {
    touched: new Int32Array(technicians),
    touchedCount: 0,
    isTouched: new Uint8Array(technicians),
    saved: new Int32Array(jobs),
    savedEnd: new Int32Array(technicians),
    savedCount: 0,
    absent: new Int32Array(jobs),
    absentCount: 0,
  }
}

/** From here on `takeBack` comes back to. */
export function begin(undo: Undo, routes: Routes): void {
  for (let index = 0; index < undo.touchedCount; index += 1) undo.isTouched[undo.touched[index]!] = 0
  undo.touchedCount = 0
  undo.savedCount = 0
  for (let index = 0; index < routes.absentCount; index += 1) undo.absent[index] = routes.absent[index]!
  undo.absentCount = routes.absentCount
}

/** Called before a route changes. */
export function touch(compiled: Compiled, undo: Undo, routes: Routes, route: number): void {
  if (undo.isTouched[route] === 1) return
  undo.isTouched[route] = 1
  const end = endNode(compiled, route)
  for (let node = routes.next[startNode(compiled, route)]!; node !== end; node = routes.next[node]!) {
    undo.saved[undo.savedCount] = node
    undo.savedCount += 1
  }
  undo.touched[undo.touchedCount] = route
  undo.savedEnd[undo.touchedCount] = undo.savedCount
  undo.touchedCount += 1
}

export function takeBack(compiled: Compiled, undo: Undo, routes: Routes): void {
  for (let index = 0; index < undo.touchedCount; index += 1) clear(compiled, routes, undo.touched[index]!)
  let from = 0
  for (let index = 0; index < undo.touchedCount; index += 1) {
    const to = undo.savedEnd[index]!
    fill(compiled, routes, undo.touched[index]!, undo.saved, from, to)
    from = to
  }
  for (let index = 0; index < undo.absentCount; index += 1) routes.absent[index] = undo.absent[index]!
  routes.absentCount = undo.absentCount
}

/** Empties a route; its jobs are then nowhere, also not among the absent. */
export function clear(compiled: Compiled, routes: Routes, route: number): void {
  const end = endNode(compiled, route)
  for (let node = routes.next[startNode(compiled, route)]!; node !== end; node = routes.next[node]!) routes.routeOf[node] = -1
  link(routes, startNode(compiled, route), end)
  if (routes.size[route]! > 0) routes.used -= 1
  routes.size[route] = 0
}

/** Fills an empty route with the jobs from one index of the list up to another. */
export function fill(compiled: Compiled, routes: Routes, route: number, list: Int32Array, from: number, to: number): void {
  let node = startNode(compiled, route)
  for (let index = from; index < to; index += 1) {
    const job = list[index]!
    link(routes, node, job)
    routes.routeOf[job] = route
    node = job
  }
  link(routes, node, endNode(compiled, route))
  routes.size[route] = to - from
  if (to > from) routes.used += 1
  refresh(compiled, routes, route)
}
