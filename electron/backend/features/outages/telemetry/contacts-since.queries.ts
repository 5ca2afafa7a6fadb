/** Calls and chats, for who counts them: ids alone, and no customer by theirs. */
import { createHash, randomBytes } from 'node:crypto'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Queryable } from '../../../store/store.ts'
import type { ContactEvent } from '../detection/telemetry.ts'

/** More at once are no more evidence. */
const MAX_CONTACTS = 10_000

/** What is saved with the detector's state says of nobody that they called: the key is gone with the process. */
export function openCallers(): (customerId: string) => string {
  const key = randomBytes(16)
  return (customerId) => createHash('sha256').update(key).update(customerId).digest('base64').slice(0, 16)
}

/** @param since ms since 1970. @returns the oldest first */
export async function contactsSince(db: Queryable, since: number, callerOf: (customerId: string) => string): Promise<ContactEvent[]> {
  const found = await db.selectFrom('partyInteraction as contact').innerJoin('customer', 'customer.id', 'contact.customerId')
    .select(['contact.id', 'contact.customerId', 'contact.startedAt', 'customer.node'])
    .where('contact.startedAt', '>=', isoInstant(since)).where('contact.channel', 'in', ['call', 'chat'])
    .orderBy('contact.startedAt').orderBy('contact.id').limit(MAX_CONTACTS).execute()
  return found.flatMap(({ id, customerId, startedAt, node }) =>
    (node === null ? [] : [{ kind: 'contact' as const, contact: id, customer: callerOf(customerId), node, at: Date.parse(startedAt) }]))
}
