/** What a desk is told of the gate before one account: who is on the line, how they can become known, what needs it. */
import { api } from '#shared/contract/api.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import type { ContactState } from '#shared/features/interactions/contacts.schema.ts'
import { maskRecipient } from '#shared/features/messages/messages.schema.ts'
import type { Services, SignedIn } from '../../services.ts'
import type { Transaction } from '../../store/store.ts'
import { secretsLock } from './attempt-limits.ts'
import { codesLeft } from './codes.commands.ts'
import { contactsOfRecord } from './contacts-of-record.queries.ts'
import { findPinHash } from './judge-proof.ts'
import { findOpenContact, listOpenContacts, toContact, type OpenContact } from './contacts.queries.ts'

export async function contactState(trx: Transaction, services: Services, by: SignedIn, customerId: string): Promise<ContactState> {
  const { clock, demo } = services
  const contact = await findOpenContact(trx, clock, by, customerId)
  const { codeTargets, callbackNumbers, tooNew } = await contactsOfRecord(trx, clock, customerId)
  return {
    contact: contact && toContact(contact),
    flag: await findFlag(trx, customerId),
    pin: (await findPinHash(trx, services, customerId)) === null ? 'notSet' : 'ready',
    secretsLocked: await secretsLock(trx, clock, customerId),
    codeTargets: codeTargets.map(({ id, channel, to, former }) => ({ id, channel, recipient: maskRecipient(channel, to), former })),
    callbackNumbers,
    tooNew,
    code: contact && (await findCode(trx, services, contact)),
    codesLeft: contact ? await codesLeft(trx, { services }, contact) : 0,
    others: by.agent.permissions.includes('verification.override') ? await listOthers(trx, services, by, customerId) : [],
    needs: neededLevels,
    demoPin: demo?.customerPin ?? null,
  }
}

const neededLevels: ContactState['needs'] = Object.fromEntries(
  Object.entries(api).flatMap(([feature, procedures]) => Object.entries(procedures).map(([name, procedure]) => [`${feature}.${name}`, (procedure['~orpc'].meta as ProcedureMeta).verification] as const))
    .filter(([, level]) => level !== 'unverified'))

async function findFlag(trx: Transaction, customerId: string): Promise<ContactState['flag']> {
  const found = await trx.selectFrom('verificationFlag').select(['id', 'raisedAt as at', 'failures', 'channel'])
    .where('customerId', '=', customerId).where('clearedAt', 'is', null).executeTakeFirst()
  return found ?? null
}

async function findCode(trx: Transaction, { clock }: Services, { id }: OpenContact): Promise<ContactState['code']> {
  const found = await trx.selectFrom('verificationCode').select(['recipient', 'expiresAt']).where('partyInteractionId', '=', id).where('endedAt', 'is', null).executeTakeFirst()
  return found && Date.parse(found.expiresAt) > clock.now() ? found : null
}

async function listOthers(trx: Transaction, { clock }: Services, by: SignedIn, customerId: string): Promise<ContactState['others']> {
  const open = await listOpenContacts(trx, clock, customerId)
  return open.filter(({ agentId }) => agentId !== by.agent.id).map((contact) => ({ ...toContact(contact), agentName: contact.agentName }))
}
