import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import type { Adjustment, AdjustmentReason, AdjustmentTerms } from '#shared/features/billing/adjustments.schema.ts'
import type { BillingAccount, CustomerBill } from '#shared/features/billing/billing.schema.ts'
import type { Agent } from '#shared/features/session/session.schema.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { figuresOfOne } from './adjustment-figures.ts'
import { limitsOf, usedOf } from './adjustment-limits.ts'
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

/** The one that stands in the way of another for the same: the conditions of the constraints in migration 0007. */
export async function findStandingFirst(db: Queryable, { customerId, reason, outageReference, billId, billLineId, billingAccountId, periodStart, periodEnd }: Adjustment): Promise<Adjustment | null> {
  const { rows } = await sql<{ id: string }>`
    select id from adjustment
    where customer_id = ${customerId} and state in ('pendingApproval', 'posted') and (
      outage_reference = ${outageReference}
      or reason = ${reason} and period_start is null and ${periodStart}::date is null and bill_id = ${billId}::uuid
        and coalesce(bill_line_id, bill_id) = coalesce(${billLineId}::uuid, ${billId}::uuid)
      or reason = ${reason} and coalesce(bill_line_id, billing_account_id) = coalesce(${billLineId}::uuid, ${billingAccountId}::uuid)
        and period_start <= ${periodEnd}::date and period_end >= ${periodStart}::date)
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
    usedToday: used.today.amount,
    usedForCustomer: used.forCustomer.amount,
    figures: await figuresOfOne(db, { customerId, billingAccountId: id, billId, except: null }, moment),
  }
}

async function onlyAccount(db: Queryable, customerId: string): Promise<Pick<BillingAccount, 'id' | 'currency'>> {
  const [account, other] = await db.selectFrom('billingAccount').select(['id', 'currency']).where('customerId', '=', customerId).where('removedAt', 'is', null).limit(2).execute()
  if (!account) throw new AppError('notFound', { what: 'billingAccount' })
  if (other) throw new AppError('validation', { issues: [{ path: 'billingAccountId', message: 'missing' }] })
  return account
}
