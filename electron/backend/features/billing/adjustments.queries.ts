import { sql, type RawBuilder } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import type { Adjustment, AdjustmentReason, AdjustmentTerms } from '#shared/features/billing/adjustments.schema.ts'
import type { BillingAccount, CustomerBill } from '#shared/features/billing/billing.schema.ts'
import type { Agent } from '#shared/features/session/session.schema.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { figuresOfOne } from './adjustment-figures.ts'
import { limitsOf } from './adjustment-limits.ts'
import { usedOf, type Used } from './adjustment-sums.ts'
import type { Moment } from './moment.ts'

const reasons = (db: Queryable) =>
  db.selectFrom('adjustmentReason').select(['code', 'english', 'spanish', 'direction', 'needsPeriod', 'active']).orderBy('position')

/** In the operator's order, those no longer used included. */
export const listReasons = (db: Queryable): Promise<AdjustmentReason[]> => reasons(db).execute()
export const findReason = (db: Queryable, code: string): Promise<AdjustmentReason | undefined> => reasons(db).where('code', '=', code).executeTakeFirst()

/** @throws AppError `notFound`, for another customer's as for none. */
export async function getAdjustment(db: Queryable, { adjustmentId, customerId }: { adjustmentId: string; customerId: string }): Promise<Adjustment> {
  const [found] = await readRows(db, 'adjustment', [adjustmentId])
  if (found?.customerId !== customerId) throw new AppError('notFound', { what: 'adjustment' })
  return found
}

/** @throws AppError `notFound`, for another customer's as for none. */
export async function getBillingAccount(db: Queryable, { billingAccountId, customerId }: { billingAccountId: string; customerId: string }): Promise<BillingAccount> {
  const [found] = await readRows(db, 'billingAccount', [billingAccountId])
  if (found?.customerId !== customerId) throw new AppError('notFound', { what: 'billingAccount' })
  return found
}

/** @throws AppError `notFound`, for another account's as for none. */
export async function requireBill(db: Queryable, of: { billId: string; customerId: string; billingAccountId: string }): Promise<CustomerBill> {
  const [found] = await readRows(db, 'customerBill', [of.billId])
  if (found?.customerId !== of.customerId || found.billingAccountId !== of.billingAccountId) throw new AppError('notFound', { what: 'bill' })
  return found
}

/** Shows the adjustment as it is, and who made it so. */
export const conflictWith = (current: Adjustment | null): AppError => new AppError('conflict', {
  stream: 'adjustment', current: current && { ...current },
  changedBy: current && (current.reversedBy ?? current.decidedBy ?? current.requestedBy),
  changedAt: current && (current.reversedAt ?? current.decidedAt ?? current.requestedAt),
})

/** @throws AppError `conflict` when it is not what was seen, or is past the step that is asked for. */
export function requireStanding(adjustment: Adjustment, { expectedVersion, state }: { expectedVersion: number; state: Adjustment['state'] }): void {
  if (adjustment.version !== expectedVersion || adjustment.state !== state) throw conflictWith(adjustment)
}

/** Letters and digits alone: `SP-2041`, `sp 2041` and `SP2041` are one outage. */
const bare = (reference: RawBuilder<unknown>) => sql`regexp_replace(upper(${reference}), '[^[:alnum:]]', '', 'g')`
/** A whole and its parts are one outage (`features/outages`). */
const sameOutage = (reference: RawBuilder<unknown>) => sql`
  select ${bare(sql`one.reference`)} from service_problem as named join service_problem as one on coalesce(one.parent_id, one.id) = coalesce(named.parent_id, named.id)
  where ${bare(sql`named.reference`)} = ${bare(reference)}`
/** What a line is for, whichever bill it is on: the product, or its name where a line has none. */
const productOf = (billId: RawBuilder<unknown>, lineId: RawBuilder<unknown>) => sql`(
  select coalesce(line ->> 'productId', line ->> 'name') from bill_document, jsonb_array_elements(lines) as line
  where bill_document.bill_id = ${billId} and line ->> 'id' = ${lineId}::text)`

