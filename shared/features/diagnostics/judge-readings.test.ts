import { describe, expect, it } from 'vitest'
import type { Measure, Reading } from './equipment.schema.ts'
import { judgeReading, LIMITS, planSpeed, verdictOfAll } from './judge-readings.ts'

const judged = (measure: Measure, value: number, planMbps: number | null = null) => judgeReading({ measure, of: null, value }, planMbps).verdict

describe('what was measured', () => {
  it.each([
    ['downstreamPower', -15.1, 'bad'], ['downstreamPower', -15, 'marginal'], ['downstreamPower', -7, 'good'], ['downstreamPower', 7.1, 'marginal'], ['downstreamPower', 15.1, 'bad'],
    ['downstreamSnr', 29.9, 'bad'], ['downstreamSnr', 30, 'marginal'], ['downstreamSnr', 33, 'good'],
    ['upstreamPower', 51.1, 'bad'], ['upstreamPower', 50.5, 'marginal'], ['upstreamPower', 45, 'good'], ['opticalPower', -27.5, 'bad'], ['opticalPower', -20, 'good'],
    ['online', 0, 'bad'], ['online', 1, 'good'], ['uncorrectable', 0.2, 'bad'], ['uptime', 0.1, 'good'], ['airtime', 60, 'marginal'],
  ] as const)('%s of %d is %s', (measure, value, verdict) => expect(judged(measure, value)).toBe(verdict))

  it('holds the speed that was set against the one that is sold, and says nothing where nobody knows that', () => {
    expect([judged('speedDown', 60, 300), judged('speedDown', 290, 300), judged('speedDown', 60)]).toEqual(['bad', 'good', 'good'])
    expect(['Internet 500', 'Fiber 1 Gig', 'Business Internet 200', 'Internet Essentials'].map(planSpeed)).toEqual([500, 1_000, 200, null])
  })

  it('is as bad as its worst, and one weak channel of many is usual', () => {
    const reading = (verdict: Reading['verdict']): Reading => ({ measure: 'downstreamPower', of: null, value: 0, limits: null, verdict })
    const weak = (count: number) => verdictOfAll('signal', [...Array<Reading>(count).fill(reading('marginal')), ...Array<Reading>(12 - count).fill(reading('good'))])
    expect([weak(3), weak(4)]).toEqual(['good', 'marginal'])
    expect(verdictOfAll('signal', [reading('good'), reading('bad')])).toBe('bad')
    expect(verdictOfAll('wifi', [reading('good'), reading('marginal')])).toBe('marginal')
    expect(verdictOfAll('signal', [])).toBe('noAnswer')
  })

  it('has limits in their order', () => {
    for (const { low, lowGood, highGood, high } of Object.values(LIMITS)) {
      const all = [low, lowGood, highGood, high].filter((limit) => limit !== null)
      expect(all).toEqual(all.toSorted((one, other) => one - other))
    }
  })
})
