/** The one way to write to a customer: as part of whatever is the reason for it, in its transaction. */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { maskRecipient, type CommunicationMessage, type MessageChannel, type MessageTemplate } from '#shared/features/messages/messages.schema.ts'
import { announceChange, notify } from '../store/announce.ts'
import { bulkInsert } from '../store/bulk-insert.ts'
import type { Transaction } from '../store/store.ts'
import { messageLanguage, type ParamsOf } from './render-message.ts'

/** Says to every node's worker that there is something to send. */
export const MESSAGE_CHANNEL = 'headend_message'

/** Made when the message goes out, so that nothing large lies in a queue: a bill never changes, and what was said in a chat is only added to. */
export type AttachmentRef = { kind: 'bill'; billId: string } | { kind: 'transcript'; conversationId: string; language: 'en' | 'es' }

export type NewMessage<T extends MessageTemplate> = {
  customerId: string
  channel: MessageChannel
  /** An address or an E.164 number that is on the account already. */
  to: string
  /** The customer's, BCP 47. */
  language: string
  template: T
  params: ParamsOf<T>
  attachment?: AttachmentRef
  /** Display name of the agent who caused it; null when the program itself did. */
  by: string | null
}

/**
 * It goes out once the caller's transaction has committed, at least once; not at all when it does not commit.
 * @returns the row that desks see; a command may answer it as `communicationMessage`.
 */
export async function queueMessage<T extends MessageTemplate>(trx: Transaction, clock: Clock, message: NewMessage<T>): Promise<CommunicationMessage> {
  const { customerId, channel, to, template, params, attachment = null, by } = message
  const at = isoInstant(clock.now())
  const row: CommunicationMessage = {
    id: newId(clock), customerId, version: 1, at, channel, template, language: messageLanguage(message.language), recipient: maskRecipient(channel, to), by,
    state: 'waiting', failure: null, sentAt: null,
  }
  await bulkInsert(trx, 'communicationMessage', [row])
  await trx.insertInto('messageDispatch')
    .values({ messageId: row.id, recipient: to, params: JSON.stringify(params), attachment: attachment && JSON.stringify(attachment), state: 'waiting', notBefore: at })
    .execute()
  await announceChange(trx, ['communicationMessage'], [customerId])
  await notify(trx, MESSAGE_CHANNEL, {})
  return row
}
