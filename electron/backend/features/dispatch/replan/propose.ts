/**
 * A proposal for a day that went wrong: as few broken promises as can be, then as few visits moved, then as little travel. First what is
 * at risk finds a place between what stays. What finds none is squeezed into one technician's day, whose other visits move within
 * their promises (`squeeze.ts`). What finds no place as promised is offered at another time, to be called about.
 */
import { isoInstant } from '#shared/kernel/clock.ts'
import { dayVisitOf, secondsOf } from '#shared/features/dispatch/board-days.ts'
import type { BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import type { PlannedChange, Proposal } from '#shared/features/dispatch/board-commands.schema.ts'
import { changed, violationsOf } from '#shared/features/dispatch/consequences.ts'
import { timelineOf, type TechnicianDay } from '#shared/features/dispatch/day-timeline.ts'
import { travelSeconds } from '#shared/features/dispatch/travel.ts'
import type { Planner, PlanJob, PlanProblem, Plan } from '../plan/plan-port.ts'
import { isMoved, keepTimes, squeeze, type Places } from './squeeze.ts'
import { dayProblem, type DayBoard, type DayProblem, type Scope } from './day-problem.ts'

/** Seconds of the planner's pace for one search: a few visits among those that stay, or a day from nothing. */
const SEARCH_SECONDS: Record<Scope, number> = { atRisk: 1, day: 4 }
const SEED = 1

export type ProposeOptions = { planner: Planner; onProgress?: (part: number) => void; signal?: AbortSignal }

export async function propose(board: DayBoard, scope: Scope, options: ProposeOptions): Promise<Proposal> {
  const day = dayProblem(board, scope)
  const places = await best(day, scope, options)
  const late = await elsewhen(day, places, options)
  for (const [id, place] of late) places.set(id, place)
  return toProposal(day, places)
}

const search = async (problem: PlanProblem, scope: Scope, { planner, signal }: ProposeOptions, onPart: (part: number) => void): Promise<Plan> =>
  (await planner.improve(problem, null, { seed: SEED, seconds: SEARCH_SECONDS[scope], onProgress: ({ done, of }) => onPart(of > 0 ? done / of : 1), ...(signal ? { signal } : {}) })).plan

async function best({ problem, visits }: DayProblem, scope: Scope, options: ProposeOptions): Promise<Places> {
  const plan = await search(problem, scope, options, (part) => options.onProgress?.(part * 0.6))
  const places = scope === 'day' ? keepTimes(problem, visits, placesOf(plan)) : placesOf(plan)
  if (options.signal?.aborted) return places
  return squeeze(problem, visits, places, (part) => options.onProgress?.(0.6 + part * 0.2), options.signal)
}

function placesOf({ routes, unassigned }: Plan): Places {
  const places: Places = new Map(unassigned.map(({ job }) => [job, null]))
  for (const { technician, visits } of routes) for (const { job, start } of visits) places.set(job, { technicianId: technician, start })
  return places
}

/** Those without a place as promised, at any time that is left of the day, between all that has one. */
async function elsewhen({ problem, rest, visits }: DayProblem, places: Places, options: ProposeOptions): Promise<Places> {
  const missing = new Set([...places].filter(([id, place]) => place === null && visits.has(id)).map(([id]) => id))
  if (missing.size === 0 || options.signal?.aborted) return new Map()
  const from = Math.ceil(rest.from / 60) * 60
  const jobs = problem.jobs.map((job): PlanJob => {
    const place = places.get(job.id)
    return missing.has(job.id) ? { ...job, windows: [{ from, to: Math.max(from, rest.to) }] } : place ? { ...job, pinned: { technician: place.technicianId, start: place.start } } : job
  })
  const found = placesOf(await search({ ...problem, jobs }, 'atRisk', options, (part) => options.onProgress?.(0.8 + part * 0.2)))
  // Nobody who has a place as promised gives it up for it.
  return [...places].some(([id, place]) => place !== null && found.get(id) === null) ? new Map() : new Map([...found].filter(([id]) => missing.has(id)))
}

function toProposal({ visits, days, free }: DayProblem, places: Places): Proposal {
  const changes = [...visits.values()].flatMap((visit): PlannedChange[] => {
    const place = places.get(visit.id)
    // A visit that is at risk and that no search knew of has no place.
    if (place === undefined && !(free.has(visit.id) && visit.technicianId !== null)) return []
    if (!isMoved(visit, place ?? null)) return []
    const { id: workOrderId, version: expectedVersion, customerId, customerName, promised, technicianId, start } = visit
    return [{
      workOrderId, expectedVersion, technicianId: place?.technicianId ?? null, start: place ? isoInstant(place.start * 1_000) : null, customerId, customerName, promised, before: { technicianId, start },
      promise: !place ? 'noPlace' : keeps(visit, place.start) ? 'kept' : 'broken',
    }]
  })
  const after = days.map((day) => apply(day, visits, changes))
  const assigned = (all: readonly TechnicianDay[]): number => all.reduce((sum, day) => sum + day.visits.length, 0)
  return {
    changes: changes.toSorted((one, other) => (one.start ?? '9').localeCompare(other.start ?? '9')),
    promises: promisesKept(after) - promisesKept(days), travelMinutes: Math.round((travelOf(days) - travelOf(after)) / 60), placed: assigned(after) - assigned(days),
  }
}

const keeps = ({ promised }: BoardVisit, start: number): boolean => !promised || (start >= secondsOf(promised.from) && start <= secondsOf(promised.to))

function apply(day: TechnicianDay, visits: ReadonlyMap<string, BoardVisit>, changes: readonly PlannedChange[]): TechnicianDay {
  return changes.reduce((now, { workOrderId, technicianId, start }) =>
    changed(now, dayVisitOf(visits.get(workOrderId)!, start === null ? 0 : secondsOf(start)), technicianId === day.technicianId), day)
}

/** Visits to which somebody comes as promised. */
const promisesKept = (days: readonly TechnicianDay[]): number =>
  days.reduce((sum, day) => {
    const broken = new Set(violationsOf(day, travelSeconds).filter(({ kind }) => kind === 'window' || kind === 'away' || kind === 'overlap' || kind === 'held' || kind === 'shift').map(({ visitId }) => visitId))
    return sum + day.visits.filter(({ id }) => !broken.has(id)).length
  }, 0)
const travelOf = (days: readonly TechnicianDay[]): number => days.reduce((sum, day) => sum + timelineOf(day, travelSeconds).travelSeconds, 0)
