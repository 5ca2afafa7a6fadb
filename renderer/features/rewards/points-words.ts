/** What happened to points, in words, and why they did not move. */
import { isAppError } from '#shared/kernel/app-error.ts'
import type { LoyaltyTransaction } from '#shared/features/rewards/rewards.schema.ts'
import type { Formats } from '../../app/format.ts'
import type { MessageKey } from '../../app/i18n.ts'
import { moneyErrorText } from '../../app/money-error.ts'
import type { Translate } from '../../app/use-text.ts'

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

const issueKeys: Partial<Record<string, MessageKey>> = {
  'points wholeCents': 'rewards.errors.wholeCents',
  'amount changed': 'rewards.errors.rateChanged',
  'transactionId spent': 'rewards.errors.spent',
  'transactionId notReversible': 'rewards.errors.notReversible',
  'billingAccountId otherCurrency': 'rewards.errors.otherCurrency',
  'giftId taken': 'moneyError.alreadySent',
  'redemptionId taken': 'moneyError.alreadySent',
}

export function pointsErrorText(error: unknown, asked: 'new' | 'step', t: Translate, formats: Formats): string {
  if (isAppError(error, 'offline')) return t('rewards.errors.offline')
  if (isAppError(error, 'limitExceeded') && error.data.unit === 'points') return t('rewards.errors.limit', { limit: formats.number(error.data.limit), left: formats.number(error.data.left) })
  if (isAppError(error, 'conflict') && error.data.stream === 'loyaltyTransaction') return t('rewards.errors.already', { who: error.data.changedBy ?? t('somebody') })
  if (isAppError(error, 'validation')) {
    const key = error.data.issues.map(({ path, message }) => issueKeys[`${path} ${message}`]).find(Boolean)
    if (key) return t(key)
  }
  return moneyErrorText(error, asked, t, formats)
}
