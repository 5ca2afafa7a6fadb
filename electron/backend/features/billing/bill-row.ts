/** The row of a bill as it is issued, from its composition. */
import { dateOf } from '#shared/kernel/calendar.ts'
import type { CustomerBill } from '#shared/features/billing/billing.schema.ts'
import type { ComposedBill } from './compose-bill.ts'

type Owner = { customerId: string; billingAccountId: string; currency: string; accountNumber: string }

/** What credit pays of it at once is settled afterwards. */
export function billRow(id: string, { accountNumber, ...owner }: Owner, { days, dueDay, amount }: Pick<ComposedBill, 'days' | 'dueDay' | 'amount'>): CustomerBill {
  const billDate = dateOf(days.from)
  const owed = Math.max(0, amount.amount)
  return {
    ...owner, id, version: 1, billNumber: billNumber(accountNumber, billDate), billDate, dueDate: dateOf(dueDay), periodStart: billDate,
    periodEnd: dateOf(days.until - 1), amount: amount.amount, remaining: owed, state: owed > 0 ? 'open' : 'settled',
  }
}

/** The account's number without its separators, and the month: `0781044922107-202611`. */
const billNumber = (accountNumber: string, billDate: string): string =>
  `${accountNumber.replace(/[^A-Za-z0-9]/g, '').slice(-30)}-${billDate.slice(0, 7).replace('-', '')}`
