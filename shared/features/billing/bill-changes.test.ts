import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainChanges, type BillChange } from './bill-changes.ts'
import { billLineCodeSchema, billLineGroupSchema, type BillLine } from './bill-document.schema.ts'

const seed = Number(process.env.HEADEND_SEED ?? Date.now() % 2 ** 31)
const idOf = (number: number) => `01920000-0000-7000-8000-${String(number).padStart(12, '0')}`
let lines = 0
const line = (change: Partial<BillLine>): BillLine => ({
  id: idOf((lines += 1)), group: 'service', code: 'recurring', name: 'Internet 500', detail: null, productId: null, adjustmentId: null,
  periodStart: null, periodEnd: null, amount: 7999, ...change,
})
const product = (number: number, name: string, amount: number, change: Partial<BillLine> = {}) => line({ productId: idOf(number), name, amount, ...change })
const total = (list: readonly { amount: number }[]) => list.reduce((sumSoFar, { amount }) => sumSoFar + amount, 0)
const inShort = (changes: BillChange[]) => changes.map(({ kind, formerName, name, amount }) => [kind, formerName ? `${formerName} -> ${name}` : name, amount])

const anyLine = fc.record({
  id: fc.uuid(),
  group: fc.constantFrom(...billLineGroupSchema.options),
  code: fc.constantFrom(...billLineCodeSchema.options),
  name: fc.constantFrom('Internet 500', 'Internet 1000', 'TV Select', 'New Customer Offer', 'Late fee', 'NY State Sales Tax'),
  detail: fc.constant(null),
  productId: fc.option(fc.integer({ min: 1, max: 5 }).map(idOf)),
  adjustmentId: fc.option(fc.integer({ min: 6, max: 8 }).map(idOf)),
  periodStart: fc.constant(null),
  periodEnd: fc.constant(null),
  amount: fc.integer({ min: -100_000, max: 100_000 }),
})
const anyBill = fc.array(anyLine, { maxLength: 30 })
const kinds = fc.func(fc.option(fc.constantFrom('internet' as const, 'tv' as const, 'addOn' as const)))

