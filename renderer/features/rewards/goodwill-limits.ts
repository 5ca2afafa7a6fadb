/** How many points of goodwill may be given, as the number is typed. The backend decides by the same bounds when it is sent. */
import type { RewardTerms } from '#shared/features/rewards/rewards.schema.ts'

/** In the order in which the backend looks. `credit`: the customer's limit of credits, which goodwill meets too. */
export const goodwillLimitNames = ['perGift', 'perDay', 'perCustomer', 'credit'] as const
export type GoodwillLimitName = (typeof goodwillLimitNames)[number]
/** Points; `left` before this gift, 0 or more. Of `perGift` nothing is ever used before. */
export type GoodwillLimit = { name: GoodwillLimitName; limit: number; used: number; left: number }

export function goodwillLimits({ limits, usedToday, usedForCustomer, credit }: Pick<RewardTerms, 'limits' | 'usedToday' | 'usedForCustomer' | 'credit'>): GoodwillLimit[] {
  const bounds: Record<GoodwillLimitName, { limit: number; left: number }> = {
    perGift: { limit: limits.perGift, left: limits.perGift },
    perDay: { limit: limits.perDay, left: limits.perDay - usedToday },
    perCustomer: { limit: limits.perCustomer30Days, left: limits.perCustomer30Days - usedForCustomer },
    credit,
  }
  return goodwillLimitNames.map((name) => ({ name, limit: bounds[name].limit, used: bounds[name].limit - bounds[name].left, left: Math.max(0, bounds[name].left) }))
}

/** The limit that stands in the way; null when none does. */
export const goodwillOver = (lines: readonly GoodwillLimit[], points: number): GoodwillLimit | null => lines.find(({ left }) => points > left) ?? null
