/** How a contact begins and ends, for the features in which one does. How its end becomes a line of the history is the database's (migration 0023). */
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { EndContact, StartContact } from '#shared/features/interactions/contacts.schema.ts'
import type { Interaction } from '#shared/features/interactions/interactions.schema.ts'
import type { Act } from '../../command.ts'
import { announceChange } from '../../store/announce.ts'
import { readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { tellContact } from './tell-contact.ts'

type Author = Pick<Act, 'by' | 'at'>

/** @returns rows that changed. @throws AppError `validation` for an id that is taken */
export async function openContact(trx: Transaction, input: Omit<StartContact, 'commandId'>, { by, at }: Author) {
  const { contactId, customerId, channel } = input
  await lockCustomer(trx, customerId)
  await requireNew(trx, contactId)
  const replaced = await endReplaced(trx, by.agent.id, input, at)
  await trx.insertInto('partyInteraction')
    .values({ id: contactId, customerId, agentId: by.agent.id, sessionId: by.sessionId, channel, startedAt: at, usedAt: at }).execute()
  await tellContact(trx, customerId)
  return replaced.length > 0 ? { interaction: await readRows(trx, 'interaction', replaced) } : {}
}

/** Ended, it is a line of the history under its own id. */
async function requireNew(trx: Transaction, id: string): Promise<void> {
  for (const table of ['partyInteraction', 'interaction'] as const)
    if (await trx.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst()) throw wrong('contactId', 'taken')
}

/** One voice at a time, and one person at the counter; chats go on beside each other. */
const ONE_AT_A_TIME: readonly StartContact['channel'][] = ['call', 'walkIn']

/**
 * A new caller is another person until they are known; and who is on the line now is no more whoever was on it at another
 * account. @returns the ids of those of this customer
 */
async function endReplaced(trx: Transaction, agentId: string, { customerId, channel }: Omit<StartContact, 'commandId'>, at: string): Promise<string[]> {
  const ended = await trx.updateTable('partyInteraction').set({ endedAt: at, endedBy: 'replaced' }).where('agentId', '=', agentId).where('endedAt', 'is', null)
    .where((eb) => eb.or([eb('customerId', '=', customerId), ...(ONE_AT_A_TIME.includes(channel) ? [eb('channel', 'in', [...ONE_AT_A_TIME])] : [])]))
    .returning(['id', 'customerId']).execute()
  const elsewhere = [...new Set(ended.map((each) => each.customerId).filter((id) => id !== customerId))]
  if (elsewhere.length > 0) await announceChange(trx, ['interaction'], elsewhere)
  for (const id of elsewhere) await tellContact(trx, id)
  return ended.filter((each) => each.customerId === customerId).map(({ id }) => id)
}

/** The line of the history, as migration 0023 does it for a contact that ends; here for one that has no row of its own life. */
export async function writeLine(trx: Transaction, line: Pick<Interaction, 'id' | 'customerId' | 'channel' | 'at' | 'by' | 'disposition' | 'text'>): Promise<void> {
  await trx.insertInto('interaction').values({ ...line, version: 1, direction: 'inbound' }).execute()
}

/** One that was over when it was first said: a line of the history, beside whatever contact is open. @returns rows that changed */
export async function noteContact(trx: Transaction, { contactId, customerId, channel, disposition, text }: Omit<StartContact & EndContact, 'commandId'>, { by, at }: Author) {
  await lockCustomer(trx, customerId)
  await requireNew(trx, contactId)
  await trx.insertInto('partyInteraction')
    .values({ id: contactId, customerId, agentId: by.agent.id, sessionId: by.sessionId, channel, startedAt: at, usedAt: at, endedAt: at, endedBy: 'agent', disposition, text }).execute()
  await writeLine(trx, { id: contactId, customerId, channel, at, by: by.agent.displayName, disposition, text })
  return { interaction: await readRows(trx, 'interaction', [contactId]) }
}

/** @throws AppError `notFound` where it is not theirs, or is over */
export async function closeContact(trx: Transaction, { contactId, customerId, disposition, text }: Omit<EndContact, 'commandId'>, { by, at }: Author) {
  await lockCustomer(trx, customerId)
  const ended = await trx.updateTable('partyInteraction').set({ endedAt: at, endedBy: 'agent', disposition, text })
    .where('id', '=', contactId).where('customerId', '=', customerId).where('agentId', '=', by.agent.id).where('endedAt', 'is', null).returning('id').executeTakeFirst()
  if (!ended) throw new AppError('notFound', { what: 'contact' })
  await tellContact(trx, customerId)
  return { interaction: await readRows(trx, 'interaction', [ended.id]) }
}
