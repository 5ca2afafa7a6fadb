/** What somebody wants to fit in and for which nobody can make room within their promises: a visit that is less urgent gives way, comes at another time of the day, or has nobody. */
import { atAnyTime, type DayProblem } from './day-problem.ts'
import { attempt, makeRoom, missingOf, tableOf, weighed, type Freed, type Table } from './exchange.ts'
import { fewest, type Found, type Places } from './squeeze.ts'

/** @returns the places as they were where nothing is less urgent, or it would not help */
export async function giveWay(day: DayProblem, places: Places, signal?: AbortSignal): Promise<Places> {
  const [job] = missingOf(day.problem, day.visits, places).filter(({ id }) => day.asked.has(id))
  if (!job) return places
  const table = tableOf(day.problem, day.visits, signal)
  const lessUrgent = (all: readonly Freed[]): Freed[] => all.filter(({ out }) => out.priority < job.priority)
  const asPromised = lessUrgent(await makeRoom(table, job, places))
  const anyTime = tableOf({ ...day.problem, jobs: atAnyTime(day, new Set([job.id])) }, day.visits, signal)
  const freed = asPromised.length > 0 ? asPromised : lessUrgent(await makeRoom(anyTime, anyTime.problem.jobs.find(({ id }) => id === job.id) ?? job, places))
  return (await lateOf(day, asPromised.length > 0 ? table : anyTime, freed, places)) ?? leastUrgent(freed)?.places ?? places
}

const leastUrgent = (freed: readonly Freed[]): Freed | null => freed.toSorted((one, other) => one.out.priority - other.out.priority)[0] ?? null

/** Of those that can come at another time of the day, what is least urgent; then what moves the fewest others. */
async function lateOf(day: DayProblem, table: Table, freed: readonly Freed[], before: Places): Promise<Places | null> {
  let best: (Found & { priority: number }) | null = null
  for (const { technician, out, places } of freed) {
    const later = atAnyTime(day, new Set([out.id])).find(({ id }) => id === out.id) ?? out
    for (const other of table.problem.technicians) {
      const { pinned: _, ...loose } = later
      const found = await attempt(table, other, loose, places)
      const one = found && { ...weighed(table, found.places, before, [technician, other]), priority: out.priority }
      if (one && (!best || (one.priority - best.priority || fewest(one, best)) < 0)) best = one
    }
  }
  return best?.places ?? null
}
