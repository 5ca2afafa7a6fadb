import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import type { DecidedRequest } from '#shared/features/billing/decisions.schema.ts'
import { makeFormats } from '../../app/format.ts'
import { en } from '../../app/locales/en.ts'
import type { Translate } from '../../app/use-text.ts'
import { decisionTone, decisionWords } from './decision-words.ts'

const { t: translate } = createI18n({ legacy: false, locale: 'en', messages: { en } }).global
const t: Translate = (key, named = {}) => translate(key, named)
const asked: DecidedRequest = {
  id: '01900000-0000-7000-8000-000000000001', customerId: '01900000-0000-7000-8000-000000000002', direction: 'credit', currency: 'USD', amount: 6_400,
  requestedAmount: 6_400, requestedAt: '2026-11-23T10:00:00.000Z', decidedAt: '2026-11-23T11:00:00.000Z', decidedBy: 'Judith Dembele', decisionComment: null,
  state: 'posted', customerName: 'Ana Rivera', accountNumber: '07810-449-2210-7',
}
const words = (change: Partial<DecidedRequest>) => decisionWords({ ...asked, ...change }, t, makeFormats('en-US'))

it.each([
  ['approved', {}, 'Approved by Judith Dembele: your credit of $64.00.', 'done'],
  ['approved with less', { amount: 4_000 }, 'Approved by Judith Dembele with another amount: your credit of $40.00, $64.00 was asked for.', 'done'],
  ['refused', { state: 'refused', direction: 'charge' }, 'Refused by Judith Dembele: your charge of $64.00.', 'look'],
  ['taken back since', { state: 'reversed' }, 'Approved by Judith Dembele: your credit of $64.00. It was reversed since.', 'look'],
] as const)('says that it was %s', (_what, change, sentence, tone) => {
  expect([words(change), decisionTone({ ...asked, ...change })]).toEqual([sentence, tone])
})
