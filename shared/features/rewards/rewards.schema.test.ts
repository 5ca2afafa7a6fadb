import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditFor, MAX_POINTS, pointsFor, pointsStep } from './rewards.schema.ts'

const rate = (redeemPoints: number, redeemAmount: number) => ({ redeemPoints, redeemAmount, currency: 'USD' })

describe('what points are worth', () => {
  it.each([
    [100, rate(100, 100), 100], [250, rate(100, 100), 250], [100, rate(200, 100), 50], [3, rate(3, 1), 1], [1, rate(3, 1), null], [150, rate(100, 75), null], [200, rate(100, 75), 150],
  ])('%i points at %j are %s cents', (points, given, cents) => {
    expect(creditFor(points, given)?.amount ?? null).toBe(cents)
  })

  it('is whole cents for every multiple of the step and for nothing else, and exact', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: MAX_POINTS }), (points, amount, asked) => {
      const given = rate(points, amount)
      const whole = (BigInt(asked) * BigInt(amount)) % BigInt(points) === 0n
      expect(creditFor(asked, given) !== null).toBe(whole)
      if (whole) expect(BigInt(creditFor(asked, given)?.amount ?? 0)).toBe((BigInt(asked) * BigInt(amount)) / BigInt(points))
      expect(creditFor(pointsStep(given), given)).not.toBeNull()
    }))
  })
})

it.each([[0, 0], [99, 0], [100, 1], [8_420, 84]])('%i cents earn %i points', (paid, points) => {
  expect(pointsFor(paid, { earnPoints: 1, earnAmount: 100 })).toBe(points)
})
