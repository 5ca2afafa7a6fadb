/** A contact begins and ends. How its end becomes a line of the history is the database's (migration 0023). */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { CONTACT_IDLE_MS, CONTACT_LONGEST_MS } from '#shared/features/interactions/contact-life.ts'
import type { EndContact, StartContact } from '#shared/features/interactions/contacts.schema.ts'
import type { Effect } from '../../command.ts'
import { announceChange } from '../../store/announce.ts'
import { readRows } from '../../store/rows.ts'
import type { Store, Transaction } from '../../store/store.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { tellContact } from './tell-contact.ts'

export const startContact: Effect<StartContact> = async (trx, input, { by, at, note }) => {
  const { contactId, customerId, channel } = input
  note({ started: contactId })
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
async function endReplaced(trx: Transaction, agentId: string, { customerId, channel }: StartContact, at: string): Promise<string[]> {
  const ended = await trx.updateTable('partyInteraction').set({ endedAt: at, endedBy: 'replaced' }).where('agentId', '=', agentId).where('endedAt', 'is', null)
    .where((eb) => eb.or([eb('customerId', '=', customerId), ...(ONE_AT_A_TIME.includes(channel) ? [eb('channel', 'in', [...ONE_AT_A_TIME])] : [])]))
    .returning(['id', 'customerId']).execute()
  const elsewhere = [...new Set(ended.map((each) => each.customerId).filter((id) => id !== customerId))]
  if (elsewhere.length > 0) await announceChange(trx, ['interaction'], elsewhere)
  for (const id of elsewhere) await tellContact(trx, id)
  return ended.filter((each) => each.customerId === customerId).map(({ id }) => id)
}

export const endContact: Effect<EndContact> = async (trx, { contactId, customerId, disposition, text }, { by, at }) => {
  await lockCustomer(trx, customerId)
  const ended = await trx.updateTable('partyInteraction').set({ endedAt: at, endedBy: 'agent', disposition, text })
    .where('id', '=', contactId).where('customerId', '=', customerId).where('agentId', '=', by.agent.id).where('endedAt', 'is', null).returning('id').executeTakeFirst()
  if (!ended) throw new AppError('notFound', { what: 'contact' })
  await tellContact(trx, customerId)
  return { interaction: await readRows(trx, 'interaction', [ended.id]) }
}

/** By the clock they are over already; here it is written, and they come into the history. */
export async function endIdleContacts({ db }: Store, clock: Clock): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const ended = await markIdle(trx, clock)
    if (ended.length > 0) await announceChange(trx, ['interaction'], [...new Set(ended)])
  })
}

/** Long past what anybody is verified by (RECORD_AGE_MS, or the 30 days of 47 CFR 64.2003(b)); ms. */
const FORMER_KEPT_MS = 31 * 24 * 60 * 60 * 1000

/** Numbers that customers no longer have, and codes that open nothing any more. */
export async function forgetWhatVerifiedOnce({ db }: Pick<Store, 'db'>, clock: Clock): Promise<void> {
  const before = isoInstant(clock.now() - FORMER_KEPT_MS)
  await db.deleteFrom('contactMediumFormer').where('until', '<', before).execute()
  await db.deleteFrom('verificationCode').where('sentAt', '<', before).execute()
}

async function markIdle(trx: Transaction, clock: Clock): Promise<string[]> {
  const now = clock.now()
  const rows = await trx.updateTable('partyInteraction').set({ endedAt: isoInstant(now), endedBy: 'idle' })
    .where('endedAt', 'is', null)
    .where((eb) => eb.or([eb('usedAt', '<=', isoInstant(now - CONTACT_IDLE_MS)), eb('startedAt', '<=', isoInstant(now - CONTACT_LONGEST_MS))]))
    .returning('customerId').execute()
  return rows.map(({ customerId }) => customerId)
}
