/** What a threshold means in megabytes: one rule for who fires it, who draws it and who says it. */
import type { UsageThreshold } from './usage.schema.ts'

/** @returns null for a share of no allowance */
export function thresholdMegabytes({ unit, amount }: UsageThreshold, allowanceMegabytes: number | null): number | null {
  if (unit === 'gigabytes') return amount * 1_000
  return allowanceMegabytes === null ? null : Math.ceil((allowanceMegabytes * amount) / 100)
}

export const sameThreshold = (a: UsageThreshold, b: UsageThreshold): boolean => a.unit === b.unit && a.amount === b.amount
