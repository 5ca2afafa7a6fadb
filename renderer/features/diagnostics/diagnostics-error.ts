/** Why a step was not taken, or a box not asked, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import { errorText } from '../../app/error-text.ts'
import { en } from '../../app/locales/en.ts'
import type { Translate } from '../../app/use-text.ts'

type Problem = keyof typeof en.diagnose.problems
const known = (message: string): message is Problem => message in en.diagnose.problems

export function diagnosticsErrorText(error: unknown, t: Translate): string {
  if (isAppError(error, 'offline')) return t('diagnose.notSent')
  if (isAppError(error, 'conflict') && error.data.stream === 'diagnosticRun') return t('diagnose.conflictRun', { who: error.data.changedBy ?? '?' })
  if (isAppError(error, 'conflict') && error.data.stream === 'equipmentAction') return t('diagnose.conflictBox')
  if (isAppError(error, 'limitExceeded')) {
    const { unit, limit } = error.data
    if (unit === 'actions') return t('diagnose.tooManyActions', { limit })
    if (unit === 'measurements') return t('diagnose.tooManyMeasurements', { limit })
    if (unit === 'steps') return t('diagnose.tooManySteps', { limit })
  }
  if (isAppError(error, 'validation')) {
    const message = error.data.issues.map((issue) => issue.message).find(known)
    if (message) return t(`diagnose.problems.${message}`)
  }
  return errorText(error, t)
}
