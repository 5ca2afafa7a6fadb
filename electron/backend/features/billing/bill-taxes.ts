/**
 * Taxes and fees of a bill, from a table of rates by place, kind of product and day. What a rate is for is decided by
 * whoever keeps the table; internet access bears none in the United States (Internet Tax Freedom Act, 47 U.S.C. 151 note).
 */
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import { money, share, sum, type Money } from '#shared/kernel/money.ts'
import type { BilledProduct, DraftLine } from './product-lines.ts'
import { isHeldOn } from './product-lines.ts'

export type TaxRate = {
  id: string
  /** As on the bill. */
  name: string
  kind: 'tax' | 'fee'
  state: string
  /** Null: in the whole state. */
  city: string | null
  productKinds: readonly Product['kind'][]
  /** Null: whatever the product is called. */
  productNames: readonly string[] | null
  /** Millionths of the taxed amount; null for a flat one. */
  ppm: number | null
  /** Minor units for each product that is held on the bill's day; null for a share. */
  amount: number | null
  currency: string | null
  validFrom: string
  /** The last day; null while no end is known. */
  validTo: string | null
}

export type TaxPlace = { stateOrProvince: string | null; city: string | null }

/** The rates of that place and day, those of the state first, each by its name. */
export function ratesAt<R extends TaxRate>(rates: readonly R[], { stateOrProvince, city }: TaxPlace, date: string): R[] {
  const place = city?.toLowerCase()
  const holds = (rate: R): boolean => rate.state === stateOrProvince && (rate.city === null || rate.city.toLowerCase() === place)
    && rate.validFrom <= date && (rate.validTo === null || date <= rate.validTo)
  return rates.filter(holds).sort((a, b) => Number(a.city !== null) - Number(b.city !== null) || (a.name < b.name ? -1 : 1))
}

/** A line of the bill with what kind of product it is for; null for what no rate is for. */
export type TaxableLine = { line: DraftLine; kind: Product['kind'] | null }
type Taxed = { lines: readonly TaxableLine[]; products: readonly BilledProduct[]; billDay: number; currency: string }

/** One line for each tax, none of them 0. What is given back takes its tax with it. */
export const taxLines = (rates: readonly TaxRate[], taxed: Taxed): DraftLine[] =>
  rates.map((rate) => (rate.ppm === null ? flatFee(rate, taxed) : shareOfLines(rate, rate.ppm, taxed))).filter(({ amount }) => amount !== 0)

function shareOfLines(rate: TaxRate, ppm: number, { lines, currency }: Taxed): DraftLine {
  const base = lines.filter(({ line, kind }) => isFor(rate, kind, line.name)).map(({ line }) => money(line.amount, currency))
  return taxLine(rate, share(sum(base, currency), ppm, 1_000_000), `${ppm / 10_000} %`)
}

/** Counted by what the customer has, so that a phone line without a price of its own pays for its emergency calls too. */
function flatFee(rate: TaxRate, { products, billDay, currency }: Taxed): DraftLine {
  const held = products.filter((product) => isHeldOn(product, billDay) && isFor(rate, product.kind, product.name))
  const each = money(rate.amount ?? 0, rate.currency ?? currency)
  return taxLine(rate, sum(held.map(() => each), currency), held.length > 1 ? `× ${held.length}` : null)
}

const isFor = ({ productKinds, productNames }: TaxRate, kind: Product['kind'] | null, name: string): boolean =>
  kind !== null && productKinds.includes(kind) && (productNames === null || productNames.includes(name))

const taxLine = ({ name, kind }: TaxRate, amount: Money, detail: string | null): DraftLine => ({
  group: 'taxFee', code: kind, name, detail, productId: null, adjustmentId: null, periodStart: null, periodEnd: null, amount: amount.amount,
})
