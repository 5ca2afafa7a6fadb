import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import {
  changeReportSchema, declareProblemSchema, extentInputSchema, joinProblemSchema, judgeProblemSchema, problemKindSchema, redrawProblemSchema, reportProblemSchema,
  separateProblemSchema, serviceProblemSchema, serviceProblemUpdateSchema, splitProblemSchema, updateProblemSchema, withdrawProblemSchema,
} from './outages.schema.ts'
import { MAX_MODEM_REPORTS, modemReportSchema, recordedTelemetrySchema } from './telemetry.schema.ts'
import { listedPlantSchema, plantInViewSchema, plantStateInputSchema, plantStateSchema, plantViewSchema } from './plant.schema.ts'

/** Everybody hears of it, so it is said with the line up or not at all. */
const manage = { permission: 'outages.manage', offline: 'refuse' } as const
const report = { permission: 'interactions.write', offline: 'refuse' } as const
const count = z.strictObject({ customers: z.int().min(0) })

export const outagesApi = {
  /** How many active customers with these services are there. */
  extent: procedure({ permission: 'outages.manage' }).route({ method: 'POST', path: '/outages/extent' }).input(extentInputSchema).output(count),
  declare: command(manage, '/declare-problem', declareProblemSchema),
  update: command(manage, '/update-problem', updateProblemSchema),
  redraw: command(manage, '/redraw-problem', redrawProblemSchema),
  join: command(manage, '/join-problem', joinProblemSchema),
  split: command(manage, '/split-problem', splitProblemSchema),
  separate: command(manage, '/separate-problem', separateProblemSchema),
  judge: command(manage, '/judge-problem', judgeProblemSchema),
  withdraw: command(manage, '/withdraw-problem', withdrawProblemSchema),
  report: command(report, '/report-problem', reportProblemSchema),
  changeReport: command(report, '/change-problem-report', changeReportSchema),
  /** Nodes with modems offline, now or as it was. A live `plantState` says that it is another one now. @throws AppError `validation` at `at`: `future`, `tooLongAgo` */
  plantState: procedure({ permission: 'customers.read' }).route({ method: 'POST', path: '/outages/plant-state' }).input(plantStateInputSchema).output(plantStateSchema),
  /** For the operator's pollers, which sign in like everybody. The same reports again change nothing, and their order does not matter within two minutes. */
  recordTelemetry: procedure({ permission: 'outages.record' })
    .route({ method: 'POST', path: '/outages/telemetry' })
    .input(z.strictObject({ events: z.array(modemReportSchema).min(1).max(MAX_MODEM_REPORTS) }))
    .output(recordedTelemetrySchema),
}

const fromWindow = { commandId: true } as const
/** Most problems of one list; those that are not over first. */
export const MAX_PROBLEMS = 300
export const MAX_PROBLEM_UPDATES = 200

/** The problem and what happened to it, newest first; its parts, where it speaks for others, and the one that speaks for it. */
const problemViewSchema = z.strictObject({ problem: serviceProblemSchema, updates: z.array(serviceProblemUpdateSchema).max(MAX_PROBLEM_UPDATES), parts: z.array(serviceProblemSchema).max(MAX_PROBLEMS), parent: serviceProblemSchema.nullable() })
export type ProblemView = z.infer<typeof problemViewSchema>

const done = z.void()
export const outagesBridge = {
  /** Those that are not over, or ended in the last two days; `over` has all. Newest first. `at`: as they were then (see `problemThen`); null is now. */
  list: procedure({ permission: 'customers.read' }).input(z.strictObject({ kind: problemKindSchema.nullable(), over: z.boolean(), at: instantSchema.nullable() })).output(z.array(serviceProblemSchema).max(MAX_PROBLEMS)),
  view: procedure({ permission: 'customers.read' }).input(z.strictObject({ problemId: idSchema })).output(problemViewSchema),
  extent: procedure({ permission: 'outages.manage' }).input(extentInputSchema).output(count),
  declare: procedure(manage).input(declareProblemSchema.omit(fromWindow)).output(done),
  update: procedure(manage).input(updateProblemSchema.omit(fromWindow)).output(done),
  redraw: procedure(manage).input(redrawProblemSchema.omit(fromWindow)).output(done),
  join: procedure(manage).input(joinProblemSchema.omit(fromWindow)).output(done),
  split: procedure(manage).input(splitProblemSchema.omit(fromWindow)).output(done),
  separate: procedure(manage).input(separateProblemSchema.omit(fromWindow)).output(done),
  judge: procedure(manage).input(judgeProblemSchema.omit(fromWindow)).output(done),
  withdraw: procedure(manage).input(withdrawProblemSchema.omit(fromWindow)).output(done),
  /** Headends, hubs and nodes, as this desk knows them. Changes are told as `plantElement`. */
  listPlant: procedure({ permission: 'customers.read' }).input(z.strictObject({})).output(listedPlantSchema),
  /** Taps, and the premises of the customers that this desk holds. */
  plantIn: procedure({ permission: 'customers.read' }).input(plantViewSchema).output(plantInViewSchema),
  /** From the backend alone. That the state of now is another one is told as a change of `plantState`. */
  plantState: procedure({ permission: 'customers.read' }).input(plantStateInputSchema).output(plantStateSchema),
  report: procedure(report).input(reportProblemSchema.omit(fromWindow)).output(done),
  changeReport: procedure(report).input(changeReportSchema.omit(fromWindow)).output(done),
}
