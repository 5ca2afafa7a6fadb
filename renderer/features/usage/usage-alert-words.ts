/** Thresholds, and what became of them, in words. */
import { sameThreshold } from '#shared/features/usage/usage-threshold.ts'
import type { UsageAlertEvent, UsageThreshold } from '#shared/features/usage/usage.schema.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

/** `90 %`, `500 GB`. */
export const thresholdText = ({ unit, amount }: UsageThreshold, t: Translate, formats: Formats): string =>
  unit === 'percent' ? t('usage.share', { share: amount }) : t('usage.gigabytes', { amount: formats.number(amount) })

/** The last turn of this threshold in the cycle; null when it was not crossed. @param events newest first */
export const lastTurn = (threshold: UsageThreshold, events: readonly UsageAlertEvent[]): UsageAlertEvent | null =>
  events.filter((event) => sameThreshold(event, threshold)).sort((a, b) => turn(b) - turn(a))[0] ?? null

const turn = ({ generation, direction }: UsageAlertEvent): number => generation * 2 + Number(direction === 'under')

/** The highest threshold that the customer is over now. */
export function highestCrossed(events: readonly UsageAlertEvent[]): UsageAlertEvent | null {
  const over = events.filter((event) => event.direction === 'over' && lastTurn(event, events) === event)
  return over.sort((a, b) => sizeOf(b) - sizeOf(a))[0] ?? null
}

const sizeOf = ({ unit, amount, allowanceMegabytes }: UsageAlertEvent): number => (unit === 'gigabytes' ? amount * 1_000 : ((allowanceMegabytes ?? 0) * amount) / 100)
