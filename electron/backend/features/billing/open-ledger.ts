/**
 * Bills and payments that came as rows (a fill, a file, a database from before the ledger) get the entries that they would
 * have left behind. Set based: a book of 60,000 bills takes seconds. What the rows say is the truth; the ledger is made
 * to agree with them, so that a bill's remainder and an account's credit are the same in both.
 */
import { sql, type RawBuilder } from 'kysely'
import type { Store, Transaction } from '../../store/store.ts'

/**
 * Only once in the life of a database that is older than the ledger: from then on whoever writes a bill or a payment
 * writes its entry too. Cheap where there is nothing to do. @returns whether there was
 */
export async function openLedgerOnce({ db }: Pick<Store, 'db'>): Promise<boolean> {
  if (!(await isBeforeItsLedger(db))) return false
  return db.transaction().execute(async (trx) => {
    // Nodes that start together take turns; the later one finds the ledger open.
    await sql`lock table ledger_entry in share row exclusive mode`.execute(trx)
    if (!(await isBeforeItsLedger(trx))) return false
    await openLedger(trx, 'all')
    return true
  })
}

async function isBeforeItsLedger(db: Store['db'] | Transaction): Promise<boolean> {
  const { rows } = await sql<{ before: boolean }>`
    select (exists (select from customer_bill) or exists (select from payment)) and not exists (select from ledger_entry) as before`.execute(db)
  return rows[0]?.before ?? false
}

type Which = 'all' | readonly string[]
const among = (which: Which, column: string): RawBuilder<unknown> => (which === 'all' ? sql`true` : sql`${sql.raw(column)} = any(${which}::uuid[])`)
/** Rows of `table` that have left no entry yet. */
const isNew = (which: Which, table: string): RawBuilder<unknown> =>
  sql`${sql.raw(table)}.removed_at is null and ${among(which, `${table}.customer_id`)} and not exists (select from ledger_entry entry where entry.source_id = ${sql.raw(table)}.id)`

/** For every bill and payment of these customers that has no entry. */
export async function openLedger(trx: Transaction, which: Which): Promise<void> {
  await pairRefunds(trx, which)
  await spreadPayments(trx, which)
  await writeEntries(trx, which)
  await settleAccounts(trx, which)
}

/**
 * Before refunds named what they give back, a payment made twice was followed by a refund of the same amount: it is of the
 * nearest such payment before it. Each payment is given back once.
 */
async function pairRefunds(trx: Transaction, which: Which): Promise<void> {
  await sql`
    with pair as (
      select distinct on (paid.id) paid.id as paid_id, refund.id as refund_id, refund.amount
      from payment refund cross join lateral (
        select id from payment
        where customer_id = refund.customer_id and billing_account_id = refund.billing_account_id and kind = 'payment' and state = 'done' and removed_at is null
          and amount = refund.amount and at <= refund.at and refunded = 0 and paid = '{}'
        order by at desc, id desc limit 1
      ) paid
      where refund.kind = 'refund' and refund.state = 'done' and refund.refund_of is null and ${isNew(which, 'refund')}
      order by paid.id, refund.at, refund.id
    ), given_back as (
      update payment set version = version + 1, refunded = pair.amount from pair where payment.id = pair.paid_id
    )
    update payment set version = version + 1, refund_of = pair.paid_id from pair where payment.id = pair.refund_id`.execute(trx)
}

/**
 * What is paid of a bill and named by no payment was paid by what is left of the payments, the oldest by the oldest: both
 * are laid end to end, and where a bill and a payment overlap, the one paid the other.
 */
async function spreadPayments(trx: Transaction, which: Which): Promise<void> {
  await sql`
    with named as (
      select key::uuid as bill_id, sum(value::bigint) as paid from payment, jsonb_each_text(paid)
      where kind = 'payment' and state = 'done' and removed_at is null and paid <> '{}' and ${among(which, 'customer_id')} group by key
    ), bill_span as (
      select bill.id, bill.billing_account_id, bill.amount - bill.remaining - coalesce(named.paid, 0) as length,
        sum(bill.amount - bill.remaining - coalesce(named.paid, 0)) over oldest as stop
      from customer_bill bill left join named on named.bill_id = bill.id
      where bill.amount > 0 and bill.amount - bill.remaining > coalesce(named.paid, 0) and ${isNew(which, 'bill')}
      window oldest as (partition by bill.billing_account_id order by bill.due_date, bill.bill_date, bill.id)
    ), payment_span as (
      select id, billing_account_id, rest as length, sum(rest) over oldest as stop
      from (
        select id, billing_account_id, at, amount - refunded - (select coalesce(sum(value::bigint), 0) from jsonb_each_text(paid)) as rest
        from payment where kind = 'payment' and state = 'done' and ${isNew(which, 'payment')}
      ) payment
      where rest > 0
      window oldest as (partition by billing_account_id order by at, id)
    ), spread as (
      select payment_span.id, jsonb_object_agg(bill_span.id, least(bill_span.stop, payment_span.stop)
        - greatest(bill_span.stop - bill_span.length, payment_span.stop - payment_span.length)) as paid
      from payment_span join bill_span on bill_span.billing_account_id = payment_span.billing_account_id
        and bill_span.stop - bill_span.length < payment_span.stop and payment_span.stop - payment_span.length < bill_span.stop
      group by payment_span.id
    )
    update payment set version = version + 1, paid = payment.paid || spread.paid from spread where payment.id = spread.id`.execute(trx)
}

