/** A bill becomes one: its row, its lines and its entry in the ledger, in one transaction. */
import { dateOf } from '#shared/kernel/calendar.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { negate, type Money } from '#shared/kernel/money.ts'
import type { CustomerBill } from '#shared/features/billing/billing.schema.ts'
import { bulkInsert } from '../../store/bulk-insert.ts'
import type { Transaction } from '../../store/store.ts'
import { readBillBasis, type BilledAccount } from './bill-basis.ts'
import { insertBillDocuments } from './bill-document.ts'
import { sendPaperlessBill } from './bill-pdf/email-bill.ts'
import { billRow } from './bill-row.ts'
import { composeBill, type BillBasis, type ComposedBill } from './compose-bill.ts'
import type { LedgerAccount } from './ledger-accounts.ts'
import { application, openBillsOf, postEntry, standingOf, type Posting } from './ledger.ts'
import { billOneTimeCharges } from './one-time-charges.ts'
import { settleAccount } from './settle-account.ts'

/**
 * The bill of `account.nextBillDate`. The caller holds the customer's lock and has read the account under it: so the same
 * day is never billed twice, and the database's unique index says so too. Where there is nothing to bill there is no
 * bill, and only the date moves on. That of a paperless account is sent.
 * @param today of the operator's calendar
 */
export async function issueBill(trx: Transaction, clock: Clock, account: BilledAccount, today: string): Promise<CustomerBill | null> {
  const basis = await readBillBasis(trx, account)
  const composed = composeBill(basis, () => newId(clock))
  const bill = composed.lines.length > 0 ? await writeBill(trx, clock, account, composed) : null
  await moveOn(trx, account, basis, composed)
  await settleAccount(trx, account, today)
  if (bill) await sendPaperlessBill(trx, clock, bill)
  return bill
}

async function writeBill(trx: Transaction, clock: Clock, account: BilledAccount, composed: ComposedBill): Promise<CustomerBill> {
  const { customerId, billingAccountId, currency, accountNumber } = account
  const bill = billRow(newId(clock), { customerId, billingAccountId, currency, accountNumber }, composed)
  await bulkInsert(trx, 'customerBill', [bill])
  await insertBillDocuments(trx, [{ billId: bill.id, customerId, currency, lines: composed.lines }])
  await billOneTimeCharges(trx, billingAccountId, bill)
  const entry = { customerId, billingAccountId, currency, at: isoInstant(clock.now()), sourceId: bill.id, agentId: null }
  const postings = billPostings(composed, bill.id)
  // A bill whose lines cancel out has nothing to tell the ledger.
  if (postings.length > 0) await postEntry(trx, clock, { ...entry, kind: 'bill', postings })
  const { unapplied } = await standingOf(trx, account)
  const applied = application(unapplied, await openBillsOf(trx, account))
  if (applied.length > 0) await postEntry(trx, clock, { ...entry, kind: 'application', postings: applied })
  return bill
}

/**
 * Each part against what is receivable; a part below 0 is given back. A bill that gives back more than it charges leaves
 * nothing to receive: the rest is the customer's, and pays other bills.
 */
export function billPostings({ parts, amount }: Pick<ComposedBill, 'parts' | 'amount'>, billId: string): Posting[] {
  const against = (account: LedgerAccount, part: Money): Posting[] => {
    if (part.amount === 0) return []
    return [part.amount > 0 ? { debit: 'receivable', credit: account, amount: part, billId } : { debit: account, credit: 'receivable', amount: negate(part), billId }]
  }
  const rest: Posting[] = amount.amount < 0 ? [{ debit: 'receivable', credit: 'unapplied', amount: negate(amount), billId }] : []
  return [...against('revenue', parts.revenue), ...against('tax', parts.tax), ...against('unbilled', parts.charges), ...rest]
}

async function moveOn(trx: Transaction, { billingAccountId }: BilledAccount, basis: BillBasis, composed: ComposedBill): Promise<void> {
  await trx.updateTable('billingAccount').where('id', '=', billingAccountId)
    .set(({ eb }) => ({
      version: eb('version', '+', 1),
      nextBillDate: dateOf(composed.days.until),
      upcoming: upcomingAfter(basis, composed).amount,
      // Stays unknown where it was.
      lifetimeCharges: eb('lifetimeCharges', '+', composed.amount.amount),
    }))
    .execute()
}

/** What the bill after this one charges in advance, as things stand. */
export function upcomingAfter(basis: BillBasis, { days, lines }: Pick<ComposedBill, 'days' | 'lines'>): Money {
  const previous = lines.length > 0 ? { days, lines } : basis.previous
  return composeBill({ ...basis, billDay: days.until, previous, charges: [], oneTime: [], rates: [] }, () => '').recurring
}
