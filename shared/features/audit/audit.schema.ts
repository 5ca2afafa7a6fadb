import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'

export const auditFaultSchema = z.strictObject({
  kind: z.enum(['edited', 'deleted', 'reordered', 'inserted', 'cutOff', 'rewritten', 'forgedCheckpoint']),
  /** In the chain, from 1; null of an entry that has none. */
  position: z.int().min(1).nullable(),
  entryId: idSchema.nullable(),
})
export type AuditFault = z.infer<typeof auditFaultSchema>

export const auditVerificationSchema = z.strictObject({
  ok: z.boolean(),
  /** The first one; what lies behind it was not looked at. */
  fault: auditFaultSchema.nullable(),
  /** Of which the order and the content hold, from the beginning. */
  entries: z.int().min(0),
  /** Of the last of them: SHA-256 in hex. */
  headHash: z.string(),
  /** Null where none are kept, such as of a log in memory. */
  checkpoints: z
    .strictObject({ count: z.int(), lastAt: instantSchema.nullable(), lastPosition: z.int().nullable(), unreadable: z.int(), otherLogs: z.int() })
    .nullable(),
  /** Entries that no checkpoint covers yet. */
  afterLastCheckpoint: z.int().min(0),
})
export type AuditVerification = z.infer<typeof auditVerificationSchema>
