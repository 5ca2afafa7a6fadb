/**
 * Money that comes in. Taken from a stored method it is `pending` here and nothing else: the gateway is asked after the
 * commit. Recorded by hand it is there at once.
 */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { money } from '#shared/kernel/money.ts'
import type { BillingAccount, Payment } from '#shared/features/billing/billing.schema.ts'
import { methodLabel, mostOfOnePayment, type RecordPayment, type TakePayment } from '#shared/features/billing/payments.schema.ts'
import type { Act, Effect } from '../../../command.ts'
import { insertNew } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { getCustomer } from '../../customers/customers.queries.ts'
import { getBillingAccount, requireBill } from '../adjustments.queries.ts'
import { balanceOf, standingOf } from '../ledger.ts'
import { lockForMoney } from '../money-lock.ts'
import { momentOf } from '../moment.ts'
import { earnByPayment } from '../rewards/earn-points.ts'
import { settleAccount } from '../settle-account.ts'
import { askGateway } from './gateway-requests.ts'
import { requireChargeable } from './payment-methods.ts'
import { findOpenCharge, getPayment, getPaymentMethod, paymentConflict } from './payments.queries.ts'
import { ownerOf, postPayment } from './post-payment.ts'
import { requireMayRecord, requireOthersRefunded } from './recording-limits.ts'
import { settlePromises } from './settle-promises.ts'

type Asked = { customerId: string; billingAccountId: string; amount: number; billIds: readonly string[] }

export const takePayment: Effect<TakePayment> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'billing.takePayment')
  if (!act.services.gateway) throw new AppError('notFound', { what: 'paymentGateway' })
  await requireAsSeen(trx, input)
  const account = await requirePayable(trx, input)
  const method = await getPaymentMethod(trx, input)
  requireChargeable(method, momentOf(act.services, act.at).today)
  const open = await findOpenCharge(trx, account)
  if (open !== null) throw paymentConflict(await getPayment(trx, { ...input, paymentId: open }))
  const payment = { ...newPayment(input, account, act), state: 'pending', method: methodLabel(method), methodId: method.id } as const
  await insertNew(trx, 'payment', payment, 'paymentId')
  await askGateway(trx, { operation: 'charge', payment, methodId: method.id, billIds: input.billIds, agentId: act.by.agent.id })
  return { payment: [payment] }
}

const instruments = { check: 'Check', cash: 'Cash' } as const

export const recordPayment: Effect<RecordPayment> = async (trx, input, act) => {
  const role = await lockForMoney(trx, input, act, 'billing.recordPayment')
  const account = await requirePayable(trx, input)
  const moment = momentOf(act.services, act.at)
  const payment: Payment = { ...newPayment(input, account, act), state: 'done', method: instruments[input.instrument], reference: input.reference }
  const first = await findRecorded(trx, payment)
  if (first !== null) throw paymentConflict(await getPayment(trx, { ...input, paymentId: first }))
  await requireOthersRefunded(trx, input, act.by.agent.id, moment)
  await requireMayRecord(trx, money(input.amount, account.currency), { role, agentId: act.by.agent.id }, moment)
  const paid = await postPayment(trx, act.services.clock, payment, { billIds: input.billIds, at: act.at, agentId: act.by.agent.id })
  await insertNew(trx, 'payment', { ...payment, paid }, 'paymentId')
  const { today } = moment
  const settled = await settleAccount(trx, ownerOf(payment), today)
  const points = await earnByPayment(trx, { ...payment, paid }, { clock: act.services.clock, at: act.at, today, paidOn: today })
  return { payment: [{ ...payment, paid }], ...settled, paymentPromise: await settlePromises(trx, payment, today), ...points }
}

/**
 * @throws AppError `notFound` for an account or bill of another, `validation` for a closed account that owes nothing,
 * `limitExceeded` for more than one payment may be, and for more than a closed account owes: there is no next bill
 */
export async function requirePayable(trx: Transaction, input: Asked): Promise<BillingAccount> {
  const account = await getBillingAccount(trx, input)
  for (const billId of new Set(input.billIds)) await requireBill(trx, { ...input, billId })
  const { currency } = account
  const balance = balanceOf(await standingOf(trx, { ...input, currency }))
  const closed = hasLeft((await getCustomer(trx, input.customerId)).status)
  if (closed && balance.amount <= 0) throw new AppError('validation', { issues: [{ path: 'customerId', message: 'closedAccount' }] })
  const most = closed ? balance : mostOfOnePayment(balance)
  if (money(input.amount, currency).amount > most.amount) throw new AppError('limitExceeded', { limit: most.amount, left: most.amount, unit: currency })
  return account
}

/**
 * A charge is for what was owed when somebody looked. Two agents with one customer, or a link that was paid while the panel stood
 * open, would pay one debt twice: each charge for itself is sound.
 * @throws AppError `notFound` for an account of another, `conflict` with what is owed now. Nobody in particular changed it.
 */
async function requireAsSeen(trx: Transaction, input: TakePayment): Promise<void> {
  const account = await getBillingAccount(trx, input)
  const { amount: balance } = balanceOf(await standingOf(trx, { ...input, currency: account.currency }))
  if (balance !== input.balanceSeen) throw new AppError('conflict', { stream: 'billingAccount', current: { ...account, balance }, changedBy: null, changedAt: null })
}

const newPayment = ({ paymentId: id, amount }: Asked & { paymentId: string }, { id: billingAccountId, customerId, currency }: BillingAccount, { at, by }: Act) => ({
  id, customerId, version: 1, billingAccountId, at, currency, amount, kind: 'payment', paid: {}, refunded: 0, refundOf: null, by: by.agent.displayName,
  reference: null, methodId: null, declineReason: null, reason: null, reversal: null,
}) as const

/** The same check or receipt, however its number is spelled: it pays once. */
async function findRecorded(trx: Transaction, { customerId, billingAccountId, method, reference }: Payment): Promise<string | null> {
  const bare = (text: string | null): string => (text ?? '').replace(/[^\p{L}\p{N}]/gu, '').replace(/^0+(?=.)/, '').toUpperCase()
  const recorded = await trx.selectFrom('payment').select(['id', 'reference'])
    .where('customerId', '=', customerId).where('billingAccountId', '=', billingAccountId).where('kind', '=', 'payment').where('state', '=', 'done')
    .where('method', '=', method).where('methodId', 'is', null).where('reference', 'is not', null).where('removedAt', 'is', null).execute()
  return recorded.find((row) => bare(row.reference) === bare(reference))?.id ?? null
}
