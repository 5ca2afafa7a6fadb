/**
 * Whether what is asked for has happened already, by the rows here: an answer that was lost between this process and the
 * window is asked for again, and must not become another effect. Whatever these do not know, the backend does.
 */
import type { Adjustment, DecideAdjustment, ReverseAdjustment, SubmitAdjustment, WithdrawAdjustment } from '#shared/features/billing/adjustments.schema.ts'
import { findById } from '../../database/stream-tables.ts'
import type { Db } from '../../database/statements.ts'
import type { Standing } from '../../sync/submit-now.ts'

const adjustmentOf = (db: Db, { adjustmentId }: { adjustmentId: string }): Adjustment | null => findById(db, 'adjustment', adjustmentId)

/** The same id with another content is another adjustment, and not one that was given. */
export function submitted(db: Db, input: Omit<SubmitAdjustment, 'commandId'>): Standing {
  const row = adjustmentOf(db, input)
  if (!row) return 'none'
  const same = (['customerId', 'direction', 'reason', 'target', 'billId', 'billLineId', 'periodStart', 'periodEnd', 'comment'] as const).every((key) => row[key] === input[key])
  return same && row.requestedAmount === input.amount ? 'done' : 'other'
}

export const withdrawn = (db: Db, input: Omit<WithdrawAdjustment, 'commandId'>): Standing =>
  adjustmentOf(db, input)?.state === 'withdrawn' ? 'done' : 'none'

/** By this agent and in these words: what a colleague did meanwhile is a conflict, which the backend shows. */
export function reversed(db: Db, input: Omit<ReverseAdjustment, 'commandId'>, agentName: string): Standing {
  const row = adjustmentOf(db, input)
  return row?.state === 'reversed' && row.reversedBy === agentName && row.reversalReason === input.reason ? 'done' : 'none'
}

export function decided(db: Db, input: Omit<DecideAdjustment, 'commandId'>, agentName: string): Standing {
  const row = adjustmentOf(db, input)
  const state = input.decision === 'approve' ? 'posted' : 'refused'
  const mine = row?.state === state && row.decidedBy === agentName && row.decisionComment === input.comment
  return mine && row.version === input.expectedVersion + 1 && (input.decision === 'refuse' || row.amount === input.amount) ? 'done' : 'none'
}
