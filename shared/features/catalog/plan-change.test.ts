import { describe, expect, it } from 'vitest'
import { demoCatalog } from '../../../electron/backend/demo/catalog.ts'
import { contractEnd, monthsLeft } from './contract-terms.ts'
import type { OrderItem } from './orders.schema.ts'
import { planChange } from './plan-change.ts'
import type { HeldProduct, PlanTerms } from './plan-slots.ts'

const today = '2026-11-24'
const offerings = demoCatalog(today)
const held = (offeringCode: string, more: Partial<HeldProduct> = {}): HeldProduct => {
  const offering = offerings.find(({ code }) => code === offeringCode)
  if (!offering) throw new Error(offeringCode)
  return {
    id: offeringCode, kind: offering.kind, name: offering.name.english, detail: null, status: 'active', currency: 'USD', monthlyPrice: offering.monthlyPrice, startedOn: '2024-01-01', endsOn: null,
    contractTerm: null, contractEndsOn: null, offeringCode, ...more,
  }
}
const plan = (products: HeldProduct[], items: OrderItem[], more: Partial<PlanTerms> = {}) => planChange(items, {
  customerKind: 'residential', status: 'active', currency: 'USD', today, effectiveOn: today, latestOn: '2027-01-05', notBefore: null, pendingOn: null, movesOn: null, offerings, products, ...more,
})
const add = (offeringCode: string, term: 'oneYear' | null = null): OrderItem => ({ action: 'add', offeringCode, term })
const off = (productId: string): OrderItem => ({ action: 'remove', productId })
const into = (productId: string, offeringCode: string, term: 'monthToMonth' | 'oneYear' | 'twoYear' | null = null): OrderItem => ({ action: 'change', productId, offeringCode, term })
const discounts = (of: ReturnType<typeof plan>) => of.discounts.map(({ effect, slot }) => `${effect} ${slot.name.english}`)
const codes = (of: ReturnType<typeof plan>) => of.refusals.map(({ code }) => code)
const bundled = [held('triple-play-value'), held('internet-300', { monthlyPrice: null }), held('tv-select', { monthlyPrice: null }), held('home-phone-unlimited', { monthlyPrice: null })]

describe('discounts that come by themselves', () => {
  it('are the largest of those that are given, one at a time', () => {
    expect(discounts(plan([held('internet-300')], [add('tv-select')]))).toEqual(['won Internet and TV'])
    expect(discounts(plan([held('internet-300'), held('tv-select'), held('internet-and-tv')], [add('home-phone-unlimited')]))).toEqual(['lost Internet and TV', 'won Three Services'])
    expect(discounts(plan([held('internet-300'), held('tv-select'), held('home-phone-unlimited'), held('three-services')], [off('home-phone-unlimited')]))).toEqual(['lost Three Services', 'won Internet and TV'])
  })

  it('are not given for what is in a bundle, and an offer ends with its product', () => {
    expect(discounts(plan(bundled, [add('cloud-dvr')]))).toEqual([])
    expect(discounts(plan([held('internet-300'), held('tv-select'), held('new-customer-offer-12-months')], [off('internet-300')]))).toContain('lost New Customer Offer, 12 Months')
  })
})

describe('a bundle', () => {
  it('takes the prices of its parts when it comes, and gives them back when it goes', () => {
    const parts = [held('internet-300'), held('tv-select'), held('home-phone-unlimited')]
    const comes = plan(parts, [add('triple-play-value')])
    expect(comes.started.map(({ name, monthlyPrice }) => [name, monthlyPrice]).sort()).toEqual([['Home Phone Unlimited', null], ['Internet 300', null], ['TV Select', null], ['Triple Play Value', 15_999]])
    const goes = plan(bundled, [off('triple-play-value')])
    expect(goes.monthly).toEqual({ before: 15_999, after: 6_499 + 7_499 + 2_999 - 1_500 })
    expect(goes.fees).toEqual([])
  })

  it('keeps its parts, and takes only what it includes', () => {
    expect(codes(plan(bundled, [off('tv-select')]))).toEqual(['partOfBundle'])
    expect(codes(plan(bundled, [into('internet-300', 'fiber-2-gig')]))).toEqual(['notInBundle'])
    expect(plan(bundled, [into('internet-300', 'internet-500')]).monthly).toEqual({ before: 15_999, after: 15_999 })
  })
})

