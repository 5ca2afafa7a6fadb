/**
 * The only hand that writes to the ledger. Every entry is of one billing account and one transaction; whoever writes
 * holds the customer's lock (`lockCustomer`), so that a balance read here is still true when the entry lands.
 */
import { sql } from 'kysely'
import { newId } from '#shared/kernel/ids.ts'
import { add, money, negate, subtract, sum, type Money } from '#shared/kernel/money.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import type { LedgerAccount, LedgerEntryKind } from './ledger-accounts.ts'

export type LedgerOwner = { customerId: string; billingAccountId: string; currency: string }
export type Posting = { debit: LedgerAccount; credit: LedgerAccount; amount: Money; billId?: string }
export type NewEntry = LedgerOwner & {
  at: string
  kind: LedgerEntryKind
  sourceId: string
  agentId: string | null
  reverses?: string
  postings: readonly Posting[]
}

/** @returns the entry's id. @throws AppError `internal` for an entry that nobody may write; nothing is then written. */
export async function postEntry(trx: Transaction, clock: Clock, entry: NewEntry): Promise<string> {
  requireSound(entry)
  const { customerId, billingAccountId, currency, at, kind, sourceId, agentId, reverses = null } = entry
  const id = newId(clock)
  await trx.insertInto('ledgerEntry').values({ id, customerId, billingAccountId, at, kind, sourceId, agentId, reverses }).execute()
  const rows = entry.postings.map(({ debit, credit, amount, billId = null }, line) => ({
    entryId: id, line, billingAccountId, debit, credit, amount: amount.amount, currency, billId,
  }))
  await trx.insertInto('ledgerPosting').values(rows).execute()
  return id
}

/** The database holds the same rules; here a fault is found before it costs a transaction. */
function requireSound({ postings, currency, kind, reverses }: NewEntry): void {
  const sound = postings.every(({ debit, credit, amount, billId }) =>
    debit !== credit && amount.amount > 0 && amount.currency === currency && (billId !== undefined) === (debit === 'receivable' || credit === 'receivable'))
  if (!sound || postings.length === 0 || (kind === 'reversal') !== (reverses !== undefined))
    throw new AppError('internal', { detail: 'unsound ledger entry' })
}

/** What a billing account stands at; each is 0 or more, or the ledger is broken. */
export type Standing = { receivable: Money; unbilled: Money; unapplied: Money }

export async function standingOf(db: Queryable, { billingAccountId, currency }: Pick<LedgerOwner, 'billingAccountId' | 'currency'>): Promise<Standing> {
  const { rows } = await sql<Record<keyof Standing, number>>`
    select
      coalesce(sum(case when debit = 'receivable' then amount when credit = 'receivable' then -amount end), 0)::bigint as receivable,
      coalesce(sum(case when debit = 'unbilled' then amount when credit = 'unbilled' then -amount end), 0)::bigint as unbilled,
      coalesce(sum(case when credit = 'unapplied' then amount when debit = 'unapplied' then -amount end), 0)::bigint as unapplied
    from ledger_posting where billing_account_id = ${billingAccountId}`.execute(db)
  const { receivable = 0, unbilled = 0, unapplied = 0 } = rows[0] ?? {}
  return { receivable: money(receivable, currency), unbilled: money(unbilled, currency), unapplied: money(unapplied, currency) }
}

/** What the customer owes in all; below zero they have money with us. */
export const balanceOf = ({ receivable, unbilled, unapplied }: Standing): Money => subtract(add(receivable, unbilled), unapplied)

export type OpenBill = { billId: string; remaining: Money }

/** Oldest due first, as the ledger has them. */
export async function openBillsOf(db: Queryable, { billingAccountId, currency }: Pick<LedgerOwner, 'billingAccountId' | 'currency'>): Promise<OpenBill[]> {
  const { rows } = await sql<{ billId: string; remaining: number }>`
    select bill.id as "billId", owed.remaining
    from (
      select bill_id, sum(case when debit = 'receivable' then amount else -amount end)::bigint as remaining
      from ledger_posting where billing_account_id = ${billingAccountId} and bill_id is not null group by bill_id
    ) owed join customer_bill bill on bill.id = owed.bill_id
    where owed.remaining > 0 order by bill.due_date, bill.bill_date, bill.id`.execute(db)
  return rows.map(({ billId, remaining }) => ({ billId, remaining: money(remaining, currency) }))
}

/**
 * Spreads what is unapplied over open bills, the named one first, then the oldest.
 * @returns postings `unapplied` to `receivable`; none when there is nothing to pay or nothing to pay with
 */
export function application(available: Money, bills: readonly OpenBill[], firstBillId: string | null = null): Posting[] {
  const inOrder = [...bills.filter((bill) => bill.billId === firstBillId), ...bills.filter((bill) => bill.billId !== firstBillId)]
  const postings: Posting[] = []
  let left = available
  for (const { billId, remaining } of inOrder) {
    const part = remaining.amount < left.amount ? remaining : left
    if (part.amount <= 0) continue
    postings.push({ debit: 'unapplied', credit: 'receivable', amount: part, billId })
    left = subtract(left, part)
  }
  return postings
}

