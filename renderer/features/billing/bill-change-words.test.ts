import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import type { BillChange, BillChangeKind } from '#shared/features/billing/bill-changes.ts'
import { makeFormats } from '../../app/format.ts'
import { en } from '../../app/locales/en.ts'
import { es } from '../../app/locales/es.ts'
import type { Translate } from '../../app/use-text.ts'
import { billChangeWords, foldChanges } from './bill-change-words.ts'

const { t: translate } = createI18n({ legacy: false, locale: 'en', messages: { en, es } }).global
const t: Translate = (key, named = {}) => translate(key, named)
const change = (kind: BillChangeKind, before: number, now: number, more: Partial<BillChange> = {}): BillChange =>
  ({ kind, name: 'Internet 500', formerName: null, before, now, amount: now - before, ...more })
const words = (...of: Parameters<typeof change>) => billChangeWords(change(...of), 'USD', t, makeFormats('en-US'), (name) => name)

describe('what changed, in words', () => {
  it.each<[string, string]>([
    [words('promotionEnded', -2000, 0, { name: 'New Customer Offer' }), 'Promotion ended (New Customer Offer)'],
    [words('promotionChanged', -2000, -1500, { name: 'Offer' }), 'Promotion changed (Offer), $15.00 after $20.00'],
    [words('planChanged', 4999, 7999, { formerName: 'Internet 100' }), 'Internet 100 was changed to Internet 500'],
    [words('priceUp', 6500, 7000), 'Internet 500 costs more, $70.00 after $65.00'],
    [words('partialMonth', 0, 533), 'Partial month of Internet 500'],
    [words('partialMonth', 533, 0), 'Partial month of Internet 500, on the bill before only'],
    [words('oneTime', 0, 5000, { name: 'Installation' }), 'Once: Installation'],
    [words('oneTime', 800, 900, { name: 'Late fee' }), 'Late fee, $9.00 after $8.00'],
    [words('overage', 0, 1000), 'More use beyond the allowance (Internet 500)'],
    [words('taxesAndFees', 500, 460, { name: null }), 'Lower taxes and fees'],
  ])('%s', (said, expected) => expect(said).toBe(expected))
})

describe('many changes', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => change('priceUp', 100, 200 - index))

  it('are told by the largest and the sum of the others, to the cent', () => {
    const { shown, rest } = foldChanges(many(20))
    expect([shown.length, rest?.count]).toEqual([8, 12])
    const total = (list: BillChange[]) => list.reduce((sum, { amount }) => sum + amount, 0)
    expect(total(shown) + (rest?.amount ?? 0)).toBe(total(many(20)))
  })

  it('are not folded for the sake of one', () => {
    expect([foldChanges(many(9)).rest, foldChanges(many(9)).shown.length, foldChanges([]).shown]).toEqual([null, 9, []])
  })
})
