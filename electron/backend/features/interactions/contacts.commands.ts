/** A contact begins and ends. How its end becomes a line of the history is the database's (migration 0020). */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { CONTACT_IDLE_MS, CONTACT_LONGEST_MS, type EndContact, type StartContact } from '#shared/features/interactions/contacts.schema.ts'
import type { Effect } from '../../command.ts'
import { announceChange } from '../../store/announce.ts'
import { readRows } from '../../store/rows.ts'
import type { Store, Transaction } from '../../store/store.ts'
import { lockCustomer } from '../customers/customers.queries.ts'

export const startContact: Effect<StartContact> = async (trx, { contactId, customerId, channel }, { by, at }) => {
  await lockCustomer(trx, customerId)
  const taken = await trx.selectFrom('partyInteraction').select('id').where('id', '=', contactId).executeTakeFirst()
  if (taken) throw new AppError('validation', { issues: [{ path: 'contactId', message: 'taken' }] })
  // A new caller is another person until they are known.
  const replaced = await trx.updateTable('partyInteraction').set({ endedAt: at, endedBy: 'replaced' })
    .where('agentId', '=', by.agent.id).where('customerId', '=', customerId).where('endedAt', 'is', null).returning('id').execute()
  await trx.insertInto('partyInteraction')
    .values({ id: contactId, customerId, agentId: by.agent.id, sessionId: by.sessionId, channel, startedAt: at, usedAt: at }).execute()
  return replaced.length > 0 ? { interaction: await readRows(trx, 'interaction', replaced.map(({ id }) => id)) } : {}
}

export const endContact: Effect<EndContact> = async (trx, { contactId, customerId, disposition, text }, { by, at }) => {
  await lockCustomer(trx, customerId)
  const ended = await trx.updateTable('partyInteraction').set({ endedAt: at, endedBy: 'agent', disposition, text })
    .where('id', '=', contactId).where('customerId', '=', customerId).where('agentId', '=', by.agent.id).where('endedAt', 'is', null).returning('id').executeTakeFirst()
  if (!ended) throw new AppError('notFound', { what: 'contact' })
  return { interaction: await readRows(trx, 'interaction', [ended.id]) }
}

/** By the clock they are over already; here it is written, and they come into the history. */
export async function endIdleContacts({ db }: Store, clock: Clock): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const ended = await markIdle(trx, clock)
    if (ended.length > 0) await announceChange(trx, ['interaction'], [...new Set(ended)])
  })
}

async function markIdle(trx: Transaction, clock: Clock): Promise<string[]> {
  const now = clock.now()
  const rows = await trx.updateTable('partyInteraction').set({ endedAt: isoInstant(now), endedBy: 'idle' })
    .where('endedAt', 'is', null)
    .where((eb) => eb.or([eb('usedAt', '<=', isoInstant(now - CONTACT_IDLE_MS)), eb('startedAt', '<=', isoInstant(now - CONTACT_LONGEST_MS))]))
    .returning('customerId').execute()
  return rows.map(({ customerId }) => customerId)
}
