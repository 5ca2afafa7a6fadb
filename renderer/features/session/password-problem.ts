/** At which field a change of the password failed, and in which words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import type { Translate } from '../../app/use-text.ts'

export type PasswordField = 'password' | 'newPassword' | 'again'
const faults = ['tooShort', 'tooLong', 'common', 'ownName', 'same'] as const

/** @returns null of what is no field's fault, such as a server that is away */
export function problemOf(error: unknown, t: Translate): { field: PasswordField; words: string } | null {
  if (isAppError(error, 'unauthenticated') && error.data.reason === 'wrongCredentials') return { field: 'password', words: t('secondStep.wrong.password') }
  const issue = isAppError(error, 'validation') ? error.data.issues.find(({ path }) => path === 'newPassword') : undefined
  if (!issue) return null
  // What a newer backend refuses for a reason of its own is still at this field.
  return { field: 'newPassword', words: t(`mySignIn.passwordFault.${faults.find((each) => each === issue.message) ?? 'other'}`) }
}
