/** Why nothing came of it, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import { errorText } from '../../app/error-text.ts'
import { en } from '../../app/locales/en.ts'
import { NotChosen } from './attachment-sending.ts'
import type { Translate } from '../../app/use-text.ts'

type Problem = keyof typeof en.chat.problems
type FileProblem = keyof typeof en.chat.file.problem
const isOfFile = (message: string): message is FileProblem => message in en.chat.file.problem
const known = (message: string): message is Problem => message in en.chat.problems

export function chatErrorText(error: unknown, t: Translate): string {
  if (isAppError(error, 'offline')) return t('chat.notSent')
  if (error instanceof NotChosen) return isOfFile(error.code) ? t(`chat.file.problem.${error.code}`) : t('chat.file.unreadable', { code: error.code })
  if (isAppError(error, 'limitExceeded') && isOfFile(error.data.unit)) return t(`chat.file.problem.${error.data.unit}`)
  if (isAppError(error, 'forbidden')) return t('chat.notYours')
  if (isAppError(error, 'conflict')) {
    if (error.data.stream === 'chatMessage') return t('chat.hasLeft')
    if (error.data.stream === 'chatConversation') return t('chat.notYours')
    if (error.data.stream === 'chatAlert') return t('chatAlert.over')
    if (error.data.stream === 'chatInvitation') return t('company.over')
    if (error.data.stream === 'chatReply') return t('reply.changed')
    if (error.data.stream === 'chatAgent') return t('chat.agent.changed')
  }
  if (isAppError(error, 'limitExceeded') && error.data.unit === 'conversations') return t('chat.full', { n: error.data.limit ?? 0 })
  if (isAppError(error, 'limitExceeded') && error.data.unit === 'company') return t('company.full', { n: error.data.limit })
  if (isAppError(error, 'limitExceeded') && error.data.unit === 'secondsToAskAgain') return t('company.askAgain', {}, error.data.left)
  if (isAppError(error, 'limitExceeded') && error.data.unit === 'places') return t('company.noPlace', { n: error.data.limit })
  if (isAppError(error, 'limitExceeded') && error.data.unit === 'replies') return t('reply.tooMany', { n: error.data.limit ?? 0 })
  if (isAppError(error, 'notFound') && error.data.what === 'attachment') return t('chat.file.notKept')
  if (isAppError(error, 'notFound') && error.data.what === 'chatAgent') return t('chat.takesNone')
  if (isAppError(error, 'validation')) {
    const messages = error.data.issues.map((issue) => issue.message)
    const message = messages.find(known)
    if (message) return t(`chat.problems.${message}`)
    const ofFile = messages.find(isOfFile)
    if (ofFile) return t(`chat.file.problem.${ofFile}`)
  }
  return errorText(error, t)
}
