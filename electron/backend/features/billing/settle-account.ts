/** After an entry: the rows that desks see are brought to what the ledger says, and answered. */
import { sql } from 'kysely'
import type { RowsByStream } from '#shared/features/sync/sync.schema.ts'
import { readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { standingOf, type LedgerOwner } from './ledger.ts'
import { refreshBillingAccounts } from './refresh-billing-accounts.ts'

/** @param today of the operator's calendar. @returns the bills that changed and the billing account. */
export async function settleAccount(trx: Transaction, owner: LedgerOwner, today: string): Promise<Pick<RowsByStream, 'customerBill' | 'billingAccount'>> {
  const billIds = await settleBills(trx, owner.billingAccountId)
  await refreshBillingAccounts(trx, [owner.customerId], { today })
  await settleStanding(trx, owner)
  return {
    customerBill: await readRows(trx, 'customerBill', billIds),
    billingAccount: await readRows(trx, 'billingAccount', [owner.billingAccountId]),
  }
}

/** @returns ids of the bills whose open amount is another now */
async function settleBills(trx: Transaction, billingAccountId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update customer_bill bill set version = version + 1, remaining = owed.remaining,
      state = case when owed.remaining = 0 then 'settled' when owed.remaining < bill.amount then 'partiallyPaid' else 'open' end
    from (
      select bill_id, sum(case when debit = 'receivable' then amount else -amount end)::bigint as remaining
      from ledger_posting where billing_account_id = ${billingAccountId} and bill_id is not null group by bill_id
    ) owed
    where bill.id = owed.bill_id and bill.remaining <> owed.remaining
    returning bill.id`.execute(trx)
  return rows.map((row) => row.id)
}

async function settleStanding(trx: Transaction, owner: LedgerOwner): Promise<void> {
  const { unapplied, unbilled } = await standingOf(trx, owner)
  await sql`
    update billing_account set version = version + 1, credit = ${unapplied.amount}, unbilled = ${unbilled.amount}
    where id = ${owner.billingAccountId} and (credit, unbilled) is distinct from (${unapplied.amount}::bigint, ${unbilled.amount}::bigint)`.execute(trx)
}
