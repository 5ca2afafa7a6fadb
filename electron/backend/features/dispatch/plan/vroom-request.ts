/**
 * A problem in VROOM's words (https://github.com/VROOM-Project/vroom/blob/master/docs/API.md, 1.13). It counts in whole seconds
 * from 0 up, so times are moved to begin with the first shift, and rounded to the side on which whatever it answers still goes.
 */
import { rankOf } from './compare-plans.ts'
import type { PlanJob, PlanProblem, PlanTechnician, Span, TravelMatrix } from './plan-port.ts'
import { startSpans } from './schedule.ts'

type Window = [from: number, to: number]
export type VroomVehicle = {
  id: number
  profile: string
  start_index: number
  end_index: number
  time_window: Window
  skills: number[]
  breaks: { id: number; service: number; time_windows: Window[] }[]
  capacity?: number[]
  costs?: { fixed: number }
}
export type VroomJob = { id: number; location_index: number; service: number; time_windows: Window[]; skills: number[]; priority: number; delivery?: number[] }
export type VroomRequest = { vehicles: VroomVehicle[]; jobs: VroomJob[]; matrices: Record<string, { durations: number[][] }> }

const PROFILE = 'car'
/** VROOM's amounts are whole numbers; ours may have fractions. */
const AMOUNT_SCALE = 1_000
/** Ranks are 0 to 10, VROOM's priorities 0 to 100. */
const PRIORITY_SCALE = 10
/** VROOM adds costs up in 32 bits: what a technician more weighs must leave room for a thousand of them. */
const MOST_FIXED_COST = 4_000_000

type Numbers = {
  /** The second of ours that is VROOM's 0. */
  origin: number
  skills: ReadonlyMap<string, number>
  /** A skill that only this technician has, for the jobs that are pinned to them. */
  own: ReadonlyMap<string, number>
  /** All demands together; without any, nothing is said of what a van holds. */
  load: number
}

/** @returns the request; ids are indexes in the problem. A job, or a break, with no whole second to begin in is left out with whoever has it */
export function vroomRequest(problem: PlanProblem): VroomRequest {
  const { technicians, jobs, travel } = problem
  const numbers = numbersOf(problem)
  return {
    vehicles: technicians.map((technician, id) => toVehicle(problem, technician, id, numbers)).filter(({ breaks }) => breaks.every(({ time_windows }) => time_windows.length > 0)),
    jobs: jobs.map((job, id) => toJob(job, id, numbers)).filter(({ time_windows }) => time_windows.length > 0),
    matrices: { [PROFILE]: { durations: rowsOf(travel) } },
  }
}

function numbersOf({ technicians, jobs }: PlanProblem): Numbers {
  const names = [...new Set(jobs.flatMap(({ skills }) => skills))]
  return {
    origin: Math.floor(Math.min(...technicians.map(({ shift }) => shift.from))),
    skills: new Map(names.map((name, index) => [name, index + 1])),
    own: new Map(technicians.map(({ id }, index) => [id, names.length + index + 1])),
    load: jobs.reduce((sum, { demand = 0 }) => sum + demand, 0),
  }
}

function toVehicle(problem: PlanProblem, technician: PlanTechnician, id: number, { origin, skills, own, load }: Numbers): VroomVehicle {
  const fixed = fixedCost(problem, technician)
  const pause = technician.break
  return {
    id,
    profile: PROFILE,
    start_index: technician.start,
    end_index: technician.end,
    time_window: windowsOf([technician.shift], origin)[0] ?? [0, 0],
    skills: [...technician.skills.flatMap((skill) => skills.get(skill) ?? []), own.get(technician.id)!],
    breaks: pause ? [{ id, service: Math.ceil(pause.seconds), time_windows: windowsOf([pause.window], origin) }] : [],
    ...(load > 0 ? { capacity: [Math.floor((technician.capacity ?? load) * AMOUNT_SCALE)] } : {}),
    ...(fixed > 0 ? { costs: { fixed } } : {}),
  }
}

function toJob(job: PlanJob, id: number, { origin, skills, own, load }: Numbers): VroomJob {
  const pinnedTo = job.pinned?.technician
  return {
    id,
    location_index: job.place,
    service: Math.ceil(job.service),
    time_windows: windowsOf(startSpans(job), origin),
    skills: pinnedTo === undefined ? job.skills.map((skill) => skills.get(skill)!) : [own.get(pinnedTo)!],
    priority: rankOf(job) * PRIORITY_SCALE,
    ...(load > 0 ? { delivery: [Math.ceil((job.demand ?? 0) * AMOUNT_SCALE)] } : {}),
  }
}

/** Where fewer technicians come first, one more weighs what no travel does. */
function fixedCost({ minimise, travel, jobs }: PlanProblem, { fixedCost: own = 0 }: PlanTechnician): number {
  if (minimise === 'travel') return Math.round(own)
  const longest = travel.seconds.reduce((most, seconds) => Math.max(most, seconds), 0)
  return Math.ceil(Math.min(MOST_FIXED_COST, 2 * longest * (jobs.length + 1) + own))
}

/** Only whole seconds inside of the spans; the later part of one that has begun before VROOM's 0. */
function windowsOf(spans: readonly Span[], origin: number): Window[] {
  return spans.map(({ from, to }): Window => [Math.max(0, Math.ceil(from - origin)), Math.floor(to - origin)]).filter(([from, to]) => from <= to)
}

function rowsOf({ places, seconds }: TravelMatrix): number[][] {
  return Array.from({ length: places }, (_, from) => Array.from(seconds.subarray(from * places, (from + 1) * places), Math.ceil))
}
