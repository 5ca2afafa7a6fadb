/** What was found, as it is read before it is taken: each change, and what all of them gain. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { dayVisitOf, secondsOf } from '#shared/features/dispatch/board-days.ts'
import type { BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import type { PlannedChange, Proposal } from '#shared/features/dispatch/board-commands.schema.ts'
import { changed, violationsOf } from '#shared/features/dispatch/consequences.ts'
import { timelineOf, type TechnicianDay } from '#shared/features/dispatch/day-timeline.ts'
import { travelSeconds } from '#shared/features/dispatch/travel.ts'
import type { DayProblem } from './day-problem.ts'
import { isMoved, type Places } from './squeeze.ts'

export function toProposal({ visits, days, free }: DayProblem, places: Places, longer: Proposal['longer']): Proposal {
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
    promises: promisesKept(after) - promisesKept(days), travelMinutes: Math.round((travelOf(days) - travelOf(after)) / 60), placed: assigned(after) - assigned(days), longer,
  }
}

export const keeps = ({ promised }: BoardVisit, start: number): boolean => !promised || (start >= secondsOf(promised.from) && start <= secondsOf(promised.to))

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
