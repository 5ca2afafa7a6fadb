import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import { productOfferingSchema, type ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import type { UsageConsumption } from '#shared/features/usage/usage.schema.ts'
import { makeFormats } from '../../app/format.ts'
import { en } from '../../app/locales/en.ts'
import type { Translate } from '../../app/use-text.ts'
import { beyondAllowance, beyondWords } from './beyond-allowance.ts'

const { t: translate } = createI18n({ legacy: false, locale: 'en', messages: { en } }).global
const t: Translate = (key, named = {}) => translate(key, named)
const today = '2026-11-23'
const plan = (code: string, allowanceMegabytes: number | null, slowedToMbps: number | null) => ({ code, kind: 'internet', allowanceMegabytes, slowedToMbps }) as ProductOffering
const held = (offeringCode: string, more: Partial<Product> = {}) => ({ kind: 'internet', offeringCode, startedOn: '2026-01-01', endsOn: null, status: 'active', ...more }) as Product
const cycle = (usedMegabytes: number, allowanceMegabytes: number | null = 1_200_000) => ({ kind: 'cycle', usedMegabytes, allowanceMegabytes }) as UsageConsumption
const offerings = [plan('slow', 1_200_000, 10), plan('large', 2_000_000, 25), plan('free', 1_200_000, null)]
const beyond = (products: Product[], of: UsageConsumption | null = cycle(1)) => beyondAllowance({ cycle: of, products, offerings, today })

it('is what the plan that is held says, of two the larger one', () => {
  expect(beyond([held('slow')])).toEqual({ usedUp: false, slowedToMbps: 10 })
  expect(beyond([held('slow'), held('large')])).toEqual({ usedUp: false, slowedToMbps: 25 })
  expect(beyond([held('slow'), held('large', { endsOn: today })])).toEqual({ usedUp: false, slowedToMbps: 10 })
})

it('is nothing that becomes slower where the catalog says so, and where it does not know the plan', () => {
  expect([beyond([held('free')]), beyond([held('of-a-file')]), beyond([])]).toEqual([0, 1, 2].map(() => ({ usedUp: false, slowedToMbps: null })))
})

it('is nothing at all without a limit or a cycle', () => {
  expect([beyond([held('slow')], cycle(1, null)), beyond([held('slow')], null)]).toEqual([null, null])
})

it('begins with the last byte of the allowance', () => {
  expect([1_199_999, 1_200_000].map((used) => beyond([held('slow')], cycle(used))?.usedUp)).toEqual([false, true])
})

it.each([
  [{ usedUp: false, slowedToMbps: 10 }, 'Beyond the allowance: 10 Mbit/s until the cycle ends, at no charge.'],
  [{ usedUp: true, slowedToMbps: 10 }, 'The allowance is used up: 10 Mbit/s until the cycle ends, at no charge.'],
  [{ usedUp: false, slowedToMbps: null }, 'Beyond the allowance nothing is charged: no price is set for it.'],
  [{ usedUp: true, slowedToMbps: null }, 'The allowance is used up, and nothing is charged: no price is set for it.'],
])('is said of %j', (given, sentence) => {
  expect(beyondWords(given, t, makeFormats('en-US'))).toBe(sentence)
})

it('is nothing slower in a catalog that was brought in before there was a word for it', () => {
  expect(productOfferingSchema.shape.slowedToMbps.parse(undefined)).toBeNull()
})
