import { describe, expect, it } from 'vitest'
import { median, p95, quantile, rounded } from './stats.ts'

describe('stats', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)

  it('gives a measured value as quantile, by nearest rank', () => {
    expect(p95(hundred)).toBe(95)
    expect(quantile([7], 0.95)).toBe(7)
    expect(quantile(hundred, 0)).toBe(1)
    expect(quantile(hundred, 1)).toBe(100)
  })

  it('takes the middle, or the mean of the two middle ones', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
  })

  it('refuses an empty sample instead of answering NaN', () => {
    expect(() => median([])).toThrow(RangeError)
    expect(() => p95([])).toThrow(RangeError)
  })

  it('leaves the sample as it was', () => {
    const sample = [3, 1, 2]
    median(sample)
    p95(sample)
    expect(sample).toEqual([3, 1, 2])
  })

  it('rounds', () => expect(rounded(1.26)).toBe(1.3))
})
