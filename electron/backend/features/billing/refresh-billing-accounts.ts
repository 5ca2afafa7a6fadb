/** The numbers that a caller asks for, from the bills. Set based, for one customer or for all. */
import { sql } from 'kysely'
import type { Transaction } from '../../store/store.ts'

/**
 * Writes `pastDue`, `currentDue` and `nextDueDate` where they differ. An account without bills keeps what it has:
 * an imported book that did not say is not told that nothing is owed.
 * @param today `2026-11-23`; a bill due today is not past due.
 */
export async function refreshBillingAccounts(trx: Transaction, which: 'all' | readonly string[], { today }: { today: string }): Promise<void> {
  await sql`
    with owed as (
      select billing_account_id,
        coalesce(sum(remaining) filter (where due_date < ${today}::date), 0) as past_due,
        coalesce(sum(remaining) filter (where due_date >= ${today}::date), 0) as current_due,
        min(due_date) filter (where due_date >= ${today}::date and remaining > 0) as next_due_date
      from customer_bill
      where removed_at is null and ${which === 'all' ? sql`true` : sql`customer_id = any(${which}::uuid[])`}
      group by billing_account_id
    )
    update billing_account set version = version + 1,
      past_due = owed.past_due, current_due = owed.current_due, next_due_date = owed.next_due_date
    from owed
    where billing_account.id = owed.billing_account_id and (billing_account.past_due, billing_account.current_due, billing_account.next_due_date)
      is distinct from (owed.past_due, owed.current_due, owed.next_due_date)`.execute(trx)
}
