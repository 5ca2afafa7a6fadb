/**
 * Slack Induction by String Removals (J. Christiaens and G. Vanden Berghe, Transportation Science 54(2), 2020): cut strings out of
 * the routes, put the jobs back greedily, keep the outcome by simulated annealing.
 *
 *     placing -> shortening
 *
 * While `placing`, jobs without a place are counted, and a plan is kept when the jobs that it leaves out were left out less
 * often before (their absence counters). Once all have a place, or half the time has shown that some find none, and fewer
 * technicians are wanted, a route is given up and its jobs are placed again. Then `shortening` keeps what has its place and
 * reduces travel.
 */
import type { Random } from '../../../../demo/random.ts'
import type { Compiled } from './compile.ts'
import { makeRecreate, recreate } from './recreate.ts'
import { absentWeight, addAbsent, endNode, refresh, startNode, type Routes } from './routes.ts'
import { makeRuin, ruin } from './ruin.ts'
import { makeSnapshot, restore, save, type Snapshot } from './snapshot.ts'
import { begin, clear, makeUndo, takeBack } from './undo.ts'

export type Search = {
  /** Iterations that were done. */
  readonly done: number
  /** Does some more of the iterations that it was made for. */
  run(iterations: number): void
  readonly best: Snapshot
}

/** Share of the iterations that may go into placing jobs and giving up routes. */
const PLACING = 0.3
/** Temperatures at the beginning and the end, in legs of average length: the paper's 100 and 1, where a leg is about 10 long. */
const HOT = 10
const COLD = 0.1

/** @param routes with the jobs that have their place already; the others are placed first. @param iterations that the cooling is planned over */
export function makeSearch(compiled: Compiled, routes: Routes, iterations: number, random: Random): Search {
  const undo = makeUndo(compiled)
  const ruining = makeRuin(compiled)
  const recreating = makeRecreate(compiled)
  const absences = new Float64Array(compiled.jobs).fill(1)
  const best = makeSnapshot(compiled)
  const { technicians, fewerTechnicians } = compiled
  let mostUsed = technicians
  let done = 0
  /** What the jobs without a place may weigh for the plan to count as whole. */
  let goal = 0

  begin(undo, routes)
  recreate(compiled, routes, undo, recreating, random, 0, mostUsed)
  save(compiled, routes, best)
  const leg = routes.totalCost / Math.max(1, compiled.jobs + routes.used)
  const fewest = fewestTechnicians(compiled)
  let placing = routes.absentCount > 0 || fewerTechnicians
  let phaseEnd = placing ? Math.floor(iterations * PLACING) : iterations
  let temperature = HOT * leg
  let cooling = coolingOver(phaseEnd)
  if (placing && routes.absentCount === 0) nextRoute()

  function change(): void {
    begin(undo, routes)
    const oldAbsent = routes.absentCount
    ruin(compiled, routes, undo, ruining, random)
    recreate(compiled, routes, undo, recreating, random, oldAbsent, mostUsed)
  }

  function placeOne(): void {
    const before = absentWeight(compiled, routes, absences)
    const cost = routes.totalCost
    change()
    const after = absentWeight(compiled, routes, absences)
    const keep = after < before || (after === before && routes.totalCost < annealed(cost))
    for (let index = 0; index < routes.absentCount; index += 1) absences[routes.absent[index]!]! += 1
    if (!keep) return takeBack(compiled, undo, routes)
    noteBest()
    if (absentWeight(compiled, routes) <= goal) nextRoute()
  }

  function nextRoute(): void {
    goal = absentWeight(compiled, routes)
    if (!giveUpRoute()) shorten()
  }

  function shortenOne(): void {
    const weight = absentWeight(compiled, routes)
    const { used, totalCost } = routes
    change()
    const weightNow = absentWeight(compiled, routes)
    const difference = weightNow - weight || (fewerTechnicians ? routes.used - used : 0)
    if (difference > 0 || (difference === 0 && routes.totalCost >= annealed(totalCost))) return takeBack(compiled, undo, routes)
    noteBest()
  }

  function annealed(cost: number): number {
    return cost - temperature * Math.log(random.fraction())
  }

  function noteBest(): void {
    const weight = absentWeight(compiled, routes)
    const difference = weight - best.weight || (fewerTechnicians ? routes.used - best.used : 0) || routes.totalCost - best.cost
    if (difference >= 0) return
    save(compiled, routes, best)
    // Who is no longer needed is not called back, unless somebody would be left without a visit.
    if (!placing && fewerTechnicians && weight === 0) mostUsed = routes.used
  }

  /** Gives up the route whose jobs have been left out least often. @returns false when none can be */
  function giveUpRoute(): boolean {
    if (!fewerTechnicians || routes.used <= fewest) return false
    const route = easiestRoute(compiled, routes, absences)
    if (route < 0) return false
    mostUsed = routes.used - 1
    const end = endNode(compiled, route)
    for (let node = routes.next[startNode(compiled, route)]!; node !== end; node = routes.next[node]!) addAbsent(routes, node)
    clear(compiled, routes, route)
    refresh(compiled, routes, route)
    return true
  }

  function shorten(): void {
    placing = false
    restore(compiled, routes, best)
    mostUsed = fewerTechnicians && best.weight === 0 ? best.used : technicians
    phaseEnd = iterations
    temperature = HOT * leg
    cooling = coolingOver(iterations - done)
  }

  return {
    get done() { return done },
    run(count) {
      for (const end = Math.min(iterations, done + count); done < end; done += 1) {
        if (placing && fewerTechnicians && best.weight > goal && done >= phaseEnd / 2) {
          restore(compiled, routes, best)
          nextRoute()
        }
        if (placing && done >= phaseEnd) shorten()
        if (placing) placeOne()
        else shortenOne()
        temperature *= cooling
      }
    },
    best,
  }
}

const coolingOver = (iterations: number): number => (COLD / HOT) ** (1 / Math.max(1, iterations))

/** No plan can do with fewer vans, by what they hold; 1 where nothing is counted. */
function fewestTechnicians({ plannable, demand, capacity }: Compiled): number {
  const total = plannable.reduce((sum, job) => sum + demand[job]!, 0)
  const largest = capacity.reduce((most, one) => Math.max(most, one), 0)
  return Math.max(1, Math.ceil(total / Math.max(largest, Number.MIN_VALUE) - 1e-9))
}

function easiestRoute(compiled: Compiled, { size, next }: Routes, absences: Float64Array): number {
  let easiest = -1
  let least = Number.POSITIVE_INFINITY
  for (let route = 0; route < compiled.technicians; route += 1) {
    if (size[route] === 0 || compiled.needed[route] === 1) continue
    let sum = 0
    const end = endNode(compiled, route)
    for (let node = next[startNode(compiled, route)]!; node !== end; node = next[node]!) sum += compiled.weight[node]! * absences[node]!
    if (sum >= least) continue
    least = sum
    easiest = route
  }
  return easiest
}
