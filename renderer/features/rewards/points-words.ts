/** Why points did not move, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import type { Formats } from '../../app/format.ts'
import type { MessageKey } from '../../app/i18n.ts'
import { moneyErrorText } from '../../app/money-error.ts'
import type { Translate } from '../../app/use-text.ts'

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
