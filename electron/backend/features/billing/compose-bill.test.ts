/** A failure prints fast-check's seed and path, which replay it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BillLine } from '#shared/features/billing/bill-document.schema.ts'
import { cycleAfter, cycleStartOn, dateOf, dayOf } from '#shared/kernel/calendar.ts'
import { money } from '#shared/kernel/money.ts'
import { ratesAt, type TaxRate } from './bill-taxes.ts'
import { composeBill, type BillBasis, type ComposedBill } from './compose-bill.ts'
import { NO_DAYS, priceOf, productLines, type BilledProduct } from './product-lines.ts'

let ids = 0
const newLineId = (): string => `line-${(ids += 1)}`
const product = (fields: Partial<BilledProduct> = {}): BilledProduct => ({
  id: 'p', kind: 'internet', name: 'Internet 500', detail: null, status: 'active', currency: 'USD', monthlyPrice: 6_000, startedOn: '2020-01-01', endsOn: null, ...fields,
})
const basis = (fields: Partial<BillBasis>): BillBasis => ({
  currency: 'USD', products: [], billDay: dayOf('2026-11-01'), cycleDay: 1, previous: null, charges: [], oneTime: [], rates: [], ...fields,
})
const compose = (fields: Partial<BillBasis>): ComposedBill => composeBill(basis(fields), newLineId)
const after = (bill: ComposedBill): Pick<BillBasis, 'previous' | 'billDay'> => ({ previous: { days: bill.days, lines: bill.lines }, billDay: bill.days.until })
const brief = ({ lines }: ComposedBill) => lines.map(({ code, periodStart, periodEnd, amount }) => [code, periodStart, periodEnd, amount])
const sumOf = (lines: readonly { amount: number }[]): number => lines.reduce((total, { amount }) => total + amount, 0)

describe('a product on a bill', () => {
  it('is charged for the cycle ahead, and on a first bill for the days before as well', () => {
    const first = compose({ products: [product({ startedOn: '2026-10-22' })] })
    expect(brief(first)).toEqual([['prorationCharge', '2026-10-22', '2026-10-31', 1_935], ['recurring', '2026-11-01', '2026-11-30', 6_000]])
    expect(brief(compose({ products: [product({ startedOn: '2026-10-22' })], ...after(first) }))).toEqual([['recurring', '2026-12-01', '2026-12-31', 6_000]])
  })

  it('that ended in a charged cycle is given back, and what took its place is charged from its day on', () => {
    const before = compose({ products: [product()] })
    const products = [product({ endsOn: '2026-11-11' }), product({ id: 'q', name: 'Internet 1 Gig', monthlyPrice: 9_000, startedOn: '2026-11-11' })]
    expect(brief(compose({ products, ...after(before) }))).toEqual([
      ['prorationCharge', '2026-11-11', '2026-11-30', 6_000], ['recurring', '2026-12-01', '2026-12-31', 9_000],
      ['prorationCredit', '2026-11-11', '2026-11-30', -4_000],
    ])
  })

  it('with an end ahead is charged up to it, and no more afterwards', () => {
    const bill = compose({ products: [product({ endsOn: '2026-11-16' })] })
    expect(brief(bill)).toEqual([['prorationCharge', '2026-10-01', '2026-10-31', 6_000], ['recurring', '2026-11-01', '2026-11-15', 3_000]])
    expect(brief(compose({ products: [product({ endsOn: '2026-11-16' })], ...after(bill) }))).toEqual([])
  })

  it('that was put off before it began gives back the days that were charged in advance', () => {
    const bill = compose({ products: [product({ startedOn: '2026-11-11' })] })
    expect(brief(bill)).toEqual([['recurring', '2026-11-11', '2026-11-30', 4_000]])
    const next = compose({ products: [product({ startedOn: '2026-11-21' })], ...after(bill) })
    expect(brief(next)).toEqual([['prorationCredit', '2026-11-11', '2026-11-20', -2_000], ['recurring', '2026-12-01', '2026-12-31', 6_000]])
  })

  it('is not charged or given back for days before the last bill, whatever date somebody types', () => {
    const previous = after(compose({ products: [product()] }))
    expect(brief(compose({ products: [product({ endsOn: '2021-01-01' })], ...previous }))).toEqual([['prorationCredit', '2026-11-01', '2026-11-30', -6_000]])
    const forgotten = product({ id: 'q', startedOn: '2019-01-01' })
    expect(brief(compose({ products: [forgotten], ...previous }))).toEqual([['prorationCharge', '2026-11-01', '2026-11-30', 6_000], ['recurring', '2026-12-01', '2026-12-31', 6_000]])
  })

  it('counts as charged when the bill before came without its lines and the product was held then', () => {
    const previous = { days: { from: dayOf('2026-11-01'), until: dayOf('2026-12-01') }, lines: null }
    const products = [product({ id: 'a', name: 'A' }), product({ id: 'b', name: 'B', startedOn: '2026-11-16' }), product({ id: 'c', name: 'C', endsOn: '2026-11-16' })]
    expect(brief(compose({ products, previous, billDay: dayOf('2026-12-01') }))).toEqual([
      ['recurring', '2026-12-01', '2026-12-31', 6_000],
      ['prorationCharge', '2026-11-16', '2026-11-30', 3_000], ['recurring', '2026-12-01', '2026-12-31', 6_000],
      ['prorationCredit', '2026-11-16', '2026-11-30', -3_000],
    ])
  })

  it.each([
    ['without a price of its own', { monthlyPrice: null }],
    ['that is free', { monthlyPrice: 0 }],
    ['that nobody knows the begin of', { startedOn: null }],
    ['that ended nobody knows when', { status: 'ended' as const }],
  ])('%s is on no bill', (_case, fields) => {
    expect(compose({ products: [product(fields)] }).lines).toEqual([])
  })

  it('of a negative price is a discount, among the credits', () => {
    const { lines } = compose({ products: [product(), product({ id: 'd', kind: 'discount', name: 'Offer', monthlyPrice: -1_000, startedOn: '2026-11-01' })] })
    expect(lines.map(({ group, amount }) => [group, amount])).toEqual([['service', 6_000], ['service', 6_000], ['credit', -1_000]])
  })

  it('of another currency stops the bill', () => {
    expect(() => compose({ products: [product({ currency: 'EUR' })] })).toThrow()
  })
})

describe('cycles at the ends of months', () => {
  it.each([
    [31, '2028-01-31', '2028-02-28', 6_000], [31, '2028-02-29', '2028-03-30', 6_000], [31, '2027-02-28', '2027-03-30', 6_000],
    [30, '2027-02-28', '2027-03-29', 6_000], [29, '2028-02-29', '2028-03-28', 6_000], [1, '2028-02-01', '2028-02-29', 6_000],
  ])('cycle day %i, bill of %s to %s', (cycleDay, billDate, last, amount) => {
    const { lines, days } = compose({ products: [product({ startedOn: billDate })], billDay: dayOf(billDate), cycleDay })
    expect(lines.map((line) => [line.periodStart, line.periodEnd, line.amount])).toEqual([[billDate, last, amount]])
    expect(dateOf(days.until - 1)).toBe(last)
  })
})

describe('taxes and fees', () => {
  const rate = (fields: Partial<TaxRate>): TaxRate => ({
    id: 'r', name: 'Tax', kind: 'tax', state: 'NY', city: null, productKinds: ['phone'], productNames: null, ppm: 80_000, amount: null, currency: null,
    validFrom: '2020-01-01', validTo: null, ...fields,
  })
  const phone = product({ id: 'a', kind: 'phone', name: 'Phone', monthlyPrice: 3_000, startedOn: '2026-11-01' })

  it('is a share of the kinds that it is for, one line for each tax', () => {
    const { lines, parts } = compose({ products: [phone, product({ startedOn: '2026-11-01' })], rates: [rate({}), rate({ name: 'City', ppm: 45_000 }), rate({ name: 'TV', productKinds: ['tv'] })] })
    expect(lines.filter(({ group }) => group === 'taxFee').map(({ code, name, amount, detail }) => [code, name, amount, detail])).toEqual([['tax', 'Tax', 240, '8 %'], ['tax', 'City', 135, '4.5 %']])
    expect(parts).toEqual({ revenue: money(9_000), tax: money(375), charges: money(0) })
  })

  it('can be for some products of a kind alone, and for what is charged once', () => {
    const products = [phone, product({ id: 'b', kind: 'addOn', name: 'Rental', monthlyPrice: 1_000, startedOn: '2026-11-01' }), product({ id: 'c', kind: 'addOn', name: 'More Data', startedOn: '2026-11-01' })]
    const rentals = rate({ productKinds: ['addOn'], productNames: ['Rental', 'Jack'], ppm: 100_000 })
    const { lines } = compose({ products, rates: [rentals], oneTime: [{ name: 'Jack', detail: null, amount: 500, kind: 'addOn' }, { name: 'Visit', detail: null, amount: 900, kind: null }] })
    expect(lines.at(-1)).toMatchObject({ group: 'taxFee', amount: 150 })
  })

  it('a flat fee counts the products that are held, with a price or without', () => {
    const fee = rate({ name: 'E911', kind: 'fee', ppm: null, amount: 35, currency: 'USD' })
    const gone = { ...phone, id: 'z', startedOn: '2020-01-01', endsOn: '2026-11-01' }
    const { lines } = compose({ products: [phone, { ...phone, id: 'b', monthlyPrice: null }, gone], rates: [fee] })
    expect(lines.find(({ group }) => group === 'taxFee')).toMatchObject({ code: 'fee', name: 'E911', detail: '× 2', amount: 70 })
  })

  it('what is given back takes its tax with it', () => {
    const before = compose({ products: [phone], rates: [rate({})] })
    const bill = compose({ products: [{ ...phone, endsOn: '2026-11-16' }], rates: [rate({})], ...after(before) })
    expect(bill.lines.map(({ amount }) => amount)).toEqual([-1_500, -120])
    expect(bill.amount).toEqual(money(-1_620))
  })

  it('holds in its place and between its days', () => {
    const rates = [rate({ name: 'City', city: 'Yonkers' }), rate({ name: 'Old', validTo: '2025-12-31' }), rate({ name: 'New', validFrom: '2026-01-01' }), rate({ name: 'NJ', state: 'NJ' })]
    const names = (place: { stateOrProvince: string | null; city: string | null }, date: string) => ratesAt(rates, place, date).map(({ name }) => name)
    expect(names({ stateOrProvince: 'NY', city: 'YONKERS' }, '2026-01-01')).toEqual(['New', 'City'])
    expect(names({ stateOrProvince: 'NY', city: 'Rye' }, '2025-12-31')).toEqual(['Old'])
    expect(names({ stateOrProvince: null, city: null }, '2026-01-01')).toEqual([])
  })
})

describe('charges of people', () => {
  it('go on the bill with the id of the adjustment, and keep apart from the revenue', () => {
    const { lines, parts, amount } = compose({ charges: [{ adjustmentId: 'a', name: 'Equipment not returned', amount: 9_900 }] })
    expect(lines).toMatchObject([{ group: 'oneTime', code: 'adjustmentCharge', name: 'Equipment not returned', adjustmentId: 'a', productId: null, amount: 9_900 }])
    expect([parts, amount]).toEqual([{ revenue: money(0), tax: money(0), charges: money(9_900) }, money(9_900)])
  })
})

/** A product's days as they were known at each bill: people change both ends, at any time. */
const life = fc.record({
  cycleDay: fc.integer({ min: 1, max: 31 }),
  firstDay: fc.integer({ min: dayOf('2023-01-01'), max: dayOf('2028-12-31') }),
  price: fc.oneof(fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: -4_000, max: -1 }), fc.constantFrom(1, 2, 29, 31)),
  start: fc.integer({ min: -27, max: 70 }),
  end: fc.option(fc.integer({ min: 0, max: 400 })),
  edits: fc.array(fc.option(fc.record({ start: fc.option(fc.integer({ min: -90, max: 60 })), end: fc.option(fc.integer({ min: -90, max: 120 })) })), { minLength: 1, maxLength: 14 }),
})
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never

