/** A change of services is told to the customer wherever they are reached, in their language: what, from when, and the next bill. */
import type { Bilingual } from '#shared/features/catalog/offerings.schema.ts'
import type { ProductOrder } from '#shared/features/catalog/orders.schema.ts'
import type { CommunicationMessage } from '#shared/features/messages/messages.schema.ts'
import type { Act } from '../../../command.ts'
import { queueMessage } from '../../../messages/queue-message.ts'
import { messageLanguage, type Language } from '../../../messages/render-message.ts'
import { planParts } from '../../../messages/templates.ts'
import type { Transaction } from '../../../store/store.ts'
import { getAddressee, lastFourOf, listReach } from '../../customers/contacts.queries.ts'
import { findNextBill } from '../next-bill.ts'

/** Names of one kind in a message: a text message that is long comes in pieces. */
const MOST_NAMED = { email: 6, sms: 1 } as const

/** After the order's rows are written, so that the next bill is the one that will be posted. @returns none where nobody is reached */
export async function tellOfOrder(trx: Transaction, { services, by }: Act, template: 'planOrdered' | 'planCancelled', order: ProductOrder): Promise<CommunicationMessage[]> {
  const { customerId, effectiveOn, summary } = order
  const reach = await listReach(trx, customerId)
  const bill = reach.length > 0 ? await findNextBill(trx, services.clock, customerId) : null
  if (!bill) return []
  const { language, accountNumber } = await getAddressee(trx, customerId)
  const params = { lastFour: lastFourOf(accountNumber), effectiveOn, billDate: bill.billDate, amount: { amount: bill.amount, currency: bill.currency } }
  const told: CommunicationMessage[] = []
  for (const { channel, to } of reach) {
    const what = orderInWords(summary, messageLanguage(language), MOST_NAMED[channel])
    told.push(await queueMessage(trx, services.clock, { customerId, channel, to, language, template, params: { ...params, what }, by: by.agent.displayName }))
  }
  return told
}

/** `New: Fiber 500. Ends: Internet 300.` What goes and comes again under another contract is said once. */
export function orderInWords({ started, ended }: ProductOrder['summary'], language: Language, most: number): string {
  const words = planParts[language]
  const named = (names: readonly Bilingual[]): string[] => names.map(({ english, spanish }) => (language === 'es' ? spanish : english))
  const [came, went] = [named(started), named(ended)]
  const renewed = came.filter((name) => went.includes(name))
  const rest = (names: string[]): string[] => names.filter((name) => !renewed.includes(name))
  const part = (word: string, names: string[]): string[] => {
    if (names.length === 0) return []
    const shown = names.slice(0, most).join(', ')
    return [`${word}: ${names.length > most ? words.more(shown, names.length - most) : shown}.`]
  }
  return [...part(words.started, rest(came)), ...part(words.ended, rest(went)), ...part(words.renewed, renewed)].join(' ')
}
