/**
 * From an unknown caller to a known one. Every attempt is counted under the customer's lock, so that two at one moment are
 * two; what was said is compared here and kept nowhere.
 *
 *   unverified --pin, code, photo ID--> verified --call-back--> verifiedByCallback
 *   any --third failure--> unverified for the rest of the contact; only a supervisor lifts it then
 *
 * PIN and code are the customer's own proof. A call-back and a photo ID are the agent's word for it: the customer is told of
 * them, the audit has the number that was called, and a warning stays until a secret or a supervisor takes it away.
 */
import { AppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { MAX_CONTACT_FAILURES, type Contact, type VerificationProof, type VerifyContact } from '#shared/features/interactions/contacts.schema.ts'
import { reaches } from '#shared/features/interactions/verification-level.ts'
import type { Act, Effect } from '../../command.ts'
import { tellOfChange } from '../../messages/tell-of-change.ts'
import type { Transaction } from '../../store/store.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { failuresSinceKnown, isSecretWay, secretsLock } from './attempt-limits.ts'
import { listReachOfRecord } from './contacts-of-record.queries.ts'
import { findOpenContact, type OpenContact } from './contacts.queries.ts'
import { judgeProof } from './judge-proof.ts'
import { tellContact } from './tell-contact.ts'

export const verifyContact: Effect<VerifyContact> = async (trx, { contactId, customerId, proof }, act) => {
  await lockCustomer(trx, customerId)
  const contact = await requireContact(trx, act, { contactId, customerId })
  requireTriesLeft(contact)
  if (isSecretWay(proof.way)) await requireSecretsOpen(trx, act, customerId)
  const verdict = await judgeProof(trx, act, contact, proof)
  act.note({ way: proof.way, verdict, ...evidenceOf(proof) })
  if (verdict === 'none') return {}
  const { by, at, services } = act
  await trx.insertInto('verificationAttempt')
    .values({ id: newId(services.clock), customerId, partyInteractionId: contact.id, agentId: by.agent.id, at, way: proof.way, matched: verdict === 'matched' }).execute()
  await (verdict === 'matched' ? raise(trx, act, contact, proof.way) : countFailure(trx, act, contact))
  await tellContact(trx, customerId)
  return {}
}

/** What an auditor can ask about: never a secret, never a document's number. */
function evidenceOf(proof: VerificationProof): Record<string, string> {
  if (proof.way === 'photoId') return { document: proof.document }
  return proof.way === 'callback' ? { numberId: proof.numberId, reached: proof.reached } : {}
}

/** The agent's own, as it is under the customer's lock. @throws AppError `notFound` */
export async function requireContact(trx: Transaction, { by, services }: Pick<Act, 'by' | 'services'>, { contactId, customerId }: { contactId: string; customerId: string }): Promise<OpenContact> {
  const contact = await findOpenContact(trx, services.clock, by, customerId)
  if (contact?.id !== contactId) throw new AppError('notFound', { what: 'contact' })
  return contact
}

/** @throws AppError `limitExceeded` of `failures` */
export function requireTriesLeft({ failures }: Pick<OpenContact, 'failures'>): void {
  if (failures >= MAX_CONTACT_FAILURES) throw new AppError('limitExceeded', { limit: MAX_CONTACT_FAILURES, left: 0, unit: 'failures' })
}

/** @throws AppError `limitExceeded` of `accountFailures` */
export async function requireSecretsOpen(trx: Transaction, { services }: Pick<Act, 'services'>, customerId: string): Promise<void> {
  if (await secretsLock(trx, services.clock, customerId)) throw new AppError('limitExceeded', { limit: 0, left: 0, unit: 'accountFailures' })
}

const levelOf = (way: VerificationProof['way']): Contact['level'] => (way === 'callback' ? 'verifiedByCallback' : 'verified')

async function raise(trx: Transaction, act: Act, contact: OpenContact, way: VerificationProof['way']): Promise<void> {
  const { at } = act
  // Known better already: the weaker way takes nothing away. A supervisor's word gives way to anything.
  if (contact.way === 'override' || !reaches(contact.level, levelOf(way)))
    await trx.updateTable('partyInteraction').set({ level: levelOf(way), way, verifiedAt: at, overriddenBy: null, overrideReason: null }).where('id', '=', contact.id).execute()
  if (isSecretWay(way)) await trx.updateTable('verificationFlag').set({ clearedAt: at }).where('customerId', '=', contact.customerId).where('clearedAt', 'is', null).execute()
  else await tellOfIdentified(trx, act, contact.customerId)
}

/** Where the customer is reached of old: whoever was not there finds out that somebody was. */
export async function tellOfIdentified(trx: Transaction, act: Act, customerId: string): Promise<void> {
  await tellOfChange(trx, act, { customerId, template: 'identified', reach: await listReachOfRecord(trx, act.services.clock, customerId) })
}

async function countFailure(trx: Transaction, act: Act, contact: OpenContact): Promise<void> {
  const failures = contact.failures + 1
  const over = failures >= MAX_CONTACT_FAILURES
  const lost = over ? { level: 'unverified', way: null, verifiedAt: null, overriddenBy: null, overrideReason: null } as const : {}
  await trx.updateTable('partyInteraction').set({ failures, ...lost }).where('id', '=', contact.id).execute()
  // Two tries in each of many contacts are no better than six in two.
  const since = await failuresSinceKnown(trx, contact.customerId)
  if (over || since >= MAX_CONTACT_FAILURES) await raiseFlag(trx, act, contact, Math.max(since, failures))
}

/** For whoever opens the account next. One stands at a time, with all that failed since somebody was known. */
async function raiseFlag(trx: Transaction, { at, services }: Act, { customerId, channel }: OpenContact, failures: number): Promise<void> {
  const raised = await trx.updateTable('verificationFlag').set({ failures, raisedAt: at, channel })
    .where('customerId', '=', customerId).where('clearedAt', 'is', null).executeTakeFirst()
  if (raised.numUpdatedRows > 0n) return
  await trx.insertInto('verificationFlag').values({ id: newId(services.clock), customerId, raisedAt: at, channel, failures }).execute()
}
