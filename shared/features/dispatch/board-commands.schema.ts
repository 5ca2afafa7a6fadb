/** What dispatchers say on the board. Each is decided by the backend, by the rule that the window shows beforehand. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { dateSchema, instantSchema, withoutCard } from '../../kernel/rows.ts'
import { absenceSchema, visitMinutesSchema } from './technicians.schema.ts'
import { workOutcomeSchema } from './visits.schema.ts'

const version = z.int().min(1)
const onWork = { commandId: commandIdSchema, customerId: idSchema, workOrderId: idSchema, expectedVersion: version }
/** Why a rule is broken on purpose; read by whoever asks later. */
const override = withoutCard(300).nullable()

/** Also the first time that somebody gets it. `override` is asked for where a rule is broken, and needs `dispatch.override`. */
export const moveVisitSchema = z.strictObject({ ...onWork, technicianId: idSchema, start: instantSchema, override })
export type MoveVisit = z.infer<typeof moveVisitSchema>
/** Back to those that nobody has; what was promised stands. */
export const unassignVisitSchema = z.strictObject(onWork)
export type UnassignVisit = z.infer<typeof unassignVisitSchema>
export const pinVisitSchema = z.strictObject({ ...onWork, pinned: z.boolean() })
export type PinVisit = z.infer<typeof pinVisitSchema>

/** `absence` null: back at work. */
export const markAbsenceSchema = z.strictObject({ commandId: commandIdSchema, shiftId: idSchema, expectedVersion: version, absence: absenceSchema.nullable(), from: instantSchema.nullable() })
export type MarkAbsence = z.infer<typeof markAbsenceSchema>

/** `back`: a slip of the key, nobody is on the way. `done`: the technician has left; what is recorded says whether the work is done. `noShow`: nobody let the technician in. */
export const workStepSchema = z.enum(['onTheWay', 'back', 'started', 'done', 'noShow'])
export type WorkStep = z.infer<typeof workStepSchema>
export const progressWorkSchema = z.strictObject({ ...onWork, step: workStepSchema })
export type ProgressWork = z.infer<typeof progressWorkSchema>

/** What was done there. `ticked` are indexes of the checklist. */
export const recordWorkSchema = z.strictObject({
  ...onWork,
  ticked: z.array(z.int().min(0).max(39)).max(40),
  parts: z.array(z.strictObject({ name: withoutCard(80), quantity: z.int().min(1).max(99) })).max(40),
  photos: z.array(withoutCard(200)).max(40),
  signature: withoutCard(200).nullable(),
  outcome: workOutcomeSchema.nullable(),
  outcomeNote: withoutCard(1_000).nullable(),
  followUp: withoutCard(500).nullable(),
})
export type RecordWork = z.infer<typeof recordWorkSchema>

/** Most visits that one plan moves. */
export const MAX_PLACEMENTS = 600
/** Where a visit will be; both null: nobody has it. */
export const placementSchema = z.strictObject({ workOrderId: idSchema, expectedVersion: version, technicianId: idSchema.nullable(), start: instantSchema.nullable() })
export type Placement = z.infer<typeof placementSchema>
/** Work that goes on, or that somebody drives to: it takes so many minutes in all, and not as many as were planned. */
export const longerSchema = z.strictObject({ workOrderId: idSchema, expectedVersion: version, minutes: visitMinutesSchema })
export type Longer = z.infer<typeof longerSchema>
/**
 * All of it or nothing; `placements` empty where the work that takes longer is in nobody's way. `longer` only lengthens, or is refused at
 * `longer` as `notLonger`; `asBefore` is its undo, which only shortens (`notShorter`). One of the two.
 */
export const takePlanSchema = z.strictObject({ commandId: commandIdSchema, placements: z.array(placementSchema).max(MAX_PLACEMENTS), longer: longerSchema.nullable(), asBefore: longerSchema.nullable(), override })
export type TakePlan = z.infer<typeof takePlanSchema>

/**
 * What a plan is about; all else stays if it can.
 * - `atRisk`: visits whose technician is away or comes too late, and those that nobody has. `day`: all that nobody has pinned.
 * - `technician`: what is at risk of one technician's: they do not come, are late, or have work that takes `longer`.
 * - `visit`: one that nobody has is to be fitted in.
 */
export const planScopeSchema = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('atRisk') }),
  z.strictObject({ of: z.literal('day') }),
  z.strictObject({ of: z.literal('technician'), technicianId: idSchema, longer: longerSchema.nullable() }),
  z.strictObject({ of: z.literal('visit'), workOrderId: idSchema }),
])
export type PlanScope = z.infer<typeof planScopeSchema>
export const proposePlanSchema = z.strictObject({ proposalId: idSchema, date: dateSchema, region: z.string().max(40).nullable(), scope: planScopeSchema })
export type ProposePlan = z.infer<typeof proposePlanSchema>

export const plannedChangeSchema = z.strictObject({
  ...placementSchema.shape,
  customerId: idSchema,
  customerName: z.string().max(160),
  promised: z.strictObject({ from: instantSchema, to: instantSchema }).nullable(),
  before: z.strictObject({ technicianId: idSchema.nullable(), start: instantSchema.nullable() }),
  /** `kept`: begins as promised. `broken`: comes at another time than promised. `noPlace`: nobody can come that day. */
  promise: z.enum(['kept', 'broken', 'noPlace']),
})
export type PlannedChange = z.infer<typeof plannedChangeSchema>

/** Minutes and promises are gains: a loss is below zero. */
export const proposalSchema = z.strictObject({
  changes: z.array(plannedChangeSchema).max(MAX_PLACEMENTS),
  /** Promises that would be kept, less those that are kept as it is. */
  promises: z.int(),
  travelMinutes: z.int(),
  /** Visits that get a technician, less those that lose theirs. */
  placed: z.int(),
  /** Taken with the changes; `before` is how many minutes it takes as it stands. */
  longer: z.strictObject({ ...longerSchema.shape, before: z.int().min(1) }).nullable(),
})
export type Proposal = z.infer<typeof proposalSchema>

export const proposalStateSchema = z.discriminatedUnion('state', [
  /** `done` of `of` steps. */
  z.strictObject({ state: z.literal('working'), done: z.number().min(0), of: z.number().min(0) }),
  /** `instead`: the operator's own planning server failed, and the planner built in has made it. */
  z.strictObject({ state: z.literal('ready'), proposal: proposalSchema, instead: z.boolean() }),
  z.strictObject({ state: z.literal('failed'), reason: z.enum(['tooMany', 'planner']) }),
])
export type ProposalState = z.infer<typeof proposalStateSchema>
