/** Rules that are being typed: a draft of their own, upon the version that was read, kept on this desk under their author's name. */
import { NO_CUSTOMER } from '#shared/features/workspace/no-customer.ts'
import { routingRuleSchema, type RoutingRule } from '#shared/features/chat/routing.ts'
import { useDraft, type Draft } from '../../../app/draft.ts'

/** `key`: the same while it is moved about. */
export type DraftRule = RoutingRule & { key: string }
/** `rules` null: nothing is typed. */
export type RulesDraft = { upon: number; rules: DraftRule[] | null }
const none: RulesDraft = { upon: 0, rules: null }

export const useRulesDraft = (): Draft<RulesDraft> => useDraft({ customerId: NO_CUSTOMER, key: 'chat-rules', empty: none, isEmpty: ({ rules }) => rules === null, revive, merge: (typed) => typed })

const choices = routingRuleSchema.pick({ topics: true, languages: true, reasons: true })
/** From what was kept; null when it is none. */
export function revive(stored: unknown): RulesDraft | null {
  if (typeof stored !== 'object' || stored === null || !('rules' in stored) || !Array.isArray(stored.rules) || !('upon' in stored) || typeof stored.upon !== 'number') return null
  const rules = stored.rules.map(reviveRule)
  return rules.every((rule) => rule !== null) ? { upon: stored.upon, rules } : null
}
function reviveRule(stored: unknown): DraftRule | null {
  if (typeof stored !== 'object' || stored === null) return null
  const { key, name, queueId, skill, ...rest } = stored as Record<string, unknown>
  const lists = choices.safeParse(rest)
  const words = typeof key === 'string' && typeof name === 'string' && typeof queueId === 'string' && (skill === null || typeof skill === 'string')
  return words && lists.success ? { key, name, queueId, skill, ...lists.data } : null
}

export const keyed = (rules: readonly RoutingRule[]): DraftRule[] => rules.map((rule) => ({ ...rule, key: crypto.randomUUID() }))
export const newRule = (name: string): DraftRule => ({ key: crypto.randomUUID(), name, topics: [], languages: [], reasons: [], queueId: '', skill: null })
/** As they are sent. */
export const plain = (rules: readonly DraftRule[]): RoutingRule[] => rules.map(({ name, topics, languages, reasons, queueId, skill }) => ({ name: name.trim(), topics: [...topics], languages: [...languages], reasons: [...reasons], queueId, skill: skill?.trim() || null }))
/** @param to its place afterwards */
export function moved<T>(all: readonly T[], from: number, to: number): T[] {
  const rest = all.toSpliced(from, 1)
  return rest.toSpliced(to, 0, all[from]!)
}

const said = ({ name, topics, languages, reasons, queueId, skill }: RoutingRule): string => JSON.stringify([name, [...topics].sort(), [...languages].sort(), [...reasons].sort(), queueId, skill])
export const sameRules = (one: readonly RoutingRule[], other: readonly RoutingRule[]): boolean => one.length === other.length && one.every((rule, place) => said(rule) === said(other[place]!))

/** What became of rules, by name. */
export type RulesDifference = { added: string[]; removed: string[]; changed: string[]; reordered: boolean }
export function differenceOf(before: readonly RoutingRule[], after: readonly RoutingRule[]): RulesDifference {
  const alike = (rules: readonly RoutingRule[], { name }: RoutingRule): RoutingRule | undefined => rules.find((rule) => rule.name === name)
  const stayed = after.filter((rule) => alike(before, rule))
  const names = (rules: readonly RoutingRule[]): string[] => rules.map(({ name }) => name)
  return {
    added: names(after.filter((rule) => !alike(before, rule))), removed: names(before.filter((rule) => !alike(after, rule))), changed: names(stayed.filter((rule) => said(rule) !== said(alike(before, rule)!))),
    reordered: names(stayed).join('\n') !== names(before.filter((rule) => alike(after, rule))).join('\n'),
  }
}
