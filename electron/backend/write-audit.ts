/** The append-only record of who read and did what. Holds ids and codes, never the data itself. */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { ErrorCode } from '#shared/kernel/errors.ts'
import type { Queryable } from './store/store.ts'

export type AuditEntry = {
  /** The procedure's name, `customers.setPreferredLanguage`. */
  action: string
  /** Without a session: whose account somebody failed to sign in to. */
  by: { sessionId: string | null; agent: { id: string } } | null
  customerId?: string
  commandId?: string
  /** Present when it was refused. */
  refusedAs?: ErrorCode
  detail?: Record<string, string | number | boolean>
}

export async function writeAudit(db: Queryable, clock: Clock, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('auditEntry')
    .values({
      id: newId(clock),
      at: isoInstant(clock.now()),
      agentId: entry.by?.agent.id ?? null,
      sessionId: entry.by?.sessionId ?? null,
      action: entry.action,
      customerId: entry.customerId ?? null,
      commandId: entry.commandId ?? null,
      outcome: entry.refusedAs ? 'refused' : 'allowed',
      errorCode: entry.refusedAs ?? null,
      detail: entry.detail ? JSON.stringify(entry.detail) : null,
    })
    .execute()
}
