import { expect, test } from 'vitest'
import { ageOf, ageTone, clockText, leftUntil, shareOf } from './chat-ages.ts'

test.each([[0, '0:00'], [-5_000, '0:00'], [42_999, '0:42'], [725_000, '12:05'], [3_730_000, '1:02:10']])('%i ms is %s', (ms, text) => {
  expect(clockText(ms)).toBe(text)
})
test('an age is never below zero, whatever the clocks say', () => {
  const now = Date.parse('2026-11-30T10:00:00.000Z')
  expect([ageOf(null, now), ageOf('2026-11-30T09:59:00.000Z', now), ageOf('2026-11-30T10:00:01.000Z', now)]).toEqual([null, 60_000, 0])
  expect([leftUntil('2026-11-30T10:00:20.000Z', now), leftUntil('2026-11-30T09:00:00.000Z', now)]).toEqual([20_000, 0])
})
test('a bar is within its bounds', () => {
  expect([shareOf(-1, 10), shareOf(5, 10), shareOf(11, 10), shareOf(5, 0)]).toEqual([0, 0.5, 1, 0])
})
test('what is beyond the promise says so, and half of it is to be looked at', () => {
  expect([29, 30, 59, 60].map((seconds) => ageTone(seconds * 1_000, 60_000))).toEqual(['soft', 'look', 'look', 'stop'])
})
