/** Why queues or rules were not changed, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import type { Translate } from '../../../app/use-text.ts'
import { errorText } from '../../../app/error-text.ts'

const known = ['taken', 'unknownQueue', 'needed', 'unchanged'] as const

export function setupErrorText(error: unknown, t: Translate): string {
  if (isAppError(error, 'limitExceeded') && error.data.unit === 'queues') return t('chatSetup.problems.queues', { n: error.data.limit })
  if (isAppError(error, 'validation')) {
    const message = known.find((each) => error.data.issues.some((issue) => issue.message === each))
    if (message) return t(`chatSetup.problems.${message}`)
  }
  return errorText(error, t)
}
