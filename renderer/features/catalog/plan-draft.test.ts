import { describe, expect, it } from 'vitest'
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import type { ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import { changeOf, extrasOf, freshPlan, isEmptyPlan, itemsOf, mergePlan, NONE, revivePlan, slotsOf } from './plan-draft.ts'

const offering = (code: string, kind: ProductOffering['kind'], requiresAnyOf: string[] = []): ProductOffering => ({
  code, kind, name: { english: code, spanish: code }, detail: null, customerKinds: ['residential'], currency: 'USD', monthlyPrice: 1_000, oneTimeFee: 0, feeName: null, family: null,
  terms: [], maxCount: 8, requiresAnyOf, excludes: [], includes: [], givenFor: [], soldFrom: '2020-01-01', soldUntil: null, downloadMbps: null, uploadMbps: null, slowedToMbps: null, allowanceMegabytes: null, position: 0,
})
const offerings = [offering('small', 'internet'), offering('large', 'internet'), offering('television', 'tv'), offering('box', 'addOn', ['television'])]
const product = (id: string, kind: Product['kind'], offeringCode: string): Product => ({
  id, customerId: 'c', version: 1, kind, name: offeringCode, detail: null, status: 'active', currency: 'USD', monthlyPrice: 1_000, startedOn: '2025-01-01', endsOn: null, contractTerm: null, contractEndsOn: null, offeringCode,
})
const holding = { offerings, today: '2026-11-24', products: [product('i', 'internet', 'small'), product('t', 'tv', 'television'), product('b1', 'addOn', 'box'), product('b2', 'addOn', 'box')] }
const slots = slotsOf(holding)
const extras = extrasOf(slots, offerings.filter(({ kind }) => kind === 'addOn'))
const items = (change: (draft: ReturnType<typeof freshPlan>) => void) => {
  const draft = freshPlan()
  change(draft)
  return itemsOf(draft, slots, extras, offerings)
}

describe('what is ordered', () => {
  it('is nothing before something is chosen', () => expect(items(() => undefined)).toEqual({ items: [], goesWithIt: [] }))

  it('changes a plan, takes one off with what needs it, and sets how many there are of an extra', () => {
    expect(items((draft) => void (draft.picks.internet = 'large')).items).toEqual([{ action: 'change', productId: 'i', offeringCode: 'large', term: null }])
    const off = items((draft) => void (draft.picks.tv = NONE))
    expect(off.items).toEqual([{ action: 'remove', productId: 't' }, { action: 'remove', productId: 'b1' }, { action: 'remove', productId: 'b2' }])
    expect(off.goesWithIt.length).toBe(2)
    expect(items((draft) => void (draft.extras = { box: 1 })).items).toEqual([{ action: 'remove', productId: 'b2' }])
    expect(items((draft) => void (draft.extras = { box: 3 })).items).toEqual([{ action: 'add', offeringCode: 'box', term: null }])
    expect(items((draft) => void (draft.terms.internet = 'oneYear')).items).toEqual([{ action: 'change', productId: 'i', offeringCode: 'small', term: 'oneYear' }])
  })

  it('has a date only where one is chosen', () => {
    expect(changeOf({ effective: 'date', date: '' }, []).date).toBeNull()
    expect(changeOf({ effective: 'now', date: '2026-12-01' }, []).date).toBeNull()
    expect(changeOf({ effective: 'date', date: '2026-12-01' }, []).date).toBe('2026-12-01')
  })
})

describe('a kept choice', () => {
  it('comes back, is no other one, and gives way to what was chosen meanwhile', () => {
    const draft = { ...freshPlan(), extras: { box: 2 }, effective: 'now' as const }
    expect(revivePlan(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
    expect(revivePlan({ picks: 1 })).toBeNull()
    expect(isEmptyPlan(freshPlan())).toBe(true)
    expect(mergePlan(freshPlan(), draft)).toBe(draft)
    expect(mergePlan(draft, freshPlan())).toBe(draft)
  })

  it('shares nothing with a fresh one', () => {
    freshPlan().picks.internet = 'large'
    expect(freshPlan().picks.internet).toBe('')
  })
})
