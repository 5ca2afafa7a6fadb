/** A contact begins and ends. How its end becomes a line of the history is the database's (migration 0023). */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { CONTACT_IDLE_MS, CONTACT_LONGEST_MS } from '#shared/features/interactions/contact-life.ts'
import type { EndContact, StartContact } from '#shared/features/interactions/contacts.schema.ts'
import type { Effect } from '../../command.ts'
import { announceChange } from '../../store/announce.ts'
import type { Store, Transaction } from '../../store/store.ts'
import { closeContact, openContact } from './contact-life.queries.ts'

export const startContact: Effect<StartContact> = (trx, input, act) => {
  act.note({ started: input.contactId })
  return openContact(trx, input, act)
}
export const endContact: Effect<EndContact> = (trx, input, act) => closeContact(trx, input, act)

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
