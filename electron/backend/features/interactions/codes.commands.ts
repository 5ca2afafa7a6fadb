/** A one-time code to where the customer is reached of old. */
import { randomInt } from 'node:crypto'
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { CODE_MS, MAX_CONTACT_CODES, type SendVerificationCode } from '#shared/features/interactions/contacts.schema.ts'
import { maskRecipient } from '#shared/features/messages/messages.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { queueMessage } from '../../messages/queue-message.ts'
import { hashSecret } from '../../secret-hash.ts'
import type { Transaction } from '../../store/store.ts'
import { getAddressee, lastFourOf } from '../customers/contacts.queries.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { contactsOfRecord, type CodeTarget } from './contacts-of-record.queries.ts'
import { requireContact, requireSecretsOpen, requireTriesLeft } from './verification.commands.ts'

/** Codes to one customer in 24 hours, over all contacts: nobody's phone is made to ring by strangers. */
export const CODES_PER_DAY = 9

export const sendVerificationCode: Effect<SendVerificationCode> = async (trx, { contactId, customerId, targetId }, act) => {
  await lockCustomer(trx, customerId)
  const contact = await requireContact(trx, act, { contactId, customerId })
  requireTriesLeft(contact)
  await requireSecretsOpen(trx, act, customerId)
  if ((await codesLeft(trx, act, contact)) === 0) throw new AppError('limitExceeded', { limit: MAX_CONTACT_CODES, left: 0, unit: 'codes' })
  const { codeTargets } = await contactsOfRecord(trx, act.services.clock, customerId)
  const target = codeTargets.find(({ id }) => id === targetId)
  if (!target) throw wrong('targetId', 'notOfRecord')
  act.note({ channel: target.channel, former: target.former })
  return { communicationMessage: [await send(trx, act, contact, target)] }
}

/** The one before works no more: there is one live code in a contact (migration 0023). */
async function send(trx: Transaction, { by, at, services }: Act, contact: { id: string; customerId: string }, { channel, to }: CodeTarget) {
  const { customerId } = contact
  const code = randomInt(1_000_000).toString().padStart(6, '0')
  await trx.updateTable('verificationCode').set({ endedAt: at }).where('partyInteractionId', '=', contact.id).where('endedAt', 'is', null).execute()
  const expiresAt = isoInstant(Date.parse(at) + CODE_MS)
  await trx.insertInto('verificationCode')
    .values({ id: newId(services.clock), customerId, partyInteractionId: contact.id, codeHash: await hashSecret(code), recipient: maskRecipient(channel, to), sentAt: at, expiresAt }).execute()
  const { language, accountNumber } = await getAddressee(trx, customerId)
  const params = { lastFour: lastFourOf(accountNumber), code, expires: expiresAt }
  return queueMessage(trx, services.clock, { customerId, channel, to, language, template: 'verificationCode', params, by: by.agent.displayName })
}

/** @returns how many may still be sent in this contact */
export async function codesLeft(db: Transaction, { services }: Pick<Act, 'services'>, contact: { id: string; customerId: string }): Promise<number> {
  const sent = await db.selectFrom('verificationCode').select('partyInteractionId')
    .where('customerId', '=', contact.customerId).where('sentAt', '>', isoInstant(services.clock.now() - DAY_MS)).limit(CODES_PER_DAY).execute()
  const here = sent.filter(({ partyInteractionId }) => partyInteractionId === contact.id).length
  return Math.max(0, Math.min(MAX_CONTACT_CODES - here, CODES_PER_DAY - sent.length))
}
