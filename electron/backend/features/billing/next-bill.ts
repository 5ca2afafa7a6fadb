/** The next bill before it is one: by the same composition from the same rows, so that the bill run posts what was shown. */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { dateOf } from '#shared/kernel/calendar.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Money } from '#shared/kernel/money.ts'
import type { NextBill } from '#shared/features/billing/bill-document.schema.ts'
import type { Queryable } from '../../store/store.ts'
import { findBilledAccount, readBillBasis } from './bill-basis.ts'
import { composeBill } from './compose-bill.ts'
import { application, openBillsOf, standingOf, type LedgerOwner } from './ledger.ts'

/**
 * Needs a snapshot, so that its statements see one moment. An account that is not active yet is shown its first bill, which
 * is made once it is. @returns null for a closed account and one without a cycle
 */
export async function findNextBill(db: Queryable, clock: Clock, customerId: string): Promise<NextBill | null> {
  const account = await findBilledAccount(db, customerId)
  if (!account || hasLeft(account.status)) return null
  const { days, dueDay, lines, amount } = composeBill(await readBillBasis(db, account), () => newId(clock))
  return {
    billDate: dateOf(days.from),
    dueDate: dateOf(dueDay),
    periodStart: dateOf(days.from),
    periodEnd: dateOf(days.until - 1),
    currency: amount.currency,
    amount: amount.amount,
    paidByCredit: await paidByCredit(db, account, amount),
    lines,
  }
}

/** What `issueBill` would apply of it: older bills come first. */
async function paidByCredit(db: Queryable, owner: LedgerOwner, amount: Money): Promise<number> {
  const { unapplied } = await standingOf(db, owner)
  const next = { billId: 'next', remaining: amount }
  return application(unapplied, [...(await openBillsOf(db, owner)), next]).find(({ billId }) => billId === next.billId)?.amount.amount ?? 0
}
