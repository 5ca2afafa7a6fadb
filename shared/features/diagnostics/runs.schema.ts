/** One walk through a guide with one customer, written down step by step; and the trouble ticket (TMF621) that may come of it. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema, rowBase, withoutCard } from '../../kernel/rows.ts'
import { workOutcomeSchema } from '../dispatch/visits.schema.ts'
import { actionKindSchema, checkKindSchema, measurementSchema, readingSchema, verdictSchema } from './equipment.schema.ts'
import { saidSchema, slugSchema, workTypeCodeSchema } from './guides.schema.ts'

/** Steps of one walk, those that were taken back as well: a person who goes round and round is stopped. */
export const MAX_TRAIL = 100

/** Of a measurement, in a trail: the worst of each kind. */
export const MAX_KEPT_READINGS = 6

/** `running` is asked of the box and not answered yet. `unknown`: the program or the operator's adapter failed, so that nobody knows whether the box was asked. */
export const actionStateSchema = z.enum(['running', 'done', 'failed', 'noAnswer', 'unknown'])
export type ActionState = z.infer<typeof actionStateSchema>

/** As the caller sees it, and as it was done by hand, where no box can be asked. */
const judgedSchema = z.enum(['good', 'bad'])
const byHandSchema = z.enum(['done', 'failed'])

export const answerSchema = z.discriminatedUnion('kind', [
  /** What the engine asked first: the outages and works at the address, by their numbers. */
  z.strictObject({ kind: z.literal('outage'), references: z.array(z.string().max(40)).max(10) }),
  z.strictObject({ kind: z.literal('read') }),
  z.strictObject({ kind: z.literal('chosen'), choice: z.int().min(0).max(20), question: saidSchema, words: saidSchema }),
  /** `readings`: the worst of each kind; the whole is asked for by its id. */
  z.strictObject({ kind: z.literal('measured'), measurement: measurementSchema.extend({ readings: z.array(readingSchema).max(MAX_KEPT_READINGS) }) }),
  z.strictObject({ kind: z.literal('acted'), action: actionKindSchema, actionId: idSchema, model: z.string().max(80).nullable(), state: actionStateSchema, finishedAt: instantSchema.nullable() }),
  z.strictObject({ kind: z.literal('judged'), check: checkKindSchema, verdict: judgedSchema }),
  z.strictObject({ kind: z.literal('byHand'), action: actionKindSchema, state: byHandSchema }),
])
export type Answer = z.infer<typeof answerSchema>

/** `back`: taken back, and there again by going on. `left`: another answer took its place; what was seen stays seen. */
export const trailEntrySchema = z.strictObject({
  step: slugSchema, at: instantSchema, by: z.string().max(120), standing: z.enum(['on', 'back', 'left']), answer: answerSchema,
})
export type TrailEntry = z.infer<typeof trailEntrySchema>

/** `outage`: there is one, and the guide did not begin. `left`: given up. */
export const outcomeSchema = z.strictObject({
  kind: z.enum(['solved', 'visit', 'ticket', 'handover', 'outage', 'left']),
  step: slugSchema.nullable(),
  reason: saidSchema.nullable(),
  workType: workTypeCodeSchema.nullable(),
  skills: z.array(slugSchema).max(6),
  references: z.array(z.string().max(40)).max(10),
  note: z.string().max(1_000).nullable(),
})
export type Outcome = z.infer<typeof outcomeSchema>

export const diagnosticRunSchema = z.strictObject({
  ...rowBase,
  /** The contact in which it began; null outside of one. */
  contactId: idSchema.nullable(),
  guideId: slugSchema,
  /** It goes on in the version in which it began, whatever is published meanwhile. */
  guideVersion: z.int().min(1),
  title: saidSchema,
  state: z.enum(['open', 'ended']),
  startedAt: instantSchema,
  startedBy: z.string().max(120),
  changedAt: instantSchema,
  changedBy: z.string().max(120),
  trail: z.strictObject({ entries: z.array(trailEntrySchema).max(MAX_TRAIL) }),
  outcome: outcomeSchema.nullable(),
  ticketId: idSchema.nullable(),
})
export type DiagnosticRun = z.infer<typeof diagnosticRunSchema>

