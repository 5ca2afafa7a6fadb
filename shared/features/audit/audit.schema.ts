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

/** An account is opened before the contact with its customer begins, and looked at after it: so near, in minutes, a contact stands for why. */
export const CONTACT_NEAR_MINUTES = 15

/** What an auditor looks for; null: whatever it is. All that is said must hold at once. */
export const auditFilterSchema = z.strictObject({
  /** Part of a name or user name of who did it. */
  agent: z.string().trim().min(1).max(100).nullable(),
  /** Whole account number, or the customer's id. */
  customer: z.string().trim().min(1).max(60).nullable(),
  /** A procedure's name, `billing.takePayment`, or a feature's, `billing`. */
  action: z.string().regex(/^[A-Za-z]{1,40}(\.[A-Za-z]{1,40})?$/).nullable(),
  outcome: z.enum(['allowed', 'refused']).nullable(),
  /** From this instant on, and before that one. */
  from: instantSchema.nullable(),
  to: instantSchema.nullable(),
  contactId: idSchema.nullable(),
  /** Only what was done past the gate. */
  overrides: z.boolean(),
  /** Only what is `outsideContact`. */
  outsideContact: z.boolean(),
})
export type AuditFilter = z.infer<typeof auditFilterSchema>

export const auditEntrySchema = z.strictObject({
  id: idSchema,
  seq: z.int().min(1),
  at: instantSchema,
  /** In the chain; null of an entry that came past it. */
  position: z.int().min(1).nullable(),
  /** SHA-256 in hex, as the chain has it. */
  hash: z.string().nullable(),
  /** Null: the program itself, or a customer on their own page, or somebody who was not known. */
  agent: z.strictObject({ id: idSchema, displayName: z.string().nullable() }).nullable(),
  action: z.string(),
  /** Name and number are null of somebody who is no customer, or was erased. */
  customer: z.strictObject({ id: idSchema, name: z.string().nullable(), accountNumber: z.string().nullable() }).nullable(),
  commandId: idSchema.nullable(),
  contactId: idSchema.nullable(),
  /** An agent at a customer's data in no contact, and with none of theirs with this customer `CONTACT_NEAR_MINUTES` before or after. */
  outsideContact: z.boolean(),
  verification: z.enum(['unverified', 'verified', 'verifiedByCallback']).nullable(),
  override: z.string().nullable(),
  outcome: z.enum(['allowed', 'refused']),
  errorCode: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()).nullable(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

/** Behind which entry, in the order of time, newest first, the next page begins. */
export const auditCursorSchema = z.strictObject({ at: instantSchema, seq: z.int().min(1) })
export type AuditCursor = z.infer<typeof auditCursorSchema>
export const AUDIT_PAGE = 100
/** Beyond so many they are not counted one by one. */
export const AUDIT_COUNTED = 10_000

export const auditPageInputSchema = z.strictObject({ filter: auditFilterSchema, before: auditCursorSchema.nullable() })
export const auditPageSchema = z.strictObject({
  entries: z.array(auditEntrySchema).max(AUDIT_PAGE),
  next: auditCursorSchema.nullable(),
  /** How many there are in all, at most `AUDIT_COUNTED` + 1; with the first page only. */
  count: z.int().nullable(),
})
export type AuditPage = z.infer<typeof auditPageSchema>

/** Entries in one export; for more a range of time is chosen. */
export const MAX_EXPORTED = 100_000
export const EXPORT_PAGE = 500
export const auditExportInputSchema = z.strictObject({
  filter: auditFilterSchema,
  format: z.enum(['csv', 'jsonLines']),
  before: auditCursorSchema.nullable(),
  /** How many this export has already. */
  exported: z.int().min(0).max(MAX_EXPORTED - 1),
})
export const auditExportSchema = z.strictObject({
  /** The next part of the file. Of CSV the first one has the head, and a cell that a spreadsheet would run begins with an apostrophe. */
  text: z.string(),
  entries: z.int().min(0).max(EXPORT_PAGE),
  next: auditCursorSchema.nullable(),
  /** Nothing older fits. False with `next` null: the bound of one export is reached. */
  whole: z.boolean(),
})

/** One JSON document; of a long history some megabytes. */
export const accessReportSchema = z.strictObject({ text: z.string() })

/** How far a verification is: the last entry that holds, and its hash in hex. */
export const auditPlaceSchema = z.strictObject({ position: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) })
export type AuditPlace = z.infer<typeof auditPlaceSchema>
export const auditVerifyInputSchema = z.strictObject({ from: auditPlaceSchema.nullable() })
/** One of `place` and `verification` is there: either it goes on from there, or it is done. */
export const auditVerifyStepSchema = z.strictObject({ place: auditPlaceSchema.nullable(), total: z.int().min(0), verification: auditVerificationSchema.nullable() })
export type AuditVerifyStep = z.infer<typeof auditVerifyStepSchema>
