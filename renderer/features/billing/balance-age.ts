/** How long what is owed has been owed (ageing in steps of 30 days). Amounts in minor units. */
import { dayOf } from '#shared/kernel/calendar.ts'
import { money, subtract, sum } from '#shared/kernel/money.ts'
import type { CustomerBill } from '#shared/features/billing/billing.schema.ts'

export const ages = ['current', 'upTo30', 'upTo60', 'upTo90', 'over90'] as const
/** `current` is not yet due; a bill due today is not past due. The others by days past the due date. */
export type Age = (typeof ages)[number]
export type BalanceByAge = Record<Age, number>

/**
 * @param bills those at hand, the newest; @param pastDue what is past due in all, where it is known: what is of bills that
 *   are not at hand is older than all of them
 * @param today `2026-11-23`
 */
export function balanceByAge(bills: readonly Pick<CustomerBill, 'dueDate' | 'remaining'>[], pastDue: number | null, today: string): BalanceByAge {
  const of = (age: Age) => sum(bills.filter((bill) => ageOf(bill.dueDate, today) === age).map(({ remaining }) => money(remaining))).amount
  const [current, upTo30, upTo60, upTo90, over90] = [of('current'), of('upTo30'), of('upTo60'), of('upTo90'), of('over90')]
  const older = pastDue === null ? 0 : subtract(money(pastDue), sum([upTo30, upTo60, upTo90, over90].map((amount) => money(amount)))).amount
  return { current, upTo30, upTo60, upTo90, over90: older > 0 ? sum([money(over90), money(older)]).amount : over90 }
}

function ageOf(dueDate: string, today: string): Age {
  const days = dayOf(today) - dayOf(dueDate)
  if (days <= 0) return 'current'
  return days <= 30 ? 'upTo30' : days <= 60 ? 'upTo60' : days <= 90 ? 'upTo90' : 'over90'
}
