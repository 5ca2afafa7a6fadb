/**
 * Whoever changes how a customer is reached or pays is found out by the customer: each such change is told where they were
 * reached before it. What is new is not in the message, nor is it sent there.
 */
import type { MessageTemplate } from '#shared/features/messages/messages.schema.ts'
import type { Services } from '../services.ts'
import { getAddressee, lastFourOf, listReach, type Reach } from '../features/customers/contacts.queries.ts'
import type { Transaction } from '../store/store.ts'
import { queueMessage } from './queue-message.ts'

export type ToldChange = Exclude<MessageTemplate, 'bill' | 'payLink' | 'methodLink' | 'signInRegister' | 'signInReset' | 'signInCode' | 'verificationCode' | 'problemRestored' | `visit${string}` | `usage${string}` | `plan${string}`>
/** `today` of the operator's calendar; `by` null when the customer did it themselves. */
type By = { services: Pick<Services, 'clock'>; today: string; by: { agent: { displayName: string } } | null }

/** @param reach as it was before the change; without it as it is now, for changes of something else. */
export async function tellOfChange(trx: Transaction, { services, today, by }: By, { customerId, template, reach }: { customerId: string; template: ToldChange; reach?: readonly Reach[] }): Promise<void> {
  const told = reach ?? (await listReach(trx, customerId))
  if (told.length === 0) return
  const { language, accountNumber } = await getAddressee(trx, customerId)
  const params = { lastFour: lastFourOf(accountNumber), date: today }
  for (const { channel, to } of told) await queueMessage(trx, services.clock, { customerId, channel, to, language, template, params, by: by?.agent.displayName ?? null })
}
