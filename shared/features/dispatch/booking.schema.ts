/** What an agent asks for a visit, what is offered, held for a caller and promised. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { dateSchema, instantSchema, languageTagSchema, withoutCard } from '../../kernel/rows.ts'
import { messageChannelSchema } from '../messages/messages.schema.ts'
import { MAX_SKILLS, skillSchema, visitMinutesSchema } from './technicians.schema.ts'
import { visitEndReasonSchema } from './visits.schema.ts'

/** A window is kept so long for the caller who hears of it. */
export const HOLD_MINUTES = 5
/** Nobody is sent out sooner. */
export const LEAD_MINUTES = 30
/** Days that can be asked for at once, and how far ahead. */
export const MAX_OFFER_DAYS = 31
export const MAX_AHEAD_DAYS = 90
export const MAX_OFFERS = 9
/** Whoever holds more at once is told to let go of one. */
export const MAX_HOLDS = 5

/** What is to be done, and who can do it. `minutes` null: as long as that kind of work takes. */
const wanted = {
  customerId: idSchema,
  workTypeId: idSchema,
  minutes: visitMinutesSchema.nullable(),
  /** Beside those of the kind of work. */
  skills: z.array(skillSchema).max(MAX_SKILLS),
  /** The technician speaks it; null where it does not matter. */
  language: languageTagSchema.nullable(),
  /** The visit that is moved: its own time counts as free. */
  appointmentId: idSchema.nullable(),
}

export const offerVisitsSchema = z.strictObject({
  ...wanted,
  /** The operator's days, both included. */
  from: dateSchema,
  to: dateSchema,
  /** Not before that moment; null: as soon as can be. */
  notBefore: instantSchema.nullable(),
})
export type OfferVisits = z.infer<typeof offerVisitsSchema>

export const visitOfferSchema = z.strictObject({
  windowStart: instantSchema,
  windowEnd: instantSchema,
  technicianId: idSchema,
  technicianName: z.string(),
  /** When the work would begin. */
  start: instantSchema,
  /** Seconds of driving more than without it. */
  added: z.int(),
  /** The next one before or behind it, or home where the day is empty: how far, and when the technician leaves there or has to be there. */
  near: z.strictObject({ what: z.enum(['after', 'before', 'home']), seconds: z.int().min(0), at: instantSchema }),
  /** How full that day would be; 1 is full. */
  fullness: z.number().min(0),
  /** Technicians who could come. */
  choices: z.int().min(1),
})
export type VisitOffer = z.infer<typeof visitOfferSchema>

/**
 * `blockedBy`: an outage or planned work that stands at the customer's place now, which no visit mends; the first of them. Windows over
 * planned work to come are not offered. `tellBy`: by which ways the customer's link can be sent now, best first.
 */
export const visitOffersSchema = z.strictObject({ offers: z.array(visitOfferSchema).max(MAX_OFFERS), blockedBy: idSchema.nullable(), tellBy: z.array(messageChannelSchema).max(2) })
export type VisitOffers = z.infer<typeof visitOffersSchema>

export const holdVisitSchema = z.strictObject({
  ...wanted,
  /** The desk's; the same one again is the same hold, for five minutes more. */
  holdId: idSchema,
  technicianId: idSchema,
  windowStart: instantSchema,
  windowEnd: instantSchema,
  notBefore: instantSchema.nullable(),
})
export type HoldVisit = z.infer<typeof holdVisitSchema>

export const visitHoldSchema = z.strictObject({
  holdId: idSchema, technicianId: idSchema, technicianName: z.string(), windowStart: instantSchema, windowEnd: instantSchema, start: instantSchema, end: instantSchema, expiresAt: instantSchema,
})
export type VisitHold = z.infer<typeof visitHoldSchema>
/** What somebody is told whose window was taken: by `changedBy` of the conflict. */
export const takenWindowSchema = z.object({ windowStart: instantSchema, windowEnd: instantSchema, technicianName: z.string() })

export const heldVisitSchema = z.strictObject({ customerId: idSchema, holdId: idSchema })
export type HeldVisit = z.infer<typeof heldVisitSchema>

const command = { commandId: commandIdSchema, customerId: idSchema }
const upon = { appointmentId: idSchema, expectedVersion: z.int().min(1) }
/** Why it is done although an outage or planned work stands there; for those alone who may. */
const override = { override: withoutCard(300).nullable() }

export const gateCodeSchema = withoutCard(40)

export const visitNotes = {
  contactName: withoutCard(160).nullable(),
  /** E.164. */
  contactPhone: z.string().regex(/^\+[1-9]\d{6,14}$/).nullable(),
  language: languageTagSchema,
  accessNotes: withoutCard(500).nullable(),
  dogs: z.boolean().nullable(),
  adultAtHome: z.boolean().nullable(),
}

export const bookVisitSchema = z.strictObject({
  ...command,
  holdId: idSchema,
  appointmentId: idSchema,
  workOrderId: idSchema,
  reason: withoutCard(500).nullable(),
  ...visitNotes,
  gateCode: gateCodeSchema.nullable(),
  findings: z.array(withoutCard(300)).max(40),
  runId: idSchema.nullable(),
  /** The work order that left something to do; left out: none. */
  followUpOf: idSchema.nullable().optional(),
  /** By which way the customer gets the link to confirm, move or cancel it; null: none. */
  tellBy: messageChannelSchema.nullable(),
  ...override,
})
export type BookVisit = z.infer<typeof bookVisitSchema>

export const rescheduleVisitSchema = z.strictObject({ ...command, ...upon, holdId: idSchema, tellBy: messageChannelSchema.nullable(), ...override })
export type RescheduleVisit = z.infer<typeof rescheduleVisitSchema>

export const cancelVisitSchema = z.strictObject({ ...command, ...upon, reason: visitEndReasonSchema, note: withoutCard(500).nullable() })
export type CancelVisit = z.infer<typeof cancelVisitSchema>

/** The customer said on the phone that they will be there. */
export const confirmVisitSchema = z.strictObject({ ...command, ...upon })
export type ConfirmVisit = z.infer<typeof confirmVisitSchema>

/** `gateCode`: null takes it away; left out, it stays as it is. */
export const changeVisitNotesSchema = z.strictObject({ ...command, ...upon, ...visitNotes, gateCode: gateCodeSchema.nullable().optional() })
export type ChangeVisitNotes = z.infer<typeof changeVisitNotesSchema>

/** The link once more, or for the first time; the one before does nothing then. */
export const sendVisitLinkSchema = z.strictObject({ ...command, appointmentId: idSchema, channel: messageChannelSchema })
export type SendVisitLink = z.infer<typeof sendVisitLinkSchema>

export const gateCodeInputSchema = z.strictObject({ customerId: idSchema, appointmentId: idSchema })
