/** How an operator sets its chats up: queues with their hours, the rules that lead to them, who is in which. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema, languageTagSchema } from '../../kernel/rows.ts'
import { openHoursSchema } from './open-hours.ts'
import { chatReasonSchema, routingFactsSchema, routingRuleSchema, routingRulesSchema, ruleMissSchema, MAX_RULES } from './routing.ts'
import { chatTopicSchema } from './chat-words.schema.ts'

const count = z.int().min(0)
const place = z.int().min(0).max(MAX_RULES - 1)
export const MAX_QUEUES = 200

const queueFields = {
  name: z.string().trim().min(1).max(60), spanishName: z.string().trim().min(1).max(60),
  hours: openHoursSchema,
  /** To be answered within, seconds; and of how many in a hundred. */
  targetSeconds: z.int().min(5).max(86_400), targetPercent: z.int().min(1).max(100),
  /** Beyond it, whoever comes is asked to leave a message. */
  maxWaiting: z.int().min(1).max(100_000),
}
export const queueFieldsSchema = z.strictObject(queueFields)
export type QueueFields = z.infer<typeof queueFieldsSchema>
export const queueSetupSchema = z.strictObject({
  id: idSchema, version: z.int().min(1), active: z.boolean(), ...queueFields, changedAt: instantSchema, changedBy: z.string().nullable(),
  /** By the clock, now. */
  open: z.boolean(),
  waiting: count,
  /** Offered, with somebody, or being written up. */
  held: count,
  agents: count,
})
export type QueueSetup = z.infer<typeof queueSetupSchema>

export const MAX_RULE_VERSIONS = 100
const publishedBy = { version: z.int().min(1), publishedAt: instantSchema, publishedBy: z.string().nullable(), /** The newest version before it that had the same rules. */ sameAs: z.int().min(1).nullable() }
export const ruleVersionSchema = z.strictObject({ ...publishedBy, rules: count })
export type RuleVersion = z.infer<typeof ruleVersionSchema>
export const chatSetupSchema = z.strictObject({
  queues: z.array(queueSetupSchema).max(MAX_QUEUES),
  /** Those in force; null: none were published, and nobody is received. */
  published: z.strictObject({ ...publishedBy, rules: z.array(routingRuleSchema).max(MAX_RULES) }).nullable(),
  /** Newest first. */
  versions: z.array(ruleVersionSchema).max(MAX_RULE_VERSIONS),
})
export type ChatSetup = z.infer<typeof chatSetupSchema>

const command = { commandId: commandIdSchema }
/** `queueId`: of the new one, the same for each further try. `validation` at `name`, `taken`, for a name that another one has. */
export const addQueueSchema = z.strictObject({ ...command, queueId: idSchema, ...queueFields })
export type AddQueue = z.infer<typeof addQueueSchema>
const upon = { ...command, queueId: idSchema, expectedVersion: z.int().min(1) }
export const changeQueueSchema = z.strictObject({ ...upon, ...queueFields })
export type ChangeQueue = z.infer<typeof changeQueueSchema>
/** What becomes of those in it is said; `validation` at `conversationsTo`, `agentsTo` or `rules`, `needed`, where it is not. */
export const closeQueueSchema = z.strictObject({
  ...upon,
  /** Whoever waits there or is talked to; null: there is nobody. */
  conversationsTo: idSchema.nullable(),
  /** A queue, or out of this one without another. */
  agentsTo: z.union([idSchema, z.literal('none')]).nullable(),
})
export type CloseQueue = z.infer<typeof closeQueueSchema>
export const ofQueueSchema = z.strictObject(upon)
export type OfQueue = z.infer<typeof ofQueueSchema>

/** Upon the version that was seen; 0: none. Faults are `validation` at `rules.<place>`, or `rules`, with the fault's name. */
export const publishRulesSchema = z.strictObject({ ...command, expectedVersion: z.int().min(0), rules: routingRulesSchema })
export type PublishRules = z.infer<typeof publishRulesSchema>
export const rulesOfSchema = z.strictObject({ version: z.int().min(1) })
export const rulesOfVersionSchema = z.strictObject({ version: z.int().min(1), rules: z.array(routingRuleSchema).max(MAX_RULES) })

