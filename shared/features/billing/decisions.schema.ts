/** What became of an agent's own requests, until they have read it. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { adjustmentSchema } from './adjustments.schema.ts'

/** `reversed`: somebody has taken it back since it was approved; or since it was posted within the agent's own limits, then `decidedBy` is null. */
export const decidedRequestSchema = adjustmentSchema
  .pick({
    id: true, customerId: true, version: true, direction: true, currency: true, amount: true, requestedAmount: true, requestedAt: true,
    decidedAt: true, decidedBy: true, decisionComment: true, reversedAt: true, reversedBy: true, reversalReason: true,
  })
  .extend({ state: z.enum(['posted', 'refused', 'reversed']), customerName: z.string(), accountNumber: z.string() })
export type DecidedRequest = z.infer<typeof decidedRequestSchema>

/** Most in one answer, the newest first. */
export const MAX_DECISIONS = 50
/** `more`: there are older ones behind the last. */
export const decisionsSchema = z.strictObject({ decisions: z.array(decidedRequestSchema).max(MAX_DECISIONS), more: z.boolean() })
export type Decisions = z.infer<typeof decisionsSchema>

/** By whoever had asked. What was read already is read: no error. `expectedVersion`: as it was read; what somebody did since is news that was not. */
export const acknowledgeDecisionSchema = z.strictObject({ commandId: commandIdSchema, customerId: idSchema, adjustmentId: idSchema, expectedVersion: z.int().min(1) })
export type AcknowledgeDecision = z.infer<typeof acknowledgeDecisionSchema>
