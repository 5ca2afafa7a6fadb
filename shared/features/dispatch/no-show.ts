/** Nobody let the technician in, and nothing was agreed on since: the account asks for another visit. One rule: the account shows by it, and the backend decides by it whether somebody may still say that none is needed. */
import { DAY_MS } from '../../kernel/calendar.ts'
import { isOpenVisit } from './visit-status.ts'
import type { Appointment, WorkOrder } from './visits.schema.ts'

/** Who has not called for so long has it mended, or lives with it; the ticket, where there is one, stays open. Days behind the window. */
export const NO_SHOW_ASKED_DAYS = 30

type Promised = Pick<Appointment, 'id' | 'status' | 'endReason' | 'windowStart' | 'windowEnd' | 'bookedAt'>
export type SeenVisit = { appointment: Promised; workOrder: Pick<WorkOrder, 'id' | 'followUpOf' | 'status' | 'endedAt'> | null }

/** Nobody has said yet what comes of it. */
export const isNoShowOpen = ({ status, endReason }: Pick<Appointment, 'status' | 'endReason'>): boolean => status === 'noShow' && endReason === null

/** Of the last visit alone, unless what was recorded afterwards says that the work is done. @param all visits of the account @param now ms since 1970 */
export function asksAgain({ appointment, workOrder }: SeenVisit, all: readonly SeenVisit[], now: number): boolean {
  if (!isNoShowOpen(appointment) || (workOrder !== null && workOrder.status !== 'notDone')) return false
  if (Date.parse(appointment.windowEnd) <= now - NO_SHOW_ASKED_DAYS * DAY_MS) return false
  return !all.some((other) => other.appointment.id !== appointment.id && other.appointment.status !== 'cancelled' && (isBookedSince(other, { appointment, workOrder }) || isBehind(other, appointment) || follows(other, workOrder)))
}

/** Also while the technician stood at the door; or since it was noted, where that was earlier than promised. */
const isBookedSince = ({ appointment: { bookedAt } }: SeenVisit, { appointment: { windowStart }, workOrder }: SeenVisit): boolean => bookedAt >= windowStart || bookedAt >= (workOrder?.endedAt ?? windowStart)
/** A later one is over: it is the last, and says itself how it stands. What was promised before, for other work, and is still to come, says nothing of this. */
const isBehind = ({ appointment: { status, windowStart } }: SeenVisit, before: Promised): boolean => !isOpenVisit(status) && windowStart > before.windowStart
const follows = ({ workOrder }: SeenVisit, before: SeenVisit['workOrder']): boolean => before !== null && workOrder?.followUpOf === before.id && workOrder.status !== 'cancelled'