/**
 * Each account's in the order of time, as they would have been written; an entry bears the id of what it is of. What was
 * paid of a bill before anything that is known here (`before`) stands in the bill's own entry, as cash. Taxes are told apart
 * only where the bill has its lines.
 */
async function writeEntries(trx: Transaction, which: Which): Promise<void> {
  await sql`
    with named as (
      select key::uuid as bill_id, sum(value::bigint) as paid from payment, jsonb_each_text(paid)
      where kind = 'payment' and state = 'done' and removed_at is null and ${among(which, 'customer_id')} group by key
    ), bill as materialized (
      select bill.id, bill.customer_id, bill.billing_account_id, bill.currency, bill.amount, (bill_date + time '12:00') at time zone 'UTC' as at,
        coalesce((select sum((line ->> 'amount')::bigint) from bill_document, jsonb_array_elements(lines) line
          where bill_id = bill.id and line ->> 'group' = 'taxFee'), 0)::bigint as tax,
        (greatest(0, bill.amount) - bill.remaining - coalesce(named.paid, 0))::bigint as before
      from customer_bill bill left join named on named.bill_id = bill.id
      where bill.amount <> 0 and ${isNew(which, 'bill')}
    ), paid as materialized (
      select id, customer_id, billing_account_id, currency, kind, at, amount, paid from payment
      where state = 'done' and amount > 0 and ${isNew(which, 'payment')}
    ), written as (
      insert into ledger_entry (id, customer_id, billing_account_id, at, kind, source_id)
      select id, customer_id, billing_account_id, at, 'bill', id from bill
      union all
      select id, customer_id, billing_account_id, at, kind, id from paid
      order by billing_account_id, at
    ), posting as (
      select id as entry_id, billing_account_id, currency, part.*, id as bill_id
      from bill cross join lateral (values
        (0, 'receivable', 'revenue', amount - tax), (1, 'receivable', 'tax', tax), (2, 'cash', 'receivable', before),
        (3, 'unapplied', 'receivable', least(0, amount))) as part(line, debit, credit, amount)
      union all
      select id, billing_account_id, currency, 0, case kind when 'refund' then 'unapplied' else 'cash' end,
        case kind when 'refund' then 'cash' else 'unapplied' end, amount, null from paid
      union all
      select id, billing_account_id, currency, place::integer, 'unapplied', 'receivable', value::bigint, key::uuid
      from paid cross join lateral jsonb_each_text(paid) with ordinality as part(key, value, place) where kind = 'payment'
    )
    insert into ledger_posting (entry_id, line, billing_account_id, debit, credit, amount, currency, bill_id)
    select entry_id, line, billing_account_id, case when amount > 0 then debit else credit end, case when amount > 0 then credit else debit end, abs(amount), currency, bill_id
    from posting where amount <> 0`.execute(trx)
}

/** An account that is billed here and has no bill yet has nothing on it; of one from a file nobody knows. */
async function settleAccounts(trx: Transaction, which: Which): Promise<void> {
  await sql`
    update billing_account account set version = version + 1, credit = standing.unapplied, unbilled = standing.unbilled
    from (
      select id, coalesce(unapplied, 0)::bigint as unapplied, coalesce(unbilled, 0)::bigint as unbilled
      from (select id, cycle_day from billing_account where removed_at is null and ${among(which, 'customer_id')}) own
      left join (
        select billing_account_id,
          sum(case when credit = 'unapplied' then amount when debit = 'unapplied' then -amount else 0 end) as unapplied,
          sum(case when debit = 'unbilled' then amount when credit = 'unbilled' then -amount else 0 end) as unbilled
        from ledger_posting
        where ${which === 'all' ? sql`true` : sql`billing_account_id in (select id from billing_account where ${among(which, 'customer_id')})`}
        group by billing_account_id
      ) posted on posted.billing_account_id = own.id
      where posted.billing_account_id is not null or own.cycle_day is not null
    ) standing
    where account.id = standing.id and (account.credit, account.unbilled) is distinct from (standing.unapplied, standing.unbilled)`.execute(trx)
}
