/** What a bill of an account is made from, read from the database as it is now. */
import { sql, type RawBuilder } from 'kysely'
import { dayOf } from '#shared/kernel/calendar.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { sum, money } from '#shared/kernel/money.ts'
import type { CustomerStatus } from '#shared/features/customers/customers.schema.ts'
import type { Queryable } from '../../store/store.ts'
import { findServicePlace } from '../customers/customers.queries.ts'
import { ratesAt, type TaxRate } from './bill-taxes.ts'
import type { BillBasis, PreviousBill, WaitingCharge } from './compose-bill.ts'
import { standingOf, type LedgerOwner } from './ledger.ts'
import { chargesOn, waitingOneTimeCharges } from './one-time-charges.ts'
import type { BilledProduct } from './product-lines.ts'

export type BilledAccount = LedgerOwner & { cycleDay: number; nextBillDate: string; accountNumber: string; status: CustomerStatus }

/**
 * The account that the customer's products are billed to: the oldest that has a cycle, so that no product is on two.
 * @returns null where there is none, as in a book from a file
 */
export async function findBilledAccount(db: Queryable, customerId: string): Promise<BilledAccount | null> {
  const { rows } = await sql<BilledAccount>`
    select account.customer_id as "customerId", account.id as "billingAccountId", account.currency, account.cycle_day as "cycleDay",
      account.next_bill_date as "nextBillDate", customer.account_number as "accountNumber", customer.status
    from billing_account account join customer on customer.id = account.customer_id
    where account.customer_id = ${customerId} and account.removed_at is null and customer.removed_at is null
      and account.cycle_day is not null and account.next_bill_date is not null
    order by account.id limit 1`.execute(db)
  return rows[0] ?? null
}

/** For the bill of `nextBillDate`. Needs a snapshot, or the customer's lock, so that its statements see one moment. */
export async function readBillBasis(db: Queryable, account: BilledAccount): Promise<BillBasis> {
  const { currency, cycleDay, nextBillDate } = account
  return {
    currency,
    cycleDay,
    billDay: dayOf(nextBillDate),
    products: await productsOf(db, account),
    previous: await findPreviousBill(db, account),
    charges: await waitingCharges(db, account),
    oneTime: chargesOn(await waitingOneTimeCharges(db, account), nextBillDate),
    rates: await ratesFor(db, account),
  }
}

const productsOf = (db: Queryable, { customerId }: BilledAccount): Promise<BilledProduct[]> =>
  db.selectFrom('product').where('customerId', '=', customerId).where('removedAt', 'is', null)
    .select(['id', 'kind', 'name', 'detail', 'status', 'currency', 'monthlyPrice', 'startedOn', 'endsOn']).execute()

async function findPreviousBill(db: Queryable, { customerId, billingAccountId, nextBillDate }: BilledAccount): Promise<PreviousBill | null> {
  const found = await db.selectFrom('customerBill as bill').leftJoin('billDocument as document', 'document.billId', 'bill.id')
    .select(['bill.billDate', 'bill.periodEnd', 'document.lines'])
    .where('bill.customerId', '=', customerId).where('bill.billingAccountId', '=', billingAccountId)
    .where('bill.removedAt', 'is', null).where('bill.billDate', '<', nextBillDate)
    .orderBy('bill.billDate', 'desc').limit(1).executeTakeFirst()
  return found ? { days: { from: dayOf(found.billDate), until: dayOf(found.periodEnd) + 1 }, lines: found.lines } : null
}

/**
 * Charged by people since the last bill and not taken back. By the order of the ledger, not by the clock: two nodes
 * never agree to the millisecond. @throws AppError `internal` when they are not what the ledger calls unbilled
 */
async function waitingCharges(db: Queryable, owner: LedgerOwner): Promise<WaitingCharge[]> {
  const { rows } = await sql<WaitingCharge>`
    select entry.source_id as "adjustmentId", coalesce(reason.english, adjustment.reason, '') as name, posting.amount
    from ledger_entry entry
    join ledger_posting posting on posting.entry_id = entry.id and posting.debit = 'unbilled'
    left join adjustment on adjustment.id = entry.source_id
    left join adjustment_reason reason on reason.code = adjustment.reason
    where ${isWaiting(owner)}
    order by entry.seq`.execute(db)
  const { unbilled } = await standingOf(db, owner)
  const waiting = sum(rows.map(({ amount }) => money(amount, owner.currency)), owner.currency)
  if (waiting.amount !== unbilled.amount) throw new AppError('internal', { detail: 'the waiting charges are not what is unbilled' })
  return rows
}

/** A condition: the entry is a charge that the account's next bill will carry. */
const isWaiting = ({ billingAccountId }: Pick<LedgerOwner, 'billingAccountId'>): RawBuilder<unknown> => sql`
  entry.billing_account_id = ${billingAccountId} and entry.kind = 'adjustment'
    and entry.seq > coalesce((select max(seq) from ledger_entry bill where bill.billing_account_id = ${billingAccountId} and bill.kind = 'bill'), 0)
    and not exists (select from ledger_entry back where back.reverses = entry.id)`

/** How many of them there are. */
export async function countWaitingCharges(db: Queryable, owner: Pick<LedgerOwner, 'billingAccountId'>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ledger_entry entry join ledger_posting posting on posting.entry_id = entry.id and posting.debit = 'unbilled' where ${isWaiting(owner)}`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

/** Those that hold at the service address on the day of that bill, which may be one of the future. */
export async function ratesFor(db: Queryable, { customerId, nextBillDate }: Pick<BilledAccount, 'customerId' | 'nextBillDate'>): Promise<TaxRate[]> {
  const place = await findServicePlace(db, customerId, nextBillDate)
  if (!place?.stateOrProvince) return []
  return ratesAt(await db.selectFrom('taxRate').selectAll().where('state', '=', place.stateOrProvince).execute(), place, nextBillDate)
}
