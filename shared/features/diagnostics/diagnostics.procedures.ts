import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'
import { affectedServiceSchema } from '../outages/outages.schema.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import { checkKindSchema, levelHistorySchema, measurementSchema } from './equipment.schema.ts'
import { guideSchema, MAX_GUIDE_SOURCE, saidSchema, slugSchema } from './guides.schema.ts'
import { actOnEquipmentSchema, closeTicketSchema, endRunSchema, leaveRunSchema, startRunSchema, stepBackSchema, takeStepSchema } from './runs.schema.ts'

export const MAX_GUIDES = 100
export const MAX_GUIDE_VERSIONS = 200

export const guideListedSchema = z.strictObject({ id: slugSchema, version: z.int().min(1), title: saidSchema, services: z.array(affectedServiceSchema) })
export type GuideListed = z.infer<typeof guideListedSchema>
const guideKey = z.strictObject({ guideId: slugSchema, version: z.coerce.number().int().min(1) })
export const guideVersionSchema = z.strictObject({ version: z.int().min(1), at: instantSchema, /** Null for one that came with the program. */ by: z.string().max(120).nullable() })
export type GuideVersion = z.infer<typeof guideVersionSchema>
const guideFileSchema = z.strictObject({ guideId: slugSchema, version: z.int().min(1), source: z.string().max(MAX_GUIDE_SOURCE), versions: z.array(guideVersionSchema).max(MAX_GUIDE_VERSIONS) })
export type GuideFile = z.infer<typeof guideFileSchema>

/** `expectedVersion`: 0 for a guide that is new. The file says which guide it is. */
export const publishGuideSchema = z.strictObject({ commandId: commandIdSchema, guideId: slugSchema, expectedVersion: z.int().min(0), source: z.string().min(1).max(MAX_GUIDE_SOURCE) })
export type PublishGuide = z.infer<typeof publishGuideSchema>

const measureInput = z.strictObject({ customerId: idSchema, check: checkKindSchema })
const measurementKey = z.strictObject({ customerId: idSchema, measurementId: idSchema })
const ofCustomer = z.strictObject({ customerId: idSchema })

const read = { permission: 'customers.read' } as const
const manage = { permission: 'guides.manage' } as const
const run = { permission: 'interactions.write', offline: 'refuse' } as const
/** It interrupts what somebody may be using: only for a caller who is known. */
const act = { permission: 'diagnostics.act', verification: 'verified', offline: 'refuse' } as const
const publish = { permission: 'guides.manage', offline: 'refuse' } as const

export const diagnosticsApi = {
  guides: procedure(read).route({ method: 'GET', path: '/diagnostics/guides' }).output(z.array(guideListedSchema).max(MAX_GUIDES)),
  /** Of any version: a run goes on in the one in which it began. */
  guide: procedure(read).route({ method: 'GET', path: '/diagnostics/guide' }).input(guideKey).output(guideSchema),
  /** The file of one version, or of the newest, with the list of all. */
  guideFile: procedure(manage).route({ method: 'POST', path: '/diagnostics/guide-file' }).input(z.strictObject({ guideId: slugSchema, version: z.int().min(1).nullable() })).output(guideFileSchema),
  publishGuide: command(publish, '/publish-guide', publishGuideSchema),
  /** Asks the box now, and waits at most some seconds. */
  measure: procedure(read).route({ method: 'POST', path: '/diagnostics/measure' }).input(measureInput).output(measurementSchema),
  /** As it was measured, with all its readings. */
  measurement: procedure(read).route({ method: 'POST', path: '/diagnostics/measurement' }).input(measurementKey).output(measurementSchema),
  levels: procedure(read).route({ method: 'POST', path: '/diagnostics/levels' }).input(ofCustomer).output(levelHistorySchema),
  startRun: command(run, '/start-run', startRunSchema),
  takeStep: command(run, '/take-step', takeStepSchema),
  stepBack: command(run, '/step-back', stepBackSchema),
  act: command(act, '/act-on-equipment', actOnEquipmentSchema),
  endRun: command(run, '/end-run', endRunSchema),
  leaveRun: command(run, '/leave-run', leaveRunSchema),
  closeTicket: command(run, '/close-ticket', closeTicketSchema),
}

const fromWindow = { commandId: true } as const
const done = z.void()
export const diagnosticsBridge = {
  guides: procedure(read).input(z.strictObject({})).output(z.array(guideListedSchema).max(MAX_GUIDES)),
  guide: procedure(read).input(z.strictObject({ guideId: slugSchema, version: z.int().min(1) })).output(guideSchema),
  guideFile: procedure(manage).input(z.strictObject({ guideId: slugSchema, version: z.int().min(1).nullable() })).output(guideFileSchema),
  publishGuide: procedure(publish).input(publishGuideSchema.omit(fromWindow)).output(done),
  /** Can be cancelled. */
  measure: procedure(read).input(measureInput).output(measurementSchema),
  measurement: procedure(read).input(measurementKey).output(measurementSchema),
  levels: procedure(read).input(ofCustomer).output(levelHistorySchema),
  startRun: procedure(run).input(startRunSchema.omit(fromWindow)).output(done),
  takeStep: procedure(run).input(takeStepSchema.omit(fromWindow)).output(done),
  stepBack: procedure(run).input(stepBackSchema.omit(fromWindow)).output(done),
  act: procedure(act).input(actOnEquipmentSchema.omit(fromWindow)).output(done),
  endRun: procedure(run).input(endRunSchema.omit(fromWindow)).output(done),
  leaveRun: procedure(run).input(leaveRunSchema.omit(fromWindow)).output(done),
  closeTicket: procedure(run).input(closeTicketSchema.omit(fromWindow)).output(done),
}
