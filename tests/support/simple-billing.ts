/** Accounts, bills and payments of the plainest kind, written by the ledger's own hand: for tests that are about something else. */
import { newId } from '../../shared/kernel/ids.ts'
import { addDays } from '../../shared/kernel/calendar.ts'
import { isoInstant, type Clock } from '../../shared/kernel/clock.ts'
import { money, sum, type Money } from '../../shared/kernel/money.ts'
import type { BillLine } from '../../shared/features/billing/bill-document.schema.ts'
import { billPostings } from '../../electron/backend/features/billing/issue-bill.ts'
import { application, openBillsOf, postEntry, standingOf, type LedgerOwner, type Posting } from '../../electron/backend/features/billing/ledger.ts'
import { settleAccount } from '../../electron/backend/features/billing/settle-account.ts'
import { lockCustomer } from '../../electron/backend/features/customers/customers.queries.ts'
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import type { Store, Transaction } from '../../electron/backend/store/store.ts'
import { makeRow } from './rows.ts'

export type Account = LedgerOwner

/** Customers with a billing account each and an empty ledger. */
export async function openAccounts(store: Store, count: number, customer: Parameters<typeof makeRow<'customer'>>[1] = {}): Promise<Account[]> {
  const customers = Array.from({ length: count }, () => makeRow('customer', customer))
  const accounts = customers.map(({ id }) => makeRow('billingAccount', { customerId: id, credit: 0, unbilled: 0 }))
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'customer', customers)
    await bulkInsert(trx, 'billingAccount', accounts)
  })
  return accounts.map(({ id, customerId, currency }) => ({ billingAccountId: id, customerId, currency }))
}

export const openAccount = async (store: Store, customer: Parameters<typeof makeRow<'customer'>>[1] = {}): Promise<Account> =>
  (await openAccounts(store, 1, customer))[0] as Account

export type SimpleBill = { billId: string; lineId: string; amount: number }
type At = { clock: Clock; today: string }

/**
 * One line of service, one of tax, and whatever was charged since the last bill; paid at once by what is on the account.
 * @param bill.service minor units; below 0 it gives back. @param bill.tax minor units. @param bill.dueInDays below 0: past due already.
 */
export async function issueBill(store: Store, owner: Account, { clock, today }: At, bill: { service: number; tax?: number; dueInDays?: number }): Promise<SimpleBill> {
  return store.db.transaction().execute(async (trx) => {
    await lockCustomer(trx, owner.customerId)
    const { unbilled } = await standingOf(trx, owner)
    const [service, tax] = [money(bill.service, owner.currency), money(bill.tax ?? 0, owner.currency)]
    const row = await writeBill(trx, owner, { today, dueInDays: bill.dueInDays ?? 22 }, [service, tax, unbilled])
    const postings = billPostings({ parts: { revenue: service, tax, charges: unbilled }, amount: money(row.amount, owner.currency) }, row.billId)
    await post(trx, owner, clock, { kind: 'bill', sourceId: row.billId, postings })
    const { unapplied } = await standingOf(trx, owner)
    const applied = application(unapplied, await openBillsOf(trx, owner))
    if (applied.length > 0) await post(trx, owner, clock, { kind: 'application', sourceId: row.billId, postings: applied })
    await settleAccount(trx, owner, today)
    return row
  })
}

/** An account has one bill for a day: they are dated one after the other, however many are issued today. */
const LONG_AGO = 1_000

async function writeBill(trx: Transaction, owner: Account, { today, dueInDays }: { today: string; dueInDays: number }, amounts: Money[]): Promise<SimpleBill> {
  const { amount } = sum(amounts, owner.currency)
  const { earlier } = await trx.selectFrom('customerBill').where('billingAccountId', '=', owner.billingAccountId).select(({ fn }) => fn.countAll<number>().as('earlier')).executeTakeFirstOrThrow()
  const bill = makeRow('customerBill', {
    customerId: owner.customerId, billingAccountId: owner.billingAccountId, currency: owner.currency, amount, remaining: Math.max(0, amount),
    state: amount > 0 ? 'open' : 'settled', billDate: addDays(today, earlier - LONG_AGO), dueDate: addDays(today, dueInDays),
  })
  await bulkInsert(trx, 'customerBill', [bill])
  const groups = [['service', 'recurring'], ['taxFee', 'tax'], ['oneTime', 'adjustmentCharge']] as const
  const lines = groups.map(([group, code], index): BillLine => ({
    id: newId(), group, code, name: code, detail: null, productId: null, adjustmentId: null, periodStart: null, periodEnd: null, amount: amounts[index]?.amount ?? 0,
  }))
  await trx.insertInto('billDocument').values({ billId: bill.id, customerId: owner.customerId, currency: owner.currency, lines: JSON.stringify(lines) }).execute()
  return { billId: bill.id, lineId: lines[0]?.id ?? '', amount }
}

/** @returns the payment's id, which is the source of its entry. @param amount minor units, above 0. */
export async function takePayment(store: Store, owner: Account, { clock, today }: At, amount: number): Promise<string> {
  const sourceId = newId(clock)
  await store.db.transaction().execute(async (trx) => {
    await lockCustomer(trx, owner.customerId)
    const paid = money(amount, owner.currency)
    const postings: Posting[] = [{ debit: 'cash', credit: 'unapplied', amount: paid }, ...application(paid, await openBillsOf(trx, owner))]
    await post(trx, owner, clock, { kind: 'payment', sourceId, postings })
    await settleAccount(trx, owner, today)
  })
  return sourceId
}

const post = (trx: Transaction, owner: Account, clock: Clock, entry: { kind: 'bill' | 'payment' | 'application'; sourceId: string; postings: Posting[] }) =>
  postEntry(trx, clock, { ...owner, at: isoInstant(clock.now()), agentId: null, ...entry })
