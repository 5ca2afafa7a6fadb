/** Random accounts at random moments, and what somebody orders there. The same number gives the same case. */
import { addDays, cycleAfter, cycleStartOn, dateIn, dateOf, dayOf } from '../../../shared/kernel/calendar.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { contractEnd } from '../../../shared/features/catalog/contract-terms.ts'
import type { ContractTerm, ProductOffering } from '../../../shared/features/catalog/offerings.schema.ts'
import type { OrderItem, PlanChange } from '../../../shared/features/catalog/orders.schema.ts'
import type { HeldProduct } from '../../../shared/features/catalog/plan-slots.ts'
import type { NewOneTimeCharge } from '../../../electron/backend/features/billing/one-time-charges.ts'
import type { TaxRate } from '../../../electron/backend/features/billing/bill-taxes.ts'
import { demoCatalog } from '../../../electron/backend/demo/catalog.ts'
import { Random } from '../../../electron/backend/demo/random.ts'
import { townRates } from '../../../electron/backend/demo/taxes.ts'

export type PlanCase = {
  number: number
  /** The moment of the order, and the operator's day of it. */
  at: number
  timeZone: string
  today: string
  cycleDay: number
  nextBillDate: string
  /** What is known of the bill before: none was made, one without lines, or one as the run makes it. */
  history: 'none' | 'withoutLines' | 'billed'
  products: HeldProduct[]
  /** Charges by people and charges made once that wait already. Minor units. */
  charges: number[]
  oneTime: Omit<NewOneTimeCharge, 'source' | 'sourceId'>[]
  change: PlanChange
  /** What is charged by people before each of the two bills, though nothing of it was shown. */
  between: [number[], number[]]
  /** Of an order that is scheduled. */
  cancelled: 'no' | 'beforeFirst' | 'beforeSecond'
  /** When the housekeeping looks at orders: it must not matter. */
  keeper: 'before' | 'after' | 'never'
}

const CATALOG_DAY = '2024-01-15'
export const catalog: readonly ProductOffering[] = demoCatalog(CATALOG_DAY)

const MONTH_FEES: readonly TaxRate[] = Array.from({ length: 66 }, (_, index): TaxRate => {
  const month = (offset: number) => new Date(Date.UTC(2022, index * 2 + offset, 1)).toISOString().slice(0, 10)
  return {
    id: newId(), name: 'Plant Fee', kind: 'fee', state: 'NY', city: 'Yonkers', productKinds: ['internet', 'tv', 'phone', 'bundle', 'addOn', 'discount'], productNames: null,
    ppm: 12_345, amount: null, currency: null, validFrom: month(0), validTo: addDays(month(1), -1),
  }
})
/** Those of Yonkers, and a fee that holds every other month: the two bills are not taxed alike. */
export const rates: readonly TaxRate[] = [...townRates('Yonkers'), ...MONTH_FEES]

const ZONES = ['America/New_York', 'America/Los_Angeles', 'Pacific/Honolulu', 'America/St_Johns', 'Europe/Madrid', 'Asia/Kolkata', 'Pacific/Auckland'] as const
/** Month ends, leap days, the nights on which clocks are changed, the turn of a year. */
const CORNERS = ['2024-02-28', '2024-02-29', '2024-03-01', '2025-02-28', '2028-02-29', '2024-03-10', '2024-11-03', '2025-03-30', '2026-10-25', '2024-12-31', '2025-01-01', '2026-01-31', '2026-04-30', '2026-07-31', '2027-08-31'] as const
const DAY_MS = 86_400_000

export function planCase(seed: number, number: number): PlanCase {
  const random = new Random(seed, number, 1)
  const timeZone = random.pick(ZONES)
  const at = moment(random)
  const today = dateIn(timeZone, at)
  const cycleDay = random.chance(0.35) ? random.pick([1, 28, 29, 30, 31] as const) : random.between(1, 31)
  const nextBillDate = dateOf(nextBill(random, dayOf(today), cycleDay))
  const products = holding(random, { today, previous: dateOf(cycleAfter(dayOf(nextBillDate), cycleDay, -1)), ids: idsOf(seed, number) })
  const amounts = (most: number) => Array.from({ length: random.chance(0.25) ? random.between(1, most) : 0 }, () => random.between(1, 9_999))
  return {
    number, at, timeZone, today, cycleDay, nextBillDate, products,
    history: random.pick(['billed', 'billed', 'billed', 'withoutLines', 'none'] as const),
    charges: amounts(2),
    oneTime: amounts(2).map((amount) => ({ name: 'Installation', detail: null, kind: random.pick(['internet', 'phone'] as const), amount, dueOn: addDays(today, random.between(-20, 50)) })),
    change: { items: items(random, products, today), ...effective(random, today) },
    between: [amounts(1), amounts(1)],
    cancelled: random.pick(['no', 'no', 'no', 'beforeFirst', 'beforeSecond'] as const),
    keeper: random.pick(['before', 'after', 'never'] as const),
  }
}

