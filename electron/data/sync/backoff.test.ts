import { expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

it('grows with each failure to its bound, spread over its upper half', () => {
  expect([1, 2, 3, 4].map((failures) => backoffMs(failures, () => 1))).toEqual([500, 1000, 2000, 4000])
  expect(backoffMs(1, () => 0)).toBe(250)
  expect(backoffMs(1_000_000, () => 1)).toBe(30_000)
})
