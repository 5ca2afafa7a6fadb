/** Why a job has no technician, said by the rules alone and not by what a search happened to try. */
import type { PlanJob, PlanProblem, PlanTechnician, TravelMatrix, UnassignedReason } from './plan-port.ts'
import { timeRoute } from './schedule.ts'

/** Whether the technician is one that may do it; time and room are another question. */
export function mayDo({ id, skills }: PlanTechnician, { pinned, skills: needed }: PlanJob): boolean {
  if (pinned?.technician !== undefined) return pinned.technician === id
  return needed.every((skill) => skills.includes(skill))
}

/** Whether they could do it if it were all they had to do. */
export function canDoAlone(travel: TravelMatrix, technician: PlanTechnician, job: PlanJob): boolean {
  if (technician.capacity !== undefined && (job.demand ?? 0) > technician.capacity) return false
  return timeRoute(travel, technician, [job]).late === 0
}

export function reasonFor({ technicians, travel }: PlanProblem, job: PlanJob): UnassignedReason {
  const able = technicians.filter((technician) => mayDo(technician, job))
  if (able.length === 0) return 'skills'
  return able.some((technician) => canDoAlone(travel, technician, job)) ? 'noRoom' : 'outOfReach'
}
