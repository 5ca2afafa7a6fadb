/**
 * TMF656 ServiceProblem: an outage or planned work, as everybody sees it. Of no customer in particular: its rows travel to every desk.
 * What happened to it when is told by its updates, which only grow.
 */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema, operatorRowBase, rowBase, withoutCard } from '../../kernel/rows.ts'
import { MAX_PROBLEM_NODES } from './problem-limits.ts'
import { MAX_AREA_POINTS, MIN_AREA_POINTS, areaProblem, positionSchema } from './area.ts'

export const problemKindSchema = z.enum(['outage', 'maintenance'])
export type ProblemKind = z.infer<typeof problemKindSchema>

/** In the order in which they come. `crewOnTheWay` and `repairing` may be skipped; `verified` is the end. */
export const problemPhaseSchema = z.enum(['reported', 'assessing', 'crewOnTheWay', 'repairing', 'restored', 'verified'])
export type ProblemPhase = z.infer<typeof problemPhaseSchema>

/** What only the customers of these services notice. */
export const affectedServiceSchema = z.enum(['internet', 'tv', 'phone'])
export type AffectedService = z.infer<typeof affectedServiceSchema>

/**
 * `suspected`: found by counting, nobody has looked yet. `dismissed`: somebody looked, and it was none. `joined`: part of the problem
 * that `parentId` names, which speaks for it.
 */
export const problemStandingSchema = z.enum(['suspected', 'confirmed', 'dismissed', 'joined'])
export type ProblemStanding = z.infer<typeof problemStandingSchema>

export const problemCauseSchema = z.enum(['unknown', 'fiberCut', 'power', 'equipment', 'storm', 'damage', 'overload', 'software', 'plannedWork'])
export type ProblemCause = z.infer<typeof problemCauseSchema>

/** As customers' rows and the plant name it, such as `YK-07`. */
export const plantCodeSchema = z.string().trim().min(1).max(40)
/** Longer than this is no estimate. Days, from now or from the beginning of planned work. */
export const MAX_ESTIMATE_DAYS = 30
/** Planned work is told at most so long ahead; an outage began at most so long ago. Days. */
export const MAX_PLANNED_DAYS = 180
export const MAX_BEGUN_DAYS = 30
/** Planned work is told on the accounts so many days ahead: who calls today is not told of spring. */
export const PLANNED_SHOWN_DAYS = 7
/** Customers read of it for so long after it was restored. Hours. */
export const RESTORED_SHOWN_HOURS = 48

/** A polygon of one ring, in the shape of a GeoJSON geometry but without the repeated corner. */
export const areaSchema = z.strictObject({
  ring: z.array(positionSchema).min(MIN_AREA_POINTS).max(MAX_AREA_POINTS).superRefine((ring, context) => {
    const problem = areaProblem(ring)
    if (problem) context.addIssue({ code: 'custom', message: problem })
  }),
})
export type Area = z.infer<typeof areaSchema>

const instantOrNull = instantSchema.nullable()

/** Nodes that are named in what Headend says by itself; `more`: there are others. */
export const MAX_NODES_NAMED = 8
/** On which a suspicion rests: of `nodes` nodes together, and of the worst of them. */
export const problemEvidenceSchema = z.strictObject({
  nodes: z.int().min(1), modems: z.int().min(0), off: z.int().min(0),
  /** Modems that are off at this hour of the week as a rule. */
  usual: z.int().min(0),
  since: instantSchema,
  /** Calls and chats from there in ten minutes. */
  contacts: z.int().min(0),
  worst: z.array(z.strictObject({ code: plantCodeSchema, modems: z.int().min(0), off: z.int().min(0) })).max(MAX_NODES_NAMED),
  more: z.boolean(),
})
export type ProblemEvidence = z.infer<typeof problemEvidenceSchema>

/**
 * What Headend wrote by itself. `cameBack`: nobody had judged it. `onlineAgain`: is it restored? `stillOff`: after three days it is watched no more. `begunAnew`: the
 * counting knows nothing of it any more.
 */
