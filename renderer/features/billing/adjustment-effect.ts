/** What an adjustment would do, before it is sent. A credit pays open bills first; what is left of it pays the next one. */
import { add, money, subtract, type Money } from '#shared/kernel/money.ts'
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { BillingAccount } from '#shared/features/billing/billing.schema.ts'
import type { NextBill } from '#shared/features/billing/bill-document.schema.ts'

/** Minor units. Of the next bill: what the customer will have to pay of it, credit on the account taken off. */
export type BeforeAfter = { before: number; after: number }
export type AdjustmentEffect = { balance: BeforeAfter; nextBill: BeforeAfter | null }

type Asked = {
  direction: Adjustment['direction']
  /** 0 while nothing can be read. */
  amount: number
  /** As the terms tell it. */
  balance: number
  account: Pick<BillingAccount, 'pastDue' | 'currentDue' | 'credit'>
  next: Pick<NextBill, 'amount' | 'paidByCredit'> | null
}

export function effectOf({ direction, amount, balance, account, next }: Asked): AdjustmentEffect {
  const [asked, owed] = [money(amount), money(balance)]
  const after = direction === 'credit' ? subtract(owed, asked) : add(owed, asked)
  return { balance: { before: balance, after: after.amount }, nextBill: nextBillOf(direction, asked, account, next) }
}

function nextBillOf(direction: Asked['direction'], asked: Money, { pastDue, currentDue, credit }: Asked['account'], next: Asked['next']): BeforeAfter | null {
  // Where an imported book did not say what is open, nobody can say what a credit would pay.
  if (next === null || pastDue === null || currentDue === null) return null
  const available = money(credit ?? next.paidByCredit)
  const open = add(money(pastDue), money(currentDue))
  const before = toPay(money(next.amount), available)
  const after = direction === 'credit'
    ? toPay(money(next.amount), add(available, above(asked, open)))
    : toPay(add(money(next.amount), asked), available)
  return { before: before.amount, after: after.amount }
}

/** What is left of a bill when credit has paid what it can; a bill below nothing is one already. */
const toPay = (bill: Money, available: Money): Money => (bill.amount < 0 ? bill : above(bill, available))
const above = (amount: Money, bound: Money): Money => (amount.amount > bound.amount ? subtract(amount, bound) : money(0))
