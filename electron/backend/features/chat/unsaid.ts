/** Handed over, never begun as a contact of whoever had it then, and nobody said in time what it came to: a line of the account's history all the same. */
import { newId } from '#shared/kernel/ids.ts'
import { announceChange } from '../../store/announce.ts'
import type { Transaction } from '../../store/store.ts'
import { writeLine } from '../interactions/contact-life.queries.ts'
import { endWrapUp, type Conversation, type Step } from './conversations.ts'

/**
 * The customer's turn is before the conversation's, as for every command about them; nobody waits for it here.
 * @returns false: somebody else has it now, and the next look comes
 */
export async function holdCustomerOf(trx: Transaction, conversationId: string): Promise<boolean> {
  const about = await trx.selectFrom('chatConversation').select('customerId').where('id', '=', conversationId).executeTakeFirst()
  if (!about?.customerId) return true
  return (await trx.selectFrom('customer').select('id').where('id', '=', about.customerId).forUpdate().skipLocked().executeTakeFirst()) !== undefined
}

/** Where a contact is open, or was, its end is the line. */
export async function endUnsaid(trx: Transaction, step: Step, conversation: Conversation): Promise<void> {
  const { id, customerId, contactId } = conversation
  if (customerId !== null && contactId === null) await noteHolder(trx, step, { id, customerId })
  await endWrapUp(trx, step, conversation, null)
}

async function noteHolder(trx: Transaction, { services }: Step, { id, customerId }: { id: string; customerId: string }): Promise<void> {
  const held = await trx.selectFrom('chatAssignment as s').innerJoin('agent as a', 'a.id', 's.agentId').select(['s.acceptedAt', 's.offeredAt', 'a.displayName']).where('s.conversationId', '=', id).where('s.endedAt', 'is', null).executeTakeFirstOrThrow()
  const contactId = newId(services.clock)
  await writeLine(trx, { id: contactId, customerId, channel: 'chat', at: held.acceptedAt ?? held.offeredAt, by: held.displayName, disposition: null, text: '' })
  await trx.insertInto('chatContact').values({ contactId, conversationId: id }).execute()
  await announceChange(trx, ['interaction'], [customerId])
}
