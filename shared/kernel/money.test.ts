import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from './errors.ts'
import { add, allocate, formatMoney, MAX_MINOR_UNITS, money, negate, parseMinorUnits, subtract, sum, zero } from './money.ts'

const amounts = fc.integer({ min: -100_000_000, max: 100_000_000 })
const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 40 }).filter((list) => list.some((weight) => weight > 0))

describe('arithmetic', () => {
  it('adds and takes away without losing a cent', () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        expect(subtract(add(money(a), money(b)), money(b))).toEqual(money(a))
        expect(sum([money(a), negate(money(a))])).toEqual(zero())
      }),
    )
  })

  it('refuses two currencies, fractions and amounts out of range', () => {
    expect(() => add(money(1, 'USD'), money(1, 'CAD'))).toThrow(AppError)
    expect(() => money(0.5)).toThrow(AppError)
    expect(() => money(MAX_MINOR_UNITS + 1)).toThrow(AppError)
    expect(Object.is(money(-0).amount, 0)).toBe(true)
  })
})

describe('allocate', () => {
  it('splits to the cent: parts sum to the whole and none is a cent or more from its share', () => {
    fc.assert(
      fc.property(amounts, weights, (total, shares) => {
        const parts = allocate(money(total), shares)
        expect(sum(parts)).toEqual(money(total))
        const whole = shares.reduce((left, right) => left + right, 0)
        parts.forEach((part, index) => {
          expect(Math.abs(part.amount - (total * (shares[index] ?? 0)) / whole)).toBeLessThan(1.000001)
        })
      }),
    )
  })

  it('gives the odd cents to the largest fractions, earlier parts first', () => {
    expect(allocate(money(100), [1, 1, 1]).map((part) => part.amount)).toEqual([34, 33, 33])
    expect(allocate(money(-100), [1, 1, 1]).map((part) => part.amount)).toEqual([-34, -33, -33])
    expect(() => allocate(money(100), [0, 0])).toThrow(AppError)
  })
})

describe('parseMinorUnits', () => {
  it.each([
    ['12', 1200],
    ['12.5', 1250],
    ['-12.50', -1250],
    ['$1,234.50', 123450],
    [' 0.05 ', 5],
  ])('reads %s', (text, minor) => {
    expect(parseMinorUnits(text)).toBe(minor)
  })

  it.each(['', '1e3', '١٢', '0.005', '-0', '1,234.5', '1,234.5.6', '1000000000000', '12,34', '10000000000000', 'NaN', '.5', '1 000', '--1'])('refuses "%s"', (text) => {
    expect(parseMinorUnits(text)).toBeNull()
  })

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(parseMinorUnits(formatMoney(money(amount), 'en-US'))).toBe(amount)
      }),
    )
  })
})
