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

export type RoutingFacts = { topic: ChatTopic; language: string; reasons: readonly ChatReason[] }
export type Route = { rule: RoutingRule; /** Its place, from 0. */ place: number }

/** The first rule that fits. Null: none does, which `checkRules` keeps from being published. */
export function routeOf(rules: readonly RoutingRule[], facts: RoutingFacts): Route | null {
  const place = rules.findIndex((rule) => fits(rule, facts))
  return place < 0 ? null : { rule: rules[place]!, place }
}

const fits = ({ topics, languages, reasons }: RoutingRule, facts: RoutingFacts): boolean =>
  within(topics, [facts.topic]) && within(languages, [facts.language]) && within(reasons, facts.reasons)
const within = <T>(wanted: readonly T[], there: readonly T[]): boolean => wanted.length === 0 || there.some((each) => wanted.includes(each))

/** What is wrong with a set of rules: its place, and what. Nobody may be left without a queue, and no rule without anybody who reaches it. */
export type RuleFault = { place: number; fault: 'unknownQueue' | 'neverReached' } | { place: null; fault: 'nobodyFits' }

export function checkRules(rules: readonly RoutingRule[], queueIds: ReadonlySet<string>): RuleFault[] {
  const faults: RuleFault[] = []
  const open = rules.findIndex(isOpen)
  for (const [place, { queueId }] of rules.entries()) {
    if (!queueIds.has(queueId)) faults.push({ place, fault: 'unknownQueue' })
    if (open >= 0 && place > open) faults.push({ place, fault: 'neverReached' })
  }
  if (open < 0) faults.push({ place: null, fault: 'nobodyFits' })
  return faults
}
const isOpen = ({ topics, languages, reasons }: RoutingRule): boolean => topics.length + languages.length + reasons.length === 0
