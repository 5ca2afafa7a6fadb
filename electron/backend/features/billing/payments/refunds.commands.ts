/** Money that goes back, and money that had not come. */
import { AppError } from '#shared/kernel/errors.ts'
import { add, money, subtract, type Money } from '#shared/kernel/money.ts'
import type { Payment } from '#shared/features/billing/billing.schema.ts'
import type { RefundPayment, ReversePayment } from '#shared/features/billing/payments.schema.ts'
import type { Effect } from '../../../command.ts'
import { requireRightNow } from '../../../require-right-now.ts'
import { insertNew } from '../../../store/rows.ts'
import { lockForMoney } from '../money-lock.ts'
import { momentOf } from '../moment.ts'
import { reverseSource } from '../ledger.ts'
import { takeBackOwed } from '../rewards/earn-points.ts'
import { requireMayLose } from '../rewards/points-lost.ts'
import { settleAccount } from '../settle-account.ts'
import { askGateway } from './gateway-requests.ts'
import { changePayment, getPayment, paymentConflict } from './payments.queries.ts'
import { ownerOf } from './post-payment.ts'
import { requireMayTakeBack } from './recording-limits.ts'
import { requireMayRefund, requireOthersRecorded } from './refund-limits.ts'
import { settlePromises } from './settle-promises.ts'

const wrongPayment = (message: string): AppError => new AppError('validation', { issues: [{ path: 'paymentId', message }] })

/** What may still be given back: refunds that are out are in `refunded` already. */
export const leftToRefund = ({ amount, refunded, currency }: Pick<Payment, 'amount' | 'refunded' | 'currency'>): Money => subtract(money(amount, currency), money(refunded, currency))

export const refundPayment: Effect<RefundPayment> = async (trx, input, act) => {
  const role = await lockForMoney(trx, input, act, 'billing.refund')
  if (!act.services.gateway) throw new AppError('notFound', { what: 'paymentGateway' })
  const before = await getPayment(trx, input)
  if (before.kind !== 'payment' || before.methodId === null || before.reference === null) throw wrongPayment('notRefundable')
  // A colleague's refund, out or settled, has made a version: who has not seen it gives back twice.
  if (before.version !== input.expectedVersion || before.state !== 'done') throw paymentConflict(before)
  const { agent } = act.by
  await requireOthersRecorded(trx, before, agent.id)
  const left = leftToRefund(before)
  if (input.amount > left.amount) throw new AppError('limitExceeded', { limit: before.amount, left: left.amount, unit: before.currency })
  await requireMayRefund(trx, money(input.amount, before.currency), { role, agentId: agent.id }, momentOf(act.services, act.at))
  await requireMayLose(trx, before, { kept: left.amount - input.amount, role, act })
  const refund: Payment = {
    ...before, id: input.refundId, version: 1, at: act.at, amount: input.amount, kind: 'refund', state: 'pending', paid: {}, refunded: 0,
    refundOf: before.id, by: agent.displayName, reference: null, reason: input.reason,
  }
  await insertNew(trx, 'payment', refund, 'refundId')
  const payment = await changePayment(trx, before, { refunded: add(money(before.refunded, before.currency), money(input.amount, before.currency)).amount })
  await askGateway(trx, { operation: 'refund', payment: refund, methodId: before.methodId, chargeReference: before.reference, agentId: agent.id })
  return { payment: [payment, refund] }
}

export const reversePayment: Effect<ReversePayment> = async (trx, input, act) => {
  const role = await lockForMoney(trx, input, act, 'billing.reverse')
  await requireRightNow(trx, act, 'billing.recordPayment')
  const before = await getPayment(trx, input)
  if (before.version !== input.expectedVersion || before.state !== 'done') throw paymentConflict(before)
  if (before.kind === 'refund') throw wrongPayment('notReversible')
  // The gateway has the money: a counter-entry alone would hide that. It goes back the way it came, unless it has gone already.
  if (before.methodId !== null && !input.returned) throw wrongPayment('refundInstead')
  if (before.methodId === null && input.returned) throw wrongPayment('notCharged')
  if (before.refunded > 0) throw wrongPayment('refunded')
  await requireMayTakeBack(trx, money(before.amount, before.currency), role)
  await requireMayLose(trx, before, { kept: 0, role, act })
  const { today } = momentOf(act.services, act.at)
  const owner = ownerOf(before)
  await reverseSource(trx, act.services.clock, owner, { sourceId: before.id, at: act.at, agentId: act.by.agent.id })
  const payment = await changePayment(trx, before, { state: 'reversed', reversal: { at: act.at, by: act.by.agent.displayName, reason: input.reason } })
  const settled = await settleAccount(trx, owner, today)
  const points = await takeBackOwed(trx, before.customerId, { clock: act.services.clock, at: act.at, today })
  return { payment: [payment], ...settled, paymentPromise: await settlePromises(trx, before, today, before.at), ...points }
}