/** A draft may still be wrong: what is typed is tried as it stands. */
const draftSchema = z.array(routingRuleSchema.extend({ name: z.string().max(80), queueId: z.union([idSchema, z.literal('')]) })).max(MAX_RULES)
export const tryRulesSchema = z.strictObject({
  /** Null: those that are published alone. */
  draft: draftSchema.nullable(),
  facts: z.strictObject({ topic: chatTopicSchema, language: languageTagSchema }),
  /** Chosen by hand, or those of a customer as they are now. */
  who: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('reasons'), reasons: routingFactsSchema.shape.reasons }), z.strictObject({ kind: z.literal('customer'), customerId: idSchema })]),
  /** Null: now. */
  at: instantSchema.nullable(),
})
export type TryRules = z.infer<typeof tryRulesSchema>

export const triedSchema = z.strictObject({
  /** Null: no rule takes it. */
  route: z.strictObject({ place, name: z.string(), queueId: z.string(), skill: z.string().nullable() }).nullable(),
  passedOver: z.array(z.strictObject({ place, name: z.string(), misses: z.array(ruleMissSchema).min(1) })).max(MAX_RULES),
  /** Of the queue, at the time that was chosen; null: there is no such queue. `open` false of one that is closed for good as well. */
  queue: z.strictObject({ open: z.boolean(), active: z.boolean(), opensAt: instantSchema.nullable() }).nullable(),
})
export type Tried = z.infer<typeof triedSchema>
export const triedRulesSchema = z.strictObject({ at: instantSchema, reasons: z.array(chatReasonSchema), /** Seconds before others. */ headStart: count, published: triedSchema, draft: triedSchema.nullable() })
export type TriedRules = z.infer<typeof triedRulesSchema>

/** Of the last that began, as they came: with their topic, language and reasons of then. */
export const COMPARED_CONVERSATIONS = 200
export const compareRulesSchema = z.strictObject({ draft: draftSchema })
const goal = z.strictObject({ queueId: z.string(), skill: z.string().nullable() }).nullable()
export const comparedRulesSchema = z.strictObject({
  looked: count,
  /** Of the oldest of them; null: there was none. */
  since: instantSchema.nullable(),
  elsewhere: count,
  /** From what is published to the draft, the most first; null: no rule takes them. */
  moves: z.array(z.strictObject({ from: goal, to: goal, count })).max(COMPARED_CONVERSATIONS),
})
export type ComparedRules = z.infer<typeof comparedRulesSchema>

/** Into a queue, out of one, or both; the rest of what they take stays. */
export const moveAgentSchema = z.strictObject({ ...command, agentId: idSchema, expectedVersion: z.int().min(1), into: idSchema.nullable(), outOf: idSchema.nullable() })
export type MoveAgent = z.infer<typeof moveAgentSchema>
export const MAX_MOVED = 100
/** Each by themselves: what stands in the way of one is no matter of the others. */
export const moveAgentsSchema = z.strictObject({ agents: z.array(moveAgentSchema.pick({ agentId: true, expectedVersion: true })).min(1).max(MAX_MOVED), into: idSchema.nullable(), outOf: idSchema.nullable() })
export type MoveAgents = z.infer<typeof moveAgentsSchema>
export const movedAgentsSchema = z.array(z.strictObject({
  agentId: idSchema,
  /** `changed`: by somebody else meanwhile. `offline`: it is not known whether it was done. */
  outcome: z.enum(['done', 'changed', 'gone', 'queueClosed', 'forbidden', 'offline', 'failed']),
  changedBy: z.string().nullable(),
})).max(MAX_MOVED)
export type MovedAgents = z.infer<typeof movedAgentsSchema>
