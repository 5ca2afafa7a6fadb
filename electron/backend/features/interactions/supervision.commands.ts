/** What a supervisor may do at the gate: vouch for a caller, and take a warning away. The audit marks both. */
import { AppError } from '#shared/kernel/errors.ts'
import type { ClearVerificationFlag, OverrideVerification } from '#shared/features/interactions/contacts.schema.ts'
import type { Effect } from '../../command.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { listOpenContacts } from './contacts.queries.ts'
import { tellContact } from './tell-contact.ts'
import { tellOfIdentified } from './verification.commands.ts'

/** Of whichever agent's contact; it ends with the contact like any level, and a flag of the account stays. */
export const overrideVerification: Effect<OverrideVerification> = async (trx, { contactId, customerId, reason }, act) => {
  const { by, at, services, note } = act
  note({ ofContact: contactId })
  await lockCustomer(trx, customerId)
  const contact = (await listOpenContacts(trx, services.clock, customerId)).find(({ id }) => id === contactId)
  // Who is known already needs nobody's word, and nothing was overridden.
  if (contact && contact.level !== 'unverified') return {}
  note({}, reason)
  if (!contact) throw new AppError('notFound', { what: 'contact' })
  note({ ofAgent: contact.agentId })
  await trx.updateTable('partyInteraction').set({ level: 'verified', way: 'override', verifiedAt: at, overriddenBy: by.agent.id, overrideReason: reason })
    .where('id', '=', contactId).execute()
  await tellOfIdentified(trx, act, customerId)
  await tellContact(trx, customerId)
  return {}
}

export const clearVerificationFlag: Effect<ClearVerificationFlag> = async (trx, { flagId, customerId, reason }, { by, at, note }) => {
  note({}, reason)
  await lockCustomer(trx, customerId)
  const { numUpdatedRows } = await trx.updateTable('verificationFlag').set({ clearedAt: at, clearedBy: by.agent.id })
    .where('id', '=', flagId).where('customerId', '=', customerId).where('clearedAt', 'is', null).executeTakeFirst()
  if (numUpdatedRows === 0n) throw new AppError('notFound', { what: 'verificationFlag' })
  await tellContact(trx, customerId)
  return {}
}
