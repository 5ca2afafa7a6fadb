/** Why nothing came of it, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import { errorText } from '../../../app/error-text.ts'
import { en } from '../../../app/locales/en.ts'
import type { Translate } from '../../../app/use-text.ts'

type Problem = keyof typeof en.leftMessage.problems
const known = (message: string): message is Problem => message in en.leftMessage.problems

/** A colleague was first: it says who. What was typed stays. */
export const wasFirst = (error: unknown): boolean => isAppError(error, 'conflict') && error.data.stream === 'chatLeftMessage'

export function leftErrorText(error: unknown, t: Translate): string {
  if (isAppError(error, 'offline')) return t('chat.notSent')
  if (isAppError(error, 'conflict') && wasFirst(error)) return error.data.changedBy ? t('leftMessage.first', { who: error.data.changedBy }) : t('leftMessage.firstUnknown')
  if (isAppError(error, 'validation')) {
    const message = error.data.issues.map((issue) => issue.message).find(known)
    if (message) return t(`leftMessage.problems.${message}`)
  }
  return errorText(error, t)
}
