/** Data use in words. Networks and plans count 10^9 bytes to the gigabyte. */
import { dayOf } from '#shared/kernel/calendar.ts'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import type { UsageConsumption } from '#shared/features/usage/usage.schema.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

export const gigabytes = (megabytes: number): number => megabytes / 1000

/** Whole gigabytes, and tenths below ten. @param round such as Math.floor, for the lower end of a range */
export function gigabyteNumber(megabytes: number, formats: Formats, round: (value: number) => number = Math.round): string {
  const value = gigabytes(megabytes)
  return formats.number(value >= 10 ? round(value) : round(value * 10) / 10)
}

/** Share of the allowance in percent, whole, never above 999; null without a limit. */
export function usedShare(usage: Pick<UsageConsumption, 'usedMegabytes' | 'allowanceMegabytes'>): number | null {
  if (!usage.allowanceMegabytes) return null
  return Math.min(999, Math.round((usage.usedMegabytes / usage.allowanceMegabytes) * 100))
}

type Period = Pick<UsageConsumption, 'periodStart' | 'periodEnd'>

/** Which day of how many it is, counting from 1; null outside the period and where it has no dates. @param today `2026-11-23` */
export function cycleDay({ periodStart, periodEnd }: Period, today: string): { day: number; of: number } | null {
  if (!periodStart || !periodEnd || today < periodStart || today > periodEnd) return null
  return { day: dayOf(today) - dayOf(periodStart) + 1, of: dayOf(periodEnd) - dayOf(periodStart) + 1 }
}

export type Projection = NonNullable<AccountView['usageProjection']>
type Said = { usage: UsageConsumption; projection: Projection | null; today: string }

/** What an agent reads out: `812 of 1,200 GB on day 19 of 30; at this pace 1,240–1,310 GB by Dec 3`. */
export function usageSentence({ usage, projection, today }: Said, t: Translate, formats: Formats): string {
  const { kind, periodEnd, allowanceMegabytes } = usage
  const used = gigabyteNumber(usage.usedMegabytes, formats)
  if (kind === 'monthlyAverage') return t('usage.averageSentence', { used })
  const amount = allowanceMegabytes === null ? t('usage.unlimitedSentence', { used }) : t('usage.limitedSentence', { used, allowance: gigabyteNumber(allowanceMegabytes, formats) })
  const day = cycleDay(usage, today)
  if (!day) return periodEnd ? t('usage.overSentence', { amount, date: formats.shortDay(periodEnd) }) : amount
  const soFar = t('usage.daySentence', { amount, ...day })
  return projection && periodEnd ? t('usage.paceSentence', { soFar, range: rangeText(projection, t, formats), date: formats.shortDay(periodEnd) }) : soFar
}

/** The same for a tile beside its number, in at most two short lines: `of 1,200 GB, day 19 of 30`, `Pace: 1,240–1,310 GB by Dec 3`. */
export function usageLines({ usage, projection, today }: Said, t: Translate, formats: Formats): string[] {
  const { kind, periodEnd, allowanceMegabytes } = usage
  if (kind === 'monthlyAverage') return [t('usage.tile.average')]
  const amount = allowanceMegabytes === null ? t('usage.tile.unlimited') : t('usage.tile.limit', { allowance: gigabyteNumber(allowanceMegabytes, formats) })
  const day = cycleDay(usage, today)
  if (!day) return [periodEnd ? t('usage.tile.over', { amount, date: formats.shortDay(periodEnd) }) : amount]
  const soFar = t('usage.tile.day', { amount, ...day })
  return projection && periodEnd ? [soFar, t('usage.tile.pace', { range: rangeText(projection, t, formats), date: formats.shortDay(periodEnd) })] : [soFar]
}

/** The lower end is rounded down and the upper one up: the words promise no less than the range. */
export function rangeText({ point, low, high }: Pick<Projection, 'point' | 'low' | 'high'>, t: Translate, formats: Formats): string {
  const [from, to] = [gigabyteNumber(low, formats, Math.floor), gigabyteNumber(high, formats, Math.ceil)]
  return from === to ? t('usage.gigabytes', { amount: gigabyteNumber(point, formats) }) : t('usage.range', { low: from, high: to })
}
