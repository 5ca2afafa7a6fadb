import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMoney, money, MAX_MINOR_UNITS } from '#shared/kernel/money.ts'
import { readAmount, type AmountProblem } from './amount-text.ts'

const seed = Number(process.env.HEADEND_SEED ?? Date.now() % 2 ** 31)

describe('an amount that is typed', () => {
  it.each([['12', 1200], ['12.5', 1250], ['12.50', 1250], ['$1,234.50', 123_450], ['1,234', 123_400], [' 0.05 ', 5], ['$8', 800]])('%s is read', (text, amount) => {
    expect(readAmount(text)).toEqual({ amount, problem: null })
  })

  it.each<[string, AmountProblem]>([
    ['', 'missing'], ['   ', 'missing'], ['1e3', 'exponent'], ['1E+3', 'exponent'], ['$1.5e2', 'exponent'], ['١٢', 'digits'], ['１２', 'digits'], ['0.005', 'decimals'],
    ['12.345', 'decimals'], ['-0', 'sign'], ['-5', 'sign'], ['+5', 'sign'], ['−5', 'sign'], ['-$5', 'sign'], ['$-5', 'sign'], ['1,234.5', 'grouping'], ['12,34', 'grouping'],
    ['1,23', 'grouping'], ['1,2345', 'grouping'], ['0', 'zero'], ['0.00', 'zero'], ['1000000000000', 'large'], ['99999999999999999999', 'large'], ['10^12', 'wrong'],
    ['abc', 'wrong'], ['.5', 'wrong'], ['5.', 'wrong'], ['1 000', 'wrong'], ['NaN', 'wrong'], ['Infinity', 'wrong'], ['0x10', 'wrong'], ['5 USD', 'wrong'], ['1.2.3', 'wrong'],
  ])('“%s” is not, and says why', (text, problem) => {
    expect(readAmount(text)).toEqual({ amount: null, problem })
  })

  it('is never below a cent nor above the largest amount, whatever stands there', () => {
    console.log(`seed ${seed}`)
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789.,$-+eE ') })), (text) => {
      const { amount } = readAmount(text)
      if (amount !== null) expect(Number.isSafeInteger(amount) && amount >= 1 && amount <= MAX_MINOR_UNITS).toBe(true)
    }), { seed })
  })

  it('reads what the console itself writes', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: MAX_MINOR_UNITS }), (amount) => {
      expect(readAmount(formatMoney(money(amount), 'en-US')).amount).toBe(amount)
    }), { seed })
  })
})
