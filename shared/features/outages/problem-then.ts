/** A problem as it was at a moment, from its history: what the map shows of yesterday. */
import type { ServiceProblem, ServiceProblemUpdate } from './outages.schema.ts'
import { isOver } from './problem-phase.ts'

/**
 * Cause, kind and text of the evidence are as they are now: the history has no others. So is the shape of an area, of which the
 * history says only that there was one.
 * @param updates of this problem, oldest first
 * @param at ms since 1970
 * @returns null where nobody knew of it yet
 */
export function problemThen(problem: ServiceProblem, updates: readonly ServiceProblemUpdate[], at: number): ServiceProblem | null {
  const known = updates.filter((update) => Date.parse(update.at) <= at)
  const last = known.at(-1)
  if (!last) return null
  const sinceIn = (isSame: (update: ServiceProblemUpdate) => boolean): string => known[known.findLastIndex((update) => !isSame(update)) + 1]?.at ?? last.at
  const { standing, phase, beganAt, estimatedRestorationAt, customersAffected, services, nodes, drawn } = last
  return {
    ...problem, standing, phase, phaseSince: sinceIn((update) => update.phase === phase), beganAt, estimatedRestorationAt, customersAffected,
    // Before migration 0032 the history named no services.
    services: services.length > 0 ? services : problem.services, nodes, area: drawn ? problem.area : null,
    restoredAt: isOver(phase) ? sinceIn((update) => isOver(update.phase)) : null, parentId: standing === 'joined' ? problem.parentId : null, changedAt: last.at, changedBy: last.by,
  }
}
