/** The numbers that a caller asks for, from the bills. Set based, for one customer or for all. */
import { sql } from 'kysely'
import { announceChange } from '../../store/announce.ts'
import type { Store, Transaction } from '../../store/store.ts'

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

/** Customers of one batch, so that nobody waits for the housekeeping, and batches of one round. */
const BATCH = 1_000
const MAX_BATCHES = 20

/**
 * What was due and is now past due moves over by itself with the day; the desks learn it by the feed.
 * @param today `2026-11-24`. @returns how many customers were brought up to date, at most 20,000 in one call.
 */
export async function refreshOverdue({ db }: Pick<Store, 'db'>, { today }: { today: string }): Promise<number> {
  let done = 0
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const count = await db.transaction().execute((trx) => refreshOverdueBatch(trx, today))
    done += count
    if (count < BATCH) break
  }
  return done
}

async function refreshOverdueBatch(trx: Transaction, today: string): Promise<number> {
  // Without bills there is nothing to reckon with: such an account would come up again for ever.
  const { rows } = await sql<{ customerId: string }>`
    select distinct customer_id from billing_account account
    where removed_at is null and next_due_date < ${today}::date
      and exists (select from customer_bill bill where bill.billing_account_id = account.id
        and bill.customer_id = account.customer_id and bill.removed_at is null)
    limit ${BATCH}`.execute(trx)
  const ids = rows.map((row) => row.customerId)
  if (ids.length === 0) return 0
  await refreshBillingAccounts(trx, ids, { today })
  await announceChange(trx, ['billingAccount'], ids)
  return ids.length
}
