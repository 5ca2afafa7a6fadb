import { describe, expect, it } from 'vitest'
import { REFUND_REASON, refundPaymentSchema } from '#shared/features/billing/payments.schema.ts'
import { ownRecorded, refundBound, refundReasonProblem } from './refund-draft.ts'

const refunding = { perRefund: 1_000, perDay: 2_500, usedToday: 0, recordedAt: null }
const bound = (amount: number, left: number, change: Partial<typeof refunding> | null = {}) => refundBound(amount, left, change && { ...refunding, ...change })

describe('a refund that is typed', () => {
  it('is no more than is left of the payment, then no more than the agent may give back at a time, then in their day', () => {
    expect([bound(400, 400), bound(401, 400)]).toEqual([null, { of: 'payment', limit: 400, left: 400 }])
    expect([bound(1_000, 9_000), bound(1_001, 9_000)]).toEqual([null, { of: 'refundedAtATime', limit: 1_000, left: 1_000 }])
    expect([bound(999, 9_000, { usedToday: 1_501 }), bound(1_000, 9_000, { usedToday: 1_501 })]).toEqual([null, { of: 'refundedInADay', limit: 2_500, left: 999 }])
    expect(bound(1, 9_000, { usedToday: 9_000 }), 'a limit that was lowered meanwhile').toEqual({ of: 'refundedInADay', limit: 2_500, left: 0 })
    expect([bound(9_000, 9_000, null), bound(9_001, 9_000, null)], 'not known yet').toEqual([null, { of: 'payment', limit: 9_000, left: 9_000 }])
  })

  it('is for somebody else when the agent has recorded a check or cash since it was paid', () => {
    const of = (recordedAt: string | null) => ownRecorded({ at: '2026-11-20T12:00:00.000Z' }, { ...refunding, recordedAt })
    expect([of(null), of('2026-11-20T11:59:59.999Z'), of('2026-11-20T12:00:00.000Z'), of('2026-11-21T08:00:00.000Z')]).toEqual([false, false, true, true])
    expect(ownRecorded({ at: '2026-11-20T12:00:00.000Z' }, null)).toBe(false)
  })

  it('has a reason of the length of the schema, and no card number in it', () => {
    const allowed = (text: string) => refundPaymentSchema.shape.reason.safeParse(text).success
    for (const text of ['', '  ', 'no', ' no ', 'yes', 'Charged twice', 'On 4111 1111 1111 1111', 'x'.repeat(REFUND_REASON.max)]) expect(refundReasonProblem(text) === null, text).toBe(allowed(text))
    expect(allowed('x'.repeat(REFUND_REASON.max + 1))).toBe(false)
    expect([refundReasonProblem('no'), refundReasonProblem('On 4111 1111 1111 1111')]).toEqual(['short', 'card'])
  })
})
