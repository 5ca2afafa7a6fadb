/** One more visit in one technician's day: the others of it may move, within what was promised, and stay at their time wherever they can. Seconds since 1970. */
import { secondsOf } from '#shared/features/dispatch/board-days.ts'
import type { BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import { builtInPlanner } from '../plan/improve.ts'
import type { PlanJob, PlanProblem, PlanTechnician } from '../plan/plan-port.ts'
import { timeRoute } from '../plan/schedule.ts'

type Place = { technicianId: string; start: number }
/** Where each visit would be; null for those without a place. */
export type Places = Map<string, Place | null>
export type Visits = ReadonlyMap<string, BoardVisit>

/** Enough for the few visits of one day: some milliseconds. */
const ITERATIONS = 1_500
const SEED = 1

export const isMoved = (visit: BoardVisit, place: Place | null): boolean =>
  visit.technicianId !== (place?.technicianId ?? null) || (place !== null && visit.start !== null && Math.abs(secondsOf(visit.start) - place.start) >= 60)

/** @returns the places with each missing visit in the day that moves the fewest others for it, then drives the least */
export async function squeeze(problem: PlanProblem, visits: Visits, places: Places, onPart: (part: number) => void, signal?: AbortSignal): Promise<Places> {
  const missing = problem.jobs.filter(({ id }) => visits.has(id) && places.get(id) === null).toSorted((one, other) => other.priority - one.priority)
  let now = places
  for (const [index, job] of missing.entries()) {
    if (signal?.aborted) return now
    let best: Found | null = null
    for (const technician of problem.technicians.filter((one) => hasSkills(one, job))) {
      const found = into(problem, technician, job, visits, now) ?? (await reordered(problem, technician, job, visits, now))
      if (found && (!best || fewest(found, best) < 0)) best = found
    }
    if (best) now = best.places
    onPart((index + 1) / missing.length)
  }
  return now
}

export const hasSkills = ({ skills }: PlanTechnician, job: PlanJob): boolean => job.skills.every((skill) => skills.includes(skill))

export type Found = { places: Places; moved: number; travel: number }

/** Between two others in the order that the day has, which move within their promises; null where that does not go. */
export function into(problem: PlanProblem, technician: PlanTechnician, job: PlanJob, visits: Visits, places: Places): Found | null {
  const { own, loose } = dayOf(problem, technician, visits, places)
  const orders = [...loose, null].map((_, index) => loose.toSpliced(index, 0, job)).filter((order) => timeRoute(problem.travel, technician, order).late === 0)
  return orders.map((order) => asFound(problem, technician, order, { own, loose, visits, places })).toSorted(fewest)[0] ?? null
}

/** In another order than the day has. */
async function reordered(problem: PlanProblem, technician: PlanTechnician, job: PlanJob, visits: Visits, places: Places): Promise<Found | null> {
  const { own, loose } = dayOf(problem, technician, visits, places)
  const [order] = await otherOrder(problem, technician, [...loose, job])
  return order ? asFound(problem, technician, order, { own, loose, visits, places }) : null
}

function dayOf(problem: PlanProblem, technician: PlanTechnician, visits: Visits, places: Places): { own: PlanJob[]; loose: PlanJob[] } {
  const own = inOrder(problem.jobs.filter(({ id }) => places.get(id)?.technicianId === technician.id), places)
  return { own, loose: own.map((one) => loosened(one, visits)) }
}

export const fewest = (one: Pick<Found, 'moved' | 'travel'>, other: Pick<Found, 'moved' | 'travel'>): number => one.moved - other.moved || one.travel - other.travel

async function otherOrder(problem: PlanProblem, technician: PlanTechnician, jobs: readonly PlanJob[]): Promise<PlanJob[][]> {
  const { plan } = await builtInPlanner.improve({ ...problem, technicians: [technician], jobs }, null, { seed: SEED, iterations: ITERATIONS })
  const [route] = plan.routes
  return plan.unassigned.length > 0 || !route ? [] : [route.visits.map(({ job }) => jobs.find(({ id }) => id === job)!)]
}

type Before = { own: readonly PlanJob[]; /** As they would lie without one more. */ loose: readonly PlanJob[]; visits: Visits; places: Places }
function asFound(problem: PlanProblem, technician: PlanTechnician, order: readonly PlanJob[], { own, loose, visits, places }: Before): Found {
  const next: Places = new Map(places)
  for (const { job, start } of timeRoute(problem.travel, technician, order).route.visits) next.set(job, { technicianId: technician.id, start })
  const kept = keepTimes(problem, visits, next, new Set([technician.id]))
  return { places: kept, moved: own.filter(({ id }) => visits.has(id) && isMoved(visits.get(id)!, kept.get(id) ?? null)).length, travel: secondsOut(problem, technician, order) - secondsOut(problem, technician, loose) }
}

/** Of one technician's day, as it lies. */
export const secondsAway = (problem: PlanProblem, technician: PlanTechnician, visits: Visits, places: Places): number => secondsOut(problem, technician, dayOf(problem, technician, visits, places).loose)

/** On the way and at work. */
function secondsOut({ travel }: PlanProblem, technician: PlanTechnician, order: readonly PlanJob[]): number {
  const { route } = timeRoute(travel, technician, order)
  return order.length === 0 ? 0 : route.returns - route.leaves
}

/** What a person pinned stays, and what is held for a caller, which is no visit. */
function loosened(job: PlanJob, visits: Visits): PlanJob {
  if (visits.get(job.id)?.pinned ?? true) return job
  const { pinned: _, ...rest } = job
  return rest
}

const inOrder = (jobs: readonly PlanJob[], places: Places): PlanJob[] => jobs.toSorted((one, other) => (places.get(one.id)?.start ?? 0) - (places.get(other.id)?.start ?? 0))

/** A plan begins each visit as early as it goes; where the time that it had does as well, it keeps that time, so that nobody is moved by ten minutes for nothing. */
export function keepTimes(problem: PlanProblem, visits: Visits, places: Places, only?: ReadonlySet<string>): Places {
  const next: Places = new Map(places)
  for (const technician of problem.technicians) {
    if (only && !only.has(technician.id)) continue
    let jobs = inOrder(problem.jobs.filter(({ id }) => places.get(id)?.technicianId === technician.id), places).map((job) => loosened(job, visits))
    if (timeRoute(problem.travel, technician, jobs).late > 0) continue
    for (const [index, job] of jobs.entries()) {
      const visit = visits.get(job.id)
      if (visit?.technicianId !== technician.id || visit.start === null) continue
      const start = secondsOf(visit.start)
      if (!job.windows.some(({ from, to }) => start >= from && start <= to)) continue
      const held = jobs.with(index, { ...job, pinned: { technician: technician.id, start } })
      if (timeRoute(problem.travel, technician, held).late === 0) jobs = held
    }
    for (const { job, start } of timeRoute(problem.travel, technician, jobs).route.visits) next.set(job, { technicianId: technician.id, start })
  }
  return next
}
