/** Why an alert was not set or data not sold, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import { errorText } from '../../app/error-text.ts'
import type { MessageKey } from '../../app/i18n.ts'
import type { Translate } from '../../app/use-text.ts'

const issueKeys: Partial<Record<string, MessageKey>> = {
  'customerId closedAccount': 'usage.refused.closedAccount',
  'customerId noCycle': 'usage.refused.noCycle',
  'customerId unlimited': 'usage.refused.unlimited',
  'customerId noBill': 'usage.refused.noBill',
  'threshold unlimited': 'usage.problems.unlimited',
  'usageConsumptionId otherCycle': 'usage.refused.otherCycle',
  'offer unknown': 'usage.refused.changed',
  'total changed': 'usage.refused.changed',
  'topUpId cycleOver': 'usage.refused.cycleOver',
  'topUpId used': 'usage.refused.used',
  'topUpId billed': 'usage.refused.billed',
}

export function usageErrorText(error: unknown, t: Translate): string {
  if (isAppError(error, 'offline')) return t('usage.refused.offline')
  if (isAppError(error, 'conflict') && error.data.stream === 'usageAlert') return t('usage.problems.same', { who: error.data.changedBy ?? t('somebody') })
  if (isAppError(error, 'limitExceeded') && error.data.unit === 'usageAlerts') return t('usage.problems.most', { most: error.data.limit })
  if (isAppError(error, 'limitExceeded') && error.data.unit === 'topUps') return t('usage.refused.enough', { most: error.data.limit })
  const key = isAppError(error, 'validation') ? error.data.issues.map(({ path, message }) => issueKeys[`${path} ${message}`]).find(Boolean) : undefined
  return key ? t(key) : errorText(error, t)
}
