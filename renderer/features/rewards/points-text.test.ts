import { expect, it } from 'vitest'
import { MAX_POINTS } from '#shared/features/rewards/rewards.schema.ts'
import { MOST_POINTS, readPoints } from './points-text.ts'

it.each([['200', 200], [' 1,000 ', 1000], ['10000000', 10_000_000]])('reads %j', (text, points) => {
  expect(readPoints(text)).toEqual({ points, problem: null })
})

it.each([['', 'missing'], ['1e3', 'whole'], ['١٢', 'whole'], ['0.5', 'whole'], ['-5', 'whole'], ['+5', 'whole'], ['-0', 'whole'], ['1,00', 'whole'], ['0', 'zero'], ['10000001', 'large'], ['9'.repeat(400), 'large']])('gives %j back', (text, problem) => {
  expect(readPoints(text)).toEqual({ points: null, problem })
})

it('knows the same bound as the contract', () => {
  expect(MOST_POINTS).toBe(MAX_POINTS)
})