/** What somebody who comes later wants to know. `readings`: the worst of a measurement. */
export const findingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('said'), at: instantSchema, question: saidSchema, words: saidSchema }),
  z.strictObject({ kind: z.literal('measured'), at: instantSchema, check: checkKindSchema, verdict: verdictSchema, readings: z.array(readingSchema).max(MAX_KEPT_READINGS) }),
  z.strictObject({ kind: z.literal('acted'), at: instantSchema, action: actionKindSchema, state: actionStateSchema }),
  z.strictObject({ kind: z.literal('judged'), at: instantSchema, check: checkKindSchema, verdict: judgedSchema }),
  z.strictObject({ kind: z.literal('byHand'), at: instantSchema, action: actionKindSchema, state: byHandSchema }),
  /** What a customer left where no agent took chats, word for word. */
  z.strictObject({ kind: z.literal('left'), at: instantSchema, name: z.string().max(80), reach: z.string().max(254), text: z.string().max(4_000) }),
])
export type Finding = z.infer<typeof findingSchema>

/** Visits of one ticket that are kept; the last ones. */
export const MAX_TICKET_VISITS = 20
/** How a visit for it ended, and what was noted of it there. `by` null: marked by itself. */
export const ticketVisitSchema = z.strictObject({ at: instantSchema, by: z.string().max(120).nullable(), /** The promise's number, or the work order's where nothing was promised. */ reference: z.string().max(20), outcome: workOutcomeSchema, note: z.string().max(1_000).nullable() })
export type TicketVisit = z.infer<typeof ticketVisitSchema>

export const troubleTicketSchema = z.strictObject({
  ...rowBase,
  /** As people name it, `TT-3001`. */
  reference: z.string().max(40),
  status: z.enum(['open', 'closed']),
  title: saidSchema,
  reason: saidSchema,
  findings: z.strictObject({ list: z.array(findingSchema).max(MAX_TRAIL) }),
  /** Of the visits that were booked with its findings, and of what followed those. */
  visits: z.strictObject({ list: z.array(ticketVisitSchema).max(MAX_TICKET_VISITS) }),
  /** What it waits for. `answer`: of a message that was left. */
  followUp: z.enum(['visit', 'specialist', 'answer']),
  workType: workTypeCodeSchema.nullable(),
  runId: idSchema.nullable(),
  contactId: idSchema.nullable(),
  openedAt: instantSchema,
  openedBy: z.string().max(120),
  closedAt: instantSchema.nullable(),
  closedBy: z.string().max(120).nullable(),
  /** What became of it; null on one that was closed by its visit. */
  closeText: z.string().max(1_000).nullable(),
})
export type TroubleTicket = z.infer<typeof troubleTicketSchema>

const ofCustomer = { commandId: commandIdSchema, customerId: idSchema, contactId: idSchema.nullable().optional() }
/** Upon which version somebody decided. */
const upon = { ...ofCustomer, runId: idSchema, expectedVersion: z.int().min(1) }

export const startRunSchema = z.strictObject({ ...ofCustomer, runId: idSchema, guideId: slugSchema })
export type StartRun = z.infer<typeof startRunSchema>

/** `again`: what was taken back, as it was. `judged`: in place of the measurement for which no box could be asked. `byHand`: where none can be acted on. */
export const givenAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('read') }),
  z.strictObject({ kind: z.literal('chosen'), choice: z.int().min(0).max(20) }),
  z.strictObject({ kind: z.literal('measured'), measurementId: idSchema }),
  z.strictObject({ kind: z.literal('judged'), measurementId: idSchema, verdict: judgedSchema }),
  z.strictObject({ kind: z.literal('byHand'), state: byHandSchema }),
  z.strictObject({ kind: z.literal('again') }),
])
export type GivenAnswer = z.infer<typeof givenAnswerSchema>
/** `step`: where somebody stood who answered. */
export const takeStepSchema = z.strictObject({ ...upon, step: slugSchema, answer: givenAnswerSchema })
export type TakeStep = z.infer<typeof takeStepSchema>

export const stepBackSchema = z.strictObject(upon)
export type StepBack = z.infer<typeof stepBackSchema>

/** What the step says is done to the box; the answer comes by itself. */
export const actOnEquipmentSchema = z.strictObject({ ...upon, step: slugSchema })
export type ActOnEquipment = z.infer<typeof actOnEquipmentSchema>

const note = withoutCard(1_000).nullable()
/** At an outcome. `ticketId` for the ticket that may come of it. */
export const endRunSchema = z.strictObject({ ...upon, ticketId: idSchema, note })
export type EndRun = z.infer<typeof endRunSchema>

/** Given up, wherever it stands. */
export const leaveRunSchema = z.strictObject({ ...upon, note })
export type LeaveRun = z.infer<typeof leaveRunSchema>

export const closeTicketSchema = z.strictObject({ ...ofCustomer, ticketId: idSchema, expectedVersion: z.int().min(1), text: withoutCard(1_000) })
export type CloseTicket = z.infer<typeof closeTicketSchema>
