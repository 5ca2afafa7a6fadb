/**
 * Where a conversation waits, and where it stands there: rules that an operator keeps as data, and a rule of turn that lets nobody
 * be overtaken for long. Whoever may have it is asked of the database, which holds each agent's capacity.
 */
import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { languageTagSchema } from '../../kernel/rows.ts'
import { chatTopicSchema, type ChatTopic } from './chat-words.schema.ts'

/** Why somebody comes before others: an outage at their address, a business, who has been here for the same within a day. */
export const chatReasonSchema = z.enum(['repeat', 'outage', 'business'])
export type ChatReason = z.infer<typeof chatReasonSchema>

/** Seconds that a reason is worth in the queue. */
export const headStarts: Record<ChatReason, number> = { business: 120, outage: 60, repeat: 120 }
/** Of all together: nobody is overtaken by one who came later than that. */
export const MOST_HEAD_START = Object.values(headStarts).reduce((sum, seconds) => sum + seconds, 0)

/** @returns seconds */
export const headStartOf = (reasons: readonly ChatReason[]): number => [...new Set(reasons)].reduce((sum, reason) => sum + headStarts[reason], 0)

const some = <T extends z.ZodType>(of: T) => z.array(of).max(40)
/** Each list that is not empty must have what is asked for in it. */
export const routingRuleSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  topics: some(chatTopicSchema),
  languages: some(languageTagSchema),
  reasons: some(chatReasonSchema),
  queueId: idSchema,
  /** Only agents with it, on top of those of the queue. */
  skill: z.string().trim().min(1).max(40).nullable(),
})
export type RoutingRule = z.infer<typeof routingRuleSchema>
export const MAX_RULES = 100
export const routingRulesSchema = z.array(routingRuleSchema).min(1).max(MAX_RULES)

/** As much of them as a person chooses by hand. */
export const routingFactsSchema = z.strictObject({ topic: chatTopicSchema, language: languageTagSchema, reasons: z.array(chatReasonSchema).max(chatReasonSchema.options.length) })
export type RoutingFacts = { topic: ChatTopic; language: string; reasons: readonly ChatReason[] }
export type Route = { rule: RoutingRule; /** Its place, from 0. */ place: number }

/** What a rule asks for that is not there. */
export const ruleMissSchema = z.enum(['topic', 'language', 'reasons'])
export type RuleMiss = z.infer<typeof ruleMissSchema>
export type PassedOver = { place: number; misses: RuleMiss[] }

/** The first rule that fits, and why each one before it does not. Null: none does, which `checkRules` keeps from being published. */
export function tryRules(rules: readonly RoutingRule[], facts: RoutingFacts): { route: Route | null; passedOver: PassedOver[] } {
  const passedOver: PassedOver[] = []
  for (const [place, rule] of rules.entries()) {
    const misses = missesOf(rule, facts)
    if (misses.length === 0) return { route: { rule, place }, passedOver }
    passedOver.push({ place, misses })
  }
  return { route: null, passedOver }
}
export const routeOf = (rules: readonly RoutingRule[], facts: RoutingFacts): Route | null => tryRules(rules, facts).route

function missesOf({ topics, languages, reasons }: RoutingRule, facts: RoutingFacts): RuleMiss[] {
  const all: [RuleMiss, boolean][] = [['topic', within(topics, [facts.topic])], ['language', within(languages, [facts.language])], ['reasons', within(reasons, facts.reasons)]]
  return all.filter(([, fits]) => !fits).map(([miss]) => miss)
}
const within = <T>(wanted: readonly T[], there: readonly T[]): boolean => wanted.length === 0 || there.some((each) => wanted.includes(each))
