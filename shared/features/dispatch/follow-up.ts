/** Whether somebody has to go there once more: the same rule on the board and on the account. */
import type { WorkOrder, WorkOutcome } from './visits.schema.ts'

const LEFT_OPEN: ReadonlySet<WorkOutcome | null> = new Set<WorkOutcome>(['needsFollowUp', 'noAccess', 'unsafe', 'missingParts', 'plantFault', 'nobodyCame'])

export const wantsFollowUp = ({ status, outcome, followUp }: Pick<WorkOrder, 'status' | 'outcome' | 'followUp'>): boolean =>
  (status === 'completed' || status === 'notDone') && (followUp !== null || LEFT_OPEN.has(outcome))
