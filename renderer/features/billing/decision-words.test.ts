import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import type { DecidedRequest } from '#shared/features/billing/decisions.schema.ts'
import { makeFormats } from '../../app/format.ts'
import { en } from '../../app/locales/en.ts'
import { es } from '../../app/locales/es.ts'
import type { Translate } from '../../app/use-text.ts'
import { decisionMoment, decisionReason, decisionTone, decisionWords } from './decision-words.ts'

const textIn = (locale: 'en' | 'es'): Translate => {
  const { t } = createI18n({ legacy: false, locale, messages: { en, es } }).global
  return (key, named = {}) => t(key, named)
}
const asked: DecidedRequest = {
  id: '01900000-0000-7000-8000-000000000001', customerId: '01900000-0000-7000-8000-000000000002', version: 2, direction: 'credit', currency: 'USD', amount: 6_400,
  requestedAmount: 6_400, requestedAt: '2026-11-23T10:00:00.000Z', decidedAt: '2026-11-23T11:00:00.000Z', decidedBy: 'Judith Dembele', decisionComment: null,
  reversedAt: null, reversedBy: null, reversalReason: null, state: 'posted', customerName: 'Ana Rivera', accountNumber: '07810-449-2210-7',
}
const words = (change: Partial<DecidedRequest>) => decisionWords({ ...asked, ...change }, textIn('en'), makeFormats('en-US'))

it.each([
  ['approved', {}, 'Approved by Judith Dembele: your credit of $64.00.', 'done'],
  ['approved with less', { amount: 4_000 }, 'Approved by Judith Dembele with another amount: your credit of $40.00, $64.00 was asked for.', 'done'],
  ['refused', { state: 'refused', direction: 'charge' }, 'Refused by Judith Dembele: your charge of $64.00.', 'look'],
  ['taken back since', { state: 'reversed', reversedBy: 'Ines Roy' }, 'Approved by Judith Dembele: your credit of $64.00. Reversed since by Ines Roy.', 'look'],
  ['taken back without having been asked for', { state: 'reversed', decidedBy: null, reversedBy: 'Ines Roy' }, 'Reversed by Ines Roy: your credit of $64.00.', 'look'],
] as const)('says that it was %s', (_what, change, sentence, tone) => {
  expect([words(change), decisionTone({ ...asked, ...change })]).toEqual([sentence, tone])
})

it('says in Spanish who reversed it, whether somebody had approved it or nobody', () => {
  const reversed = (decidedBy: string | null) => decisionWords({ ...asked, state: 'reversed', decidedBy, reversedBy: 'Inés Roy' }, textIn('es'), makeFormats('en-US'))
  expect([reversed('Judith Dembele'), reversed(null)]).toEqual(['Judith Dembele aprobó su crédito de $64.00. Después lo revirtió Inés Roy.', 'Inés Roy revirtió su crédito de $64.00.'])
})

it('has the words and the moment of the last that was done', () => {
  const both = { ...asked, decisionComment: 'Half of it', reversalReason: 'Wrong account', reversedAt: '2026-11-24T09:00:00.000Z' }
  expect([decisionReason(both), decisionMoment(both)]).toEqual(['Half of it', asked.decidedAt])
  expect([decisionReason({ ...both, state: 'reversed' }), decisionMoment({ ...both, state: 'reversed' })]).toEqual(['Wrong account', both.reversedAt])
})
