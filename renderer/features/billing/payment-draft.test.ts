import { describe, expect, it } from 'vitest'
import { recordPaymentSchema, type PaymentMethod } from '#shared/features/billing/payments.schema.ts'
import { chosenMethod, emptyPayment, instruments, isEmptyPayment, isExpired, mergePayment, mostNow, paymentInput, paymentProblems, REFERENCE_LIMIT, revivePayment } from './payment-draft.ts'

const today = '2026-11-23'
const method = (change: Partial<PaymentMethod> = {}): PaymentMethod => ({
  id: 'm1', customerId: 'c', version: 1, kind: 'card', brand: 'Visa', lastFour: '4242', expiresOn: '2027-04', state: 'active', isDefault: true, addedAt: '2026-01-01T00:00:00.000Z', ...change,
})
const of = { id: 'p', customerId: 'c', billingAccountId: 'a', amount: 8420, method: method(), balanceSeen: 9000 }

describe('a payment that is typed', () => {
  it('knows the instruments and the length of the schema', () => {
    expect(instruments).toEqual(recordPaymentSchema.shape.instrument.options)
    const allows = (length: number) => recordPaymentSchema.shape.reference.safeParse('x'.repeat(length)).success
    expect([allows(REFERENCE_LIMIT), allows(REFERENCE_LIMIT + 1)]).toEqual([true, false])
  })

  it('comes back as it was kept, and nonsense does not', () => {
    const draft = { ...emptyPayment, way: 'recorded' as const, reference: '1042', amount: '12.50', billIds: ['b'] }
    expect(revivePayment(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
    expect([revivePayment(null), revivePayment({ way: 'crypto', instrument: 'cash' }), revivePayment({ ...draft, billIds: [7] })?.billIds]).toEqual([null, null, []])
  })

  it('that is typed over a kept one is another one', () => {
    const kept = { ...emptyPayment, id: 'sent', amount: '10.00' }
    expect(mergePayment({ ...emptyPayment, reference: '7' }, kept)).toMatchObject({ id: null, amount: '10.00', reference: '7' })
    expect([isEmptyPayment(emptyPayment), isEmptyPayment(kept)]).toEqual([true, false])
  })

  it('offers the first method that is good, and says of a chosen one that it has expired', () => {
    const [old, good] = [method({ id: 'old', expiresOn: '2026-10' }), method({ id: 'good', expiresOn: '2026-11' })]
    expect([isExpired(old, today), isExpired(good, today), isExpired(method({ expiresOn: null }), today)]).toEqual([true, false, false])
    expect(chosenMethod(emptyPayment, [old, good], today)?.id).toBe('good')
    const chosen = { ...emptyPayment, methodId: 'old' }
    expect(paymentProblems(chosen, chosenMethod(chosen, [old, good], today), today)).toEqual({ method: 'pay.problems.expired' })
    expect(paymentProblems(emptyPayment, null, today)).toEqual({ method: 'pay.problems.method' })
  })

  it('needs a number of a check, and takes no card number for one', () => {
    const recorded = { ...emptyPayment, way: 'recorded' as const }
    expect(paymentProblems(recorded, null, today)).toEqual({ reference: 'pay.problems.reference' })
    expect(paymentProblems({ ...recorded, reference: '4111 1111 1111 1111' }, null, today)).toEqual({ reference: 'pay.problems.referenceCard' })
    expect(paymentProblems({ ...recorded, reference: '1042' }, null, today)).toEqual({})
  })

  it('is of a check or cash no more than the agent may still record', () => {
    const recording = { perPayment: 1_000, perDay: 2_500, usedToday: 0, othersUntil: null }
    const most = (change: Partial<typeof recording> | null, of = 50_000) => mostNow({ most: of, recording: change && { ...recording, ...change } }, 'recorded')
    expect([most({}), most({ usedToday: 1_499 }), most({ usedToday: 1_501 }), most({ usedToday: 9_000 }), most({}, 400), most(null)]).toEqual([1_000, 1_000, 999, 0, 400, 0])
    expect(mostNow({ most: 50_000, recording: null }, 'stored')).toBe(50_000)
  })

  it('sends what belongs to what was chosen, and no bill that is paid already', () => {
    const draft = { ...emptyPayment, reference: ' 1042 ', billIds: ['open', 'paid'] }
    expect(paymentInput(draft, of, ['open'])).toEqual({ kind: 'take', input: { customerId: 'c', billingAccountId: 'a', paymentId: 'p', amount: 8420, billIds: ['open'], paymentMethodId: 'm1', balanceSeen: 9000 } })
    expect(paymentInput({ ...draft, way: 'recorded' }, of, ['open'])).toMatchObject({ kind: 'record', input: { instrument: 'check', reference: '1042' } })
    expect(paymentInput(draft, { ...of, method: null }, [])).toBeNull()
  })
})
