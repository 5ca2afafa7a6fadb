import { describe, expect, it } from 'vitest'
import type { AdjustmentTerms } from '#shared/features/billing/adjustments.schema.ts'
import { judgeLimits } from './adjustment-limits.ts'

const terms = (change: Partial<AdjustmentTerms> = {}): AdjustmentTerms => ({
  currency: 'USD', reasons: [], limits: { perAdjustment: 5000, perDay: 25_000, perCustomer30Days: 7500 }, used: { credit: { today: 1000, forCustomer: 3000 }, charge: { today: 0, forCustomer: 0 } },
  figures: { balance: 0, pastDue: 0, billRemaining: null, creditsIn30Days: 3000 }, ...change,
})
const used = (today: number, forCustomer: number, direction: 'credit' | 'charge' = 'credit') => ({ used: { ...terms().used, [direction]: { today, forCustomer } } })
const over = (amount: number, change: Partial<AdjustmentTerms> = {}, direction: 'credit' | 'charge' = 'credit') =>
  judgeLimits(terms(change), direction, amount).lines.filter((line) => line.over).map(({ name }) => name)

describe('the limits of a credit', () => {
  it('are met to the cent', () => {
    expect([over(4500), over(4501)]).toEqual([[], ['perCustomer30Days']])
    expect([over(5000, used(1000, 0)), over(5001, used(1000, 0))]).toEqual([[], ['perAdjustment']])
    expect(over(4000, used(21_001, 0))).toEqual(['perDay'])
  })

  it('tell what is left after it, and say only then that it needs approval', () => {
    const { lines, needsApproval } = judgeLimits(terms(), 'credit', 2000)
    expect(lines.map(({ name, left }) => [name, left])).toEqual([['perAdjustment', 3000], ['perDay', 22_000], ['perCustomer30Days', 2500]])
    expect(needsApproval).toBe(false)
    expect(judgeLimits(terms(), 'credit', 6000).needsApproval).toBe(true)
  })

  it('say nothing against an amount that is not typed yet, even when they are used up', () => {
    expect(judgeLimits(terms(used(1000, 9000)), 'credit', 0).needsApproval).toBe(false)
  })

  it('are the same for a charge, with what was charged alone, and of a role without any everything needs approval', () => {
    expect([over(5000, used(90_000, 90_000), 'charge'), over(5001, {}, 'charge')]).toEqual([[], ['perAdjustment']])
    expect([over(4000, used(21_001, 0, 'charge'), 'charge'), over(4000, used(0, 3501, 'charge'), 'charge')]).toEqual([['perDay'], ['perCustomer30Days']])
    expect(over(4000, used(90_000, 90_000, 'charge'))).toEqual([])
    expect(over(1, { limits: { perAdjustment: 0, perDay: 0, perCustomer30Days: 0 } })).toContain('perAdjustment')
  })
})
