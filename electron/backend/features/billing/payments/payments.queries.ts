import { sql } from 'kysely'
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { BillingAccount, Payment } from '#shared/features/billing/billing.schema.ts'
import type { PaymentMethod, PaymentPromise, PaymentTerms } from '#shared/features/billing/payments.schema.ts'
import { mostOfOnePayment } from '#shared/features/billing/payments.schema.ts'
import type { Agent } from '#shared/features/session/session.schema.ts'
import type { Services } from '../../../services.ts'
import { readRows } from '../../../store/rows.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import { getCustomer } from '../../customers/customers.queries.ts'
import { getBillingAccount } from '../adjustments.queries.ts'
import { balanceOf, standingOf } from '../ledger.ts'
import type { Moment } from '../moment.ts'
import { recordingTerms } from './recording-limits.ts'
import { refundTerms } from './refund-limits.ts'

type OfCustomer = { customerId: string }

/** @throws AppError `notFound`, for another customer's as for none. */
export async function getPayment(db: Queryable, { paymentId, customerId }: OfCustomer & { paymentId: string }): Promise<Payment> {
  const [found] = await readRows(db, 'payment', [paymentId])
  if (found?.customerId !== customerId) throw new AppError('notFound', { what: 'payment' })
  return found
}

/** @throws AppError `notFound`, for another customer's as for none. */
export async function getPaymentMethod(db: Queryable, { paymentMethodId, customerId }: OfCustomer & { paymentMethodId: string }): Promise<PaymentMethod> {
  const [found] = await readRows(db, 'paymentMethod', [paymentMethodId])
  if (found?.customerId !== customerId) throw new AppError('notFound', { what: 'paymentMethod' })
  return found
}

/** @throws AppError `notFound`, for another customer's as for none. */
export async function getPromise(db: Queryable, { promiseId, customerId }: OfCustomer & { promiseId: string }): Promise<PaymentPromise> {
  const [found] = await readRows(db, 'paymentPromise', [promiseId])
  if (found?.customerId !== customerId) throw new AppError('notFound', { what: 'paymentPromise' })
  return found
}

export const paymentConflict = (current: Payment): AppError =>
  new AppError('conflict', { stream: 'payment', current: { ...current }, changedBy: current.reversal?.by ?? current.by, changedAt: current.reversal?.at ?? current.at })

type Change = Partial<Pick<Payment, 'state' | 'paid' | 'refunded' | 'reference' | 'declineReason' | 'reversal'>>

/** @returns the row as it is now, a version further. */
export async function changePayment(trx: Transaction, before: Payment, change: Change): Promise<Payment> {
  const after = { ...before, ...change, version: before.version + 1 }
  const { state, version, refunded, reference, declineReason } = after
  const json = { paid: sql<Payment['paid']>`${JSON.stringify(after.paid)}::jsonb`, reversal: sql<Payment['reversal']>`${after.reversal && JSON.stringify(after.reversal)}::jsonb` }
  await trx.updateTable('payment').set({ state, version, refunded, reference, declineReason, ...json }).where('id', '=', before.id).execute()
  return after
}

/** The charge of an account that the gateway has not answered yet. */
export async function findOpenCharge(db: Queryable, { id }: Pick<BillingAccount, 'id'>): Promise<string | null> {
  const found = await db.selectFrom('gatewayRequest').select('paymentId')
    .where('billingAccountId', '=', id).where('operation', '=', 'charge').where('state', 'in', ['waiting', 'asked']).executeTakeFirst()
  return found?.paymentId ?? null
}

type TermsOf = { customerId: string; billingAccountId: string }

/** Needs a snapshot, so that its statements see one moment. @throws AppError `notFound` for the account. */
export async function paymentTerms(db: Queryable, { gateway }: Pick<Services, 'gateway'>, of: TermsOf, { agent, moment }: { agent: Agent; moment: Moment }): Promise<PaymentTerms> {
  const account = await getBillingAccount(db, of)
  const { currency } = account
  const balance = balanceOf(await standingOf(db, { billingAccountId: account.id, currency }))
  const closed = hasLeft((await getCustomer(db, of.customerId)).status)
  return {
    currency,
    gateway: gateway === null ? 'none' : gateway.simulated ? 'simulated' : 'connected',
    balance: balance.amount,
    most: closed ? Math.max(0, balance.amount) : mostOfOnePayment(balance).amount,
    waitingFor: await findOpenCharge(db, account),
    recording: await recordingTerms(db, agent, { ...of, currency }, moment),
    refunding: await refundTerms(db, agent, { ...of, currency }, moment),
  }
}
