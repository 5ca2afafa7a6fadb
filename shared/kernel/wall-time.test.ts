import { describe, expect, it } from 'vitest'
import { wallDay, wallInstant, wallMinute } from './wall-time.ts'

const zone = 'America/New_York'
const iso = (day: string, minute: number): string => new Date(wallInstant(zone, day, minute)).toISOString()
const HOUR = 3_600_000

describe('the clock on the wall', () => {
  it('is the operator’s, in winter and in summer', () => {
    expect([iso('2026-11-30', 480), iso('2026-07-01', 480)]).toEqual(['2026-11-30T13:00:00.000Z', '2026-07-01T12:00:00.000Z'])
    expect(wallMinute(zone, Date.parse('2026-07-01T12:07:59.999Z'))).toBe(487)
  })

  it('shows 8 to 10 on the days on which it is changed', () => {
    for (const day of ['2026-03-08', '2026-11-01']) {
      expect(wallInstant(zone, day, 600) - wallInstant(zone, day, 480)).toBe(2 * HOUR)
      expect(wallMinute(zone, wallInstant(zone, day, 480))).toBe(480)
    }
    expect([iso('2026-03-08', 480), iso('2026-11-01', 480)]).toEqual(['2026-03-08T12:00:00.000Z', '2026-11-01T13:00:00.000Z'])
  })

  it('takes an hour that is left out as if it were there, and of one that comes twice the first', () => {
    expect(iso('2026-03-08', 150)).toBe('2026-03-08T07:30:00.000Z')
    expect(iso('2026-11-01', 90)).toBe('2026-11-01T05:30:00.000Z')
    expect([wallDay(zone, '2026-03-08'), wallDay(zone, '2026-11-01')].map(({ from, to }) => (to - from) / HOUR)).toEqual([23, 25])
  })

  it('is right in zones that change at midnight, south of the equator, and by half an hour', () => {
    for (const timeZone of ['America/Havana', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Santiago', 'UTC', 'Pacific/Kiritimati'])
      for (let day = 0; day < 366; day += 1) {
        const date = new Date(Date.UTC(2026, 0, 1) + day * 24 * HOUR).toISOString().slice(0, 10)
        expect([timeZone, date, wallMinute(timeZone, wallInstant(timeZone, date, 480))]).toEqual([timeZone, date, 480])
      }
  })
})