export const updateFactsSchema = z.strictObject({
  kind: z.enum(['cameBack', 'onlineAgain', 'stillOff', 'begunAnew']),
  since: instantOrNull,
  nodes: z.array(plantCodeSchema).max(MAX_NODES_NAMED),
  more: z.boolean(),
  /** Of so many modems that went, so many are off still; null but for `stillOff`. */
  affected: z.int().min(0).nullable(),
  stillOff: z.int().min(0).nullable(),
})
export type UpdateFacts = z.infer<typeof updateFactsSchema>

export const serviceProblemSchema = z.strictObject({
  ...operatorRowBase,
  /** As people name it, such as `SP-2041`; a credit for it says it as its outage. */
  reference: z.string().max(40),
  kind: problemKindSchema,
  standing: problemStandingSchema,
  phase: problemPhaseSchema,
  /** Since when it is in this phase. */
  phaseSince: instantSchema,
  cause: problemCauseSchema,
  services: z.array(affectedServiceSchema).min(1).max(3),
  /** Plant nodes that are out. Empty where `area` alone says it. */
  nodes: z.array(plantCodeSchema).max(MAX_PROBLEM_NODES),
  /** Null where the nodes alone say it. */
  area: areaSchema.nullable(),
  /** For planned work: when it begins, which may be to come. */
  beganAt: instantSchema,
  /** When it is expected to be over; null where nobody knows yet. */
  estimatedRestorationAt: instantOrNull,
  restoredAt: instantOrNull,
  /** Active customers inside, counted by the backend at the last change of nodes or area. */
  customersAffected: z.int().min(0),
  /** The one that speaks for it. */
  parentId: idSchema.nullable(),
  /** As `evidenceFacts`, in English words: of suspicions from before those were kept. */
  evidence: z.string().max(500).nullable(),
  /** Figures on which a suspicion rests; null where a person reported it. The window puts them into words. */
  evidenceFacts: problemEvidenceSchema.nullable(),
  changedAt: instantSchema,
  changedBy: z.string().max(120),
})
export type ServiceProblem = z.infer<typeof serviceProblemSchema>

/** What happened to a problem at one moment. Its estimates, one after the other, are the history of what was promised. */
export const serviceProblemUpdateSchema = z.strictObject({
  ...operatorRowBase,
  problemId: idSchema,
  at: instantSchema,
  by: z.string().max(120),
  standing: problemStandingSchema,
  phase: problemPhaseSchema,
  beganAt: instantSchema,
  estimatedRestorationAt: instantOrNull,
  customersAffected: z.int().min(0),
  /** Where it was, so that somebody can be told whether their node was in it on Tuesday; of an area only whether there was one. */
  services: z.array(affectedServiceSchema).max(3),
  nodes: z.array(plantCodeSchema).max(MAX_PROBLEM_NODES),
  drawn: z.boolean(),
  /** A person's words for colleagues; null where the change, or `facts`, says it all. */
  text: z.string().max(1_000).nullable(),
  /** What Headend found by itself: put into words by the window. Lines from before it was kept have English `text`. */
  facts: updateFactsSchema.nullable(),
})
export type ServiceProblemUpdate = z.infer<typeof serviceProblemUpdateSchema>

/** A customer's own call about a problem: who hears when it is over. Always with the problem that speaks, never with a part. */
export const serviceProblemReportSchema = z.strictObject({
  ...rowBase,
  problemId: idSchema,
  /** When the call was noted, and by whom: whoever changes the promise later does not change this. */
  at: instantSchema,
  by: z.string().max(120),
  /** The contact in which it was said; null outside of one. */
  contactId: idSchema.nullable(),
  /**
   * `waiting`: a message is promised. `told`: it is on its way. `unreached`: there is neither a mobile phone nor an e-mail address. `notWanted`: nothing is sent.
   * `elsewhere`: it was promised, but where they live is not inside any more, so that nobody tells them that it is over.
   */
  tell: z.enum(['waiting', 'told', 'unreached', 'notWanted', 'elsewhere']),
  toldAt: instantOrNull,
})
export type ServiceProblemReport = z.infer<typeof serviceProblemReportSchema>

