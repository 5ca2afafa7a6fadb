/**
 * How much of cash and checks may be written down as received. No gateway answers for it: whoever says that it has come is
 * believed up to a limit of one payment and of their day, and so is whoever says that it had not come after all.
 */
import { sql } from 'kysely'
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { money, zero, type Money } from '#shared/kernel/money.ts'
import { OWN_REFUND_DAYS, type PaymentTerms, type RecordingLimits } from '#shared/features/billing/payments.schema.ts'
import type { Agent, Role } from '#shared/features/session/session.schema.ts'
import type { Queryable } from '../../../store/store.ts'
import { firstExceeded, type Exceeded } from '../adjustment-limits.ts'
import { total } from '../adjustment-sums.ts'
import { onDay, type Moment } from '../moment.ts'

/** Of a role that the table does not name: it records nothing, and takes none back. */
const NONE: RecordingLimits = { perPayment: 0, perDay: 0 }

export async function recordingLimitsOf(db: Queryable, role: Role): Promise<RecordingLimits> {
  return (await db.selectFrom('recordingLimit').select(['perPayment', 'perDay']).where('role', '=', role).executeTakeFirst()) ?? NONE
}

/**
 * What an agent recorded on the operator's day, for whomever and whatever became of it: were what is taken back counted no more, who
 * takes back could record without an end. Whoever writes upon it holds the agent's lock (`lockForMoney`). A sum above the largest
 * amount is told as the largest amount: no limit is higher.
 */
export async function recordedToday(db: Queryable, of: { agentId: string; currency: string }, moment: Moment): Promise<Money> {
  const { rows } = await sql<{ amount: number }>`select ${total(sql`
    select payment.amount from ledger_entry entry join payment on payment.id = entry.source_id
    where entry.agent_id = ${of.agentId} and entry.kind = 'payment' and ${onDay(sql`entry.at`, moment)}
      and payment.method_id is null`)} as amount`.execute(db)
  return money(rows[0]?.amount ?? 0, of.currency)
}

/** The first limit that recording it would pass. @param today without the one in question */
export const recordingExceeds = (amount: Money, { perPayment, perDay }: RecordingLimits, today: Money): Exceeded | null =>
  firstExceeded(amount, [{ of: 'recordedAtATime', limit: perPayment, used: zero(amount.currency) }, { of: 'recordedInADay', limit: perDay, used: today }])

/** @throws AppError `limitExceeded`. The caller holds the agent's lock. */
export async function requireMayRecord(db: Queryable, amount: Money, { role, agentId }: { role: Role; agentId: string }, moment: Moment): Promise<void> {
  const exceeded = recordingExceeds(amount, await recordingLimitsOf(db, role), await recordedToday(db, { agentId, currency: amount.currency }, moment))
  if (exceeded) throw new AppError('limitExceeded', exceeded)
}

/** A recorded payment is a debt again when it is taken back: who may not write it down may not do that either. */
export const takingBackExceeds = (amount: Money, { perPayment }: RecordingLimits): Exceeded | null =>
  firstExceeded(amount, [{ of: 'takenBackAtATime', limit: perPayment, used: zero(amount.currency) }])

/** @throws AppError `limitExceeded` */
export async function requireMayTakeBack(db: Queryable, amount: Money, role: Role): Promise<void> {
  const exceeded = takingBackExceeds(amount, await recordingLimitsOf(db, role))
  if (exceeded) throw new AppError('limitExceeded', exceeded)
}

type OfAccount = { customerId: string; billingAccountId: string }

/** What was declined went nowhere. @returns an instant, or null */
async function othersRecordUntil(db: Queryable, { customerId, billingAccountId }: OfAccount, agentId: string, { at }: Moment): Promise<string | null> {
  const { rows } = await sql<{ given: string | null }>`
    select max(requested_at) as given from gateway_request
    where customer_id = ${customerId} and billing_account_id = ${billingAccountId} and agent_id = ${agentId} and operation = 'refund' and state <> 'declined'`.execute(db)
  const given = rows[0]?.given ?? null
  const until = given === null ? null : isoInstant(Date.parse(given) + OWN_REFUND_DAYS * DAY_MS)
  return until !== null && until > at ? until : null
}

/**
 * The other order of `requireOthersRecorded`: a charge that was given back is owed again, and cash that never was would pay it. It takes
 * two here as well. The caller holds the customer's lock.
 * @throws AppError `forbidden` of `ownRefunded`
 */
export async function requireOthersRefunded(db: Queryable, account: OfAccount, agentId: string, moment: Moment): Promise<void> {
  if ((await othersRecordUntil(db, account, agentId, moment)) !== null) throw new AppError('forbidden', { detail: 'ownRefunded' })
}

/** Null for whoever may record nothing. */
export async function recordingTerms(db: Queryable, agent: Agent, account: OfAccount & { currency: string }, moment: Moment): Promise<PaymentTerms['recording']> {
  if (!agent.permissions.includes('billing.recordPayment')) return null
  const used = await recordedToday(db, { agentId: agent.id, currency: account.currency }, moment)
  return { ...(await recordingLimitsOf(db, agent.role)), usedToday: used.amount, othersUntil: await othersRecordUntil(db, account, agent.id, moment) }
}
