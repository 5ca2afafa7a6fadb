/** The next bill and the one after it, with a change of plan and without. No database and no clock: the same composition as the bill run's. */
import { dateOf } from '#shared/kernel/calendar.ts'
import { productsAfter, type Plan } from '#shared/features/catalog/plan-change.ts'
import type { TaxRate } from '../bill-taxes.ts'
import { composeBill, type BillBasis, type ComposedBill } from '../compose-bill.ts'
import { chargesOn, type DatedCharge, type NewOneTimeCharge } from '../one-time-charges.ts'
import type { HeldProduct } from '#shared/features/catalog/plan-slots.ts'

export type Ahead = Omit<BillBasis, 'oneTime' | 'products'> & {
  products: readonly HeldProduct[]
  /** All that wait, those of a later day too. */
  oneTime: readonly DatedCharge[]
  /** Those of the bill after the next. */
  laterRates: readonly TaxRate[]
}

export function billsAhead(ahead: Ahead): [ComposedBill, ComposedBill] {
  const { laterRates, oneTime, ...basis } = ahead
  const first = composeBill({ ...basis, oneTime: chargesOn(oneTime, dateOf(ahead.billDay)) }, noId)
  const previous = first.lines.length > 0 ? { days: first.days, lines: first.lines } : ahead.previous
  const later = oneTime.filter(({ dueOn }) => dueOn > dateOf(ahead.billDay))
  const second = composeBill({ ...basis, billDay: first.days.until, previous, charges: [], rates: laterRates, oneTime: chargesOn(later, dateOf(first.days.until)) }, noId)
  return [first, second]
}

const noId = (): string => ''

/** @param on the day of the change */
export function withPlan(ahead: Ahead, plan: Pick<Plan, 'ended' | 'started' | 'fees'>, on: string): Ahead {
  let count = 0
  return {
    ...ahead,
    products: productsAfter(ahead.products, plan, on, () => `new-${(count += 1)}`),
    oneTime: [...ahead.oneTime, ...feeCharges(plan, on)],
  }
}

/** As they stand on the bill: with the first one that is not before the change. */
export const feeCharges = ({ fees }: Pick<Plan, 'fees'>, on: string): Omit<NewOneTimeCharge, 'source' | 'sourceId'>[] =>
  fees.map(({ name, what, kind, amount }) => ({ name: name.english, detail: what.english, kind, amount, dueOn: on }))
