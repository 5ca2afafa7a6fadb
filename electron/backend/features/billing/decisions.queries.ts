import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'
import { customerName } from '#shared/features/customers/customer-name.ts'
import { MAX_DECISIONS, type DecidedRequest, type Decisions } from '#shared/features/billing/decisions.schema.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable } from '../../store/store.ts'

const stateOf = (state: Adjustment['state']): DecidedRequest['state'] => (state === 'refused' || state === 'reversed' ? state : 'posted')

function briefOf(adjustment: Adjustment): Omit<DecidedRequest, 'customerName' | 'accountNumber'> {
  const { id, customerId, version, direction, currency, amount, requestedAmount, requestedAt, decidedAt, decidedBy, decisionComment, reversedAt, reversedBy, reversalReason } = adjustment
  return {
    id, customerId, version, direction, currency, amount, requestedAmount, requestedAt, decidedAt, decidedBy, decisionComment, reversedAt, reversedBy, reversalReason,
    state: stateOf(adjustment.state),
  }
}

/** An agent's own, the newest first. Those of customers who are still there: the others lead nowhere. */
export async function listDecisions(db: Queryable, agentId: string): Promise<Decisions> {
  const found = await db.selectFrom('decisionUnread').innerJoin('adjustment', 'adjustment.id', 'decisionUnread.adjustmentId')
    .innerJoin('customer', 'customer.id', 'adjustment.customerId').select(['adjustment.id', 'customer.id as customerId'])
    .where('decisionUnread.agentId', '=', agentId).where('adjustment.removedAt', 'is', null).where('customer.removedAt', 'is', null)
    .orderBy('decisionUnread.decidedAt', 'desc').orderBy('adjustment.id', 'desc').limit(MAX_DECISIONS + 1).execute()
  const shown = found.slice(0, MAX_DECISIONS)
  const adjustments = new Map((await readRows(db, 'adjustment', shown.map(({ id }) => id))).map((row) => [row.id, row]))
  const customers = new Map((await readRows(db, 'customer', shown.map(({ customerId }) => customerId))).map((row) => [row.id, row]))
  const decisions = shown.flatMap(({ id, customerId }): DecidedRequest[] => {
    const [adjustment, customer] = [adjustments.get(id), customers.get(customerId)]
    return adjustment && customer ? [{ ...briefOf(adjustment), customerName: customerName(customer), accountNumber: customer.accountNumber }] : []
  })
  return { decisions, more: found.length > MAX_DECISIONS }
}