/** Ids that are the same for the same case, so that a failure can be repeated. */
function idsOf(seed: number, number: number): () => string {
  const random = new Random(seed, number, 2)
  return () => newId({ now: () => Date.UTC(2024, 0, 1) }, Uint8Array.from({ length: 16 }, () => random.between(0, 255)))
}

function moment(random: Random): number {
  const day = random.chance(0.5) ? dayOf(random.pick(CORNERS)) : random.between(dayOf('2024-02-01'), dayOf('2031-12-31'))
  // Often near a midnight of somewhere.
  const ms = random.chance(0.5) ? random.between(0, DAY_MS - 1) : random.between(0, 23) * 3_600_000 + random.between(-2_000, 2_000)
  return day * DAY_MS + ms
}

/** Mostly ahead; sometimes today, and sometimes one that should have been made already. */
function nextBill(random: Random, today: number, cycleDay: number): number {
  const start = cycleStartOn(today, cycleDay)
  return random.chance(0.1) || (start === today && random.chance(0.5)) ? start : cycleAfter(start, cycleDay)
}

type Begun = { today: string; previous: string; ids: () => string }

function holding(random: Random, { today, previous, ids }: Begun): HeldProduct[] {
  const since = (): string => {
    const day = random.chance(0.7) ? addDays(previous, -random.between(1, 900)) : addDays(previous, random.between(-3, 32))
    return day < today ? day : today
  }
  const of = (offering: ProductOffering, more: Partial<HeldProduct> = {}): HeldProduct => {
    const startedOn = since()
    const term = offering.terms.length > 0 ? random.pick(['monthToMonth', 'oneYear', 'twoYear'] as const) : null
    return {
      id: ids(), kind: offering.kind, name: offering.name.english, detail: offering.detail?.english ?? null, status: 'active', currency: 'USD', monthlyPrice: offering.monthlyPrice,
      startedOn, endsOn: null, contractTerm: term, contractEndsOn: contractEnd(term, startedOn), offeringCode: offering.code, ...more,
    }
  }
  const any = (kind: HeldProduct['kind']) => random.pick(catalog.filter((offering) => offering.kind === kind && offering.customerKinds.includes('residential')))
  const bundled = random.chance(0.12)
  const inBundle = bundled ? { monthlyPrice: null } : {}
  const main = [
    ...(bundled ? [of(any('bundle'))] : []),
    ...(bundled || random.chance(0.85) ? [of(any('internet'), inBundle)] : []),
    ...(bundled || random.chance(0.45) ? [of(any('tv'), inBundle)] : []),
    ...(bundled || random.chance(0.35) ? [of(any('phone'), inBundle)] : []),
  ]
  const extras = Array.from({ length: random.between(0, 3) }, () => of(any('addOn')))
  const offers = catalog.filter(({ kind }) => kind === 'discount').filter(() => random.chance(0.2))
    .map((offering) => of(offering, random.chance(0.5) ? { endsOn: addDays(today, random.between(-20, 70)) } : {}))
  const former = random.chance(0.15) ? [of(any('internet'), { status: 'ended', endsOn: addDays(previous, random.between(-10, 10)) })] : []
  return [...main, ...extras, ...offers, ...former.filter(({ startedOn, endsOn }) => startedOn !== null && endsOn !== null && startedOn < endsOn && endsOn <= today)]
}

function items(random: Random, products: readonly HeldProduct[], today: string): OrderItem[] {
  const held = products.filter(({ kind, status }) => kind !== 'discount' && status !== 'ended')
  const wanted: OrderItem[] = []
  for (let count = random.pick([1, 1, 1, 2, 3]); count > 0; count -= 1) wanted.push(anyItem(random, held, today))
  return wanted
}

function anyItem(random: Random, held: readonly HeldProduct[], today: string): OrderItem {
  const sold = catalog.filter((offering) => offering.kind !== 'discount' && offering.customerKinds.includes('residential') && (offering.soldUntil === null || offering.soldUntil >= today))
  const termOf = (offering: ProductOffering, none: number): ContractTerm | null =>
    offering.terms.length === 0 || random.chance(none) ? null : random.pick(offering.terms).term
  const from = held.length > 0 ? random.pick(held) : null
  const roll = random.fraction()
  if (from && roll < 0.2) return { action: 'remove', productId: from.id }
  const others = from ? sold.filter(({ kind, code }) => kind === from.kind && kind !== 'addOn' && kind !== 'bundle' && code !== from.offeringCode) : []
  if (from && others.length > 0 && roll < 0.65) {
    const offering = random.pick(others)
    return { action: 'change', productId: from.id, offeringCode: offering.code, term: termOf(offering, 0.6) }
  }
  const offering = random.pick(sold)
  return { action: 'add', offeringCode: offering.code, term: termOf(offering, 0.4) }
}

function effective(random: Random, today: string): Pick<PlanChange, 'effective' | 'date'> {
  const kind = random.pick(['now', 'now', 'nextCycle', 'date', 'date'] as const)
  return { effective: kind, date: kind === 'date' ? addDays(today, random.between(0, 50)) : null }
}
