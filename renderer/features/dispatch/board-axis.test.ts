import { describe, expect, it } from 'vitest'
import { axisOf, leftOf, placeOf, stepped, timeAt } from './board-axis.ts'

/** The second day is an hour shorter, as where nobody works late. */
const axis = axisOf([
  { date: '2026-11-30', opens: '2026-11-30T12:00:00.000Z', closes: '2026-11-30T22:00:00.000Z' },
  { date: '2026-12-01', opens: '2026-12-01T12:00:00.000Z', closes: '2026-12-01T21:00:00.000Z' },
])
const at = (instant: string): number => Date.parse(instant) / 1_000

describe('the axis of the board', () => {
  it('has each time in its own day, and none between two days', () => {
    expect(leftOf(axis, at('2026-11-30T12:00:00Z'))).toBe(0)
    expect(leftOf(axis, at('2026-12-01T12:00:00Z'))).toBeCloseTo(10 / 19)
    expect(leftOf(axis, at('2026-11-30T23:00:00Z'))).toBeNull()
  })
  it('cuts what goes over the edge of a day', () => {
    expect(placeOf(axis, at('2026-11-30T21:00:00Z'), at('2026-11-30T23:00:00Z'))?.width).toBeCloseTo(1 / 19)
    expect(placeOf(axis, at('2026-11-30T22:30:00Z'), at('2026-11-30T23:00:00Z'))).toBeNull()
  })
  it('reads a time back from where it is', () => {
    for (const time of ['2026-11-30T12:00:00Z', '2026-11-30T15:35:00Z', '2026-12-01T20:55:00Z']) expect(timeAt(axis, leftOf(axis, at(time)) as number, 300)).toBe(at(time))
    expect(timeAt(axis, 2, 300)).toBe(at('2026-12-01T20:55:00Z'))
  })
  it('goes over into the next day, and no further than the last', () => {
    expect(stepped(axis, at('2026-11-30T21:55:00Z'), 300)).toBe(at('2026-12-01T12:00:00Z'))
    expect(stepped(axis, at('2026-12-01T12:00:00Z'), -300)).toBe(at('2026-11-30T21:55:00Z'))
    expect(stepped(axis, at('2026-12-01T20:55:00Z'), 300)).toBe(at('2026-12-01T20:55:00Z'))
  })
})
