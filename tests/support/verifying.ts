/** Verifies a caller as an agent would: begins a contact, and types the PIN that the caller says. */
import { api } from '../../shared/contract/api.ts'
import { isoInstant, type Clock } from '../../shared/kernel/clock.ts'
import { newId } from '../../shared/kernel/ids.ts'
import type { ContactChannel } from '../../shared/features/interactions/contacts.schema.ts'
import { reaches, type VerificationLevel } from '../../shared/features/interactions/verification-level.ts'
import { hashSecret } from '../../electron/backend/secret-hash.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import type { ApiClient } from './api-client.ts'

export const TEST_PIN = '739184'
let hash: Promise<string> | undefined

/** As the customer has chosen it long ago. */
export async function givePin(store: Store, customerId: string): Promise<void> {
  const pinHash = await (hash ??= hashSecret(TEST_PIN))
  await store.db.insertInto('accountPin').values({ customerId, pinHash, setAt: '2026-01-02T03:04:05.000Z', setBy: null }).onConflict((conflict) => conflict.doNothing()).execute()
}

/** @returns the contact's id */
export async function startContact(client: ApiClient, customerId: string, channel: ContactChannel = 'call'): Promise<string> {
  const contactId = newId()
  await client.interactions.startContact({ commandId: newId(), customerId, contactId, channel })
  return contactId
}

export const sayPin = (client: ApiClient, customerId: string, contactId: string, pin = TEST_PIN) =>
  client.interactions.verifyContact({ commandId: newId(), customerId, contactId, proof: { way: 'pin', pin } })

/** @returns the id of the contact, whose caller is known by their PIN */
export async function verifyCaller(store: Store, client: ApiClient, customerId: string, channel: ContactChannel = 'call'): Promise<string> {
  await givePin(store, customerId)
  const contactId = await startContact(client, customerId, channel)
  await sayPin(client, customerId, contactId)
  return contactId
}

/** An open contact of the agent's, as if the caller had been known by the way of that level; also of roles that may begin none. */
export async function putContact(store: Store, clock: Clock, { agentId, customerId, level }: { agentId: string; customerId: string; level: VerificationLevel }): Promise<void> {
  const at = isoInstant(clock.now())
  const way = { unverified: null, verified: 'pin', verifiedByCallback: 'callback' } as const
  await store.db.updateTable('partyInteraction').set({ endedAt: at, endedBy: 'replaced' }).where('agentId', '=', agentId).where('endedAt', 'is', null).execute()
  const { id: sessionId } = await store.db.selectFrom('session').select('id').where('agentId', '=', agentId).where('endedAt', 'is', null).orderBy('startedAt', 'desc').executeTakeFirstOrThrow()
  await store.db.insertInto('partyInteraction')
    .values({ id: newId(), customerId, agentId, sessionId, channel: 'call', level, way: way[level], verifiedAt: way[level] && at, startedAt: at, usedAt: at }).execute()
}

/** The number that the program names, and the customer is there. The contact's caller is known already, or not yet. */
export async function callBack(client: ApiClient, customerId: string, contactId: string): Promise<void> {
  const { callbackNumbers } = await client.interactions.contactState({ customerId })
  await client.interactions.verifyContact({ commandId: newId(), customerId, contactId, proof: { way: 'callback', numberId: callbackNumbers[0]?.id ?? newId(), reached: 'customer' } })
}

/**
 * The same client in the hands of an agent who verifies each caller before acting for them: by a contact, a PIN and a call-back, over HTTP,
 * whenever the contract asks for a level that the open contact has not. For tests of what is behind the gate, not of the gate.
 */
export function verifyingEachCaller(store: Store, client: ApiClient): ApiClient {
  const waiting = new Map<string, Promise<void>>()
  const known = async (customerId: string, level: VerificationLevel): Promise<void> => {
    const { contact } = await client.interactions.contactState({ customerId })
    if (contact && reaches(contact.level, level)) return
    // By chat: calls end each other, and tests act for several customers at once.
    const id = contact && contact.level !== 'unverified' ? contact.id : await verifyCaller(store, client, customerId, 'chat')
    if (level === 'verifiedByCallback') await callBack(client, customerId, id)
  }
  /** One after the other: a second contact would end the first. Who is not there at all is for the call itself to say. */
  const ensure = (customerId: string, level: VerificationLevel): Promise<void> => {
    const next = (waiting.get(customerId) ?? Promise.resolve()).then(() => known(customerId, level)).catch(() => undefined)
    waiting.set(customerId, next)
    return next
  }
  type Call = (input: unknown, options?: unknown) => Promise<unknown>
  const calls = client as unknown as Record<string, Record<string, Call>>
  const guarded = (feature: string, name: string, level: VerificationLevel): Call => async (input, options) => {
    const { customerId } = (input ?? {}) as { customerId?: string }
    if (level !== 'unverified' && customerId) await ensure(customerId, level)
    return calls[feature]![name]!(input, options)
  }
  const of = ([feature, procedures]: [string, object]) =>
    [feature, Object.fromEntries(Object.entries(procedures).map(([name, procedure]) => [name, guarded(feature, name, (procedure as Guarded)['~orpc'].meta.verification)]))] as const
  return Object.fromEntries(Object.entries(api).map(of)) as unknown as ApiClient
}
type Guarded = { '~orpc': { meta: { verification: VerificationLevel } } }
