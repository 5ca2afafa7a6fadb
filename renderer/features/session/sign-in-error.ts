/** Why somebody is not in, in words; the same whatever is wrong, so that a stranger learns nothing. */
import { isAppError } from '#shared/kernel/app-error.ts'
import { errorText } from '../../app/error-text.ts'
import type { Translate } from '../../app/use-text.ts'

/** @param asked for what: whoever is asked for a password alone has typed no user name */
export function signInErrorText(error: unknown, asked: 'signIn' | 'code' | 'password', t: Translate): string {
  if (isAppError(error, 'limitExceeded') && error.data.unit === 'signIns') return t('secondStep.tooMany')
  if (isAppError(error, 'forbidden') && error.data.detail === 'passwordSignIn') return t('signIn.passwordOff')
  if (isAppError(error, 'unauthenticated') && error.data.reason === 'wrongCredentials' && asked !== 'signIn') return t(`secondStep.wrong.${asked}`)
  // Half a session that has ended: it was nobody's yet.
  if (isAppError(error, 'unauthenticated') && error.data.reason !== 'wrongCredentials' && asked === 'code') return t('secondStep.tooLate')
  if (isAppError(error, 'validation') && error.data.issues.some(({ path }) => path === 'code')) return t('secondStep.wrong.code')
  return errorText(error, t)
}
