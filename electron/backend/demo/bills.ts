/** A bill of the demo, by the same composition as a real one, from what was known on its day. */
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import { cycleAfter, dateOf } from '#shared/kernel/calendar.ts'
import { ratesAt } from '../features/billing/bill-taxes.ts'
import { composeBill, type ComposedBill, type OneTimeCharge } from '../features/billing/compose-bill.ts'
import type { Holder } from './products.ts'
import type { Random } from './random.ts'
import { townRates } from './taxes.ts'

type Occasion = { billDay: number; previous: ComposedBill | null; oneTime: readonly OneTimeCharge[] }

export function composeDemoBill(holder: Holder, products: readonly Product[], { billDay, previous, oneTime }: Occasion): ComposedBill {
  const { cycleDay, nextLineId } = holder
  const { place } = holder.subscriber.location
  const rates = ratesAt(townRates(place.city), { stateOrProvince: place.state, city: place.city }, dateOf(billDay))
  const known = { products: knownOn(holder, products, billDay), previous: previous ?? billBeforeTheBook(holder, billDay) }
  return composeBill({ currency: 'USD', billDay, cycleDay, charges: [], oneTime, rates, ...known }, nextLineId)
}

/** The book shows the last bills alone: the one before them is not in it, and its lines are not known. */
function billBeforeTheBook({ subscriber, cycleDay }: Holder, billDay: number) {
  const from = cycleAfter(billDay, cycleDay, -1)
  return from < subscriber.sinceDay ? null : { days: { from, until: billDay }, lines: null }
}

/** A change of plan is a surprise, so that months are billed in part; the end of an offer and of an account is not. */
function knownOn({ subscriber }: Holder, products: readonly Product[], day: number): Product[] {
  const date = dateOf(day)
  const isForeseen = ({ kind, endsOn }: Product): boolean => kind === 'discount' || (subscriber.closedDay !== null && endsOn === dateOf(subscriber.closedDay))
  return products
    .filter(({ startedOn }) => startedOn !== null && startedOn <= date)
    .map((product) => (product.endsOn !== null && product.endsOn > date && !isForeseen(product) ? { ...product, endsOn: null, status: 'active' as const } : product))
}

const charge = (name: string, amount: number, detail: string | null = null): OneTimeCharge => ({ name, detail, amount, kind: null })
const visits: readonly OneTimeCharge[] = [
  charge('Technician Visit', 6_000), charge('On-Demand Movie', 599), charge('On-Demand Movie', 799), charge('Plan Change Fee', 500), charge('Remote Control', 1_200, 'Replacement'),
]

export function oneTimeCharges(extra: Random, { first, late }: { first: boolean; late: boolean }): OneTimeCharge[] {
  const visit = extra.chance(0.03) ? [extra.pick(visits)] : []
  const fee = extra.chance(0.6) && late ? [charge('Late Fee', 1_000)] : []
  return [...(first && extra.chance(0.7) ? [charge('Installation', 4_900)] : []), ...fee, ...visit]
}
