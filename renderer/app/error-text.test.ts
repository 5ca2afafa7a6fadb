import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/kernel/app-error.ts'
import { errorCodes, errorDataSchemas, type ErrorCode } from '#shared/kernel/errors.ts'
import { errorText, storedErrorText } from './error-text.ts'
import type { Translate } from './use-text.ts'

const t: Translate = (key, named = {}) => `${key} ${Object.values(named).join()}`.trim()
const data: { [C in ErrorCode]: unknown } = {
  offline: {},
  validation: { issues: [{ path: 'value', message: 'phone' }] },
  unauthenticated: { reason: 'wrongCredentials' },
  forbidden: {},
  stepUpRequired: {},
  singleSignOn: { reason: 'noRole' },
  verificationRequired: { level: 'verified' },
  limitExceeded: { limit: 1, left: 0, unit: 'attempts' },
  conflict: { stream: 'customer', current: null, changedBy: 'June', changedAt: null },
  notFound: { what: 'customer' },
  incompatible: { detail: '' },
  internal: {},
}

describe('errorText', () => {
  it.each(errorCodes)('has words for %s', (code) => {
    const stored = { code, data: errorDataSchemas[code].parse(data[code]) as Record<string, unknown> }
    expect(storedErrorText(stored, t)).toMatch(/^(error|field)\./)
  })

  it('never shows what an unknown error says', () => {
    expect(errorText(new TypeError('secret detail'), t)).toBe('error.internal')
  })

  it('tells a restart of the data process from another fault', () => {
    expect(errorText(new AppError('internal', { detail: 'restarted' }), t)).toBe('error.restarted')
  })

  it('tells a full disk, where waiting does not help, from a limit', () => {
    expect(errorText(new AppError('limitExceeded', { limit: 0, left: 0, unit: 'disk' }), t)).toBe('error.diskFull')
    expect(errorText(new AppError('limitExceeded', { limit: 1, left: 0, unit: 'attempts' }), t)).toBe('error.limitExceeded')
  })

  it('says of a command that was taken back too late that it is on its way', () => {
    expect(errorText(new AppError('validation', { issues: [{ path: 'commandId', message: 'alreadySent' }] }), t)).toBe('outbox.alreadySent')
  })

  it('names who was first in a conflict, when it is known', () => {
    expect(storedErrorText({ code: 'conflict', data: data.conflict as Record<string, unknown> }, t)).toBe('error.conflict June')
    expect(storedErrorText({ code: 'conflict', data: { changedBy: null } }, t)).toBe('error.conflictUnknown')
  })
})
