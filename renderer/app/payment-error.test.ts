import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/kernel/errors.ts'
import { makeFormats } from './format.ts'
import { moneyErrorText } from './money-error.ts'
import type { Translate } from './use-text.ts'

const t: Translate = (key, named = {}) => [key, ...Object.values(named)].join(' ')
const say = (error: unknown, asked: 'payment' | 'step' = 'payment') => moneyErrorText(error, asked, t, makeFormats('en-US'))
const conflict = (stream: 'payment' | 'paymentPromise' | 'billingAccount', current: Record<string, unknown> | null) =>
  new AppError('conflict', { stream, current, changedBy: 'June', changedAt: '2026-11-23T12:00:00.000Z' })
const payment = { amount: 8420, currency: 'USD', at: '2026-11-23T12:00:00.000Z', by: 'June', method: 'Check', methodId: null }

describe('why a payment was refused', () => {
  it('is another charge that is out, a check that was recorded, or a step of somebody else', () => {
    expect(say(conflict('payment', { ...payment, state: 'unknown', methodId: 'm' }))).toMatch(/^payError.chargeOut \$84\.20 Nov 23/)
    expect(say(conflict('payment', { ...payment, state: 'done' }))).toMatch(/^payError.recordedBefore \$84\.20 .* pay\.instruments\.check June$/)
    expect(say(conflict('payment', { ...payment, state: 'reversed' }))).toMatch(/^payError.paymentChanged/)
    expect(say(conflict('payment', { ...payment, state: 'done', methodId: 'm', refunded: 2000 }))).toMatch(/^payError.refundedMeanwhile \$84\.20 Nov 23.* \$20\.00 \$64\.20$/)
    expect(say(conflict('payment', null))).toBe('payError.settingsChanged')
  })

  it('is a promise that stands, or one that is no more', () => {
    const promise = { amount: 500, currency: 'USD', promisedFor: '2026-11-27', madeBy: 'June' }
    expect(say(conflict('paymentPromise', { ...promise, state: 'open' }))).toBe('payError.promiseOpen $5.00 Nov 27, 2026 June')
    expect(say(conflict('paymentPromise', { ...promise, state: 'kept' }))).toBe('payError.promiseChanged promise.states.kept')
    expect([say(conflict('billingAccount', {})), say(conflict('billingAccount', { currency: 'USD', balance: 0 }))]).toEqual(['payError.settingsChanged', 'payError.balanceChanged $0.00'])
  })

  it('has the words of its field, and of a limit only what is left', () => {
    const issue = (path: string, message: string) => new AppError('validation', { issues: [{ path, message }] })
    expect([say(issue('paymentMethodId', 'expired')), say(issue('reference', 'cardNumber'))]).toEqual(['payError.expired', 'payError.cardNumber'])
    expect([say(issue('customerId', 'closedAccount')), say(issue('customerId', 'closedAccount'), 'step')]).toEqual(['payError.closed', 'moneyError.closedAccount'])
    expect(say(new AppError('limitExceeded', { limit: 50_000, left: 50_000, unit: 'USD' }))).toBe('payError.limit $500.00')
    expect(say(new AppError('limitExceeded', { limit: 50_000, left: 1_200, unit: 'USD', of: 'recordedInADay' }))).toBe('payError.recordedInADay $500.00 $12.00')
    expect(say(new AppError('limitExceeded', { limit: 50_000, left: 1_200, unit: 'USD', of: 'refundedInADay' }))).toBe('payError.refundedInADay $500.00 $12.00')
    expect(say(new AppError('forbidden', { detail: 'ownRecorded' }))).toBe('payError.ownRecorded')
    expect(say(new AppError('forbidden', { detail: 'ownRefunded' }))).toBe('payError.ownRefunded')
    expect(say(new AppError('notFound', { what: 'paymentGateway' }))).toBe('payError.noGateway')
  })
})
