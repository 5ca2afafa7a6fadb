/** Contacts that are open now. One is of one agent, one customer and the session in which it began; nobody inherits its level. */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { CONTACT_IDLE_MS, CONTACT_LONGEST_MS } from '#shared/features/interactions/contact-life.ts'
import type { Contact } from '#shared/features/interactions/contacts.schema.ts'
import { reaches, type VerificationLevel } from '#shared/features/interactions/verification-level.ts'
import type { Queryable } from '../../store/store.ts'

export type Holder = { sessionId: string; agent: { id: string } }
export type OpenContact = Omit<Contact, 'endsAt'> & { customerId: string; agentId: string; sessionId: string; usedAt: string }

const columns = ['id', 'customerId', 'agentId', 'sessionId', 'channel', 'level', 'way', 'verifiedAt', 'failures', 'startedAt', 'usedAt'] as const

/** @returns null too where it is over by the clock and only nobody has written so yet */
export async function findOpenContact(db: Queryable, clock: Clock, by: Holder, customerId: string): Promise<OpenContact | null> {
  const found = await db.selectFrom('partyInteraction').select(columns)
    .where('agentId', '=', by.agent.id).where('customerId', '=', customerId).where('endedAt', 'is', null).executeTakeFirst()
  return found && found.sessionId === by.sessionId && !isOver(found, clock.now()) ? found : null
}

/** Everybody's on the account. */
export async function listOpenContacts(db: Queryable, clock: Clock, customerId: string): Promise<(OpenContact & { agentName: string })[]> {
  const rows = await db.selectFrom('partyInteraction').innerJoin('agent', 'agent.id', 'partyInteraction.agentId')
    .select(['partyInteraction.id', 'customerId', 'agentId', 'sessionId', 'channel', 'level', 'way', 'verifiedAt', 'failures', 'startedAt', 'usedAt', 'displayName as agentName'])
    .where('customerId', '=', customerId).where('endedAt', 'is', null).orderBy('startedAt').limit(20).execute()
  return rows.filter((row) => !isOver(row, clock.now()))
}

type Life = Pick<OpenContact, 'startedAt' | 'usedAt'>
const endOf = ({ startedAt, usedAt }: Life): number => Math.min(Date.parse(usedAt) + CONTACT_IDLE_MS, Date.parse(startedAt) + CONTACT_LONGEST_MS)
const isOver = (contact: Life, now: number): boolean => now >= endOf(contact)

export const toContact = ({ id, channel, level, way, verifiedAt, failures, startedAt, usedAt }: OpenContact): Contact =>
  ({ id, channel, level, way, verifiedAt, failures, startedAt, endsAt: isoInstant(endOf({ startedAt, usedAt })) })

/** A contact's last use is written at most this often, in ms. */
const TOUCH_MS = 1_000

/** Something was done in it: its idle end moves on. */
export async function touchContact(db: Queryable, clock: Clock, { id, usedAt }: Pick<OpenContact, 'id' | 'usedAt'>): Promise<void> {
  const now = clock.now()
  if (now - Date.parse(usedAt) < TOUCH_MS) return
  await db.updateTable('partyInteraction').set({ usedAt: isoInstant(now) }).where('id', '=', id).where('endedAt', 'is', null).execute()
}

/** @returns null where the contact's caller is known well enough */
export function levelRefusal(contact: Pick<OpenContact, 'level'> | null, needed: VerificationLevel): AppError<'verificationRequired'> | null {
  if (needed === 'unverified' || reaches(contact?.level ?? 'unverified', needed)) return null
  return new AppError('verificationRequired', { level: needed })
}
