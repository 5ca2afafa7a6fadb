import { expect, it } from 'vitest'
import { addDays, dateIn } from './calendar.ts'

const inNewYork = (instant: string): string => dateIn('America/New_York', Date.parse(instant))

it.each([
  ['before midnight there, after midnight in Greenwich', '2026-11-24T04:30:00.000Z', '2026-11-23'],
  ['at midnight there', '2026-11-24T05:00:00.000Z', '2026-11-24'],
  ['the evening before the clocks go back', '2026-11-01T03:30:00.000Z', '2026-10-31'],
  ['the evening of that day, an hour later in Greenwich', '2026-11-02T04:30:00.000Z', '2026-11-01'],
  ['the evening before the clocks go forward', '2026-03-08T04:30:00.000Z', '2026-03-07'],
  ['past midnight after that day, an hour earlier in Greenwich', '2026-03-09T04:15:00.000Z', '2026-03-09'],
])('tells the operator\'s day: %s', (_case, instant, date) => {
  expect(inNewYork(instant)).toBe(date)
})

it('tells the day of each time zone, and refuses one that there is not', () => {
  const instant = Date.parse('2026-11-24T04:30:00.000Z')
  expect(['Asia/Tokyo', 'America/Los_Angeles', 'UTC'].map((zone) => dateIn(zone, instant))).toEqual(['2026-11-24', '2026-11-23', '2026-11-24'])
  expect(() => dateIn('Mars/Olympus', instant)).toThrow(RangeError)
})

it('counts days over months, years and the leap day', () => {
  expect([addDays('2028-02-28', 1), addDays('2026-12-31', 1), addDays('2026-03-01', -1)]).toEqual(['2028-02-29', '2027-01-01', '2026-02-28'])
})
