/** A technician's day on paper, or behind a link: where they go, in the order of the day, and what they must know there. No gate codes: those are asked for. */
import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { dateSchema } from '../../kernel/rows.ts'
import { boardVisitSchema } from './board.schema.ts'
import { appointmentSchema, workOrderSchema } from './visits.schema.ts'

export const daySheetInputSchema = z.strictObject({ technicianId: idSchema, date: dateSchema })
export type DaySheetInput = z.infer<typeof daySheetInputSchema>

const visit = z.strictObject({
  ...boardVisitSchema.pick({ id: true, reference: true, start: true, minutes: true, promised: true, customerName: true, street: true, city: true, postalCode: true, status: true, outcome: true, skills: true, speaks: true }).shape,
  ...workOrderSchema.pick({ checklist: true, findings: true, travelSeconds: true }).shape,
  work: z.strictObject({ en: z.string(), es: z.string() }).nullable(),
  /** Null where nothing was promised. */
  appointment: appointmentSchema.pick({ reference: true, reason: true, contactName: true, contactPhone: true, language: true, accessNotes: true, dogs: true, adultAtHome: true, hasGateCode: true }).nullable(),
})
export type SheetVisit = z.infer<typeof visit>

export const daySheetSchema = z.strictObject({ technicianName: z.string().max(120), date: dateSchema, visits: z.array(visit).max(60) })
export type DaySheet = z.infer<typeof daySheetSchema>