/**
 * Bills month by month. @param honest edits change nothing that lies before the last bill.
 * @returns each bill with the product as it was known then
 */
function liveThrough({ cycleDay, firstDay, price, start, end, edits }: Life, honest: boolean) {
  const first = cycleStartOn(firstDay, cycleDay)
  let known = product({ monthlyPrice: price, startedOn: dateOf(first + start), endsOn: end === null ? null : dateOf(first + Math.max(start, 0) + end) })
  const bills: { bill: ComposedBill; known: BilledProduct }[] = []
  // Three more bills without changes, so that everything known is settled.
  for (const edit of [...edits, null, null, null]) {
    const last = bills.at(-1)?.bill ?? null
    const billDay = last?.days.until ?? first
    if (last && edit) known = edited(known, edit, billDay, honest ? last.days.from : -Infinity)
    bills.push({ known, bill: compose({ products: [known], cycleDay, billDay, previous: last && { days: last.days, lines: last.lines } }) })
  }
  return { bills, known, first }
}

function edited(known: BilledProduct, { start, end }: { start: number | null; end: number | null }, billDay: number, settled: number): BilledProduct {
  const began = dayOf(known.startedOn ?? '')
  const startedOn = start === null || began < settled ? began : Math.max(settled, billDay + start)
  const ended = known.endsOn === null ? Infinity : dayOf(known.endsOn)
  const endsOn = ended < settled ? ended : end === null ? Infinity : Math.max(settled, billDay + end)
  return { ...known, startedOn: dateOf(startedOn), endsOn: endsOn === Infinity ? null : dateOf(Math.max(startedOn, endsOn)) }
}

