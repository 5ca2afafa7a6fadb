/** What the chart shows, day by day, before anybody draws it: the table says the same. Gigabytes. */
import { dateOf, dayOf } from '#shared/kernel/calendar.ts'
import { thresholdMegabytes } from '#shared/features/usage/usage-threshold.ts'
import type { UsageAlert, UsageCycle, UsageDetail } from '#shared/features/usage/usage.schema.ts'
import { gigabytes, type Projection } from './usage-text.ts'

export type ChartDay = {
  day: string
  /** Null: not measured, or still to come. */
  used: number | null
  /** So far in the cycle; null from the first day that is still to come. */
  total: number | null
  /** The same place in the cycle before; null where it was shorter or nothing was measured. */
  formerUsed: number | null
  formerTotal: number | null
}
export type ChartModel = {
  days: ChartDay[]
  /** Null without a limit. */
  allowance: number | null
  thresholds: { alert: UsageAlert; at: number }[]
  /** From the last day that is known to the cycle's last; null where nothing is projected. */
  pace: { from: number; start: number; point: number; low: number; high: number } | null
}

export function chartModel({ current, previous }: UsageDetail, projection: Projection | null, alerts: readonly UsageAlert[]): ChartModel | null {
  if (!current) return null
  const own = dailyOf(current)
  const former = previous?.days.length ? dailyOf(previous) : []
  const known = own.findLastIndex((value) => value !== null)
  const days = own.map((used, at): ChartDay => ({
    day: dateOf(dayOf(current.periodStart) + at),
    used,
    total: at <= known ? totalTo(own, at) : null,
    formerUsed: former[at] ?? null,
    formerTotal: at < former.length ? totalTo(former, at) : null,
  }))
  const allowance = current.allowanceMegabytes === null ? null : gigabytes(current.allowanceMegabytes)
  const thresholds = alerts.flatMap((alert) => {
    const at = thresholdMegabytes(alert, current.allowanceMegabytes)
    return at === null ? [] : [{ alert, at: gigabytes(at) }]
  })
  return { days, allowance, thresholds, pace: projection && paceOf(projection, days, known) }
}

function dailyOf({ periodStart, periodEnd, days }: UsageCycle): (number | null)[] {
  const first = dayOf(periodStart)
  const daily = Array.from<number | null>({ length: dayOf(periodEnd) - first + 1 }).fill(null)
  for (const { day, megabytes } of days) daily[dayOf(day) - first] = gigabytes(megabytes)
  return daily
}

const totalTo = (daily: readonly (number | null)[], at: number): number => daily.slice(0, at + 1).reduce<number>((sum, value) => sum + (value ?? 0), 0)

function paceOf({ point, low, high }: Projection, days: readonly ChartDay[], known: number): ChartModel['pace'] {
  if (known >= days.length - 1) return null
  const from = Math.max(0, known)
  return { from, start: days[from]?.total ?? 0, point: gigabytes(point), low: gigabytes(low), high: gigabytes(high) }
}
