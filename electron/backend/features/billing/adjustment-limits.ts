/**
 * What may be given without asking. Whoever reads a sum here and then writes holds the customer's lock and the agent's,
 * in this order (`lockForMoney`): the sum for the customer cannot change then, nor can the agent's own of the day.
 */
import { sql, type RawBuilder } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { add, MAX_MINOR_UNITS, money, subtract, type Money } from '#shared/kernel/money.ts'
import { adjustmentLimitNames, type Adjustment, type AdjustmentLimitName, type AdjustmentLimits } from '#shared/features/billing/adjustments.schema.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import type { Queryable } from '../../store/store.ts'
import { onDay, type Moment } from './moment.ts'

/** Thirty times 24 hours back from the request, not the operator's days: there is no midnight to wait for. */
const CUSTOMER_WINDOW_MS = 30 * 86_400_000
/** The beginning of the window in which a customer's credits are counted. @param at an instant. */
export const windowStart = (at: string): string => isoInstant(Date.parse(at) - CUSTOMER_WINDOW_MS)

/** Of a role that the table does not name: everything needs approval, and nothing can be approved. */
const NONE: AdjustmentLimits = { perAdjustment: 0, perDay: 0, perCustomer30Days: 0 }

export async function limitsOf(db: Queryable, role: Role): Promise<AdjustmentLimits> {
  const found = await db.selectFrom('adjustmentLimit').select(['perAdjustment', 'perDay', 'perCustomer30Days']).where('role', '=', role).executeTakeFirst()
  return found ?? NONE
}

/**
 * Credits given or asked for, and charges taken back, which give as much: those count for whoever took them back, and when. `today`
 * counts what an agent approved for others as well: the day of whoever decides is that of whoever gives.
 * Pending ones count as given, however old, and what was approved counts from its approval; refused, withdrawn and reversed credits do not.
 */
export type Used = { today: Money; forCustomer: Money }
type Acting = { agentId: string; currency: string }

/** Sums above the largest amount are told as the largest amount: no limit is higher. */
export async function usedOf(db: Queryable, of: Acting & { customerId: string }, moment: Moment): Promise<Used> {
  const { rows } = await sql<Record<keyof Used, number>>`
    select ${givenOn(of.agentId, moment)} as today, ${givenSince(sql`${of.customerId}::uuid`, moment.at)} as "forCustomer"`.execute(db)
  const { today: byAgent = 0, forCustomer = 0 } = rows[0] ?? {}
  return { today: money(byAgent, of.currency), forCustomer: money(forCustomer, of.currency) }
}

/** As `usedOf`, where there are many customers. */
export async function usedTodayBy(db: Queryable, { agentId, currency }: Acting, moment: Moment): Promise<Money> {
  const { rows } = await sql<{ today: number }>`select ${givenOn(agentId, moment)} as today`.execute(db)
  return money(rows[0]?.today ?? 0, currency)
}

/** A subquery: what one agent gave on the operator's day, whoever got it. */
const givenOn = (agentId: string, moment: Moment): RawBuilder<unknown> => sql`(
  select least(coalesce(sum(amount), 0), ${MAX_MINOR_UNITS}::bigint)::bigint from (
    select amount from adjustment
    where requested_by_id = ${agentId} and direction = 'credit' and state in ('pendingApproval', 'posted') and ${onDay(sql`requested_at`, moment)}
    union all
    select amount from adjustment where decided_by_id = ${agentId} and direction = 'credit' and state = 'posted' and ${onDay(sql`decided_at`, moment)}
    union all
    select amount from adjustment where reversed_by_id = ${agentId} and direction = 'charge' and state = 'reversed' and ${onDay(sql`reversed_at`, moment)}) given)`

/**
 * A subquery: what this customer was given in the 30 days before. Points are credit too, at the rate at which they are
 * redeemed: goodwill that was given and stands, and, for as long as they are owed, points that were spent and not kept.
 * @param but an adjustment that is left out
 */
export const givenSince = (customer: RawBuilder<unknown>, at: string, but: RawBuilder<unknown> = sql`null::uuid`): RawBuilder<unknown> => sql`(
  select least(coalesce(sum(amount), 0), ${MAX_MINOR_UNITS}::bigint)::bigint from (
    select id, amount from adjustment
    where customer_id = ${customer} and direction = 'credit'
      and (state = 'pendingApproval' or state = 'posted' and coalesce(decided_at, requested_at) > ${windowStart(at)}::timestamptz)
    union all
    select id, amount from adjustment
    where customer_id = ${customer} and direction = 'charge' and state = 'reversed' and reversed_by_id is not null and reversed_at > ${windowStart(at)}::timestamptz
    union all
    select points.id, round(points.points::numeric * redeem_amount / redeem_points)::bigint from reward_rule, (
      select id, points from loyalty_transaction gift
      where customer_id = ${customer} and kind = 'goodwill' and gift.at > ${windowStart(at)}::timestamptz
        and not exists (select from loyalty_transaction back where back.reverses = gift.id)
      union all select source_id, points from loyalty_owed where customer_id = ${customer}) points
  ) given where id is distinct from ${but})`

/** A request that is more than any role may approve would wait for ever. @param most of all approvers' limits of one adjustment, minor units */
export const beyondApproval = (amount: Money, most: number): boolean => amount.amount > most

/** @throws AppError `limitExceeded` with the largest amount that somebody may approve */
export async function requireSomebodyMayApprove(db: Queryable, amount: Money): Promise<void> {
  const { rows } = await sql<{ most: number }>`
    select coalesce(max(per_adjustment), 0)::bigint as most from adjustment_limit
    where role in (select role from role_permission where permission = 'billing.approve')`.execute(db)
  const most = rows[0]?.most ?? 0
  if (beyondApproval(amount, most)) throw new AppError('limitExceeded', { limit: most, left: most, unit: amount.currency })
}