/**
 * The one that stands in the way of another for the same: the same outage, by its number, its whole's or a part's; the same reason for a bill or a line; the same
 * reason for a day, where either is for the whole account or both are for one product. Wider than the constraints in
 * migration 0007, which compare what is written and are the last word: the caller holds the customer's lock.
 */
export async function findStandingFirst(db: Queryable, { customerId, reason, outageReference, billId, billLineId, billingAccountId, periodStart, periodEnd }: Adjustment): Promise<Adjustment | null> {
  const { rows } = await sql<{ id: string }>`
    select id from adjustment
    where customer_id = ${customerId} and state in ('pendingApproval', 'posted') and (
      ${bare(sql`outage_reference`)} = ${bare(sql`${outageReference}::text`)}
      or ${bare(sql`outage_reference`)} in (${sameOutage(sql`${outageReference}::text`)})
      or reason = ${reason} and period_start is null and ${periodStart}::date is null and bill_id = ${billId}::uuid
        and coalesce(bill_line_id, bill_id) = coalesce(${billLineId}::uuid, ${billId}::uuid)
      or reason = ${reason} and billing_account_id = ${billingAccountId} and period_start <= ${periodEnd}::date and period_end >= ${periodStart}::date
        and (bill_line_id is null or ${billLineId}::uuid is null or bill_line_id = ${billLineId}::uuid
          or ${productOf(sql`adjustment.bill_id`, sql`adjustment.bill_line_id`)} = ${productOf(sql`${billId}::uuid`, sql`${billLineId}::uuid`)}))
    order by requested_at, id limit 1`.execute(db)
  const [first] = await readRows(db, 'adjustment', rows.map((row) => row.id))
  return first ?? null
}

type Change = Partial<Pick<Adjustment, 'state' | 'amount' | 'decidedAt' | 'decidedBy' | 'decisionComment' | 'reversedAt' | 'reversedBy' | 'reversalReason'>> & { decidedById?: string; reversedById?: string }

/** @returns the row as it is now, a version further. */
export async function changeAdjustment(trx: Transaction, before: Adjustment, change: Change): Promise<Adjustment> {
  const { decidedById: _, reversedById: _who, ...fields } = change
  const version = before.version + 1
  await trx.updateTable('adjustment').set({ ...change, version }).where('id', '=', before.id).execute()
  return { ...before, ...fields, version }
}

type TermsOf = { customerId: string; billingAccountId?: string | undefined; billId?: string | null | undefined }

/**
 * What an agent may still do for this customer without asking.
 * @throws AppError `notFound` for an account that is not the customer's, for a customer without one, and for a bill of another;
 * `validation` where there are several accounts and none is named
 */
export async function adjustmentTerms(db: Queryable, agent: Agent, { customerId, billingAccountId, billId = null }: TermsOf, moment: Moment): Promise<AdjustmentTerms> {
  const { currency, id } = billingAccountId === undefined ? await onlyAccount(db, customerId) : await getBillingAccount(db, { customerId, billingAccountId })
  if (billId !== null) await requireBill(db, { billId, customerId, billingAccountId: id })
  const used = await usedOf(db, { agentId: agent.id, customerId, currency }, moment)
  return {
    currency,
    reasons: (await listReasons(db)).filter(({ active }) => active),
    limits: await limitsOf(db, agent.role),
    used: { credit: inMinorUnits(used.credit), charge: inMinorUnits(used.charge) },
    figures: await figuresOfOne(db, { customerId, billingAccountId: id, billId, except: null }, moment),
  }
}

const inMinorUnits = ({ today, forCustomer }: Used) => ({ today: today.amount, forCustomer: forCustomer.amount })

async function onlyAccount(db: Queryable, customerId: string): Promise<Pick<BillingAccount, 'id' | 'currency'>> {
  const [account, other] = await db.selectFrom('billingAccount').select(['id', 'currency']).where('customerId', '=', customerId).where('removedAt', 'is', null).limit(2).execute()
  if (!account) throw new AppError('notFound', { what: 'billingAccount' })
  if (other) throw new AppError('validation', { issues: [{ path: 'billingAccountId', message: 'missing' }] })
  return account
}
