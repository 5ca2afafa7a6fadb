/** What variables and gaps are called. */
import { replyVariables, type MissingWhy, type ReplyFacts, type ReplyVariable } from '#shared/features/chat/canned-replies.ts'
import type { MessageKey } from '../../../app/i18n.ts'
import type { Translate } from '../../../app/use-text.ts'

export const variableWords: Record<ReplyVariable, MessageKey> = {
  'customer.firstName': 'reply.variables.customerFirstName', 'customer.name': 'reply.variables.customerName', 'agent.name': 'reply.variables.agentName', 'operator.name': 'reply.variables.operatorName',
  'operator.phone': 'reply.variables.operatorPhone', balance: 'reply.variables.balance', dueDate: 'reply.variables.dueDate', 'outage.eta': 'reply.variables.outageEta',
}
const isVariable = (name: string): name is ReplyVariable => replyVariables.some((known) => known === name)

/** Whoever left the gap themselves said what goes there. */
export const gapWords = (name: string, t: Translate): string => (isVariable(name) ? t(variableWords[name]) : name)
/** Why it is not filled; null of a gap that somebody left. */
export function whyMissing(name: string, facts: ReplyFacts | null): MissingWhy | null {
  const fact = isVariable(name) ? facts?.values[name] : undefined
  return fact && 'missing' in fact ? fact.missing : null
}
