/**
 * A problem as the search reads it: jobs, technicians and places are numbers, and whatever the inner loop touches lies in typed
 * arrays. Nodes are the jobs (0 … jobs - 1), then each technician's start, then each technician's end.
 */
import { rankOf } from '../compare-plans.ts'
import type { PlanJob, PlanProblem, PlanTechnician, TravelMatrix } from '../plan-port.ts'
import { startSpans } from '../schedule.ts'
import { canDoAlone, mayDo } from '../unassigned.ts'
import { makeSorts } from './sorts.ts'

export type Compiled = {
  jobs: number
  technicians: number
  places: number
  /** By node. */
  place: Int32Array
  /** Seconds from the row's place to the column's, and the other way round: an insertion reads one row of each. */
  travelFrom: Float64Array
  travelTo: Float64Array
  /** By node; 0 at starts and ends. */
  service: Float64Array
  /** The spans in which a job may begin are `spanFrom[i]` … `spanTo[i]` for i from `spans[job]` up to `spans[job + 1]`, in order. */
  spans: Int32Array
  spanFrom: Float64Array
  spanTo: Float64Array
  demand: Float64Array
  /** What leaving a job out weighs: more than all jobs of lower ranks together. */
  weight: Float64Array
  /**
   * Jobs x technicians: 1 where the technician may do it and could if it were all they had to do. Nothing is lost by that where no
   * detour is faster than the direct way, as on roads.
   */
  eligible: Uint8Array
  /** Jobs that somebody is eligible for, by index. */
  plannable: Int32Array
  /** Jobs that are pinned to a technician keep that one's route from being given up: 1 by technician. */
  needed: Uint8Array
  capacity: Float64Array
  shiftFrom: Float64Array
  shiftTo: Float64Array
  fixedCost: Float64Array
  /** Seconds of the break; 0 for none. */
  breakSeconds: Float64Array
  breakFrom: Float64Array
  breakTo: Float64Array
  /** Technicians of the same number cannot be told apart, so that one idle one stands for all of them. */
  kind: Int32Array
  kinds: number
  /** Jobs x `near`: the nearest jobs by travel there and back, the job itself first. */
  neighbours: Int32Array
  near: number
  /** Orders in which jobs are put back: each has a key by job, the smallest first. */
  sorts: { key: Float64Array; chance: number }[]
  fewerTechnicians: boolean
}

/** Neighbours beyond these are never cut out together with a job; keeps the table small where there are thousands. */
const MOST_NEIGHBOURS = 250

/** @param problem one that `checkProblem` has let pass */
export function compile(problem: PlanProblem): Compiled {
  const { technicians, jobs, travel } = problem
  const place = Int32Array.from([...jobs.map((job) => job.place), ...technicians.map(({ start }) => start), ...technicians.map(({ end }) => end)])
  const service = new Float64Array(place.length)
  for (const [index, job] of jobs.entries()) service[index] = job.service
  const kind = kindsOf(problem)
  const eligible = eligibility(problem, kind)
  const scarcity = Float64Array.from(jobs, (_, job) => eligible.subarray(job * technicians.length, (job + 1) * technicians.length).reduce((sum, one) => sum + one, 0))
  const near = Math.min(jobs.length, MOST_NEIGHBOURS)
  const of = (read: (technician: PlanTechnician) => number): Float64Array => Float64Array.from(technicians, read)
  return {
    jobs: jobs.length,
    technicians: technicians.length,
    places: travel.places,
    place,
    travelFrom: travel.seconds,
    travelTo: transposed(travel),
    service,
    ...spansOf(jobs),
    demand: Float64Array.from(jobs, ({ demand = 0 }) => demand),
    weight: weightsOf(jobs),
    eligible,
    plannable: Int32Array.from(jobs.keys()).filter((job) => scarcity[job]! > 0),
    needed: Uint8Array.from(technicians, ({ id }) => (jobs.some(({ pinned }) => pinned?.technician === id) ? 1 : 0)),
    capacity: of(({ capacity = Number.POSITIVE_INFINITY }) => capacity),
    shiftFrom: of(({ shift }) => shift.from),
    shiftTo: of(({ shift }) => shift.to),
    fixedCost: of(({ fixedCost = 0 }) => fixedCost),
    breakSeconds: of(({ break: pause }) => pause?.seconds ?? 0),
    breakFrom: of(({ break: pause }) => pause?.window.from ?? 0),
    breakTo: of(({ break: pause }) => pause?.window.to ?? 0),
    kind,
    kinds: Math.max(-1, ...kind) + 1,
    neighbours: neighboursOf(jobs, travel, near),
    near,
    sorts: makeSorts(problem, scarcity),
    fewerTechnicians: problem.minimise === 'vehicles',
  }
}

