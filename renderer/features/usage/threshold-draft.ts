/** A threshold, while it is being typed. */
import type { UsageAlert, UsageThreshold } from '#shared/features/usage/usage.schema.ts'
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

/** An alert's form. `sent`: what went out under which id, so that a lost answer sets nothing twice, not after a restart either. */
export type AlertDraft = ThresholdDraft & { channel: UsageAlert['channel']; sent: { id: string; what: string } | null }

/** What the form begins with. @param unlimited a plan without a limit has no share of it */
export const alertBegun = (alert: UsageAlert | null, unlimited: boolean): AlertDraft =>
  ({ unit: alert?.unit ?? (unlimited ? 'gigabytes' : 'percent'), amount: alert ? String(alert.amount) : '', channel: alert?.channel ?? 'email', sent: null })

export const isSameAlert = (a: AlertDraft, b: AlertDraft): boolean => a.unit === b.unit && a.amount.trim() === b.amount.trim() && a.channel === b.channel && a.sent?.id === b.sent?.id

/** From what was kept; null when it is none. */
export function reviveAlert(stored: unknown): AlertDraft | null {
  if (typeof stored !== 'object' || stored === null) return null
  const { unit, amount, channel, sent } = stored as Record<string, unknown>
  if ((unit !== 'percent' && unit !== 'gigabytes') || (channel !== 'email' && channel !== 'sms') || typeof amount !== 'string') return null
  return { unit, amount, channel, sent: isSent(sent) ? sent : null }
}
const isSent = (value: unknown): value is { id: string; what: string } =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'what' in value && typeof value.what === 'string'
