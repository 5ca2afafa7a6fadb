/** Greedy insertion with blinks (Christiaens and Vanden Berghe 2020): the absent are put back one by one, in an order drawn by lot. */
import type { Random } from '../../../../demo/random.ts'
import type { Compiled } from './compile.ts'
import { findPlace, makeFound, type Found } from './insertion.ts'
import { insert, type Routes } from './routes.ts'
import { RANDOM_ORDER } from './sorts.ts'
import { touch, type Undo } from './undo.ts'

export type Recreate = { key: Float64Array; found: Found }
export const makeRecreate = (compiled: Compiled): Recreate => ({ key: new Float64Array(compiled.jobs), found: makeFound(compiled) })

/** Jobs that had no place before this step and are tried again in it, at most: an overbooked day must not slow each step down. */
const OLD_TRIED = 20

/** @param oldAbsent so many of the first absent had no place before. @param mostUsed see `findPlace` */
export function recreate(compiled: Compiled, routes: Routes, undo: Undo, work: Recreate, random: Random, oldAbsent: number, mostUsed: number): void {
  const { absent } = routes
  const skipped = Math.max(0, oldAbsent - OLD_TRIED)
  if (skipped > 0) mix(absent, oldAbsent, random)
  sortAbsent(compiled, routes, work, random, skipped)
  let left = skipped
  const count = routes.absentCount
  for (let index = skipped; index < count; index += 1) {
    const job = absent[index]!
    findPlace(compiled, routes, job, mostUsed, random, work.found)
    if (work.found.node < 0) {
      absent[left] = job
      left += 1
    } else put(compiled, routes, undo, work.found, job)
  }
  routes.absentCount = left
}

function put(compiled: Compiled, routes: Routes, undo: Undo, { node, route, cost }: Found, job: number): void {
  touch(compiled, undo, routes, route)
  insert(compiled, routes, job, node, route, cost)
}

function mix(list: Int32Array, count: number, random: Random): void {
  for (let index = count - 1; index > 0; index -= 1) {
    const other = Math.floor(random.fraction() * (index + 1))
    const job = list[index]!
    list[index] = list[other]!
    list[other] = job
  }
}

/** By insertion: there are a dozen, and nothing is allocated. */
function sortAbsent({ sorts }: Compiled, { absent, absentCount }: Routes, { key }: Recreate, random: Random, from: number): void {
  const sort = draw(sorts, random)
  for (let index = from; index < absentCount; index += 1) key[absent[index]!] = sort === RANDOM_ORDER ? random.fraction() : sorts[sort]!.key[absent[index]!]!
  for (let index = from + 1; index < absentCount; index += 1) {
    const job = absent[index]!
    const own = key[job]!
    let at = index
    while (at > from && key[absent[at - 1]!]! > own) {
      absent[at] = absent[at - 1]!
      at -= 1
    }
    absent[at] = job
  }
}

function draw(sorts: Compiled['sorts'], random: Random): number {
  let left = random.fraction()
  for (let index = 0; index < sorts.length; index += 1) if ((left -= sorts[index]!.chance) < 0) return index
  return RANDOM_ORDER
}
