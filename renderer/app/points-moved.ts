/** What happened to points, in words. */
import type { LoyaltyTransaction } from '#shared/features/rewards/rewards.schema.ts'
import type { Formats } from './format.ts'
import type { Translate } from './use-text.ts'

/** `Earned by a payment`, `Redeemed for $4.50` */
export function movementTitle({ kind, earnedFor, amount, currency }: LoyaltyTransaction, t: Translate, formats: Formats): string {
  const worth = amount !== null && currency !== null ? formats.money(amount, currency) : ''
  if (kind === 'earned') return t(earnedFor === 'billInTime' ? 'rewards.kinds.earnedInTime' : 'rewards.kinds.earned')
  if (kind === 'earnedBack') return t(earnedFor === 'billInTime' ? 'rewards.kinds.inTimeBack' : 'rewards.kinds.earnedBack')
  return t(`rewards.kinds.${kind}`, { amount: worth })
}

/** With its sign also where it is above zero. */
export const signedPoints = (points: number, t: Translate, formats: Formats): string =>
  t('rewards.signed', { points: (points > 0 ? '+' : '') + formats.number(points) })
