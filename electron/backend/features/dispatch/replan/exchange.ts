/**
 * One more visit where no single day has room for it: another visit goes to somebody else for it, or changes places with one of theirs.
 * Each keeps what it was promised, and the exchange that moves the fewest is taken. Seconds since 1970.
 */
import type { PlanJob, PlanProblem, PlanTechnician } from '../plan/plan-port.ts'
import { fewest, hasSkills, into, isMoved, secondsAway, type Found, type Places, type Visits } from './squeeze.ts'

/** Days that are tried for all visits together, however many: about two seconds. More than that is a whole day to be planned. */
const MOST_TRIES = 20_000
/** For each, the most urgent first, while there are any left. */
const LEAST_TRIES = 500
/** Days between two looks at what else waits in this thread. */
const SLICE = 100

export type Table = { problem: PlanProblem; visits: Visits; signal?: AbortSignal | undefined; /** Tries that are left. */ left: number }

/** @returns the places with each missing visit that an exchange makes room for */
export async function exchange(problem: PlanProblem, visits: Visits, places: Places, signal?: AbortSignal): Promise<Places> {
  let [now, left] = [places, MOST_TRIES]
  const missing = missingOf(problem, visits, places)
  for (const job of missing) {
    if (left <= 0) return now
    const tries = Math.min(left, Math.max(LEAST_TRIES, Math.floor(MOST_TRIES / missing.length)))
    const table = tableOf(problem, visits, signal, tries)
    const freed = await makeRoom(table, job, now)
    const found = (await best(table, freed, now, handedOn)) ?? (await best(table, freed, now, swapped))
    if (found) now = found
    left -= tries - table.left
  }
  return now
}

export const missingOf = (problem: PlanProblem, visits: Visits, places: Places): PlanJob[] =>
  problem.jobs.filter(({ id }) => visits.has(id) && places.get(id) === null).toSorted((one, other) => other.priority - one.priority)

/** The day of `technician` has the new visit, and `out` has nobody. */
export type Freed = { technician: PlanTechnician; out: PlanJob; places: Places }

/** Each visit without which somebody's day has room for it. */
export async function makeRoom(table: Table, job: PlanJob, places: Places): Promise<Freed[]> {
  const { problem, visits } = table
  const freed: Freed[] = []
  for (const technician of problem.technicians.filter((one) => hasSkills(one, job))) for (const out of handable(problem, visits, places, technician)) {
    const found = await attempt(table, technician, job, without(places, out))
    if (found) freed.push({ technician, out: unpinned(out), places: found.places })
  }
  return freed
}

export const tableOf = (problem: PlanProblem, visits: Visits, signal?: AbortSignal, tries = MOST_TRIES): Table => ({ problem, visits, signal, left: tries })

/** The visits of a day that nobody pinned there. What is held for a caller is no visit. */
const handable = ({ jobs }: PlanProblem, visits: Visits, places: Places, { id }: PlanTechnician): PlanJob[] =>
  jobs.filter((job) => places.get(job.id)?.technicianId === id && visits.get(job.id)?.pinned === false)

const without = (places: Places, { id }: PlanJob): Places => new Map(places).set(id, null)
function unpinned({ pinned: _, ...job }: PlanJob): PlanJob {
  return job
}

export async function attempt(table: Table, technician: PlanTechnician, job: PlanJob, places: Places): Promise<Found | null> {
  if (table.left <= 0 || table.signal?.aborted) return null
  table.left -= 1
  if (table.left % SLICE === 0) await new Promise((resolve) => { setImmediate(resolve) })
  return hasSkills(technician, job) ? into(table.problem, technician, job, table.visits, places) : null
}

type Way = (table: Table, freed: Freed, other: PlanTechnician) => AsyncGenerator<Places>

async function best(table: Table, freed: readonly Freed[], before: Places, way: Way): Promise<Places | null> {
  let chosen: Found | null = null
  for (const one of freed) for (const other of table.problem.technicians.filter(({ id }) => id !== one.technician.id)) for await (const places of way(table, one, other)) {
    const found = weighed(table, places, before, [one.technician, other])
    if (!chosen || fewest(found, chosen) < 0) chosen = found
  }
  return chosen?.places ?? null
}

/** How many have to be told, and how much longer both are out. */
export function weighed({ problem, visits }: Table, places: Places, before: Places, technicians: readonly PlanTechnician[]): Found {
  const away = (of: Places): number => [...new Set(technicians)].reduce((sum, technician) => sum + secondsAway(problem, technician, visits, of), 0)
  return { places, moved: movedBy(visits, before, places), travel: away(places) - away(before) }
}

const movedBy = (visits: Visits, before: Places, after: Places): number =>
  [...visits.values()].filter((visit) => isMoved(visit, after.get(visit.id) ?? null) && !isMoved(visit, before.get(visit.id) ?? null)).length

/** The one that makes room goes to somebody else. */
async function* handedOn(table: Table, { out, places }: Freed, other: PlanTechnician): AsyncGenerator<Places> {
  const found = await attempt(table, other, out, places)
  if (found) yield found.places
}

/** It goes to somebody whose own visit comes for it. */
async function* swapped(table: Table, { technician, out, places }: Freed, other: PlanTechnician): AsyncGenerator<Places> {
  for (const back of handable(table.problem, table.visits, places, other)) {
    const there = await attempt(table, other, out, without(places, back))
    const here = there && (await attempt(table, technician, unpinned(back), there.places))
    if (here) yield here.places
  }
}
