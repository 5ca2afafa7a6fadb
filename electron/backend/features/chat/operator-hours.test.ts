import { expect, it } from 'vitest'
import { HOUR_MS } from '#shared/features/chat/chat-figures.ts'
import { operatorHours } from './operator-hours.ts'

const shown = (zone: string, day: string) => operatorHours(zone, day, day).hours.map(({ hour }) => hour)

it('has 23 hours in spring and 25 in autumn, of which one comes twice', () => {
  expect(shown('America/New_York', '2026-11-30')).toEqual(Array.from({ length: 24 }, (_, hour) => hour))
  expect(shown('America/New_York', '2026-03-08').slice(0, 4)).toEqual([0, 1, 3, 4])
  expect(shown('America/New_York', '2026-03-08')).toHaveLength(23)
  expect(shown('America/New_York', '2026-11-01').slice(0, 5)).toEqual([0, 1, 1, 2, 3])
  expect(shown('America/New_York', '2026-11-01')).toHaveLength(25)
  // Half an hour, back at 2:00 to 1:30.
  expect(shown('Australia/Lord_Howe', '2026-04-05').slice(0, 4)).toEqual([0, 1, 1, 2])
})

it('leaves no moment out, over a quarter', () => {
  const { hours, until } = operatorHours('America/New_York', '2026-09-01', '2026-12-01')
  expect(hours).toHaveLength(92 * 24 + 1)
  expect([...hours.slice(1).map(({ from }) => from), until].every((end, index) => end - hours[index]!.from === HOUR_MS)).toBe(true)
  expect(hours.at(-1)).toMatchObject({ day: 91, hour: 23 })
})
