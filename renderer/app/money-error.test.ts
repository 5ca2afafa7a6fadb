import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { AppError } from '#shared/kernel/app-error.ts'
import { makeFormats } from './format.ts'
import { en } from './locales/en.ts'
import type { Translate } from './use-text.ts'
import { moneyErrorText } from './money-error.ts'

const { t: translate } = createI18n({ legacy: false, locale: 'en', messages: { en } }).global
const t: Translate = (key, named = {}) => translate(key, named)
const said = (error: unknown, asked: 'new' | 'step' = 'new') => moneyErrorText(error, asked, t, makeFormats('en-US'))
const earlier = { direction: 'credit', state: 'posted', amount: 800, currency: 'USD' }
const conflict = (current: Record<string, unknown> | null, changedBy: string | null = 'Jo Doe') =>
  new AppError('conflict', { stream: 'adjustment', current, changedBy, changedAt: changedBy && '2026-11-02T12:00:00.000Z' })

describe('why money was not moved', () => {
  it('names the limit and what is left of it', () => {
    expect(said(new AppError('limitExceeded', { limit: 5000, left: 1250, unit: 'USD' }))).toBe(
      'Not posted: the limit here is $50.00, and $12.50 of it is left. Nothing was changed.',
    )
    expect(said(new AppError('limitExceeded', { limit: 500_000, left: 1250, unit: 'USD', of: 'perDay' }), 'step')).toBe(
      'Not done: your limit for today is $5,000.00, and $12.50 of it is left. Somebody who has more left can do it, or you tomorrow. Nothing was changed.',
    )
    for (const asked of ['new', 'step'] as const)
      expect(said(new AppError('limitExceeded', { limit: 100, left: 0, unit: 'waitingCharges' }), asked)).toMatch(/^Not done: 100 charges wait for the next bill of this account already\./)
    // Another limit is none of money.
    expect(said(new AppError('limitExceeded', { limit: 0, left: 0, unit: 'attempts' }))).toBe(en.error.limitExceeded)
  })

  it('points at the one that was given before, with who and when', () => {
    expect(said(conflict(earlier))).toMatch(/^Given before: Credit of \$8\.00 of Nov 2, 2026.* by Jo Doe, posted\./)
    expect(said(conflict(earlier), 'step')).toMatch(/^Somebody was there first: Credit of \$8\.00 is posted now \(Jo Doe, /)
    expect([said(conflict(null)), said(conflict({ direction: 'credit' })), said(conflict(earlier, null))]).toEqual(Array(3).fill(en.moneyError.changedUnknown))
  })

  it.each<[AppError, string]>([
    [new AppError('offline', {}), en.moneyError.offline],
    [new AppError('validation', { issues: [{ path: 'reason', message: 'inactive' }] }), en.moneyError.reasonUnknown],
    [new AppError('validation', { issues: [{ path: 'x', message: 'y' }, { path: 'customerId', message: 'closedAccount' }] }), en.moneyError.closedAccount],
    [new AppError('validation', { issues: [{ path: 'adjustmentId', message: 'alreadySent' }] }), en.moneyError.alreadySent],
    [new AppError('validation', { issues: [{ path: 'x', message: 'y' }] }), en.error.validation],
    [new AppError('notFound', { what: 'billLine' }), en.moneyError.noLine],
    [new AppError('notFound', { what: 'customer' }), en.error.notFound],
    [new AppError('forbidden', { detail: 'own' }), en.moneyError.own],
    [new AppError('forbidden', { permission: 'billing.adjust' }), en.error.forbidden],
  ])('has words for %o', (error, expected) => expect(said(error)).toBe(expected))
})