/** The same postings with their sides changed: together the two entries do nothing. */
export const counterPostings = (postings: readonly Posting[]): Posting[] =>
  postings.map(({ debit, credit, ...rest }) => ({ ...rest, debit: credit, credit: debit }))

export type StoredEntry = { id: string; kind: LedgerEntryKind; at: string; sourceId: string; reversedBy: string | null; postings: Posting[] }

/** The entries of one bill, payment or adjustment, oldest first. */
export async function entriesOf(db: Queryable, sourceId: string): Promise<StoredEntry[]> {
  const entries = await db.selectFrom('ledgerEntry as entry')
    .leftJoin('ledgerEntry as back', 'back.reverses', 'entry.id')
    .select(['entry.id', 'entry.kind', 'entry.at', 'entry.sourceId', 'back.id as reversedBy'])
    .where('entry.sourceId', '=', sourceId).orderBy('entry.seq').execute()
  const rows = entries.length === 0 ? [] : await db.selectFrom('ledgerPosting').selectAll()
    .where('entryId', 'in', entries.map(({ id }) => id)).orderBy('line').execute()
  const postingsOf = (id: string): Posting[] => rows.filter((row) => row.entryId === id).map(({ debit, credit, amount, currency, billId }) =>
    ({ debit, credit, amount: money(amount, currency), ...(billId === null ? {} : { billId }) }))
  return entries.map((entry) => ({ ...entry, postings: postingsOf(entry.id) }))
}

/**
 * Takes back every entry of a source that was not taken back yet, and gives up just as much of later applications as the
 * credit that goes away had paid, newest bill first. Afterwards the balance is what it was without the source.
 * @returns how many entries were taken back
 */
export async function reverseSource(trx: Transaction, clock: Clock, owner: LedgerOwner, reversal: { sourceId: string; at: string; agentId: string | null }): Promise<number> {
  const { sourceId, at, agentId } = reversal
  // An application that mended an earlier reversal is not of the source, though it bears its id.
  const isOwn = ({ kind, reversedBy }: StoredEntry) => kind !== 'reversal' && kind !== 'application' && reversedBy === null
  const standing = (await entriesOf(trx, sourceId)).filter(isOwn)
  for (const entry of standing)
    await postEntry(trx, clock, { ...owner, at, kind: 'reversal', sourceId, agentId, reverses: entry.id, postings: counterPostings(entry.postings) })
  await mendApplications(trx, clock, owner, { at, agentId, sourceId })
  return standing.length
}

/** After a reversal or a refund: no more may be applied than there is, and what is there again pays what is open. */
export async function mendApplications(trx: Transaction, clock: Clock, owner: LedgerOwner, by: { at: string; agentId: string | null; sourceId: string }): Promise<void> {
  const { unapplied } = await standingOf(trx, owner)
  const postings = mending(unapplied, await openBillsOf(trx, owner), await appliedOf(trx, owner))
  if (postings.length > 0) await postEntry(trx, clock, { ...owner, ...by, kind: 'application', postings })
}

/**
 * What sets a reversed account right. An earlier reversal may have taken from a bill what this source had paid there; the
 * counter-entry has taken it once more, and the bill asks for more than it is for. It gets that back first.
 * @param unapplied below zero where what was reversed had paid later bills
 * @param applied what was applied to each bill, the newest first; below zero where it was taken twice
 */
export function mending(unapplied: Money, open: readonly OpenBill[], applied: readonly OpenBill[]): Posting[] {
  const takenTwice = applied.filter(({ remaining }) => remaining.amount < 0).map(({ billId, remaining }) => ({ billId, remaining: negate(remaining) }))
  const owed = sum(takenTwice.map(({ remaining }) => remaining), unapplied.currency)
  const left = subtract(unapplied, owed)
  const rest = left.amount < 0
    ? counterPostings(application(negate(left), applied))
    : application(left, open.map((bill) => withoutTaken(bill, takenTwice)))
  return [...application(owed, takenTwice), ...rest]
}

function withoutTaken({ billId, remaining }: OpenBill, taken: readonly OpenBill[]): OpenBill {
  const twice = taken.find((bill) => bill.billId === billId)
  return { billId, remaining: twice ? subtract(remaining, twice.remaining) : remaining }
}

/** What was applied to each bill since it was issued, newest bill first. What a bill itself gives back to the account is not of it. */
async function appliedOf(db: Queryable, { billingAccountId, currency }: LedgerOwner): Promise<OpenBill[]> {
  const { rows } = await sql<{ billId: string; paid: number }>`
    select bill.id as "billId", applied.paid
    from (
      select bill_id, sum(case when debit = 'unapplied' then amount else -amount end)::bigint as paid
      from ledger_posting posting join ledger_entry entry on entry.id = posting.entry_id
      where posting.billing_account_id = ${billingAccountId} and 'unapplied' in (debit, credit) and bill_id is not null and entry.kind <> 'bill'
      group by bill_id
    ) applied join customer_bill bill on bill.id = applied.bill_id
    where applied.paid <> 0 order by bill.due_date desc, bill.bill_date desc, bill.id desc`.execute(db)
  return rows.map(({ billId, paid }) => ({ billId, remaining: money(paid, currency) }))
}
