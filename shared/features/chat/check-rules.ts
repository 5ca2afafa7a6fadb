/** What is wrong with a set of rules, found by sending every chat through them that there can be. */
import { chatTopics } from './chat-words.schema.ts'
import { portalLanguageSchema } from './customer-chat.schema.ts'
import { chatReasonSchema, routeOf, tryRules, type RoutingFacts, type RoutingRule } from './routing.ts'

/** Every one that can come: a topic, a language of the customers' page, and any of the reasons. */
export const everyCase: readonly RoutingFacts[] = chatTopics.flatMap((topic) => portalLanguageSchema.options.flatMap((language) => subsets(chatReasonSchema.options).map((reasons) => ({ topic, language, reasons }))))
function subsets<T>(of: readonly T[]): T[][] {
  return of.reduce<T[][]>((all, each) => [...all, ...all.map((some) => [...some, each])], [[]])
}

/** Of those that no rule catches so many are named. */
const MOST_NAMED = 3
/** Nobody may be left without a queue, and no rule without anybody who reaches it. `by`: the rules that come first for all that it would take; none of them, where nobody writes so at all. */
export type RuleFault =
  | { place: number; fault: 'noName' | 'unknownQueue' | 'closedQueue' }
  | { place: number; fault: 'neverReached'; by: number[] }
  | { place: null; fault: 'noRule' }
  | { place: null; fault: 'nobodyFits'; cases: RoutingFacts[]; count: number }
export type KnownQueue = { id: string; active: boolean }

export function checkRules(rules: readonly RoutingRule[], queues: readonly KnownQueue[]): RuleFault[] {
  if (rules.length === 0) return [{ place: null, fault: 'noRule' }]
  const routes = everyCase.map((facts) => ({ facts, place: routeOf(rules, facts)?.place ?? null }))
  const reached = new Set(routes.map(({ place }) => place))
  const faults = rules.flatMap((rule, place): RuleFault[] => {
    const queue = queues.find(({ id }) => id === rule.queueId)
    return [
      ...(rule.name.trim() === '' ? [{ place, fault: 'noName' } as const] : []),
      ...(!queue ? [{ place, fault: 'unknownQueue' } as const] : queue.active ? [] : [{ place, fault: 'closedQueue' } as const]),
      ...(reached.has(place) ? [] : [{ place, fault: 'neverReached', by: takersOf(rules, place) } as const]),
    ]
  })
  const lost = routes.filter(({ place }) => place === null).map(({ facts }) => facts)
  return lost.length === 0 ? faults : [...faults, { place: null, fault: 'nobodyFits', cases: lost.slice(0, MOST_NAMED), count: lost.length }]
}

/** Who takes what this one would. */
function takersOf(rules: readonly RoutingRule[], place: number): number[] {
  const takers = everyCase.filter((facts) => routeOf([rules[place]!], facts)).map((facts) => tryRules(rules, facts).route?.place ?? place)
  return [...new Set(takers)].sort((one, other) => one - other)
}
