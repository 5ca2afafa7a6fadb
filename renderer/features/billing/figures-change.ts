/** What of a case is another now than when it was asked for. Amounts in minor units. */
import { money, subtract } from '#shared/kernel/money.ts'
import type { AdjustmentFigures } from '#shared/features/billing/adjustments.schema.ts'

export const figureNames = ['balance', 'pastDue', 'billRemaining', 'creditsIn30Days'] as const satisfies readonly (keyof AdjustmentFigures)[]
export type FigureLine = { name: (typeof figureNames)[number]; then: number | null; now: number | null; difference: number }

/** A figure that is of neither moment is left out. */
export function compareFigures(then: AdjustmentFigures, now: AdjustmentFigures): FigureLine[] {
  return figureNames
    .map((name) => ({ name, then: then[name], now: now[name], difference: differenceOf(then[name], now[name]) }))
    .filter(({ then: before, now: after }) => before !== null || after !== null)
}

const differenceOf = (then: number | null, now: number | null): number => subtract(money(now ?? 0), money(then ?? 0)).amount

export const isChanged = (lines: readonly FigureLine[]): boolean => lines.some(({ difference }) => difference !== 0)
