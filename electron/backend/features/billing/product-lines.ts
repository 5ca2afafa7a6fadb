/**
 * What one product puts on a bill. It is owed from its first day to the day before `endsOn`; the bill before charged
 * some of these days in advance. What is owed and not charged is charged, what is charged and not owed is given back.
 *
 * Rounding: the days [a, b) of a cycle of n days cost share(price, b, n) - share(price, a, n), counted from the cycle's
 * first day. So however a cycle is cut, its pieces sum to the whole price exactly, charging a cycle and giving back
 * its end is the same as charging its beginning, and one piece is never more than a cent from its exact share.
 */
import type { BillLine } from '#shared/features/billing/bill-document.schema.ts'
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import { cycleAfter, cycleStartOn, dateOf, dayOf } from '#shared/kernel/calendar.ts'
import { money, negate, share, subtract, type Money } from '#shared/kernel/money.ts'

export type BilledProduct = Pick<Product, 'id' | 'kind' | 'name' | 'detail' | 'status' | 'currency' | 'monthlyPrice' | 'startedOn' | 'endsOn'>
export type DraftLine = Omit<BillLine, 'id'>

/** Days since 1970-01-01; `until` is the first one outside. */
export type Days = { from: number; until: number }

export type LineTerms = {
  cycleDay: number
  billDay: number
  /**
   * What lies before `from` is settled for good: an older mistake is an adjustment, which a person answers for. So no
   * date typed wrong can give back or charge years. `until` is the next bill's day.
   */
  window: Days
  /** What the bill before charged in advance of this product. */
  billed: Days
}

export const NO_DAYS: Days = { from: 0, until: 0 }
const FOR_EVER = Number.MAX_SAFE_INTEGER
const isEmpty = ({ from, until }: Days): boolean => until <= from

/** Days on which the customer has the product. An imported one that ended nobody knows when is never owed. */
export function lifeOf({ startedOn, endsOn, status }: BilledProduct): Days {
  if (startedOn === null || (endsOn === null && status === 'ended')) return NO_DAYS
  return { from: dayOf(startedOn), until: endsOn === null ? FOR_EVER : dayOf(endsOn) }
}

export function isHeldOn(product: BilledProduct, day: number): boolean {
  const { from, until } = lifeOf(product)
  return from <= day && day < until
}

/** @returns lines in the order of their days; none of them is 0 */
export function productLines(product: BilledProduct, terms: LineTerms): DraftLine[] {
  const price = money(product.monthlyPrice ?? 0, product.currency)
  const owed = overlap(lifeOf(product), terms.window)
  const charged = without(owed, terms.billed).flatMap((days) => pieces(days, terms))
  const givenBack = without(terms.billed, owed).flatMap((days) => pieces(days, terms))
  return [
    ...givenBack.map((piece) => line(product, piece, 'prorationCredit', negate(priceOf(price, piece)))),
    ...charged.map((piece) => line(product, piece, piece.from < terms.billDay ? 'prorationCharge' : 'recurring', priceOf(price, piece))),
  ].filter(({ amount }) => amount !== 0)
}

/** Days of one cycle. */
type Piece = Days & { cycle: Days }

/** See the rounding above. */
export function priceOf(price: Money, { from, until, cycle }: Piece): Money {
  if (from === cycle.from && until === cycle.until) return price
  const length = cycle.until - cycle.from
  return subtract(share(price, until - cycle.from, length), share(price, from - cycle.from, length))
}

const overlap = (a: Days, b: Days): Days => ({ from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) })

function without(days: Days, gone: Days): Days[] {
  if (isEmpty(gone)) return isEmpty(days) ? [] : [days]
  const before = { from: days.from, until: Math.min(days.until, gone.from) }
  const after = { from: Math.max(days.from, gone.until), until: days.until }
  return [before, after].filter((part) => !isEmpty(part))
}

/** Cut where a cycle begins, and at the bill's day: what lies before it is no longer in advance. */
function pieces({ from, until }: Days, { cycleDay, billDay }: LineTerms): Piece[] {
  const cut: Piece[] = []
  for (let day = from; day < until; ) {
    const start = cycleStartOn(day, cycleDay)
    const cycle = { from: start, until: cycleAfter(start, cycleDay) }
    const end = Math.min(cycle.until, until, day < billDay ? billDay : until)
    cut.push({ from: day, until: end, cycle })
    day = end
  }
  return cut
}

const line = ({ id, name, detail, monthlyPrice }: BilledProduct, { from, until }: Days, code: BillLine['code'], amount: Money): DraftLine => ({
  group: (monthlyPrice ?? 0) < 0 ? 'credit' : 'service',
  code,
  name,
  detail,
  productId: id,
  adjustmentId: null,
  periodStart: dateOf(from),
  periodEnd: dateOf(until - 1),
  amount: amount.amount,
})
