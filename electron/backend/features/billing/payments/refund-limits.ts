/**
 * How much may be given back, and by whom. The gateway sends it to the customer's own method, but that it is owed is the agent's word
 * alone: so it is believed up to a limit of one refund and of their day, and not from whoever said that cash had come.
 */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import { money, zero, type Money } from '#shared/kernel/money.ts'
import type { Payment } from '#shared/features/billing/billing.schema.ts'
import type { PaymentTerms, RefundLimits } from '#shared/features/billing/payments.schema.ts'
import type { Agent, Role } from '#shared/features/session/session.schema.ts'
import type { Queryable } from '../../../store/store.ts'
import { firstExceeded, type Exceeded } from '../adjustment-limits.ts'
import { total } from '../adjustment-sums.ts'
import { onDay, type Moment } from '../moment.ts'

/** Of a role that the table does not name: it gives nothing back. */
const NONE: RefundLimits = { perRefund: 0, perDay: 0 }

export async function refundLimitsOf(db: Queryable, role: Role): Promise<RefundLimits> {
  return (await db.selectFrom('refundLimit').select(['perRefund', 'perDay']).where('role', '=', role).executeTakeFirst()) ?? NONE
}

type Acting = { agentId: string; currency: string }

/**
 * What an agent asked to give back on the operator's day, to whomever: what is out counts as done, and what the gateway declined went
 * nowhere. Whoever writes upon it holds the agent's lock (`lockForMoney`); an answer that comes meanwhile can only make it less. A sum
 * above the largest amount is told as the largest amount: no limit is higher.
 */
export async function refundedToday(db: Queryable, { agentId, currency }: Acting, moment: Moment): Promise<Money> {
  const { rows } = await sql<{ amount: number }>`select ${total(sql`
    select amount from gateway_request
    where agent_id = ${agentId} and operation = 'refund' and state <> 'declined' and ${onDay(sql`requested_at`, moment)}`)} as amount`.execute(db)
  return money(rows[0]?.amount ?? 0, currency)
}

/** The first limit that this refund would pass. @param today without the one in question */
export const refundExceeds = (amount: Money, { perRefund, perDay }: RefundLimits, today: Money): Exceeded | null =>
  firstExceeded(amount, [{ of: 'refundedAtATime', limit: perRefund, used: zero(amount.currency) }, { of: 'refundedInADay', limit: perDay, used: today }])

/** @throws AppError `limitExceeded`. The caller holds the agent's lock. */
export async function requireMayRefund(db: Queryable, amount: Money, { role, agentId }: { role: Role; agentId: string }, moment: Moment): Promise<void> {
  const exceeded = refundExceeds(amount, await refundLimitsOf(db, role), await refundedToday(db, { agentId, currency: amount.currency }, moment))
  if (exceeded) throw new AppError('limitExceeded', exceeded)
}

type OfAccount = Pick<Payment, 'customerId' | 'billingAccountId'>

/** An instant: the latest check or cash on this account that the agent recorded, and that nobody has taken back. */
async function findRecordedAt(db: Queryable, { customerId, billingAccountId }: OfAccount, agentId: string): Promise<string | null> {
  const { rows } = await sql<{ at: string | null }>`
    select max(payment.at) as at from payment join ledger_entry entry on entry.source_id = payment.id and entry.kind = 'payment'
    where payment.customer_id = ${customerId} and payment.billing_account_id = ${billingAccountId} and payment.kind = 'payment' and payment.method_id is null
      and payment.state = 'done' and payment.removed_at is null and entry.agent_id = ${agentId}`.execute(db)
  return rows[0]?.at ?? null
}

/**
 * Of a check or cash nothing goes back by the gateway. But what it pays stands on the account instead of a charge before it, and that charge
 * can: cash that never was becomes money so. Hence it takes two: whoever has recorded some since this payment does not refund it. Their
 * mistake is no refund: it is taken back (`reversePayment`), and stands in the way no more. The caller holds the customer's lock.
 * @throws AppError `forbidden` of `ownRecorded`
 */
export async function requireOthersRecorded(db: Queryable, payment: OfAccount & Pick<Payment, 'at'>, agentId: string): Promise<void> {
  const recordedAt = await findRecordedAt(db, payment, agentId)
  if (recordedAt !== null && recordedAt >= payment.at) throw new AppError('forbidden', { detail: 'ownRecorded' })
}

/** Null for whoever may refund nothing. */
export async function refundTerms(db: Queryable, { id: agentId, role, permissions }: Agent, account: OfAccount & { currency: string }, moment: Moment): Promise<PaymentTerms['refunding']> {
  if (!permissions.includes('billing.refund')) return null
  const used = await refundedToday(db, { agentId, currency: account.currency }, moment)
  return { ...(await refundLimitsOf(db, role)), usedToday: used.amount, recordedAt: await findRecordedAt(db, account, agentId) }
}
