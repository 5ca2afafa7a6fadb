import { describe, expect, it } from 'vitest'
import { cycleDay, usedShare } from './usage-text.ts'

describe('usage', () => {
  it('counts the days of a cycle from 1, both ends included', () => {
    const period = { periodStart: '2026-11-02', periodEnd: '2026-12-01' }
    expect(cycleDay(period, Date.parse('2026-11-02T00:00:00Z'))).toEqual({ day: 1, of: 30 })
    expect(cycleDay(period, Date.parse('2026-12-01T23:00:00Z'))).toEqual({ day: 30, of: 30 })
    expect(cycleDay(period, Date.parse('2026-12-02T00:00:00Z'))).toBeNull()
    expect(cycleDay({ periodStart: null, periodEnd: null }, 0)).toBeNull()
  })

  it('has a share only where there is a limit', () => {
    expect(usedShare({ usedMegabytes: 812_000, allowanceMegabytes: 1_200_000 })).toBe(68)
    expect(usedShare({ usedMegabytes: 1, allowanceMegabytes: null })).toBeNull()
  })
})