/** Whether it is posted at once. @param used without the one in question */
export function withinLimits({ direction, amount }: { direction: Adjustment['direction']; amount: Money }, limits: AdjustmentLimits, used: Used): boolean {
  // A charge gives nothing away.
  return direction === 'charge' ? amount.amount <= limits.perAdjustment : creditExceeds(amount, limits, used) === null
}

/** The first limit that a credit, or a charge that is taken back, would pass. @param used without the one in question */
export function creditExceeds(amount: Money, limits: AdjustmentLimits, used: Used): Exceeded<AdjustmentLimitName> | null {
  const given = { perAdjustment: money(0, amount.currency), perDay: used.today, perCustomer30Days: used.forCustomer }
  for (const of of adjustmentLimitNames) {
    const left = subtract(money(limits[of], amount.currency), given[of]).amount
    if (amount.amount > left) return { limit: limits[of], left: Math.max(0, left), unit: amount.currency, of }
  }
  return null
}

/** A limit that stands in the way, by its name, and what is left of it. */
export type Exceeded<Of extends string = string> = { limit: number; left: number; unit: string; of: Of }

/** @param used by the approver, and this customer's other credits of 30 days. @returns null when the approver may post it */
export function approverExceeds({ direction, amount }: { direction: Adjustment['direction']; amount: Money }, limits: AdjustmentLimits, used: Used): Exceeded<AdjustmentLimitName> | null {
  if (direction === 'credit') return creditExceeds(amount, limits, used)
  const { perAdjustment: limit } = limits
  return amount.amount > limit ? { limit, left: limit, unit: amount.currency, of: 'perAdjustment' } : null
}

/** A bill or a line of it, at which a credit points, and what was given of it already: credits, pending ones included, and charges of it that were taken back. */
export type Creditable = { amount: Money; credited: Money }

/**
 * More than a bill or line is for can never be given back of it, in however many parts.
 * @param of the line before its bill: the narrower bound is told first
 * @throws AppError `limitExceeded` in the bill's currency
 */
export function requireWithinBill(amount: Money, of: readonly Creditable[]): void {
  for (const each of of) {
    const left = Math.max(0, subtract(each.amount, each.credited).amount)
    if (amount.amount > left) throw new AppError('limitExceeded', { limit: each.amount.amount, left, unit: amount.currency })
  }
}

type At = Pick<Adjustment, 'billId' | 'billLineId' | 'currency'>

/**
 * The bounds of a credit by what it points at: none for an account or an outage.
 * @param except an adjustment that is not counted, as when it is the one to be decided
 * @throws AppError `notFound` for a line that is not on the bill
 */
export async function creditablesOf(db: Queryable, { billId, billLineId, currency }: At, except: string | null): Promise<Creditable[]> {
  if (billId === null) return []
  const bill = await db.selectFrom('customerBill').select('amount').where('id', '=', billId).executeTakeFirstOrThrow()
  const credits = await db.selectFrom('adjustment').select(['billLineId', 'amount'])
    .where('billId', '=', billId).where('direction', '=', 'credit').where('state', 'in', ['pendingApproval', 'posted'])
    .where('id', 'is distinct from', except).execute()
  const given = [...credits, ...(await takenBackOf(db, billId))]
  const total = (rows: typeof given): Money => rows.reduce((sum, row) => add(sum, money(row.amount, currency)), money(0, currency))
  const whole = { amount: money(bill.amount, currency), credited: total(given) }
  if (billLineId === null) return [whole]
  const line = { amount: money(await lineAmount(db, billId, billLineId), currency), credited: total(given.filter((row) => row.billLineId === billLineId)) }
  return [line, whole]
}

/** Charges on this bill that were taken back after it was issued, each on its line. */
async function takenBackOf(db: Queryable, billId: string): Promise<{ billLineId: string; amount: number }[]> {
  const { rows } = await sql<{ billLineId: string; amount: number }>`
    select line ->> 'id' as "billLineId", charge.amount from bill_document, jsonb_array_elements(lines) as line
      join adjustment charge on charge.id = (line ->> 'adjustmentId')::uuid
    where bill_document.bill_id = ${billId} and charge.direction = 'charge' and charge.state = 'reversed'`.execute(db)
  return rows
}

/** Of one account, newest first, when the line of a charge is looked for: five years of months. */
const BILLS_LOOKED_THROUGH = 60

/** The line that a charge became, once a bill has claimed it. */
export async function findChargedLine(db: Queryable, of: { adjustmentId: string; billingAccountId: string }): Promise<{ billId: string; billLineId: string } | null> {
  const { rows } = await sql<{ billId: string; billLineId: string }>`
    select bill_id as "billId", line ->> 'id' as "billLineId"
    from (select id from customer_bill where billing_account_id = ${of.billingAccountId} order by bill_date desc limit ${BILLS_LOOKED_THROUGH}) bill
      join bill_document on bill_id = bill.id, jsonb_array_elements(lines) as line
    where line ->> 'adjustmentId' = ${of.adjustmentId} limit 1`.execute(db)
  return rows[0] ?? null
}

async function lineAmount(db: Queryable, billId: string, billLineId: string): Promise<number> {
  const { rows } = await sql<{ amount: number }>`
    select (line ->> 'amount')::bigint as amount from bill_document, jsonb_array_elements(lines) as line
    where bill_id = ${billId} and line ->> 'id' = ${billLineId}`.execute(db)
  if (!rows[0]) throw new AppError('notFound', { what: 'billLine' })
  return rows[0].amount
}
