import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import {
  bookVisitSchema, cancelVisitSchema, changeVisitNotesSchema, confirmVisitSchema, gateCodeInputSchema, gateCodeSchema, heldVisitSchema, holdVisitSchema, rescheduleVisitSchema, offerVisitsSchema,
  sendVisitLinkSchema, visitHoldSchema, visitOffersSchema,
} from './booking.schema.ts'
import { workTypeSchema } from './technicians.schema.ts'
import { appointmentSchema, workOrderSchema } from './visits.schema.ts'

/** A promise is given with the line up or not at all. */
const book = { permission: 'visits.book', offline: 'refuse' } as const
const ask = { permission: 'visits.book' } as const
const gateCode = z.strictObject({ gateCode: gateCodeSchema.nullable() })

export const bookingApi = {
  /** The best windows, best first. */
  offerVisits: procedure(ask).route({ method: 'POST', path: '/dispatch/offer-visits' }).input(offerVisitsSchema).output(visitOffersSchema),
  /** `conflict` of `technicianTime`: somebody else has it meanwhile, as `takenWindowSchema`. */
  holdVisit: procedure(ask).route({ method: 'POST', path: '/dispatch/hold-visit' }).input(holdVisitSchema).output(visitHoldSchema),
  releaseHold: procedure(ask).route({ method: 'POST', path: '/dispatch/release-hold' }).input(heldVisitSchema).output(z.strictObject({ released: z.boolean() })),
  /** For those who send somebody there; each look is in the audit. */
  gateCode: procedure({ permission: 'dispatch.manage' }).route({ method: 'POST', path: '/dispatch/gate-code' }).input(gateCodeInputSchema).output(gateCode),
  bookVisit: command(book, '/book-visit', bookVisitSchema),
  rescheduleVisit: command(book, '/reschedule-visit', rescheduleVisitSchema),
  cancelVisit: command(book, '/cancel-visit', cancelVisitSchema),
  confirmVisit: command(book, '/confirm-visit', confirmVisitSchema),
  changeVisitNotes: command(book, '/change-visit-notes', changeVisitNotesSchema),
  sendVisitLink: command(book, '/send-visit-link', sendVisitLinkSchema),
}

const fromWindow = { commandId: true } as const
/** Visits of one account: those to come, and the last ones that are over. */
export const MAX_VISITS = 40
export const visitSchema = z.strictObject({ appointment: appointmentSchema, workOrder: workOrderSchema.nullable(), technicianName: z.string().nullable(), workType: workTypeSchema.nullable() })
export type Visit = z.infer<typeof visitSchema>

const done = z.void()
export const bookingBridge = {
  /** What can be booked, as this desk knows it. */
  workTypes: procedure({ permission: 'customers.read' }).output(z.strictObject({ workTypes: z.array(workTypeSchema).max(200), languages: z.array(z.string()).max(60) })),
  /** Of an account that is here; those to come first. */
  visits: procedure({ permission: 'customers.read' }).input(z.strictObject({ customerId: idSchema })).output(z.array(visitSchema).max(MAX_VISITS)),
  offerVisits: procedure(ask).input(offerVisitsSchema).output(visitOffersSchema),
  holdVisit: procedure(ask).input(holdVisitSchema).output(visitHoldSchema),
  releaseHold: procedure(ask).input(heldVisitSchema).output(z.strictObject({ released: z.boolean() })),
  gateCode: procedure({ permission: 'dispatch.manage' }).input(gateCodeInputSchema).output(gateCode),
  bookVisit: procedure(book).input(bookVisitSchema.omit(fromWindow)).output(done),
  rescheduleVisit: procedure(book).input(rescheduleVisitSchema.omit(fromWindow)).output(done),
  cancelVisit: procedure(book).input(cancelVisitSchema.omit(fromWindow)).output(done),
  confirmVisit: procedure(book).input(confirmVisitSchema.omit(fromWindow)).output(done),
  changeVisitNotes: procedure(book).input(changeVisitNotesSchema.omit(fromWindow)).output(done),
  sendVisitLink: procedure(book).input(sendVisitLinkSchema.omit(fromWindow)).output(done),
}
