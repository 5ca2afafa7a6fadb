/** What a payment would pay, before it is taken: the named bills, then the oldest due, and the rest is credit. Minor units. */
import { money, subtract, sum, type Money } from '#shared/kernel/money.ts'
import type { BillingAccount, CustomerBill } from '#shared/features/billing/billing.schema.ts'

export type PaymentEffect = {
  bills: { billId: string; billDate: string; amount: number }[]
  /** Of bills that are not at hand, which are older than all that are. */
  older: number
  credit: number
}
type Bill = Pick<CustomerBill, 'id' | 'billDate' | 'dueDate' | 'remaining'>
type Account = Pick<BillingAccount, 'pastDue' | 'currentDue'>

/** @param amount 0 while nothing can be read. @param billIds those that are named, in this order */
export function paymentEffect(amount: number, { bills, account, billIds }: { bills: readonly Bill[]; account: Account; billIds: readonly string[] }): PaymentEffect {
  const open = openBills(bills)
  const named = billIds.flatMap((id) => open.filter((bill) => bill.id === id))
  let left = money(amount)
  const take = (owed: number): number => {
    const part = owed < left.amount ? money(owed) : left
    left = subtract(left, part)
    return part.amount
  }
  const pay = (list: readonly Bill[]) => list.map(({ id, billDate, remaining }) => ({ billId: id, billDate, amount: take(remaining) }))
  const first = pay(named)
  const older = take(olderThan(open, account))
  const rest = pay(open.filter((bill) => !named.includes(bill)))
  return { bills: [...first, ...rest].filter((part) => part.amount > 0), older, credit: left.amount }
}

/** In the order in which they are paid. */
export const openBills = <T extends Bill>(bills: readonly T[]): T[] =>
  bills.filter(({ remaining }) => remaining > 0).sort((a, b) => compare(a.dueDate, b.dueDate) || compare(a.billDate, b.billDate) || compare(a.id, b.id))

/** What is open in all, as far as the account says it. */
export const openInAll = ({ pastDue, currentDue }: Account): number => sum([money(pastDue ?? 0), money(currentDue ?? 0)]).amount

function olderThan(open: readonly Bill[], account: Account): number {
  const known: Money = sum(open.map(({ remaining }) => money(remaining)))
  return Math.max(0, subtract(money(openInAll(account)), known).amount)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
