/** The products of one account over time. A bill is made from these rows alone, so both always agree. */
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import { contractEnd } from '#shared/features/catalog/contract-terms.ts'
import { cycleAfter, cycleStartOn, dateOf } from '#shared/kernel/calendar.ts'
import { discountNames, discountPrices } from './catalog.ts'
import type { Random } from './random.ts'
import {
  bundle,
  gatewayRental,
  internetExtras,
  internetPlans,
  offeringCode,
  phoneExtras,
  setTopRental,
  staticAddress,
  tvExtras,
  type Plan,
} from './services.ts'
import type { Subscriber } from './subscriber.ts'

export type Holder = { subscriber: Subscriber; today: number; cycleDay: number; nextId: () => string; nextLineId: () => string; autopay: boolean; paperless: boolean }
type Kind = Product['kind']
type Span = { startDay: number; endDay: number | null }

/** What they had before the bigger plan. */
const FORMER_PLAN: Plan = internetPlans.find(({ name }) => name === 'Internet 100')!

/** @param extra as in `makeBilling`. */
export function makeProducts(random: Random, extra: Random, holder: Holder): Product[] {
  const { services, sinceDay } = holder.subscriber
  const sold = new Seller(holder, random.pick(['monthToMonth', 'monthToMonth', 'oneYear', 'twoYear'] as const))
  const start = { startDay: sinceDay, endDay: null }
  const changeDay = planChangeDay(random, extra, holder)
  if (services.bundled) sold.add('bundle', bundle, start)
  if (services.internet) sellInternet(random, sold, holder, changeDay)
  if (services.tv) {
    sold.add('tv', services.tv, start, services.bundled)
    for (const extra of tvExtras) if (random.chance(0.18)) sold.add('addOn', extra, laterStart(random, holder))
    for (let box = 0; box < services.setTops; box += 1) sold.add('addOn', setTopRental, start)
  }
  if (services.phone) {
    sold.add('phone', services.phone, start, services.bundled)
    for (const extra of phoneExtras) if (random.chance(0.15)) sold.add('addOn', extra, laterStart(random, holder))
  }
  sellDiscounts(random, sold, holder)
  sellLoyaltyOffer(extra, sold, holder)
  return sold.products
}

function sellInternet(random: Random, sold: Seller, holder: Holder, changeDay: number | null): void {
  const { services, sinceDay, person } = holder.subscriber
  if (!services.internet) return
  const former = services.bundled || person.organizationName ? null : FORMER_PLAN
  const upgraded = changeDay !== null && former !== null && former.name !== services.internet.name
  if (upgraded) sold.add('internet', former, { startDay: sinceDay, endDay: changeDay })
  sold.add('internet', services.internet, { startDay: upgraded ? changeDay : sinceDay, endDay: null }, services.bundled)
  if (services.rentsGateway) sold.add('addOn', gatewayRental, { startDay: sinceDay, endDay: null })
  if (person.organizationName && random.chance(0.5)) sold.add('addOn', staticAddress, { startDay: sinceDay, endDay: null })
  for (const extra of internetExtras) {
    const useless = extra.name === 'Unlimited Data' && services.internet.allowanceMegabytes === null
    if (!useless && random.chance(0.14)) sold.add('addOn', extra, laterStart(random, holder))
  }
}

function sellDiscounts(random: Random, sold: Seller, { subscriber, today, autopay, paperless }: Holder): void {
  const { services, sinceDay } = subscriber
  const start = { startDay: sinceDay, endDay: null }
  if (autopay && paperless) sold.discount('autopay', start)
  if (services.internet && services.tv && services.phone && !services.bundled) sold.discount('threeServices', start)
  const promised = services.internet !== null && services.internet.price > -discountPrices.newCustomer && random.chance(0.6)
  // An offer that ended more than 13 months ago is on no bill that can be seen, so it is left out.
  if (promised && sinceDay > today - 760) sold.discount('newCustomer', { startDay: sinceDay, endDay: sinceDay + 365 })
}

/** Some have just lost an offer, so that the newest bill is higher and they call. The first showpiece always has. */
function sellLoyaltyOffer(extra: Random, sold: Seller, { subscriber, today, cycleDay }: Holder): void {
  const chosen = extra.chance(0.06) || subscriber.index === 0
  const days = extra.between(1, 25)
  const onTheDay = extra.chance(0.5) || subscriber.index === 0
  const { internet } = subscriber.services
  if (!chosen || subscriber.status !== 'active' || !internet || internet.price <= -discountPrices.loyalty || subscriber.sinceDay > today - 760) return
  const newestBill = cycleStartOn(today, cycleDay)
  const endDay = onTheDay ? newestBill : cycleAfter(newestBill, cycleDay, -1) + days
  sold.discount('loyalty', { startDay: cycleAfter(endDay, cycleDay, -6), endDay })
}

/** An eighth of the older customers took a bigger plan within the last year, half of them in the middle of a cycle. */
function planChangeDay(random: Random, extra: Random, { subscriber, today, cycleDay }: Holder): number | null {
  const [inTheMiddle, later] = [extra.chance(0.5), extra.between(2, 25)]
  if (!random.chance(0.13) || subscriber.status !== 'active' || subscriber.sinceDay > today - 400) return null
  const billDay = cycleStartOn(today - random.between(20, 330), cycleDay)
  // A smaller one in the middle of a cycle could give back more than its bill asks for.
  const bigger = (subscriber.services.internet?.price ?? 0) > FORMER_PLAN.price
  return inTheMiddle && bigger && billDay + later < today ? billDay + later : billDay
}

function laterStart(random: Random, { subscriber, today }: Holder): Span {
  const latest = Math.max(subscriber.sinceDay, (subscriber.closedDay ?? today) - 10)
  return { startDay: random.chance(0.5) ? subscriber.sinceDay : random.between(subscriber.sinceDay, latest), endDay: null }
}

class Seller {
  readonly products: Product[] = []
  readonly #holder: Holder
  readonly #term: Product['contractTerm']

  constructor(holder: Holder, term: Product['contractTerm']) {
    this.#holder = holder
    this.#term = term
  }

  add(kind: Kind, plan: Plan, span: Span, pricedInBundle = false): void {
    const { subscriber, today, nextId } = this.#holder
    const endDay = subscriber.closedDay === null ? span.endDay : Math.min(subscriber.closedDay, span.endDay ?? subscriber.closedDay)
    if (endDay !== null && endDay <= span.startDay) return
    const isMain = kind === 'internet' || kind === 'tv' || kind === 'phone' || kind === 'bundle'
    this.products.push({
      id: nextId(),
      customerId: subscriber.customer.id,
      version: 1,
      kind,
      name: plan.name,
      detail: plan.detail,
      status: this.#statusOf(endDay, today),
      currency: 'USD',
      monthlyPrice: pricedInBundle ? null : plan.price,
      startedOn: dateOf(span.startDay),
      endsOn: endDay === null ? null : dateOf(endDay),
      contractTerm: isMain ? this.#term : null,
      contractEndsOn: isMain ? contractEnd(this.#term, dateOf(span.startDay)) : null,
      offeringCode: offeringCode(plan.name),
    })
  }

  discount(which: keyof typeof discountNames, span: Span): void {
    this.add('discount', { name: discountNames[which], price: discountPrices[which], detail: null, allowanceMegabytes: null }, span)
  }

  #statusOf(endDay: number | null, today: number): Product['status'] {
    if (endDay !== null && endDay <= today) return 'ended'
    const { status } = this.#holder.subscriber
    return status === 'active' ? 'active' : status === 'suspended' ? 'suspended' : 'pending'
  }
}
