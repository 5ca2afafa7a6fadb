/**
 * What was given and charged already, as the limits count it: credits and charges apart, each of an agent's day and of a
 * customer's 30 days. Whoever reads a sum here and then writes holds the customer's lock and the agent's, in this order
 * (`lockForMoney`): neither the customer's sums nor the agent's of the day can change between.
 *
 * Pending ones count as done, however old, and what was approved counts from its approval; what was refused, withdrawn or reversed
 * does not. Whoever takes a charge back gives that much. To take a credit back is no charge: it asks for no more than was given.
 */
import { sql, type RawBuilder } from 'kysely'
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { MAX_MINOR_UNITS, money, type Money } from '#shared/kernel/money.ts'
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { Queryable } from '../../store/store.ts'
import { onDay, type Moment } from './moment.ts'

export type Direction = Adjustment['direction']
/** `today` by one agent for any customer, what they approved for others included; `forCustomer` in 30 days by anybody. */
export type Used = { today: Money; forCustomer: Money }
export type UsedEach = Record<Direction, Used>
type Acting = { agentId: string; currency: string }

/** Thirty times 24 hours back from the request, not the operator's days: there is no midnight to wait for. */
const CUSTOMER_WINDOW_MS = 30 * DAY_MS
/** The beginning of the window in which a customer's credits and charges are counted. @param at an instant. */
export const windowStart = (at: string): string => isoInstant(Date.parse(at) - CUSTOMER_WINDOW_MS)

/** Sums above the largest amount are told as the largest amount: no limit is higher. */
export async function usedOf(db: Queryable, of: Acting & { customerId: string }, moment: Moment): Promise<UsedEach> {
  const customer = sql`${of.customerId}::uuid`
  const { rows } = await sql<Record<'creditToday' | 'creditCustomer' | 'chargeToday' | 'chargeCustomer', number>>`
    select ${givenOn(of.agentId, moment)} as "creditToday", ${givenSince(customer, moment.at)} as "creditCustomer",
      ${chargedOn(of.agentId, moment)} as "chargeToday", ${chargedSince(customer, moment.at)} as "chargeCustomer"`.execute(db)
  const { creditToday = 0, creditCustomer = 0, chargeToday = 0, chargeCustomer = 0 } = rows[0] ?? {}
  const sums = (today: number, forCustomer: number): Used => ({ today: money(today, of.currency), forCustomer: money(forCustomer, of.currency) })
  return { credit: sums(creditToday, creditCustomer), charge: sums(chargeToday, chargeCustomer) }
}

/** As `usedOf`, where there are many customers. */
export async function usedTodayBy(db: Queryable, { agentId, currency }: Acting, moment: Moment): Promise<Record<Direction, Money>> {
  const { rows } = await sql<Record<Direction, number>>`select ${givenOn(agentId, moment)} as credit, ${chargedOn(agentId, moment)} as charge`.execute(db)
  const { credit = 0, charge = 0 } = rows[0] ?? {}
  return { credit: money(credit, currency), charge: money(charge, currency) }
}

/**
 * What else these customers were charged in 30 days; of credits it is among the figures. One statement for any number.
 * @returns minor units, in the order of the adjustments
 */
export async function chargedBeside(db: Queryable, adjustments: readonly Pick<Adjustment, 'id' | 'customerId'>[], { at }: Pick<Moment, 'at'>): Promise<number[]> {
  const { rows } = await sql<{ charged: number }>`
    select ${chargedSince(sql`subject.customer`, at, sql`subject.but`)} as charged
    from unnest(${adjustments.map(({ customerId }) => customerId)}::uuid[], ${adjustments.map(({ id }) => id)}::uuid[]) with ordinality as subject(customer, but, place)
    order by place`.execute(db)
  return rows.map(({ charged }) => charged)
}

/** What stands beside a request: the approver's own day, and the customer's others of 30 days in minor units. */
export const usedByApprover = ({ credit, charge }: Record<Direction, Money>, { credited, charged }: { credited: number; charged: number }): UsedEach => ({
  credit: { today: credit, forCustomer: money(credited, credit.currency) },
  charge: { today: charge, forCustomer: money(charged, charge.currency) },
})

/** A subquery: the sum of these amounts, at most the largest that an amount can be: no limit is higher. @param amounts a query with a column `amount` */
export const total = (amounts: RawBuilder<unknown>): RawBuilder<unknown> => sql`(select least(coalesce(sum(amount), 0), ${MAX_MINOR_UNITS}::bigint)::bigint from (${amounts}) counted)`

/** What an agent asked for on a day, and what they approved for others. */
const actedOn = (agentId: string, direction: Direction, moment: Moment): RawBuilder<unknown> => sql`
  select amount from adjustment
  where requested_by_id = ${agentId} and direction = ${direction} and state in ('pendingApproval', 'posted') and ${onDay(sql`requested_at`, moment)}
  union all
  select amount from adjustment where decided_by_id = ${agentId} and direction = ${direction} and state = 'posted' and ${onDay(sql`decided_at`, moment)}`

/** A subquery: what one agent gave on the operator's day, whoever got it. */
const givenOn = (agentId: string, moment: Moment): RawBuilder<unknown> => total(sql`${actedOn(agentId, 'credit', moment)}
  union all
  select amount from adjustment where reversed_by_id = ${agentId} and direction = 'charge' and state = 'reversed' and ${onDay(sql`reversed_at`, moment)}`)
const chargedOn = (agentId: string, moment: Moment): RawBuilder<unknown> => total(actedOn(agentId, 'charge', moment))

const standingSince = (customer: RawBuilder<unknown>, direction: Direction, at: string): RawBuilder<unknown> => sql`
  select id, amount from adjustment
  where customer_id = ${customer} and direction = ${direction}
    and (state = 'pendingApproval' or state = 'posted' and coalesce(decided_at, requested_at) > ${windowStart(at)}::timestamptz)`

/**
 * A subquery: what this customer was given in the 30 days before. Points are credit too, at the rate at which they are
 * redeemed: goodwill that was given and stands, and, for as long as they are owed, points that were spent and not kept.
 * @param but an adjustment that is left out
 */
export const givenSince = (customer: RawBuilder<unknown>, at: string, but: RawBuilder<unknown> = sql`null::uuid`): RawBuilder<unknown> => total(sql`
  select amount from (${standingSince(customer, 'credit', at)}
    union all
    select id, amount from adjustment
    where customer_id = ${customer} and direction = 'charge' and state = 'reversed' and reversed_by_id is not null and reversed_at > ${windowStart(at)}::timestamptz
    union all
    select points.id, round(points.points::numeric * redeem_amount / redeem_points)::bigint from reward_rule, (
      select id, points from loyalty_transaction gift
      where customer_id = ${customer} and kind = 'goodwill' and gift.at > ${windowStart(at)}::timestamptz
        and not exists (select from loyalty_transaction back where back.reverses = gift.id)
      union all select source_id, points from loyalty_owed where customer_id = ${customer}) points
  ) given where id is distinct from ${but}`)

/** A subquery: what this customer was charged in the 30 days before. @param but an adjustment that is left out */
const chargedSince = (customer: RawBuilder<unknown>, at: string, but: RawBuilder<unknown> = sql`null::uuid`): RawBuilder<unknown> =>
  total(sql`select amount from (${standingSince(customer, 'charge', at)}) charged where id is distinct from ${but}`)