describe('what changed since the last bill', () => {
  it('sums to the difference of the two bills to the cent, whatever stands on them', () => {
    console.log(`seed ${seed}`)
    fc.assert(fc.property(anyBill, anyBill, kinds, (before, now, kindOf) => {
      const changes = explainChanges(before, now, kindOf)
      expect(total(changes)).toBe(total(now) - total(before))
      for (const change of changes) expect(change.amount).toBe(change.now - change.before)
    }), { seed })
  })

  it('says nothing of two equal bills, in whatever order their lines stand', () => {
    fc.assert(fc.property(anyBill, fc.infiniteStream(fc.nat()), (bill, order) => {
      const shuffled = bill.map((each) => ({ each, at: order.next().value ?? 0 })).sort((a, b) => a.at - b.at).map(({ each }) => each)
      // A name may stand for several lines of one product; which of them speaks for all is then the order's.
      const changes = explainChanges(bill, shuffled).filter(({ kind }) => kind !== 'planChanged')
      expect(changes).toEqual([])
    }), { seed })
  })

  it('says nothing when there is nothing to compare with', () => {
    expect(explainChanges(null, [product(1, 'Internet 500', 7999)])).toEqual([])
  })

  it.each<[string, BillLine[], BillLine[], unknown[]]>([
    ['a promotion that ended', [product(1, 'Offer', -2000)], [], [['promotionEnded', 'Offer', 2000]]],
    ['a promotion that began', [], [product(1, 'Offer', -2000)], [['promotionStarted', 'Offer', -2000]]],
    ['a promotion that is worth less', [product(1, 'Offer', -2000)], [product(1, 'Offer', -1500)], [['promotionChanged', 'Offer', 500]]],
    ['a product added', [], [product(1, 'TV Select', 6500)], [['productAdded', 'TV Select', 6500]]],
    ['a product added for nothing', [], [product(1, 'Gateway', 0)], [['productAdded', 'Gateway', 0]]],
    ['a product ended', [product(1, 'TV Select', 6500)], [], [['productEnded', 'TV Select', -6500]]],
    ['a price that rose', [product(1, 'TV Select', 6500)], [product(1, 'TV Select', 7000)], [['priceUp', 'TV Select', 500]]],
    ['a price that fell', [product(1, 'TV Select', 7000)], [product(1, 'TV Select', 6500)], [['priceDown', 'TV Select', -500]]],
    ['a plan for another of its kind', [product(1, 'Internet 100', 4999)], [product(2, 'Internet 500', 7999)], [['planChanged', 'Internet 100 -> Internet 500', 3000]]],
    ['a plan that kept its number', [product(1, 'Internet 100', 4999)], [product(1, 'Internet 500', 4999)], [['planChanged', 'Internet 100 -> Internet 500', 0]]],
    ['a partial month', [], [product(1, 'Internet 500', 533, { code: 'prorationCharge' })], [['partialMonth', 'Internet 500', 533]]],
    ['a partial month of the last bill', [product(1, 'Internet 500', 533, { code: 'prorationCharge' })], [], [['partialMonth', 'Internet 500', -533]]],
    ['something once', [line({ code: 'oneTime', group: 'oneTime', name: 'Installation', amount: 5000 })], [line({ code: 'oneTime', group: 'oneTime', name: 'Late fee', amount: 800 })],
      [['oneTime', 'Installation', -5000], ['oneTime', 'Late fee', 800]]],
    ['use beyond the allowance', [], [product(1, 'Internet 100', 1000, { code: 'overage', group: 'usage' })], [['overage', 'Internet 100', 1000]]],
    ['a charge made by hand', [], [line({ code: 'adjustmentCharge', group: 'oneTime', name: 'Equipment', adjustmentId: idOf(9), amount: 9900 })], [['adjustment', 'Equipment', 9900]]],
    ['taxes and fees, as one', [line({ code: 'tax', group: 'taxFee', name: 'State', amount: 400 }), line({ code: 'fee', group: 'taxFee', name: 'E911', amount: 100 })],
      [line({ code: 'tax', group: 'taxFee', name: 'State', amount: 450 }), line({ code: 'fee', group: 'taxFee', name: 'E911', amount: 90 })], [['taxesAndFees', null, 40]]],
    ['a fee of the operator’s own by its name', [], [line({ code: 'fee', group: 'oneTime', name: 'Reconnection', amount: 2500 })], [['oneTime', 'Reconnection', 2500]]],
  ])('tells %s', (_, before, now, expected) => {
    expect(inShort(explainChanges(before, now))).toEqual(expected)
  })

  it('takes two extras for what they are, and two plans of other names for a change of plan, once it knows their kinds', () => {
    const [before, now] = [[product(1, 'Gig Fiber', 9000), product(3, 'Sports', 1000)], [product(2, 'Internet 500', 7999), product(4, 'Movies', 1200)]]
    const kindOf = (id: string) => ([idOf(1), idOf(2)].includes(id) ? 'internet' as const : 'addOn' as const)
    expect(inShort(explainChanges(before, now, kindOf))).toEqual([
      ['productAdded', 'Movies', 1200], ['planChanged', 'Gig Fiber -> Internet 500', -1001], ['productEnded', 'Sports', -1000],
    ])
    // Without them the names have to do, and these say nothing.
    expect(explainChanges(before, now).map(({ kind }) => kind)).not.toContain('planChanged')
  })

  it('names the largest first', () => {
    const changes = explainChanges([product(1, 'Offer', -2000)], [product(2, 'TV Select', 6500), line({ code: 'tax', name: 'Tax', amount: 900 })])
    expect(changes.map(({ amount }) => amount)).toEqual([6500, 2000, 900])
  })
})
