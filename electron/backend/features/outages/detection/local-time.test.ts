import { expect, it } from 'vitest'
import { hourOfWeekIn } from './local-time.ts'

const hours = (timeZone: string, ...instants: string[]): number[] => instants.map((instant) => hourOfWeekIn(timeZone)(Date.parse(instant)))

it('counts the hours of the week from Monday on', () => {
  expect(hours('UTC', '2026-11-30T00:00:00Z', '2026-11-30T14:59:59Z', '2026-12-06T23:00:00Z')).toEqual([0, 14, 167])
  expect(hours('America/New_York', '2026-11-30T04:59:59Z', '2026-11-30T05:00:00Z')).toEqual([167, 0])
})

it('has an hour twice where clocks go back, and leaves one out where they go forward', () => {
  expect(hours('America/New_York', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z', '2026-11-01T07:30:00Z')).toEqual([145, 145, 146])
  expect(hours('America/New_York', '2026-03-08T06:30:00Z', '2026-03-08T07:30:00Z')).toEqual([145, 147])
})
