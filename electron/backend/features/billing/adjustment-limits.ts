/** What may be given and charged without asking, and what may be approved. The sums that it meets are in `adjustment-sums.ts`. */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import { add, money, subtract, zero, type Money } from '#shared/kernel/money.ts'
import { adjustmentLimitNames, type Adjustment, type AdjustmentLimitName, type AdjustmentLimits } from '#shared/features/billing/adjustments.schema.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import type { Queryable } from '../../store/store.ts'
import type { Direction, Used, UsedEach } from './adjustment-sums.ts'
import { countWaitingCharges } from './bill-basis.ts'

/** Of a role that the table does not name: everything needs approval, and nothing can be approved. */
const NONE: AdjustmentLimits = { perAdjustment: 0, perDay: 0, perCustomer30Days: 0 }

export async function limitsOf(db: Queryable, role: Role): Promise<AdjustmentLimits> {
  const found = await db.selectFrom('adjustmentLimit').select(['perAdjustment', 'perDay', 'perCustomer30Days']).where('role', '=', role).executeTakeFirst()
  return found ?? NONE
}

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

/** Whether it is posted at once: credits and charges meet the same limits, each with its own sums. @param used without the one in question */
export const withinLimits = ({ direction, amount }: Asked, limits: AdjustmentLimits, used: UsedEach): boolean => exceeds(amount, limits, used[direction]) === null

/** The first limit that whoever takes a charge back would pass: it is a credit. @param used without the one in question */
export const creditExceeds = (amount: Money, limits: AdjustmentLimits, used: UsedEach): Exceeded<AdjustmentLimitName> | null => exceeds(amount, limits, used.credit)

/** @param used by the approver, and this customer's others of 30 days. @returns null when the approver may post it */
export const approverExceeds = ({ direction, amount }: Asked, limits: AdjustmentLimits, used: UsedEach): Exceeded<AdjustmentLimitName> | null => exceeds(amount, limits, used[direction])

type Asked = { direction: Direction; amount: Money }
/** A limit that stands in the way, by its name, and what is left of it. */
export type Exceeded<Of extends string = string> = { limit: number; left: number; unit: string; of: Of }

function exceeds(amount: Money, limits: AdjustmentLimits, used: Used): Exceeded<AdjustmentLimitName> | null {
  const before = { perAdjustment: zero(amount.currency), perDay: used.today, perCustomer30Days: used.forCustomer }
  return firstExceeded(amount, adjustmentLimitNames.map((of) => ({ of, limit: limits[of], used: before[of] })))
}

/** @param met in the order in which they are told; `limit` in minor units, `used` without the amount in question */
export function firstExceeded<Of extends string>(amount: Money, met: readonly { of: Of; limit: number; used: Money }[]): Exceeded<Of> | null {
  for (const { of, limit, used } of met) {
    const left = subtract(money(limit, amount.currency), used).amount
    if (amount.amount > left) return { limit, left: Math.max(0, left), unit: amount.currency, of }
  }
  return null
}

/** Of one account, charges that its next bill will carry. A bill has `MAX_BILL_LINES`, and an account with more would get none any more. */
export const MAX_WAITING_CHARGES = 100

/** The caller holds the customer's lock. @throws AppError `limitExceeded` of `waitingCharges` when the next bill has enough of them */
export async function requireRoomOnBill(db: Queryable, { direction, billingAccountId }: Pick<Adjustment, 'direction' | 'billingAccountId'>): Promise<void> {
  if (direction === 'credit' || (await countWaitingCharges(db, { billingAccountId })) < MAX_WAITING_CHARGES) return
  throw new AppError('limitExceeded', { limit: MAX_WAITING_CHARGES, left: 0, unit: 'waitingCharges' })
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
