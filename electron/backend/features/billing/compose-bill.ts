/**
 * A bill from what is known: the one place where its lines come from, whether it is posted, shown beforehand, or made
 * for the demo. No database and no clock: the same input gives the same bill.
 */
import { MAX_BILL_LINES, billLineGroupSchema, type BillLine } from '#shared/features/billing/bill-document.schema.ts'
import { productKindSchema, type Product } from '#shared/features/catalog/catalog.schema.ts'
import { cycleAfter, cycleStartOn, dayOf } from '#shared/kernel/calendar.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { money, sum, type Money } from '#shared/kernel/money.ts'
import { taxLines, type TaxableLine, type TaxRate } from './bill-taxes.ts'
import { isHeldOn, NO_DAYS, productLines, type BilledProduct, type Days, type DraftLine } from './product-lines.ts'

/** Days from a bill to its due date. */
export const DUE_AFTER_DAYS = 22

export type BillBasis = {
  currency: string
  products: readonly BilledProduct[]
  billDay: number
  /** 1 to 31. */
  cycleDay: number
  /** Null for the account's first bill. */
  previous: PreviousBill | null
  charges: readonly WaitingCharge[]
  oneTime: readonly OneTimeCharge[]
  /** Those that hold at the service address on the bill's day, in the order of the bill. */
  rates: readonly TaxRate[]
}

/** `days`: from its date to the end of its period. `lines` null: a bill that came without; it charged what was held on its date. */
export type PreviousBill = { days: Days; lines: readonly BillLine[] | null }
/** A charge adjustment that is on no bill yet; `amount` in minor units, above 0. */
export type WaitingCharge = { adjustmentId: string; name: string; amount: number }
/** `kind`: as what it is taxed. `group`: where it stands, `oneTime` without it. `amount` in minor units. */
export type OneTimeCharge = { name: string; detail: string | null; amount: number; kind: Product['kind'] | null; group?: 'oneTime' | 'usage' }

export type ComposedBill = {
  /** From the bill's day to the next one's. */
  days: Days
  dueDay: number
  lines: BillLine[]
  /** Sum of the lines: below 0 where more is given back than charged. */
  amount: Money
  /** Sum of the lines that are charged in advance, before tax. */
  recurring: Money
  /** The same amount by where it belongs in the ledger; each may be below 0. */
  parts: { revenue: Money; tax: Money; charges: Money }
}

/** @throws AppError `internal` for more lines than a bill may have, and for a product of another currency. */
export function composeBill(basis: BillBasis, newLineId: () => string): ComposedBill {
  const { billDay, currency } = basis
  const days = cycleOf(basis)
  const drafts = draftLines(basis, days)
  if (drafts.length > MAX_BILL_LINES) throw new AppError('internal', { detail: 'more lines than a bill may have' })
  const lines = drafts.map((line): BillLine => ({ id: newLineId(), ...line }))
  const total = (of: (line: BillLine) => boolean): Money => sum(lines.filter(of).map((line) => money(line.amount, currency)), currency)
  const isCharge = ({ code }: BillLine): boolean => code === 'adjustmentCharge'
  const isTax = ({ group }: BillLine): boolean => group === 'taxFee'
  return {
    days,
    dueDay: billDay + DUE_AFTER_DAYS,
    lines,
    amount: total(() => true),
    recurring: total(({ code }) => code === 'recurring'),
    parts: { revenue: total((line) => !isCharge(line) && !isTax(line)), tax: total(isTax), charges: total(isCharge) },
  }
}

/** From the bill's day to the next begin of a cycle. */
export const cycleOf = ({ billDay, cycleDay }: Pick<BillBasis, 'billDay' | 'cycleDay'>): Days => ({
  from: billDay,
  until: cycleAfter(cycleStartOn(billDay, cycleDay), cycleDay),
})

function draftLines(basis: BillBasis, { until }: Days): DraftLine[] {
  const { products, billDay, cycleDay, currency, previous, rates } = basis
  // A first bill has one cycle behind it at most: the one in which service began.
  const window = { from: previous?.days.from ?? cycleAfter(cycleStartOn(billDay, cycleDay), cycleDay, -1), until }
  const billed = billedDays(previous, products)
  const priced = products.filter(({ monthlyPrice }) => monthlyPrice !== null)
  for (const product of priced) if (product.currency !== currency) throw new AppError('internal', { detail: 'a product of another currency' })
  const lines = [
    ...priced.flatMap((product) =>
      productLines(product, { cycleDay, billDay, window, billed: billed.get(product.id) ?? NO_DAYS }).map((line): TaxableLine => ({ line, kind: product.kind }))),
    ...basis.oneTime.map(oneTimeLine),
    ...basis.charges.map(chargeLine),
  ].filter(({ line }) => line.amount !== 0)
  return [...inOrder(lines), ...taxLines(rates, { lines, products, billDay, currency })].sort(byGroup)
}

/** What the bill before charged in advance, by product. */
function billedDays(previous: PreviousBill | null, products: readonly BilledProduct[]): Map<string, Days> {
  const billed = new Map<string, Days>()
  if (previous?.lines === null) {
    for (const product of products) if (isHeldOn(product, previous.days.from)) billed.set(product.id, previous.days)
    return billed
  }
  for (const { code, productId, periodStart, periodEnd } of previous?.lines ?? []) {
    if (code !== 'recurring' || productId === null || periodStart === null || periodEnd === null) continue
    const { from, until } = billed.get(productId) ?? { from: Infinity, until: -Infinity }
    billed.set(productId, { from: Math.min(from, dayOf(periodStart)), until: Math.max(until, dayOf(periodEnd) + 1) })
  }
  return billed
}

const oneTimeLine = ({ kind, group = 'oneTime', ...charge }: OneTimeCharge): TaxableLine => ({
  kind,
  line: { group, code: 'oneTime', ...charge, productId: null, adjustmentId: null, periodStart: null, periodEnd: null },
})

const chargeLine = (charge: WaitingCharge): TaxableLine => ({
  kind: null,
  line: { group: 'oneTime', code: 'adjustmentCharge', ...charge, detail: null, productId: null, periodStart: null, periodEnd: null },
})

const groupPlace = new Map(billLineGroupSchema.options.map((group, place) => [group, place]))
const kindPlace = new Map(productKindSchema.options.map((kind, place) => [kind, place]))
const byGroup = (a: DraftLine, b: DraftLine): number => (groupPlace.get(a.group) ?? 0) - (groupPlace.get(b.group) ?? 0)

/** The same whatever order the database gave the products in. */
function inOrder(lines: readonly TaxableLine[]): DraftLine[] {
  const place = ({ kind }: TaxableLine): number => (kind === null ? kindPlace.size : (kindPlace.get(kind) ?? 0))
  const key = ({ line }: TaxableLine): string => [line.name, line.productId ?? line.adjustmentId ?? '', line.periodStart ?? ''].join('\n')
  const keyed = lines.map((each) => ({ line: each.line, place: place(each), key: key(each) }))
  return keyed.sort((a, b) => byGroup(a.line, b.line) || a.place - b.place || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ line }) => line)
}
