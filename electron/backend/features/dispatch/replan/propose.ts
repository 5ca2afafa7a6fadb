/**
 * A proposal for a day that went wrong: as few broken promises as can be, then as few visits moved, then as little travel. First what it
 * is about finds a place between what stays. What finds none is squeezed into one technician's day, whose other visits move within
 * their promises (`squeeze.ts`), or two technicians exchange visits for it (`exchange.ts`). What finds no place as promised is offered at
 * another time, to be called about; and what somebody wants to fit in goes before what is less urgent (`give-way.ts`).
 */
import { secondsOf } from '#shared/features/dispatch/board-days.ts'
import type { Proposal, PlanScope } from '#shared/features/dispatch/board-commands.schema.ts'
import type { Planner, PlanJob, PlanProblem, Plan } from '../plan/plan-port.ts'
import { atAnyTime, dayProblem, type DayBoard, type DayProblem } from './day-problem.ts'
import { exchange } from './exchange.ts'
import { giveWay } from './give-way.ts'
import { keepTimes, squeeze, type Places } from './squeeze.ts'
import { keeps, toProposal } from './to-proposal.ts'

/** Seconds of the planner's pace for one search: a few visits among those that stay, or a day from nothing. */
const FEW_SECONDS = 1
const DAY_SECONDS = 4
const SEED = 1

export type ProposeOptions = { planner: Planner; onProgress?: (part: number) => void; signal?: AbortSignal }

export async function propose(board: DayBoard, scope: PlanScope, options: ProposeOptions): Promise<Proposal> {
  const alone = await solve(dayProblem(board, scope), scope, options)
  const best = scope.of === 'visit' || scope.of === 'technician' ? await better(alone, board, scope, options) : alone
  return toProposal(best.day, best.places, longerOf(board, scope))
}

type Solved = { day: DayProblem; places: Places }

async function solve(day: DayProblem, scope: PlanScope, options: ProposeOptions): Promise<Solved> {
  const places = await best(day, scope, options)
  const late = await elsewhen(day, places, scope, options)
  const all: Places = new Map([...places, ...late])
  return { day, places: scope.of === 'visit' ? await giveWay(day, all, options.signal) : all }
}

/** Where somebody's day is broken as well, they cannot be asked before theirs is mended too: that is looked at where nothing else helps. */
async function better(alone: Solved, board: DayBoard, scope: PlanScope, options: ProposeOptions): Promise<Solved> {
  if (keptOf(alone) === alone.day.asked.size || options.signal?.aborted) return alone
  const widely = await solve(dayProblem(board, scope, true), scope, options)
  const others = [...widely.day.free].filter((id) => !widely.day.asked.has(id))
  return keptOf(widely) > keptOf(alone) && others.every((id) => isNoWorse(widely, id)) ? widely : alone
}

function isNoWorse({ day: { visits }, places }: Solved, id: string): boolean {
  const [visit, place] = [visits.get(id)!, places.get(id)]
  return Boolean(place) && (keeps(visit, place!.start) || visit.start === null || !keeps(visit, secondsOf(visit.start)))
}

const keptOf = ({ day: { asked, visits }, places }: Solved): number => [...asked].filter((id) => {
  const place = places.get(id)
  return place && keeps(visits.get(id)!, place.start)
}).length

function longerOf({ visits }: DayBoard, scope: PlanScope): Proposal['longer'] {
  const longer = scope.of === 'technician' ? scope.longer : null
  const before = longer && visits.find(({ id }) => id === longer.workOrderId)
  return before ? { ...longer, before: before.minutes } : null
}

const search = async (problem: PlanProblem, seconds: number, { planner, signal }: ProposeOptions, onPart: (part: number) => void): Promise<Plan> =>
  (await planner.improve(problem, null, { seed: SEED, seconds, onProgress: ({ done, of }) => onPart(of > 0 ? done / of : 1), ...(signal ? { signal } : {}) })).plan

async function best({ problem, visits }: DayProblem, { of }: PlanScope, options: ProposeOptions): Promise<Places> {
  const plan = await search(problem, of === 'day' ? DAY_SECONDS : FEW_SECONDS, options, (part) => options.onProgress?.(part * 0.5))
  const places = of === 'day' ? keepTimes(problem, visits, placesOf(plan)) : placesOf(plan)
  if (options.signal?.aborted) return places
  const squeezed = await squeeze(problem, visits, places, (part) => options.onProgress?.(0.5 + part * 0.2), options.signal)
  return exchange(problem, visits, squeezed, options.signal)
}

function placesOf({ routes, unassigned }: Plan): Places {
  const places: Places = new Map(unassigned.map(({ job }) => [job, null]))
  for (const { technician, visits } of routes) for (const { job, start } of visits) places.set(job, { technicianId: technician, start })
  return places
}

/** Those without a place as promised, at any time that is left of the day: between all that has one; where that does not go, others make room within their promises. */
async function elsewhen(day: DayProblem, places: Places, { of }: PlanScope, options: ProposeOptions): Promise<Places> {
  const missing = new Set([...places].filter(([id, place]) => place === null && day.visits.has(id)).map(([id]) => id))
  if (missing.size === 0 || options.signal?.aborted) return new Map()
  const jobs = atAnyTime(day, missing).map((job): PlanJob => {
    const place = places.get(job.id)
    return !missing.has(job.id) && place ? { ...job, pinned: { technician: place.technicianId, start: place.start } } : job
  })
  const found = placesOf(await search({ ...day.problem, jobs }, FEW_SECONDS, options, (part) => options.onProgress?.(0.8 + part * 0.2)))
  // Nobody who has a place as promised gives it up for it.
  const between: Places = [...places].some(([id, place]) => place !== null && found.get(id) === null) ? places : new Map([...places, ...[...found].filter(([id]) => missing.has(id))])
  if (of === 'day') return between
  const problem = { ...day.problem, jobs: atAnyTime(day, missing) }
  return exchange(problem, day.visits, await squeeze(problem, day.visits, between, () => undefined, options.signal), options.signal)
}
