/** An auditor's eye on the whole book: what must hold of ledger, rows and adjustments at any moment, asked in SQL. */
import type pg from 'pg'

/** Each finds what must not be; `what` names one culprit. */
const questions: Record<string, string> = {
  'a standing below zero': `select billing_account_id::text as what from (${standings()}) standing where receivable < 0 or unbilled < 0 or unapplied < 0`,
  'credit that lies idle while a bill is open': `select billing_account_id::text as what from (${standings()}) standing where unapplied > 0 and receivable > 0`,
  'a bill that owes less than nothing or more than it is for': `select id::text as what from customer_bill where remaining < 0 or remaining > greatest(0, amount)`,
  'a bill that owes something else than the ledger says': `
    select bill.id::text as what from customer_bill bill
    left join (select bill_id, sum(case when debit = 'receivable' then amount else -amount end) as owed from ledger_posting where bill_id is not null group by bill_id) ledger on ledger.bill_id = bill.id
    where bill.remaining <> coalesce(ledger.owed, 0)`,
  'a bill whose state is not its remainder': `
    select id::text as what from customer_bill
    where state <> case when remaining = 0 then 'settled' when remaining < amount then 'partiallyPaid' else 'open' end`,
  'an account whose row is not what the ledger says': `
    select account.id::text as what from billing_account account left join (${standings()}) standing on standing.billing_account_id = account.id
    where (account.credit, account.unbilled) is distinct from (coalesce(standing.unapplied, 0)::bigint, coalesce(standing.unbilled, 0)::bigint)`,
  'an account that is owed something else than its open bills': `
    select account.id::text as what from billing_account account
    join (select billing_account_id, sum(remaining) as owed from customer_bill group by billing_account_id) bill on bill.billing_account_id = account.id
    where account.past_due + account.current_due <> bill.owed`,
  'an adjustment that is not in the ledger as its state says': `
    select adjustment.id::text || ' ' || state as what from adjustment
    left join lateral (
      select count(*) as entries, count(back.id) as reversed from ledger_entry entry left join ledger_entry back on back.reverses = entry.id
      where entry.source_id = adjustment.id and entry.kind = 'adjustment') ledger on true
    where (entries, reversed) is distinct from (case when state in ('posted', 'reversed') then 1 else 0 end, case when state = 'reversed' then 1 else 0 end)`,
  'an adjustment of another amount than its entry': `
    select adjustment.id::text as what from adjustment join ledger_entry entry on entry.source_id = adjustment.id and entry.kind = 'adjustment'
    join ledger_posting posting on posting.entry_id = entry.id and posting.line = 0
    where posting.amount <> adjustment.amount or posting.currency <> adjustment.currency
      or (posting.debit, posting.credit) <> (case direction when 'credit' then 'concession' else 'unbilled' end, case direction when 'credit' then 'unapplied' else 'revenue' end)`,
  'a payment that is refunded by something else than its refunds': `
    select whole.id::text as what from payment whole
    left join (select refund_of, sum(amount) as back from payment where refund_of is not null and state <> 'declined' and removed_at is null group by 1) refund on refund.refund_of = whole.id
    where kind = 'payment' and (refunded > amount or refunded <> coalesce(back, 0))`,
  'a batch of points that is not the sum of what was put in and taken out': `
    select id::text as what from loyalty_batch batch
    where remaining <> (select coalesce(sum(points), 0) from loyalty_posting where batch_id = batch.id) or remaining < 0 or remaining > points`,
  'points that came or went in no batch': `
    select id::text as what from loyalty_transaction movement
    where points <> (select coalesce(sum(points), 0) from loyalty_posting where transaction_id = movement.id)`,
  'a redemption that is not in the ledger as it is in the points': `
    select movement.id::text as what from loyalty_transaction movement
    left join ledger_entry entry on entry.source_id = movement.id and entry.kind = 'redemption'
    left join ledger_posting posting on posting.entry_id = entry.id and posting.line = 0 and posting.debit = 'rewards' and posting.credit = 'unapplied'
    left join ledger_entry back on back.reverses = entry.id
    where movement.kind = 'redeemed' and (posting.amount is distinct from movement.amount
      or (back.id is not null) <> exists (select from loyalty_transaction restored where restored.reverses = movement.id))`,
  'an amount that is no whole number of cents': `
    select table_name || '.' || column_name as what from information_schema.columns
    where table_schema = 'public' and column_name in ('amount', 'remaining', 'requested_amount', 'credit', 'unbilled', 'past_due', 'current_due')
      and table_name in ('ledger_posting', 'customer_bill', 'billing_account', 'adjustment', 'payment') and data_type not in ('bigint', 'text')`,
}

function standings(): string {
  return `
    select billing_account_id,
      sum(case when debit = 'receivable' then amount when credit = 'receivable' then -amount else 0 end) as receivable,
      sum(case when debit = 'unbilled' then amount when credit = 'unbilled' then -amount else 0 end) as unbilled,
      sum(case when credit = 'unapplied' then amount when debit = 'unapplied' then -amount else 0 end) as unapplied
    from ledger_posting group by billing_account_id`
}

/** @returns a line for each kind of fault, with its first culprit; empty when the books are right. */
export async function faultsInBooks({ pool }: { pool: pg.Pool }): Promise<string[]> {
  const faults: string[] = []
  for (const [fault, text] of Object.entries(questions)) {
    const { rows } = await pool.query<{ what: string }>(`${text} limit 1`)
    if (rows[0]) faults.push(`${fault}: ${rows[0].what}`)
  }
  return faults
}
