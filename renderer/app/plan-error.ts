/** Why a change of plan was not ordered or not cancelled, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import { errorText } from './error-text.ts'
import type { Translate } from './use-text.ts'

export function planErrorText(error: unknown, t: Translate): string {
  if (isAppError(error, 'offline')) return t('plan.error.offline')
  if (isAppError(error, 'conflict')) return t(error.data.stream === 'planPreview' ? 'plan.error.changed' : 'plan.error.orderChanged')
  // Which rule it was is said where it is broken, by the preview that is asked for again.
  if (isAppError(error, 'validation')) return t('plan.error.refused')
  return errorText(error, t)
}
