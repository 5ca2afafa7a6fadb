/** Why nothing was done to a sign-in, in the agent's words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import { errorText } from '../../app/error-text.ts'
import type { Translate } from '../../app/use-text.ts'

export function accessErrorText(error: unknown, t: Translate): string {
  if (isAppError(error, 'offline')) return t('access.offline')
  if (isAppError(error, 'notFound')) return t(error.data.what === 'portal' ? 'access.noPortal' : error.data.what === 'mail' ? 'access.noMail' : 'access.gone')
  if (isAppError(error, 'validation')) {
    const paths = error.data.issues.map(({ path }) => path)
    if (paths.includes('channel')) return t('access.noContact')
    if (paths.includes('state')) return t('access.frozenFirst')
  }
  return errorText(error, t)
}
