import { describe, expect, it } from 'vitest'
import { makeFormats } from '../../app/format.ts'
import { i18n } from '../../app/i18n.ts'
import type { Translate } from '../../app/use-text.ts'
import { cycleDay, gigabyteNumber, usageLines, usageSentence, usedShare } from './usage-text.ts'

const t: Translate = (key, named = {}) => i18n.global.t(key, named)
const formats = makeFormats('en-US')
const base = { id: '', customerId: '', version: 1, kind: 'cycle' as const, periodStart: '2026-11-04', periodEnd: '2026-12-03', usedMegabytes: 812_400, allowanceMegabytes: 1_200_000, toppedUpMegabytes: 0 }
const projection = { asOf: '', today: '2026-11-22', point: 1_280_000, low: 1_240_900, high: 1_309_100, knownDays: 18 }

describe('usage', () => {
  it('counts the days of a cycle from 1, both ends included', () => {
    const period = { periodStart: '2026-11-02', periodEnd: '2026-12-01' }
    expect(cycleDay(period, '2026-11-02')).toEqual({ day: 1, of: 30 })
    expect(cycleDay(period, '2026-12-01')).toEqual({ day: 30, of: 30 })
    expect(cycleDay(period, '2026-12-02')).toBeNull()
    expect(cycleDay({ periodStart: null, periodEnd: null }, '2026-11-02')).toBeNull()
  })

  it('has a share only where there is a limit', () => {
    expect(usedShare({ usedMegabytes: 812_000, allowanceMegabytes: 1_200_000 })).toBe(68)
    expect(usedShare({ usedMegabytes: 1, allowanceMegabytes: null })).toBeNull()
  })

  it('is whole gigabytes, and tenths where they are few', () => {
    expect([812_400, 9_960, 1_240, 0].map((value) => gigabyteNumber(value, formats))).toEqual(['812', '10', '1.2', '0'])
  })

  it.each([
    ['with a pace', base, projection, '2026-11-22', '812 of 1,200 GB on day 19 of 30; at this pace 1,240–1,310 GB by Dec 3'],
    ['without one', base, null, '2026-11-22', '812 of 1,200 GB on day 19 of 30'],
    ['without a limit', { ...base, allowanceMegabytes: null }, projection, '2026-11-22', '812 GB, no limit, on day 19 of 30; at this pace 1,240–1,310 GB by Dec 3'],
    ['of a cycle that is over', base, null, '2026-12-04', '812 of 1,200 GB in the cycle to Dec 3'],
    ['of a book from a file', { ...base, kind: 'monthlyAverage' as const, periodStart: null, periodEnd: null, usedMegabytes: 16_500 }, null, '2026-12-04', '17 GB in an average month'],
    ['that will hardly vary', base, { ...projection, low: 1_280_000, high: 1_280_000 }, '2026-11-22', '812 of 1,200 GB on day 19 of 30; at this pace 1,280 GB by Dec 3'],
  ])('is said %s', (_what, usage, pace, today, said) => expect(usageSentence({ usage, projection: pace, today }, t, formats)).toBe(said))

  it.each([
    ['with a pace', base, projection, '2026-11-22', ['of 1,200 GB, day 19 of 30', 'Pace: 1,240–1,310 GB by Dec 3']],
    ['without one', base, null, '2026-11-22', ['of 1,200 GB, day 19 of 30']],
    ['without a limit', { ...base, allowanceMegabytes: null }, projection, '2026-11-22', ['no limit, day 19 of 30', 'Pace: 1,240–1,310 GB by Dec 3']],
    ['of a cycle that is over', base, null, '2026-12-04', ['of 1,200 GB, cycle to Dec 3']],
    ['of a book from a file', { ...base, kind: 'monthlyAverage' as const, periodStart: null, periodEnd: null }, null, '2026-12-04', ['in an average month']],
  ])('is said on a tile %s', (_what, usage, pace, today, said) => expect(usageLines({ usage, projection: pace, today }, t, formats)).toEqual(said))
})
