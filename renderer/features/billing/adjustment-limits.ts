/** How far an agent may go without asking, as the amount is typed. The backend decides by the same rules when it is sent. */
import { add, money, subtract } from '#shared/kernel/money.ts'
import type { Adjustment, AdjustmentTerms } from '#shared/features/billing/adjustments.schema.ts'

export const limitNames = ['perAdjustment', 'perDay', 'perCustomer30Days'] as const
export type LimitName = (typeof limitNames)[number]
/** Minor units. `used` before this one, pending ones included; `left` after it, below 0 when it is over. */
export type LimitLine = { name: LimitName; limit: number; used: number; left: number; over: boolean }
export type LimitVerdict = { lines: LimitLine[]; needsApproval: boolean }

/** @param amount minor units, 0 while nothing can be read. A charge gives nothing away: it meets the first limit alone. */
export function judgeLimits({ limits, usedToday, usedForCustomer }: AdjustmentTerms, direction: Adjustment['direction'], amount: number): LimitVerdict {
  const used: Record<LimitName, number> = { perAdjustment: 0, perDay: usedToday, perCustomer30Days: usedForCustomer }
  const names = direction === 'charge' ? limitNames.slice(0, 1) : limitNames
  const lines = names.map((name) => lineOf(name, limits[name], used[name], amount))
  return { lines, needsApproval: lines.some(({ over }) => over) }
}

function lineOf(name: LimitName, limit: number, used: number, amount: number): LimitLine {
  const left = subtract(money(limit), add(money(used), money(amount))).amount
  // Nothing is asked for yet: a limit that is used up is no reason to ask.
  return { name, limit, used, left, over: amount > 0 && left < 0 }
}
