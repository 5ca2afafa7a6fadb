import { describe, expect, it } from 'vitest'
import type { Payment } from '#shared/features/billing/billing.schema.ts'
import { makeFormats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'
import { paymentNotes, refundable, returnable, reversible } from './payment-words.ts'

const t: Translate = (key, named = {}) => [key.replace('payment.', ''), ...Object.values(named)].join(' ')
const payment = (change: Partial<Payment> = {}): Payment => ({
  id: 'p', customerId: 'c', version: 1, billingAccountId: 'a', at: '2026-11-20T12:00:00.000Z', currency: 'USD', amount: 10_000, kind: 'payment', method: 'Visa',
  state: 'done', paid: { new: 8420 }, refunded: 0, refundOf: null, by: null, reference: null, methodId: null, declineReason: null, reason: null, reversal: null, ...change,
})
const bills = [{ id: 'new', billDate: '2026-11-02' }, { id: 'old', billDate: '2026-10-02' }]
const notes = (change: Partial<Payment> = {}) => paymentNotes(payment(change), { bills }, t, makeFormats('en-US'))

describe('what a payment paid', () => {
  it('is said bill by bill, and what is left of it is credit', () => {
    expect(notes()).toEqual(['paidBill $84.20 Nov 2, 2026', 'paidCredit $15.80'])
    expect(notes({ paid: { new: 2000, old: 7000, older: 400, oldest: 600 } })).toEqual(['paidBill $20.00 Nov 2, 2026', 'paidBill $70.00 Oct 2, 2026', 'paidEarlier $10.00'])
  })

  it('is not made up for a payment that did not come through, nor for one of an imported book', () => {
    expect([notes({ state: 'declined', paid: {} }), notes({ state: 'reversed' }), notes({ paid: {} })]).toEqual([[], ['paidBill $84.20 Nov 2, 2026'], []])
  })

  it('tells what was given back, and who took it', () => {
    expect(notes({ refunded: 1580 })).toEqual(['paidBill $84.20 Nov 2, 2026', 'refunded $15.80'])
    expect(notes({ kind: 'refund', paid: {}, refundOf: 'first', by: 'Jo', reference: '42' })).toEqual(['by Jo', 'reference 42'])
  })

  it('is given back up to what is left, and only what a gateway has charged; what came by hand is taken back whole', () => {
    const charged = { methodId: 'm', reference: 'sim' }
    expect([refundable(payment({ ...charged, refunded: 4000 })), refundable(payment({ ...charged, state: 'pending' })), refundable(payment()), refundable(payment({ ...charged, kind: 'refund' }))]).toEqual([6000, 0, 0, 0])
    expect([reversible(payment()), reversible(payment(charged)), reversible(payment({ refunded: 1 })), reversible(payment({ state: 'reversed' }))]).toEqual([true, false, false, false])
    expect([returnable(payment(charged)), returnable(payment()), returnable(payment({ ...charged, refunded: 1 })), returnable(payment({ ...charged, kind: 'refund' }))]).toEqual([true, false, false, false])
  })
})