describe('a contract', () => {
  const bound = held('internet-300', { contractTerm: 'twoYear', contractEndsOn: '2027-03-10' })

  it('goes on with what takes its product’s place', () => {
    const { contracts, started, fees } = plan([bound], [into('internet-300', 'internet-500')])
    expect(contracts).toMatchObject([{ effect: 'goesOn', endsOn: '2027-03-10', fee: 0 }])
    expect(started).toMatchObject([{ contractTerm: 'twoYear', contractEndsOn: '2027-03-10' }])
    expect(fees).toEqual([])
  })

  it('is given up, and paid for, where what takes its place has no such term', () => {
    const monthly = offerings.map((offering) => (offering.code === 'internet-500' ? { ...offering, terms: offering.terms.filter(({ term }) => term === 'monthToMonth') } : offering))
    const { contracts, started, fees } = plan([bound], [into('internet-300', 'internet-500')], { offerings: monthly })
    expect(contracts).toMatchObject([{ effect: 'givenUp', endsOn: '2027-03-10', monthsLeft: 4, fee: 4 * 800 }])
    expect(fees).toMatchObject([{ name: { english: 'Early Termination Fee' }, amount: 4 * 800 }])
    expect(started).toMatchObject([{ contractTerm: 'monthToMonth', contractEndsOn: null }])
    const without = offerings.map((offering) => (offering.code === 'internet-500' ? { ...offering, terms: [] } : offering))
    expect(plan([bound], [into('internet-300', 'internet-500')], { offerings: without })).toMatchObject({ fees, started: [{ contractTerm: null, contractEndsOn: null }] })
  })

  it.each([
    ['is given up with its product', [off('internet-300'), add('tv-select')], 4 * 800],
    ['is given up for one that ends earlier', [into('internet-300', 'internet-500', 'monthToMonth')], 4 * 800],
    ['gives way to one that ends later, for nothing', [into('internet-300', 'internet-500', 'oneYear')], 0],
  ] as [string, OrderItem[], number][])('%s', (_what, items, fee) => {
    expect(plan([bound], items).contracts.reduce((sum, effect) => sum + effect.fee, 0)).toBe(fee)
  })

  it('counts months that have begun, and ends on the last day of a short month', () => {
    expect(contractEnd('oneYear', '2028-02-29')).toBe('2029-02-28')
    expect(monthsLeft('2027-03-10', '2026-11-10')).toBe(4)
    expect(monthsLeft('2027-03-10', '2026-11-09')).toBe(5)
    expect(monthsLeft('2026-11-24', '2026-11-24')).toBe(0)
  })

  it.each([
    ['2027-03-31', '2026-11-30', 4], ['2027-03-31', '2026-11-29', 5], ['2027-03-31', '2027-02-28', 1], ['2027-03-31', '2027-02-27', 2], ['2027-03-31', '2027-03-30', 1], ['2027-03-31', '2027-03-31', 0],
    ['2028-03-31', '2028-02-29', 1], ['2028-03-31', '2028-02-28', 2],
    ['2027-03-30', '2027-02-28', 1], ['2027-03-29', '2027-02-28', 1], ['2027-03-28', '2027-02-28', 1], ['2028-03-29', '2028-02-28', 2], ['2028-03-29', '2028-02-29', 1],
    ['2027-02-28', '2027-01-31', 1], ['2027-02-28', '2027-01-28', 1], ['2027-02-28', '2027-01-27', 2], ['2028-02-29', '2028-01-29', 1], ['2028-02-29', '2027-02-28', 12], ['2028-02-29', '2027-02-27', 13],
  ])('that ends on %s has on %s so many months of its own left: %i', (endsOn, on, months) => {
    expect(monthsLeft(endsOn, on)).toBe(months)
  })
})

describe('who has it keeps it', () => {
  it('leaves what was not right before alone, and refuses to make it so', () => {
    // Films in a package that has them already, and extenders without a gateway: sold to them once.
    const odd = [held('internet-300'), held('whole-home-wi-fi'), held('tv-premier'), held('premium-movies'), held('tv-basic', { id: 'other', kind: 'addOn' })]
    expect(codes(plan(odd, [into('internet-300', 'internet-500')]))).toEqual([])
    expect(codes(plan([held('internet-300'), held('gateway-rental'), held('whole-home-wi-fi')], [off('gateway-rental')]))).toEqual(['requires'])
    expect(codes(plan([held('internet-300')], [add('tv-basic')]))).toEqual(['notSold'])
  })

  it('charges no visit within a family, and one for another line', () => {
    const fee = (code: string, term: 'oneYear' | null = null) => plan([held('internet-300')], [into('internet-300', code, term)]).fees.map(({ amount }) => amount)
    expect([fee('internet-500'), fee('fiber-500'), fee('fiber-500', 'oneYear')]).toEqual([[], [9_900], []])
  })
})
