/** The second pair of eyes: approve, approve another amount, or refuse. Never one's own, and never what has changed since it was seen. */
import { AppError } from '#shared/kernel/errors.ts'
import { money } from '#shared/kernel/money.ts'
import type { Adjustment, DecideAdjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import type { Effect } from '../../command.ts'
import type { Transaction } from '../../store/store.ts'
import { getCustomer } from '../customers/customers.queries.ts'
import { figuresOfOne, sameFigures } from './adjustment-figures.ts'
import { postAdjustment } from './adjustment-ledger.ts'
import { approverExceeds, creditablesOf, limitsOf, requireRoomOnBill, requireWithinBill } from './adjustment-limits.ts'
import { chargedBeside, usedByApprover, usedTodayBy, type UsedEach } from './adjustment-sums.ts'
import { requireOpen } from './adjustment-rules.ts'
import { changeAdjustment, getAdjustment, requireStanding } from './adjustments.queries.ts'
import { putUnread } from './decisions.commands.ts'
import { lockForMoney } from './money-lock.ts'
import { momentOf } from './moment.ts'

export const decideAdjustment: Effect<DecideAdjustment> = async (trx, input, act) => {
  const role = await lockForMoney(trx, input, act, 'billing.approve')
  const before = await getAdjustment(trx, input)
  // The table's own check is the last word.
  if (before.requestedById === act.by.agent.id) throw new AppError('forbidden', { detail: 'own' })
  requireStanding(before, { expectedVersion: input.expectedVersion, state: 'pendingApproval' })
  const moment = momentOf(act.services, act.at)
  const now = await figuresOfOne(trx, { ...before, except: before.id }, moment)
  // Who decided upon other figures has decided another case. Nobody in particular changed it.
  if (!sameFigures(now, input.figures)) throw new AppError('conflict', { stream: 'adjustment', current: { ...before, figures: now }, changedBy: null, changedAt: null })
  requireComment(input, before)
  const decided = { decidedAt: act.at, decidedBy: act.by.agent.displayName, decidedById: act.by.agent.id, decisionComment: input.comment }
  await putUnread(trx, before, act)
  if (input.decision === 'refuse') return { adjustment: [await changeAdjustment(trx, before, { state: 'refused', ...decided })] }
  const today = await usedTodayBy(trx, { agentId: act.by.agent.id, currency: before.currency }, moment)
  const [charged = 0] = await chargedBeside(trx, [before], moment)
  await requireApprovable(trx, { ...before, amount: input.amount }, { role, used: usedByApprover(today, { credited: now.creditsIn30Days, charged }) })
  const adjustment = await changeAdjustment(trx, before, { state: 'posted', amount: input.amount, ...decided })
  return { adjustment: [adjustment], ...(await postAdjustment(trx, adjustment, { act, today: moment.today })) }
}

function requireComment({ comment, decision, amount }: DecideAdjustment, before: Adjustment): void {
  const changes = decision === 'refuse' || amount !== before.amount
  if (changes && comment === null) throw new AppError('validation', { issues: [{ path: 'comment', message: 'missing' }] })
}

/**
 * @param adjustment with the amount that is to be posted
 * @throws AppError `validation` for an account closed meanwhile, `limitExceeded` for an approver's own limit, for more than is
 * left of the bill, and for a charge more than the next bill takes
 */
async function requireApprovable(trx: Transaction, adjustment: Adjustment, { role, used }: { role: Role; used: UsedEach }): Promise<void> {
  requireOpen(await getCustomer(trx, adjustment.customerId))
  await requireRoomOnBill(trx, adjustment)
  const { direction, currency } = adjustment
  const amount = money(adjustment.amount, currency)
  const exceeded = approverExceeds({ direction, amount }, await limitsOf(trx, role), used)
  if (exceeded) throw new AppError('limitExceeded', exceeded)
  if (direction === 'credit') requireWithinBill(amount, await creditablesOf(trx, adjustment, adjustment.id))
}
