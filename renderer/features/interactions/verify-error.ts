/** Why a step of verification was refused, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import { errorText } from '../../app/error-text.ts'
import type { MessageKey } from '../../app/i18n.ts'
import type { Translate } from '../../app/use-text.ts'

export function verifyErrorText(error: unknown, t: Translate): string {
  const key = keyOf(error)
  return key ? t(key) : errorText(error, t)
}

function keyOf(error: unknown): MessageKey | null {
  if (isAppError(error, 'offline')) return 'caller.offlineLong'
  if (isAppError(error, 'limitExceeded')) return limits[error.data.unit] ?? null
  if (isAppError(error, 'notFound')) return missing[error.data.what] ?? null
  if (isAppError(error, 'validation')) return error.data.issues.map(({ path, message }) => issues[`${path} ${message}`]).find(Boolean) ?? null
  return null
}

const limits: Partial<Record<string, MessageKey>> = { failures: 'caller.failedLong', accountFailures: 'caller.secretsClosed', codes: 'caller.noCodesLeft' }
const missing: Partial<Record<string, MessageKey>> = { contact: 'caller.contactOver', verificationFlag: 'caller.flagGone' }
const issues: Partial<Record<string, MessageKey>> = {
  'targetId notOfRecord': 'caller.notOfRecord',
  'numberId notOfRecord': 'caller.notOfRecord',
  'code notLive': 'caller.codeNotLive',
  'pin length': 'caller.pinProblems.length',
  'pin repeated': 'caller.pinProblems.repeated',
  'pin row': 'caller.pinProblems.row',
  'pin known': 'caller.pinProblems.known',
}
