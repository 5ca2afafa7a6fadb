/** What was decided about somebody's request stays theirs to read, on whichever desk they sit down, until they say that they have. */
import { AppError } from '#shared/kernel/errors.ts'
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { AcknowledgeDecision } from '#shared/features/billing/decisions.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { notify } from '../../store/announce.ts'
import type { Transaction } from '../../store/store.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { conflictWith, getAdjustment } from './adjustments.queries.ts'

/** Tells every node that an agent's list is another now; payload `{ agentId }`. */
export const DECISIONS_CHANNEL = 'headend_decisions'

/** With the decision, or with what takes it back, in its transaction. One that was not read yet is the newer of the two. Whoever does it to their own knows. */
export async function putUnread(trx: Transaction, { id, requestedById }: Adjustment, { at, by }: Pick<Act, 'at' | 'by'>): Promise<void> {
  if (by.agent.id === requestedById) return
  await trx.insertInto('decisionUnread').values({ adjustmentId: id, agentId: requestedById, decidedAt: at })
    .onConflict((conflict) => conflict.column('adjustmentId').doUpdateSet({ decidedAt: at })).execute()
  await notify(trx, DECISIONS_CHANNEL, { agentId: requestedById })
}

/** @throws AppError `notFound` for one of another customer, `forbidden` for a colleague's, `conflict` when it was changed since it was read */
export const acknowledgeDecision: Effect<AcknowledgeDecision> = async (trx, input, { by }) => {
  // Whoever takes it back meanwhile holds the same lock: the new word is not put away with the old one.
  await lockCustomer(trx, input.customerId)
  const adjustment = await getAdjustment(trx, input)
  if (adjustment.requestedById !== by.agent.id) throw new AppError('forbidden', { detail: 'notOwn' })
  if (adjustment.version !== input.expectedVersion) throw conflictWith(adjustment)
  await trx.deleteFrom('decisionUnread').where('adjustmentId', '=', input.adjustmentId).execute()
  await notify(trx, DECISIONS_CHANNEL, { agentId: by.agent.id })
  return {}
}
