import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountNumber, luhnDigit } from './account-number.ts'

describe('account numbers', () => {
  test('the check digit of ISO/IEC 7812-1: 7992739871 has 3', () => {
    expect(luhnDigit('7992739871')).toBe(3)
  })

  test('the first of Yonkers is the one on the sample bill', () => {
    expect(accountNumber('07810', 0)).toBe('07810-449-2210-7')
  })

  test('one wrong digit never passes', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999), fc.nat(11), fc.integer({ min: 1, max: 9 }), (index, position, shift) => {
        const digits = accountNumber('07811', index).replaceAll('-', '')
        const wrong = (Number(digits[position]) + shift) % 10
        const changed = digits.slice(0, position) + wrong + digits.slice(position + 1, 12)
        expect(luhnDigit(changed)).not.toBe(Number(digits[12]))
      }),
    )
  })
})
