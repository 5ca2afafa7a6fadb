import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/kernel/app-error.ts'
import type { Translate } from '../../app/use-text.ts'
import { signInErrorText } from './sign-in-error.ts'

const t: Translate = (key) => key
const wrong = new AppError('unauthenticated', { reason: 'wrongCredentials' })

describe('why somebody is not in', () => {
  it.each([
    [wrong, 'signIn', 'error.unauthenticated.wrongCredentials'],
    [wrong, 'code', 'secondStep.wrong.code'],
    [wrong, 'password', 'secondStep.wrong.password'],
    [new AppError('validation', { issues: [{ path: 'code', message: 'wrongCode' }] }), 'code', 'secondStep.wrong.code'],
    [new AppError('unauthenticated', { reason: 'expired' }), 'code', 'secondStep.tooLate'],
    [new AppError('limitExceeded', { limit: 200, left: 0, unit: 'signIns' }), 'signIn', 'secondStep.tooMany'],
    [new AppError('offline', {}), 'code', 'error.offline'],
  ] as const)('%o, asked for %s', (error, asked, words) => expect(signInErrorText(error, asked, t)).toBe(words))
})
