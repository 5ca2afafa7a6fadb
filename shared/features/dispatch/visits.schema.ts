/**
 * What a customer is promised (TMF646 Appointment) and what a technician does for it (TMF697 WorkOrder). Two rows, since they change
 * apart: a dispatcher gives the work to somebody else and the promise stands; a customer moves the promise and the work follows.
 */
import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { instantSchema, languageTagSchema, rowBase } from '../../kernel/rows.ts'
import { MAX_SKILLS, skillSchema, visitMinutesSchema } from './technicians.schema.ts'

const instantOrNull = instantSchema.nullable()
const idOrNull = idSchema.nullable()

/**
 * `booked`: we promised it. `confirmed`: they said that they will be there. `noShow`: nobody let the technician in. `missed`: nobody of us
 * came, which is marked by itself (`visit-missed.ts`). These two with an `endReason`: it is settled what comes of it. The last four are ends.
 */
export const appointmentStatusSchema = z.enum(['booked', 'confirmed', 'completed', 'cancelled', 'noShow', 'missed'])
export type AppointmentStatus = z.infer<typeof appointmentStatusSchema>
export const visitEndReasonSchema = z.enum(['customerAsked', 'fixedWithoutVisit', 'outage', 'noTechnician', 'bookedTwice', 'other'])
export type VisitEndReason = z.infer<typeof visitEndReasonSchema>

export const appointmentSchema = z.strictObject({
  ...rowBase,
  /** As it is read out on the phone: `V-20417`. */
  reference: z.string().max(20),
  workTypeId: idSchema,
  status: appointmentStatusSchema,
  /** Within which the technician arrives. */
  windowStart: instantSchema,
  windowEnd: instantSchema,
  /** Why they come, in the customer's words. */
  reason: z.string().max(500).nullable(),
  contactName: z.string().max(160).nullable(),
  /** E.164. */
  contactPhone: z.string().max(20).nullable(),
  language: languageTagSchema,
  accessNotes: z.string().max(500).nullable(),
  /** Null: nobody asked. */
  dogs: z.boolean().nullable(),
  adultAtHome: z.boolean().nullable(),
  /** That there is one. The code itself is on no desk: who dispatches asks for it, and that is audited. */
  hasGateCode: z.boolean(),
  /** The contact in which it was booked; null outside of one. */
  contactId: idOrNull,
  bookedAt: instantSchema,
  bookedBy: z.string().max(120),
  confirmedAt: instantOrNull,
  /** By whose word. */
  confirmedBy: z.enum(['customer', 'agent']).nullable(),
  /** How often the promise was changed after it was given. */
  moves: z.int().min(0),
  endReason: visitEndReasonSchema.nullable(),
  endNote: z.string().max(500).nullable(),
  changedAt: instantSchema,
  changedBy: z.string().max(120),
})
export type Appointment = z.infer<typeof appointmentSchema>

/** `notDone`: somebody was there, or should have been, and the work is not done; `outcome` says why. */
export const workOrderStatusSchema = z.enum(['planned', 'onTheWay', 'inProgress', 'completed', 'notDone', 'cancelled'])
export type WorkOrderStatus = z.infer<typeof workOrderStatusSchema>
/** `nobodyCame`: the promise was missed; no person says it. */
export const workOutcomeSchema = z.enum(['done', 'needsFollowUp', 'noAccess', 'customerAbsent', 'unsafe', 'missingParts', 'plantFault', 'other', 'nobodyCame'])
export type WorkOutcome = z.infer<typeof workOutcomeSchema>

const text = (max: number) => z.string().max(max).nullable()

export const workOrderSchema = z.strictObject({
  ...rowBase,
  /** `WO-40417`. */
  reference: z.string().max(20),
  /** Null where nothing was promised, such as work on the drop. */
  appointmentId: idOrNull,
  /** The one that was not done, or left something to do. */
  followUpOf: idOrNull,
  workTypeId: idSchema,
  /** At the customer's, as planned when it was booked. */
  minutes: visitMinutesSchema,
  /** All of them are needed. */
  skills: z.array(skillSchema).max(MAX_SKILLS),
  /** The technician has to speak it; null where it does not matter. The promise's `language` is that of what is written to the customer. */
  speaks: languageTagSchema.nullable(),
  priority: z.int().min(0).max(9),
  status: workOrderStatusSchema,
  /** These three all or none: none is a job that nobody has yet. */
  technicianId: idOrNull,
  /** When the work begins and ends at the customer's; the way there is before it. The database lets no two of one technician overlap. */
  plannedStart: instantOrNull,
  plannedEnd: instantOrNull,
  /** Of the way there, as it was when somebody last planned this job; what is beside it may have changed since. */
  travelSeconds: z.int().min(0).nullable(),
  /** A person has decided who and when; no plan moves it. */
  pinned: z.boolean(),
  /** Where: the service address when it was booked. WGS 84 degrees; null where the book has none. */
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  city: text(80),
  postalCode: text(12),
  node: text(40),
  onTheWayAt: instantOrNull,
  startedAt: instantOrNull,
  endedAt: instantOrNull,
  checklist: z.strictObject({ items: z.array(z.strictObject({ en: z.string().max(120), es: z.string().max(120), done: z.boolean() })).max(40) }),
  parts: z.strictObject({ items: z.array(z.strictObject({ name: z.string().max(80), quantity: z.int().min(1).max(99) })).max(40) }),
  /** References in the operator's own store of photos; the photos are not here. */
  photos: z.array(z.string().max(200)).max(40),
  outcome: workOutcomeSchema.nullable(),
  outcomeNote: text(1_000),
  /** A reference, as with photos. */
  signature: text(200),
  /** What is left to do. */
  followUp: text(500),
  /** What troubleshooting found before somebody was sent, in words. */
  findings: z.array(z.string().max(300)).max(40),
  /** The guide's run in which they were found. */
  runId: idOrNull,
  changedAt: instantSchema,
  changedBy: z.string().max(120),
})
export type WorkOrder = z.infer<typeof workOrderSchema>
