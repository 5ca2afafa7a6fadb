/** The append-only record of who read and did what. Holds ids and codes, never the data itself; of words only why somebody was let past the gate or money was given back. */
import type { VerificationLevel } from '#shared/features/interactions/verification-level.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { ErrorCode } from '#shared/kernel/errors.ts'
import { findOpenContact } from './features/interactions/contacts.queries.ts'
import type { Queryable } from './store/store.ts'

export type AuditEntry = {
  /** The procedure's name, `customers.setPreferredLanguage`. */
  action: string
  /** Without a session: whose account somebody failed to sign in to. */
  by: { sessionId: string | null; agent: { id: string } } | null
  customerId?: string | undefined
  commandId?: string | undefined
  /** The PartyInteraction in which it happened; without it, the one that the agent has open with the customer. */
  contactId?: string | undefined
  /** How well the caller of that contact was known at this moment. */
  verification?: VerificationLevel | undefined
  /** Of an act past the gate: the reason that was given, at most 500 characters, which stays for ever. */
  override?: string | undefined
  /** Present when it was refused. */
  refusedAs?: ErrorCode | undefined
  detail?: Record<string, string | number | boolean> | undefined
}

/**
 * At the end of the transaction the database seals it onto the chain, one transaction after the other.
 * @param db at `read committed`: a read that wants one snapshot goes through `readAudited` (read-audited.ts). @throws the database's error at any other isolation.
 */
export async function writeAudit(db: Queryable, clock: Clock, entry: AuditEntry): Promise<void> {
  const { by, detail } = entry
  const { contactId, verification } = await inContact(db, clock, entry)
  await db
    .insertInto('auditEntry')
    .values({
      id: newId(clock),
      at: isoInstant(clock.now()),
      agentId: by?.agent.id ?? null,
      sessionId: by?.sessionId ?? null,
      action: entry.action,
      customerId: entry.customerId ?? null,
      commandId: entry.commandId ?? null,
      contactId,
      verification,
      override: entry.override ?? null,
      outcome: entry.refusedAs ? 'refused' : 'allowed',
      errorCode: entry.refusedAs ?? null,
      detail: detail ? JSON.stringify(detail) : null,
    })
    .execute()
}

/** As it is said, or else the contact that the agent has open with the customer, and how well its caller is known now. */
async function inContact(db: Queryable, clock: Clock, { by, customerId, contactId, verification }: AuditEntry): Promise<{ contactId: string | null; verification: VerificationLevel | null }> {
  const sessionId = by?.sessionId
  if (contactId !== undefined || !by || !sessionId || !customerId) return { contactId: contactId ?? null, verification: verification ?? null }
  const found = await findOpenContact(db, clock, { ...by, sessionId }, customerId)
  return { contactId: found?.id ?? null, verification: found?.level ?? null }
}
