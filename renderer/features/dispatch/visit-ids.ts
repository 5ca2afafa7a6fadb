/** Made once for a try and sent with each further one, so that a lost answer books nothing twice. */
import { newId } from '#shared/kernel/ids.ts'

export const newVisitIds = (): { appointmentId: string; workOrderId: string } => ({ appointmentId: newId(), workOrderId: newId() })
