/** How far an agent may go without asking, as the amount is typed. The backend decides by the same rules when it is sent. */
import { add, money, subtract } from '#shared/kernel/money.ts'
import { adjustmentLimitNames, type Adjustment, type AdjustmentLimitName, type AdjustmentTerms } from '#shared/features/billing/adjustments.schema.ts'

/** Minor units. `used` before this one, pending ones included; `left` after it, below 0 when it is over. */
export type LimitLine = { name: AdjustmentLimitName; limit: number; used: number; left: number; over: boolean }
export type LimitVerdict = { lines: LimitLine[]; needsApproval: boolean }

/** @param amount minor units, 0 while nothing can be read. Credits and charges are counted apart. */
export function judgeLimits({ limits, used: usedEach }: AdjustmentTerms, direction: Adjustment['direction'], amount: number): LimitVerdict {
  const sums = usedEach[direction]
  const used: Record<AdjustmentLimitName, number> = { perAdjustment: 0, perDay: sums.today, perCustomer30Days: sums.forCustomer }
  const lines = adjustmentLimitNames.map((name) => lineOf(name, limits[name], used[name], amount))
  return { lines, needsApproval: lines.some(({ over }) => over) }
}

function lineOf(name: AdjustmentLimitName, limit: number, used: number, amount: number): LimitLine {
  const left = subtract(money(limit), add(money(used), money(amount))).amount
  // Nothing is asked for yet: a limit that is used up is no reason to ask.
  return { name, limit, used, left, over: amount > 0 && left < 0 }
}
