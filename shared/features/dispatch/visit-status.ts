/** Without the schema library: a card of every account asks. */
import type { AppointmentStatus, WorkOrderStatus } from './visits.schema.ts'

/** Somebody still has to go there. */
export const isOpenWork = (status: WorkOrderStatus): boolean => status === 'planned' || status === 'onTheWay' || status === 'inProgress'
/** The promise stands. */
export const isOpenVisit = (status: AppointmentStatus): boolean => status === 'booked' || status === 'confirmed'
