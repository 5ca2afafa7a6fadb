/** The queue of requests over somebody's limit, each with the case around it. A few statements for all of them together. */
import { sql } from 'kysely'
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { money } from '#shared/kernel/money.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { customerName } from '#shared/features/customers/customer-name.ts'
import { MAX_APPROVALS, type Adjustment, type AdjustmentBrief, type AdjustmentFigures, type AdjustmentLimits, type ApprovalCase } from '#shared/features/billing/adjustments.schema.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import type { Agent } from '#shared/features/session/session.schema.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable } from '../../store/store.ts'
import { figuresOf } from './adjustment-figures.ts'
import { approverExceeds, limitsOf } from './adjustment-limits.ts'
import { chargedBeside, usedByApprover, usedTodayBy, windowStart, type UsedEach } from './adjustment-sums.ts'
import type { Moment } from './moment.ts'

/** Requests of one customer in one case, the newest ones. */
const MAX_OF_CUSTOMER = 50
const YEAR_MS = 365 * DAY_MS

/** Oldest first. `more`: there are others behind the last of them. */
export async function listApprovals(db: Queryable, approver: Agent, moment: Moment): Promise<{ cases: ApprovalCase[]; more: boolean }> {
  const { pending, more } = await listPending(db)
  if (pending.length === 0) return { cases: [], more }
  const customers = new Map((await readRows(db, 'customer', pending.map((row) => row.customerId))).map((row) => [row.id, row]))
  const figures = await figuresOf(db, pending.map((row) => ({ ...row, except: row.id })), moment)
  const years = await yearsOf(db, [...customers.keys()], moment)
  const months = await monthsOf(db, [...new Set(pending.map((row) => row.requestedById))], moment)
  const limits = await limitsOf(db, approver.role)
  const today = await usedTodayBy(db, { agentId: approver.id, currency: pending[0]?.currency ?? 'USD' }, moment)
  const charged = await chargedBeside(db, pending, moment)
  const abouts = await aboutBillsOf(db, pending)
  const cases = pending.map((adjustment, index) => ({
    adjustment,
    ...whose(customers.get(adjustment.customerId) as Customer),
    about: abouts.get(adjustment.id) ?? null,
    figuresNow: figures[index] as AdjustmentFigures,
    customerYear: (years.get(adjustment.customerId) ?? []).filter(({ id }) => id !== adjustment.id).slice(0, MAX_OF_CUSTOMER),
    agentMonth: months.get(adjustment.requestedById) ?? { count: 0, credited: 0, refused: 0 },
    ...mayDecide(adjustment, approver, limits, usedByApprover(today, { credited: (figures[index] as AdjustmentFigures).creditsIn30Days, charged: charged[index] ?? 0 })),
  }))
  return { cases, more }
}

/** Those of customers who are still there: of others nothing can be decided. */
async function listPending(db: Queryable): Promise<{ pending: Adjustment[]; more: boolean }> {
  const found = await db.selectFrom('adjustment').innerJoin('customer', 'customer.id', 'adjustment.customerId')
    .select('adjustment.id').where('adjustment.state', '=', 'pendingApproval').where('adjustment.removedAt', 'is', null).where('customer.removedAt', 'is', null)
    .orderBy('adjustment.requestedAt').orderBy('adjustment.id').limit(MAX_APPROVALS + 1).execute()
  const ids = found.slice(0, MAX_APPROVALS).map(({ id }) => id)
  const rows = new Map((await readRows(db, 'adjustment', ids)).map((row) => [row.id, row]))
  return { pending: ids.flatMap((id) => rows.get(id) ?? []), more: found.length > MAX_APPROVALS }
}

const whose = (customer: Customer): Pick<ApprovalCase, 'customerName' | 'accountNumber' | 'customerSince'> =>
  ({ customerName: customerName(customer), accountNumber: customer.accountNumber, customerSince: customer.customerSince })

/** The bills and lines that requests point at, in one statement. */
async function aboutBillsOf(db: Queryable, pending: readonly Adjustment[]): Promise<Map<string, NonNullable<ApprovalCase['about']>>> {
  const { rows } = await sql<{ id: string; billDate: string; billAmount: number; name: string | null; amount: number | null }>`
    select adjustment.id, bill.bill_date as "billDate", bill.amount as "billAmount", line ->> 'name' as name, (line ->> 'amount')::bigint as amount
    from adjustment join customer_bill bill on bill.id = adjustment.bill_id
      left join bill_document on bill_document.bill_id = bill.id
      left join lateral (select line from jsonb_array_elements(lines) as line where line ->> 'id' = adjustment.bill_line_id::text) found on true
    where adjustment.id = any(${pending.filter(({ billId }) => billId !== null).map(({ id }) => id)}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, billDate, billAmount, name, amount }) =>
    [id, { billDate, billAmount, line: name === null || amount === null ? null : { name, amount } }]))
}

function mayDecide({ requestedById, direction, amount, currency }: Adjustment, { id }: Agent, limits: AdjustmentLimits, used: UsedEach): Pick<ApprovalCase, 'mayDecide' | 'over'> {
  if (requestedById === id) return { mayDecide: 'own', over: null }
  const exceeded = approverExceeds({ direction, amount: money(amount, currency) }, limits, used)
  if (!exceeded) return { mayDecide: 'yes', over: null }
  const { of, limit, left } = exceeded
  return { mayDecide: 'overLimit', over: { of, limit, left } }
}

/** One more than is shown of each: the case's own is among them. */
async function yearsOf(db: Queryable, customerIds: readonly string[], { at }: Moment): Promise<Map<string, AdjustmentBrief[]>> {
  const { rows } = await sql<AdjustmentBrief & { customerId: string }>`
    select customer_id as "customerId", id, version, direction, currency, amount, reason, state, requested_at as "requestedAt", requested_by as "requestedBy"
    from (
      select *, row_number() over (partition by customer_id order by requested_at desc, id desc) as place from adjustment
      where customer_id = any(${customerIds}::uuid[]) and removed_at is null and requested_at > ${isoInstant(Date.parse(at) - YEAR_MS)}::timestamptz
    ) recent
    where place <= ${MAX_OF_CUSTOMER + 1} order by customer_id, place`.execute(db)
  const years = new Map<string, AdjustmentBrief[]>()
  for (const { customerId, ...brief } of rows) years.set(customerId, [...(years.get(customerId) ?? []), brief])
  return years
}

/** `credited` is what was posted and stands; a refused request is counted by its number alone. */
async function monthsOf(db: Queryable, agentIds: readonly string[], { at }: Moment): Promise<Map<string, ApprovalCase['agentMonth']>> {
  const { rows } = await sql<ApprovalCase['agentMonth'] & { agentId: string }>`
    select requested_by_id as "agentId", count(*) as count, count(*) filter (where state = 'refused') as refused,
      coalesce(sum(amount) filter (where direction = 'credit' and state = 'posted'), 0)::bigint as credited
    from adjustment
    where requested_by_id = any(${agentIds}::uuid[]) and removed_at is null and requested_at > ${windowStart(at)}::timestamptz
    group by requested_by_id`.execute(db)
  return new Map(rows.map(({ agentId, ...month }) => [agentId, month]))
}
