/**
 * Adjacent string removal (Christiaens and Vanden Berghe 2020): around one job, a piece is cut out of each of a few routes
 * that pass nearby. Half of the pieces keep some jobs in their middle (split string).
 */
import type { Random } from '../../../../demo/random.ts'
import type { Compiled } from './compile.ts'
import { addAbsent, endNode, refresh, startNode, takeOut, type Routes } from './routes.ts'
import { touch, type Undo } from './undo.ts'

/** The paper's parameters: jobs removed on average, the longest string, the chance of a split string and of keeping one more. */
const REMOVED = 10
const LONGEST_STRING = 10
const SPLIT = 0.5
/**
 * Once in a hundred times four times as much is cut, in strings that may be so much longer. Not in the paper: on long routes in
 * clusters, short searches settle in a wrong order of clusters that no short string leaves (Solomon's C205 in three of six runs, in none of five with it).
 */
const GREAT_RUIN = 0.01
const GREAT_SCALE = 4
/** Where routes are shorter on average, a string may still be so long: of few jobs all must be able to change places at once. */
const SHORT_ROUTE = 4
const KEEP_MORE = 0.01

export type Ruin = { order: Int32Array; cut: Uint8Array }
export const makeRuin = ({ jobs, technicians }: Compiled): Ruin => ({ order: new Int32Array(jobs), cut: new Uint8Array(technicians) })

/** Cuts strings out of the routes; what was in them is among the absent afterwards. */
export function ruin(compiled: Compiled, routes: Routes, undo: Undo, work: Ruin, random: Random): void {
  const { plannable, neighbours, near } = compiled
  const { routeOf, size } = routes
  const placed = plannable.length - routes.absentCount
  if (placed === 0) return
  const scale = random.fraction() < GREAT_RUIN ? GREAT_SCALE : 1
  const longest = Math.min(LONGEST_STRING * scale, Math.max(SHORT_ROUTE, placed / routes.used))
  const strings = Math.floor(1 + random.fraction() * ((4 * REMOVED * scale) / (1 + longest) - 1))
  const seed = plannable[Math.floor(random.fraction() * plannable.length)]!
  work.cut.fill(0)
  let cuts = 0
  for (let index = seed * near; index < (seed + 1) * near && cuts < strings; index += 1) {
    const job = neighbours[index]!
    const route = routeOf[job]!
    if (route < 0 || work.cut[route] === 1) continue
    work.cut[route] = 1
    cuts += 1
    const length = Math.floor(1 + random.fraction() * Math.min(size[route]!, longest))
    touch(compiled, undo, routes, route)
    cutString(compiled, routes, work, random, job, length)
    refresh(compiled, routes, route)
  }
}

/** Cuts a string of `length` jobs out of the job's route; the job is in it, or in its kept middle. */
function cutString(compiled: Compiled, routes: Routes, work: Ruin, random: Random, job: number, length: number): void {
  const at = listJobs(compiled, routes, work.order, job)
  const size = routes.size[routes.routeOf[job]!]!
  const kept = length > 1 && length < size && random.fraction() < SPLIT ? keptInside(random, size - length) : 0
  const whole = length + kept
  const first = Math.max(0, at - whole + 1)
  const last = Math.min(at, size - whole)
  const from = first + Math.floor(random.fraction() * (last - first + 1))
  const keepFrom = kept === 0 ? from + whole : from + 1 + Math.floor(random.fraction() * (length - 1))
  for (let index = from; index < from + whole; index += 1) {
    if (index >= keepFrom && index < keepFrom + kept) continue
    const gone = work.order[index]!
    takeOut(routes, gone)
    addAbsent(routes, gone)
  }
}

function keptInside(random: Random, most: number): number {
  let kept = 1
  while (kept < most && random.fraction() < KEEP_MORE) kept += 1
  return kept
}

/** Lists the jobs of the job's route in order. @returns where in it the job is */
function listJobs(compiled: Compiled, routes: Routes, order: Int32Array, job: number): number {
  const route = routes.routeOf[job]!
  const end = endNode(compiled, route)
  let count = 0
  let at = 0
  for (let node = routes.next[startNode(compiled, route)]!; node !== end; node = routes.next[node]!) {
    if (node === job) at = count
    order[count] = node
    count += 1
  }
  return at
}