/** How often each day was charged, less how often it was given back; after each bill it is asked about. */
function countDays(bills: readonly { bill: ComposedBill }[], afterEach: (days: ReadonlyMap<number, number>) => void): ReadonlyMap<number, number> {
  const days = new Map<number, number>()
  for (const { bill } of bills) {
    for (const { code, periodStart, periodEnd } of bill.lines)
      for (let day = dayOf(periodStart ?? ''); day <= dayOf(periodEnd ?? ''); day += 1) days.set(day, (days.get(day) ?? 0) + (code === 'prorationCredit' ? -1 : 1))
    afterEach(days)
  }
  return days
}

describe('for every life of a product', () => {
  const check = (property: (given: Life) => void): void => fc.assert(fc.property(life, property), { numRuns: 400 })

  it('billing month by month, whatever changed on the way, is billing once, to the cent', () => {
    check((given) => {
      const { bills, known, first } = liveThrough(given, true)
      const window = { from: cycleAfter(first, given.cycleDay, -1), until: bills.at(-1)?.bill.days.until ?? first }
      const once = productLines(known, { cycleDay: given.cycleDay, billDay: first, window, billed: NO_DAYS })
      expect(sumOf(bills.flatMap(({ bill }) => bill.lines))).toBe(sumOf(once))
    })
  })

  it('no day is charged twice or given back unless it was charged, and every day that is owed is charged', () => {
    check((given) => {
      // A line of 0 is not written, so a price is needed of which every day costs something.
      const { bills, known } = liveThrough({ ...given, price: given.price < 0 ? given.price - 1_000 : given.price + 1_000 }, false)
      const days = countDays(bills, (sofar) => expect([...sofar.values()].filter((times) => times !== 0 && times !== 1)).toEqual([]))
      const owed = (date: string): boolean => date >= (known.startedOn ?? '') && (known.endsOn === null || date < known.endsOn)
      // From the bill before the last change on.
      const settled = { from: bills.at(-4)?.bill.days.from ?? 0, until: bills.at(-1)?.bill.days.until ?? 0 }
      for (let day = settled.from; day < settled.until; day += 1) if ((days.get(day) ?? 0) !== Number(owed(dateOf(day)))) expect(dateOf(day)).toBe('charged if and only if owed')
    })
  })

  it('each line is within a cent of its exact share, none is 0, and the amount is their sum', () => {
    check((given) => {
      for (const { bill } of liveThrough(given, false).bills) {
        for (const line of bill.lines) expect(Math.abs(distance(line, given))).toBeLessThanOrEqual(1)
        expect(bill.lines.every(({ amount }) => amount !== 0)).toBe(true)
        expect(bill.amount.amount).toBe(sumOf(bill.lines))
        expect(bill.parts.revenue.amount + bill.parts.tax.amount + bill.parts.charges.amount).toBe(bill.amount.amount)
      }
    })
  })

  it('whole cycles cost the whole price, into however many products they are cut', () => {
    fc.assert(fc.property(life, fc.array(fc.integer({ min: 0, max: 130 }), { maxLength: 6 }), ({ cycleDay, firstDay, price }, cuts) => {
      const from = cycleStartOn(firstDay, cycleDay)
      const until = cycleAfter(from, cycleDay, 4)
      const marks = [from, ...cuts.map((cut) => from + cut).filter((day) => day < until).sort((a, b) => a - b), until]
      const terms = { cycleDay, billDay: from, window: { from, until }, billed: NO_DAYS }
      const lines = marks.slice(1).flatMap((end, position) =>
        productLines(product({ monthlyPrice: price, startedOn: dateOf(marks[position] ?? from), endsOn: dateOf(end) }), terms))
      expect(sumOf(lines)).toBe(price * 4)
    }), { numRuns: 400 })
  })
})

/** In cents, from the share that a calculator gives. */
function distance({ code, periodStart, periodEnd, amount }: BillLine, { cycleDay, price }: Life): number {
  const [from, until] = [dayOf(periodStart ?? ''), dayOf(periodEnd ?? '') + 1]
  const start = cycleStartOn(from, cycleDay)
  const exact = (price * (until - from)) / (cycleAfter(start, cycleDay) - start)
  return amount - (code === 'prorationCredit' ? -exact : exact)
}

it('a piece that begins or ends with its cycle is within half a cent', () => {
  fc.assert(fc.property(life, fc.integer({ min: 1, max: 27 }), ({ cycleDay, firstDay, price }, cut) => {
    const start = cycleStartOn(firstDay, cycleDay)
    const end = cycleAfter(start, cycleDay)
    for (const days of [{ from: start, until: start + cut }, { from: start + cut, until: end }]) {
      const exact = (price * (days.until - days.from)) / (end - start)
      expect(Math.abs(priceOf(money(price), { ...days, cycle: { from: start, until: end } }).amount - exact)).toBeLessThanOrEqual(0.5)
    }
  }))
})