function transposed({ places, seconds }: TravelMatrix): Float64Array {
  const turned = new Float64Array(seconds.length)
  for (let from = 0; from < places; from += 1) for (let to = 0; to < places; to += 1) turned[to * places + from] = seconds[from * places + to]!
  return turned
}

function spansOf(jobs: readonly PlanJob[]): Pick<Compiled, 'spans' | 'spanFrom' | 'spanTo'> {
  const all = jobs.map(startSpans)
  const spans = new Int32Array(jobs.length + 1)
  for (const [index, own] of all.entries()) spans[index + 1] = spans[index]! + own.length
  return { spans, spanFrom: Float64Array.from(all.flat(), ({ from }) => from), spanTo: Float64Array.from(all.flat(), ({ to }) => to) }
}

/** Exact up to 2^53, and only a guide for the search beyond: `comparePlans` counts. */
function weightsOf(jobs: readonly PlanJob[]): Float64Array {
  const ranks = jobs.map(rankOf)
  const weights = new Map<number, number>()
  let below = 0
  for (const rank of [...new Set(ranks)].sort((one, other) => one - other)) {
    weights.set(rank, below + 1)
    below += (below + 1) * ranks.filter((one) => one === rank).length
  }
  return Float64Array.from(ranks, (rank) => weights.get(rank)!)
}

function kindsOf({ technicians, jobs }: PlanProblem): Int32Array {
  const pinned = new Set(jobs.map((job) => job.pinned?.technician))
  const numbers = new Map<string, number>()
  return Int32Array.from(technicians, (technician) => {
    const { id, skills, ...rest } = technician
    const { start, end, shift, capacity, break: pause, fixedCost } = rest
    const text = JSON.stringify([pinned.has(id) ? id : null, start, end, shift.from, shift.to, capacity, pause?.seconds, pause?.window.from, pause?.window.to, fixedCost, [...skills].sort()])
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    return number
  })
}

function eligibility({ technicians, jobs, travel }: PlanProblem, kind: Int32Array): Uint8Array {
  const eligible = new Uint8Array(jobs.length * technicians.length)
  for (const [index, job] of jobs.entries()) {
    const known = new Map<number, number>()
    for (const [number, technician] of technicians.entries()) {
      const like = kind[number]!
      const answer = known.get(like) ?? (mayDo(technician, job) && canDoAlone(travel, technician, job) ? 1 : 0)
      known.set(like, answer)
      eligible[index * technicians.length + number] = answer
    }
  }
  return eligible
}

function neighboursOf(jobs: readonly PlanJob[], { places, seconds }: TravelMatrix, near: number): Int32Array {
  const neighbours = new Int32Array(jobs.length * near)
  const distance = new Float64Array(jobs.length)
  for (const [index, { place }] of jobs.entries()) {
    for (const [other, { place: there }] of jobs.entries()) distance[other] = other === index ? -1 : seconds[place * places + there]! + seconds[there * places + place]!
    const order = Int32Array.from(jobs.keys()).sort((one, other) => distance[one]! - distance[other]! || one - other)
    neighbours.set(order.subarray(0, near), index * near)
  }
  return neighbours
}
