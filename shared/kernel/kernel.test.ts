import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toE164 } from '../features/customers/customers.schema.ts'
import { manualClock } from './clock.ts'
import { AppError, errorCodes, errorDataSchemas, errorStatus, isAppError, retryHelps } from './errors.ts'
import { commandIdSchema, newId } from './ids.ts'
import { typedText } from './rows.ts'

describe('ids', () => {
  it('are UUIDs of version 7 that sort by the time of their making', () => {
    const clock = manualClock(Date.UTC(2026, 0, 31, 23, 59, 59, 999))
    const ids = Array.from({ length: 50 }, () => {
      clock.advance(1)
      return newId(clock)
    })
    expect([...ids].sort()).toEqual(ids)
    for (const id of ids) expect(commandIdSchema.safeParse(id).success).toBe(true)
  })
})

describe('errors', () => {
  it('have a status, a data schema and a word on retrying for every code', () => {
    for (const code of errorCodes) {
      expect(errorStatus[code]).toBeGreaterThanOrEqual(400)
      expect(errorDataSchemas[code]).toBeDefined()
      expect(typeof retryHelps[code]).toBe('boolean')
    }
  })

  it('narrow by code', () => {
    const error: unknown = new AppError('notFound', { what: 'customer' })
    expect(isAppError(error, 'notFound') && error.data.what).toBe('customer')
    expect(isAppError(error, 'conflict')).toBe(false)
    expect(isAppError(new Error('notFound'), 'notFound')).toBe(false)
  })
})

describe('typed text', () => {
  it('is trimmed, bounded and free of control characters', () => {
    const schema = typedText(10)
    expect(schema.parse('  a\tb\nc ')).toBe('a\tb\nc')
    for (const bad of ['', '   ', 'x'.repeat(11), 'a\u0000b', 'a\u001bb']) expect(schema.safeParse(bad).success).toBe(false)
  })
})

describe('phone numbers', () => {
  it.each(['(914) 555-0123', '914.555.0123', '+1 914 555 0123', '19145550123', '914 555 0123'])('reads %s', (text) => {
    expect(toE164(text)).toBe('+19145550123')
  })

  it.each(['', '555-0123', '014 555 0123', '914 155 0123', '914-555-01234', 'nine one four', '+', '+1234', '٩١٤٥٥٥٠١٢٣'])('refuses "%s"', (text) => {
    expect(toE164(text)).toBeNull()
  })

  it('answers E.164 or nothing for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const e164 = toE164(text)
        expect(e164 === null || /^\+\d{8,15}$/.test(e164)).toBe(true)
      }),
    )
  })
})
