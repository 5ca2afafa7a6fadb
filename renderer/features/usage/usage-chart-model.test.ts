import { describe, expect, it } from 'vitest'
import type { UsageAlert, UsageCycle, UsageDetail } from '#shared/features/usage/usage.schema.ts'
import { chartModel } from './usage-chart-model.ts'

const cycle = (periodStart: string, periodEnd: string, days: [day: string, megabytes: number][]): UsageCycle => ({
  usageConsumptionId: '', version: 1, periodStart, periodEnd, usedMegabytes: days.reduce((sum, [, value]) => sum + value, 0), allowanceMegabytes: 1_000_000,
  days: days.map(([day, megabytes]) => ({ day, megabytes })),
})
const detail = (current: UsageCycle | null, previous: UsageCycle | null = null): UsageDetail => ({ customerId: '', asOf: '', today: '2027-02-03', current, previous })
const projection = { asOf: '', today: '2027-02-03', point: 90_000, low: 80_000, high: 110_000, knownDays: 8 }
const alert = (unit: UsageAlert['unit'], amount: number) => ({ unit, amount }) as UsageAlert

describe('the chart', () => {
  it('has every day of the cycle: what was measured, the running sum, and what is still to come', () => {
    const { days } = chartModel(detail(cycle('2027-01-31', '2027-02-27', [['2027-01-31', 1_000], ['2027-02-02', 3_000]])), null, []) ?? { days: [] }
    expect(days).toHaveLength(28)
    expect(days.slice(0, 4).map(({ day, used, total }) => [day, used, total])).toEqual([['2027-01-31', 1, 1], ['2027-02-01', null, 1], ['2027-02-02', 3, 4], ['2027-02-03', null, null]])
  })

  it('puts the cycle before behind it by its place, where it has one', () => {
    const model = chartModel(detail(cycle('2027-03-31', '2027-04-29', [['2027-03-31', 5_000]]), cycle('2027-02-28', '2027-03-30', [['2027-02-28', 2_000]])), null, [])
    expect(model?.days[0]).toMatchObject({ used: 5, formerUsed: 2, formerTotal: 2 })
    // 30 days now, 31 then: the last one of then has no place.
    expect(model?.days).toHaveLength(30)
    expect(chartModel(detail(cycle('2027-03-31', '2027-04-29', [])), null, [])?.days[0]).toMatchObject({ used: null, total: null, formerUsed: null, formerTotal: null })
  })

  it('goes on from the last day that is known, and marks the thresholds that mean something', () => {
    const model = chartModel(detail(cycle('2027-01-31', '2027-02-27', [['2027-01-31', 1_000]])), projection, [alert('percent', 90), alert('gigabytes', 50)])
    expect(model?.pace).toEqual({ from: 0, start: 1, point: 90, low: 80, high: 110 })
    expect(model?.thresholds.map(({ at }) => at)).toEqual([900, 50])
    const unlimited = { ...cycle('2027-01-31', '2027-02-27', []), allowanceMegabytes: null }
    expect(chartModel(detail(unlimited), projection, [alert('percent', 90)])).toMatchObject({ allowance: null, thresholds: [], pace: { from: 0, start: 0 } })
  })

  it('is none without a cycle', () => expect(chartModel(detail(null), null, [])).toBeNull())
})
