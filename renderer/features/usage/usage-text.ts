/** Data use in words. Networks and plans count 10^9 bytes to the gigabyte. */
import type { UsageConsumption } from '#shared/features/usage/usage.schema.ts'

const DAY_MS = 86_400_000

export const gigabytes = (megabytes: number): number => megabytes / 1000

/** Share of the allowance in percent, whole, never above 999; null without a limit. */
export function usedShare(usage: Pick<UsageConsumption, 'usedMegabytes' | 'allowanceMegabytes'>): number | null {
  if (!usage.allowanceMegabytes) return null
  return Math.min(999, Math.round((usage.usedMegabytes / usage.allowanceMegabytes) * 100))
}

/** Which day of how many it is, counting from 1; null outside the period and where it has no dates. */
export function cycleDay(usage: Pick<UsageConsumption, 'periodStart' | 'periodEnd'>, nowMs: number): { day: number; of: number } | null {
  if (!usage.periodStart || !usage.periodEnd) return null
  const start = Date.parse(usage.periodStart)
  const of = Math.round((Date.parse(usage.periodEnd) - start) / DAY_MS) + 1
  const day = Math.floor((nowMs - start) / DAY_MS) + 1
  return day >= 1 && day <= of ? { day, of } : null
}
