import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdsCardNumber, maskCardNumbers } from './card-numbers.ts'

describe('card numbers', () => {
  it.each([
    ['4111111111111111', '···· 1111'], ['Card 4111 1111 1111 1111, exp 12/27', 'Card ···· 1111, exp 12/27'], ['4111-1111-1111-1111 1227', '···· 1111 1227'],
    ['x378282246310005y', 'x···· 0005y'], ['4111.1111.1111.1111', '···· 1111'], ['4111111111111111\n6011000990139424', '···· 1111\n···· 9424'],
    ['4111111111111111 6011000990139424', '···· 1111 ···· 9424'],
  ])('are masked in %j', (text, masked) => {
    expect(maskCardNumbers(text)).toBe(masked)
    expect(holdsCardNumber(text)).toBe(true)
  })

  it.each([
    '', '4111111111111112', '42424242424242424242', '07810-449-2210-7', '+4915112345678', '(914) 555-0123', '{"billId":"01920000-4111-7111-8111-111111111111"}', 'CHK-10/2026', '2026-11-23 16:30',
  ])('are not seen in %j', (text) => {
    expect(maskCardNumbers(text)).toBe(text)
  })

  it('never leave one behind, and what is masked stays as it is', () => {
    const card = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 18 }).map((digits) => withCheckDigit([4, ...digits.slice(1)]))
    fc.assert(fc.property(card, fc.constantFrom('', ' ', 'Visa ', 'n° ', '\n'), fc.constantFrom('', ' ok', ', 12/27', '\n'), (number, before, after) => {
      const masked = maskCardNumbers(before + number + after)
      expect(masked).not.toContain(number)
      expect(maskCardNumbers(masked)).toBe(masked)
    }))
  })
})

function withCheckDigit(digits: number[]): string {
  const body = digits.join('')
  const check = [...'0123456789'].find((digit) => holdsCardNumber(body + digit))
  return body + (check ?? '')
}
