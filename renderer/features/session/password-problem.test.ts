import { expect, it } from 'vitest'
import { AppError } from '#shared/kernel/app-error.ts'
import type { Translate } from '../../app/use-text.ts'
import { problemOf } from './password-problem.ts'

const t = ((key: string) => key) as unknown as Translate
const fault = (message: string, path = 'newPassword') => problemOf(new AppError('validation', { issues: [{ path, message }] }), t)

it('is said at the field that is wrong, and nowhere of what is no field’s fault', () => {
  expect(problemOf(new AppError('unauthenticated', { reason: 'wrongCredentials' }), t)).toEqual({ field: 'password', words: 'secondStep.wrong.password' })
  expect(['tooShort', 'tooLong', 'common', 'ownName', 'same', 'of the future'].map((message) => fault(message)?.words)).toEqual(
    ['tooShort', 'tooLong', 'common', 'ownName', 'same', 'other'].map((each) => `mySignIn.passwordFault.${each}`))
  expect(fault('x')?.field).toBe('newPassword')
  expect([fault('x', 'other'), problemOf(new AppError('unauthenticated', { reason: 'idle' }), t), problemOf(new AppError('offline', { detail: 'slow' }), t), problemOf(null, t)]).toEqual([null, null, null, null])
})