const extent = {
  services: z.array(affectedServiceSchema).min(1).max(3).refine((all) => new Set(all).size === all.length, 'repeated'),
  nodes: z.array(plantCodeSchema).max(MAX_PROBLEM_NODES).refine((all) => new Set(all).size === all.length, 'repeated'),
  area: areaSchema.nullable(),
}
/** A problem is somewhere: at nodes, in an area, or both. */
export const isSomewhere = ({ nodes, area }: { nodes: readonly string[]; area: Area | null }): boolean => nodes.length > 0 || area !== null
const text = withoutCard(1_000).nullable()
/** Upon which version somebody decided. */
const upon = { commandId: commandIdSchema, problemId: idSchema, expectedVersion: z.int().min(1) }

/** What a place and services come to, before anything is written. */
export const extentInputSchema = z.strictObject(extent)
export type ExtentInput = z.infer<typeof extentInputSchema>

/** An outage that somebody knows of, or work that is planned. */
export const declareProblemSchema = z.strictObject({
  commandId: commandIdSchema,
  problemId: idSchema,
  kind: problemKindSchema,
  cause: problemCauseSchema,
  phase: problemPhaseSchema.exclude(['restored', 'verified']),
  ...extent,
  beganAt: instantSchema,
  estimatedRestorationAt: instantOrNull,
  text,
})
export type DeclareProblem = z.infer<typeof declareProblemSchema>

/** How it goes on. `beganAt`: planned work that has not begun is put off to another time; left out, it stays as it is. */
export const updateProblemSchema = z.strictObject({
  ...upon, phase: problemPhaseSchema, cause: problemCauseSchema, beganAt: instantSchema.optional(), estimatedRestorationAt: instantOrNull, text,
})
export type UpdateProblem = z.infer<typeof updateProblemSchema>

/** Where it is. */
export const redrawProblemSchema = z.strictObject({ ...upon, ...extent, text })
export type RedrawProblem = z.infer<typeof redrawProblemSchema>

/** Another one speaks for it from now on; what was a part of it goes with it. */
export const joinProblemSchema = z.strictObject({ ...upon, parentId: idSchema })
export type JoinProblem = z.infer<typeof joinProblemSchema>

/** Some of its nodes become a problem of their own. */
export const splitProblemSchema = z.strictObject({ ...upon, splitId: idSchema, nodes: extent.nodes.min(1) })
export type SplitProblem = z.infer<typeof splitProblemSchema>

/** It is a problem of its own again. */
export const separateProblemSchema = z.strictObject(upon)
export type SeparateProblem = z.infer<typeof separateProblemSchema>

/** It was none: declared by mistake. */
export const withdrawProblemSchema = z.strictObject({ ...upon, text })
export type WithdrawProblem = z.infer<typeof withdrawProblemSchema>

/** Somebody has looked at what was only suspected. */
export const judgeProblemSchema = z.strictObject({ ...upon, isProblem: z.boolean(), text })
export type JudgeProblem = z.infer<typeof judgeProblemSchema>

/** The customer called about it. */
export const reportProblemSchema = z.strictObject({
  commandId: commandIdSchema,
  customerId: idSchema,
  reportId: idSchema,
  problemId: idSchema,
  contactId: idSchema.nullable().optional(),
  tell: z.boolean(),
})
export type ReportProblem = z.infer<typeof reportProblemSchema>

/** Whether the customer hears of the end of it, said otherwise later. */
export const changeReportSchema = z.strictObject({ commandId: commandIdSchema, customerId: idSchema, reportId: idSchema, expectedVersion: z.int().min(1), tell: z.boolean() })
export type ChangeReport = z.infer<typeof changeReportSchema>
