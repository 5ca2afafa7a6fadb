import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { money } from '#shared/kernel/money.ts'
import { proposeAmount } from '#shared/features/billing/proposed-amount.ts'
import { makeFormats } from '../../app/format.ts'
import { en } from '../../app/locales/en.ts'
import type { Translate } from '../../app/use-text.ts'
import { readAmount } from './amount-text.ts'
import { proposalWords, typedAmount } from './proposal-words.ts'

const { t: translate } = createI18n({ legacy: false, locale: 'en', messages: { en } }).global
const t: Translate = (key, named = {}, plural) => (plural === undefined ? translate(key, named) : translate(key, { ...named, n: plural }, plural))
const said = (periodStart: string, periodEnd: string) => {
  const proposal = proposeAmount({ price: money(7999), periodStart, periodEnd, cycleDay: 2 })
  return proposal && proposalWords(proposal, 'Internet 500', t, makeFormats('en-US'))
}

describe('a proposed amount', () => {
  it('shows its sum', () => {
    expect(said('2026-11-10', '2026-11-12')).toBe('3 days of Internet 500: 3 × $79.99 / 30 = $8.00')
    expect(said('2026-11-10', '2026-11-10')).toBe('1 day of Internet 500: 1 × $79.99 / 30 = $2.67')
    expect(said('2026-11-30', '2026-12-03')).toBe('4 days of Internet 500: 2 × $79.99 / 30 + 2 × $79.99 / 31 = $10.49')
  })

  it('goes into the field as one would type it', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (amount) => {
      expect(readAmount(typedAmount(money(amount)))).toEqual({ amount, problem: null })
    }))
  })
})
