/** Rules and their faults in words. */
import type { QueueSetup } from '#shared/features/chat/chat-setup.schema.ts'
import type { RuleFault } from '#shared/features/chat/check-rules.ts'
import type { RoutingFacts, RoutingRule } from '#shared/features/chat/routing.ts'
import { useText } from '../../../app/use-text.ts'
import { usePreferences } from '../../../stores/preferences.ts'
import { queueName } from '../queue-name.ts'

export function useRuleWords(queues: () => readonly QueueSetup[]) {
  const { t, formats } = useText()
  const preferences = usePreferences()
  const list = (words: readonly string[]): string => new Intl.ListFormat(preferences.locale, { type: 'disjunction' }).format(words)
  const language = (tag: string): string => formats.value.language(tag)
  /** Null: there is none such. */
  const queue = (queueId: string): string | null => {
    const found = queues().find(({ id }) => id === queueId)
    return found ? queueName(found, preferences.locale) : null
  }
  const name = (rule: Pick<RoutingRule, 'name'>): string => rule.name.trim() || t('chatSetup.rule.unnamed')
  const goal = ({ queueId, skill }: Pick<RoutingRule, 'queueId' | 'skill'>): string => {
    const named = queue(queueId)
    if (named === null) return t('chatSetup.rule.noQueue')
    return skill ? t('chatSetup.rule.toSkill', { queue: named, skill }) : t('chatSetup.rule.to', { queue: named })
  }
  const conditions = ({ topics, languages, reasons }: RoutingRule): string => [
    topics.length ? list(topics.map((topic) => t(`chat.topic.${topic}`))) : t('chatSetup.rule.anyTopic'),
    languages.length ? list(languages.map(language)) : t('chatSetup.rule.anyLanguage'),
    reasons.length ? list(reasons.map((reason) => t(`chat.reason.${reason}`))) : t('chatSetup.rule.anyReason'),
  ].join(' · ')
  const reasons = (all: RoutingFacts['reasons']): string => (all.length ? all.map((reason) => t(`chat.reason.${reason}`)).join(', ') : t('chatSetup.tryOut.none'))
  const aCase = (facts: RoutingFacts): string => t('chatSetup.fault.case', { topic: t(`chat.topic.${facts.topic}`), language: language(facts.language), reasons: facts.reasons.length ? reasons(facts.reasons) : t('chatSetup.fault.noReason') })
  function fault(one: RuleFault): string {
    if (one.fault === 'neverReached') return one.by.length ? t('chatSetup.fault.neverReached', { rules: one.by.map((place) => place + 1).join(', ') }, one.by.length) : t('chatSetup.fault.nobodyWrites')
    if (one.fault === 'nobodyFits') return t('chatSetup.fault.nobodyFits', { cases: one.cases.map(aCase).join('; ') }, one.count)
    return t(`chatSetup.fault.${one.fault}`)
  }
  return { language, queue, name, goal, conditions, reasons, fault }
}
