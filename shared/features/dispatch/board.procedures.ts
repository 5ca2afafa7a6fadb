import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import { markAbsenceSchema, moveVisitSchema, pinVisitSchema, progressWorkSchema, proposalStateSchema, proposePlanSchema, recordWorkSchema, takePlanSchema, unassignVisitSchema } from './board-commands.schema.ts'
import { daySheetInputSchema, daySheetSchema } from './day-sheet.schema.ts'
import { boardInputSchema, boardSchema } from './board.schema.ts'
import { appointmentSchema, workOrderSchema } from './visits.schema.ts'

/** Two dispatchers and a caller reach for the same minutes: it is decided with the line up or not at all. */
const manage = { permission: 'dispatch.manage', offline: 'refuse' } as const
const ofProposal = z.strictObject({ proposalId: idSchema })
const read = { permission: 'dispatch.manage' } as const

/** `appointment` null where nothing was promised. */
export const workViewSchema = z.strictObject({ work: workOrderSchema, appointment: appointmentSchema.nullable() })
export type WorkView = z.infer<typeof workViewSchema>
const work = z.strictObject({ workOrderId: idSchema })

export const boardApi = {
  board: procedure(read).route({ method: 'POST', path: '/dispatch/board' }).input(boardInputSchema).output(boardSchema),
  work: procedure(read).route({ method: 'POST', path: '/dispatch/work' }).input(work).output(workViewSchema),
  daySheet: procedure(read).route({ method: 'POST', path: '/dispatch/day-sheet' }).input(daySheetInputSchema).output(daySheetSchema),
  moveVisit: command(manage, '/move-visit', moveVisitSchema),
  unassignVisit: command(manage, '/unassign-visit', unassignVisitSchema),
  pinVisit: command(manage, '/pin-visit', pinVisitSchema),
  markAbsence: command(manage, '/mark-absence', markAbsenceSchema),
  progressWork: command(manage, '/progress-work', progressWorkSchema),
  recordWork: command(manage, '/record-work', recordWorkSchema),
  /** Begins to plan; one at a time for each dispatcher, who asks how far it is by `proposal`. */
  proposePlan: procedure(read).route({ method: 'POST', path: '/dispatch/propose-plan' }).input(proposePlanSchema).output(z.strictObject({})),
  proposal: procedure(read).route({ method: 'POST', path: '/dispatch/proposal' }).input(ofProposal).output(proposalStateSchema),
  cancelProposal: procedure(read).route({ method: 'POST', path: '/dispatch/cancel-proposal' }).input(ofProposal).output(z.strictObject({})),
  takePlan: command(manage, '/take-plan', takePlanSchema),
}

const fromWindow = { commandId: true } as const
const done = z.void()
export const boardBridge = {
  /** `looked`: somebody opened it; false where the window asks again by itself. */
  board: procedure(read).input(boardInputSchema.extend({ looked: z.boolean() })).output(boardSchema),
  work: procedure(read).input(work.extend({ looked: z.boolean() })).output(workViewSchema),
  daySheet: procedure(read).input(daySheetInputSchema.extend({ looked: z.boolean() })).output(daySheetSchema),
  moveVisit: procedure(manage).input(moveVisitSchema.omit(fromWindow)).output(done),
  unassignVisit: procedure(manage).input(unassignVisitSchema.omit(fromWindow)).output(done),
  pinVisit: procedure(manage).input(pinVisitSchema.omit(fromWindow)).output(done),
  markAbsence: procedure(manage).input(markAbsenceSchema.omit(fromWindow)).output(done),
  progressWork: procedure(manage).input(progressWorkSchema.omit(fromWindow)).output(done),
  recordWork: procedure(manage).input(recordWorkSchema.omit(fromWindow)).output(done),
  proposePlan: procedure(read).input(proposePlanSchema).output(done),
  proposal: procedure(read).input(ofProposal).output(proposalStateSchema),
  cancelProposal: procedure(read).input(ofProposal).output(done),
  takePlan: procedure(manage).input(takePlanSchema.omit(fromWindow)).output(done),
}
