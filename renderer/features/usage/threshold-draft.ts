/** A threshold, while it is being typed. */
import type { UsageThreshold } from '#shared/features/usage/usage.schema.ts'
import type { MessageKey } from '../../app/i18n.ts'

export type ThresholdDraft = { unit: UsageThreshold['unit']; amount: string }
export type ReadThreshold = { threshold: UsageThreshold; problem: null } | { threshold: null; problem: MessageKey }

/** As `usageThresholdSchema`; threshold-draft.test.ts compares them. */
export const largest = { percent: 100, gigabytes: 100_000 } as const

/** Whole numbers alone: `1e3`, `٩٠` and `90,5` are not guessed at. */
export function readThreshold({ unit, amount }: ThresholdDraft): ReadThreshold {
  const text = amount.trim()
  if (text === '') return { threshold: null, problem: 'field.missing' }
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0
  if (value < 1 || value > largest[unit]) return { threshold: null, problem: unit === 'percent' ? 'usage.problems.percent' : 'usage.problems.gigabytes' }
  return { threshold: { unit, amount: value }, problem: null }
}
