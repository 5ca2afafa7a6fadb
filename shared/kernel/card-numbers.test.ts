import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdsCardNumber, maskCardNumbers } from './card-numbers.ts'

describe('card numbers', () => {
  it.each([
    ['4111111111111111', '···· 1111'], ['Card 4111 1111 1111 1111, exp 12/27', 'Card ···· 1111, exp 12/27'], ['4111-1111-1111-1111 1227', '···· 1111 1227'],
    ['x378282246310005y', 'x···· 0005y'], ['4111.1111.1111.1111', '···· 1111'], ['4111111111111111\n6011000990139424', '···· 1111\n···· 9424'],
    ['4111111111111111 6011000990139424', '···· 1111 ···· 9424'],
    ['4111  1111  1111  1111', '···· 1111'], ['4111 - 1111 - 1111 - 1111, ok', '···· 1111, ok'], ['4111–1111–1111–1111', '···· 1111'], ['4111/1111/1111/1111/12/27', '···· 1111/12/27'],
    ['4111, 1111, 1111, 1111', '···· 1111'], ['4111_1111_1111_1111', '···· 1111'], ['4111\t1111\t1111\t1111', '···· 1111'], ['4111 1111\r\n1111 1111', '···· 1111'],
    ['3782 / 822463 / 10005', '···· 0005'], ['4  1  1  1  1  1  1  1  1  1  1  1  1  1  1  1', '···· 1111'], ['+4111111111111111', '+···· 1111'], ['+4111 1111 1111 1111', '+···· 1111'],
    ['４１１１１１１１１１１１１１１１', '···· 1111'], ['𝟒𝟏𝟏𝟏 1111 1111 1111 😀', '···· 1111 😀'], ['😀 é ½ 4111／1111／1111／1111 é', '😀 é ½ ···· 1111 é'],
    // Its expiry, its code, or both run on.
    ['41111111111111111227', '···· 1111'], ['4111111111111111122027', '···· 1111'], ['41111111111111111227123', '···· 1111'], ['4111111111111111123 ok', '···· 1111 ok'], ['4111 1111 1111 11111227', '···· 1111'],
  ])('are masked in %j', (text, masked) => {
    expect(maskCardNumbers(text)).toBe(masked)
    expect(holdsCardNumber(text)).toBe(true)
  })

  it.each([
    '', '4111111111111112', '42424242424242424242', '07810-449-2210-7', '+4915112345678', '(914) 555-0123', '{"billId":"01920000-4111-7111-8111-111111111111"}', 'CHK-10/2026', '2026-11-23 16:30',
    '+49 151 1234 5678', '+378282246310005', '20261123163045123', '41111111111111121227',
  ])('are not seen in %j', (text) => {
    expect(maskCardNumbers(text)).toBe(text)
  })

  it('are not seen in lists of phone numbers, accounts, dates and amounts', () => {
    const digits = (size: number) => fc.integer({ min: 0, max: 10 ** size - 1 }).map((number) => String(number).padStart(size, '0'))
    const phone = fc.tuple(fc.integer({ min: 200, max: 999 }), digits(3), digits(4)).map(([area, three, four]) => `(${area}) ${three}-${four}`)
    const plain = fc.tuple(fc.integer({ min: 200, max: 999 }), digits(7)).map(([area, seven]) => `${area}${seven}`)
    const abroad = fc.tuple(fc.constantFrom('+1', '+49', '+52', '+44'), digits(10)).map(([country, number]) => `${country}${number}`)
    const account = fc.tuple(digits(4), digits(3), digits(4), digits(1)).map(([a, b, c, d]) => `0${a}-${b}-${c}-${d}`)
    const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2039-12-31'), noInvalidDate: true }).map((at) => at.toISOString())
    const moment = date.map((iso) => iso.slice(0, 19).replace('T', ' '))
    const day = date.map((iso) => `${Number(iso.slice(5, 7))}/${Number(iso.slice(8, 10))}/${iso.slice(0, 4)}`)
    const amount = fc.tuple(fc.integer({ min: 1, max: 9_999 }), digits(2)).map(([whole, cents]) => `$${whole.toLocaleString('en-US')}.${cents}`)
    for (const kind of [phone, plain, abroad, account, date, moment, day, amount])
      fc.assert(fc.property(fc.array(kind, { minLength: 1, maxLength: 6 }), fc.constantFrom(', ', '\n', ' / ', '; '), (list, between) => {
        expect(maskCardNumbers(list.join(between))).toBe(list.join(between))
      }))
  })

  it('are masked whatever stands between their groups', () => {
    const separator = fc.array(fc.constantFrom(' ', '-', '–', '—', '/', ',', '_', '\t', '\n', '.', ':', '\u00a0', '\u202f', '·', '|'), { minLength: 1, maxLength: 3 }).map((signs) => signs.join(''))
    const sizes = fc.constantFrom([4, 4, 4, 4], [4, 6, 5], [8, 8], [4, 4, 4, 4, 3], [4, 12])
    const wide = (digit: string) => String.fromCodePoint(0xff10 + Number(digit))
    fc.assert(fc.property(sizes, fc.array(fc.nat(9), { minLength: 19, maxLength: 19 }), fc.array(separator, { minLength: 4, maxLength: 4 }), fc.boolean(), (groups, digits, between, full) => {
      const length = groups.reduce((sum, size) => sum + size, 0)
      const number = withCheckDigit([...(length === 15 ? [3, 7] : [4, 0]), ...digits].slice(0, length - 1))
      const typed = groups.map((size, index) => number.slice(groups.slice(0, index).reduce((sum, before) => sum + before, 0)).slice(0, size) + (between[index] ?? '')).join('').replace(/\D*$/, '')
      expect(maskCardNumbers(`card ${full ? typed.replace(/\d/g, wide) : typed} ok`)).toBe(`card ···· ${number.slice(-4)} ok`)
    }))
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
  const doubled = digits.toReversed().map((digit, place) => (place % 2 === 1 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2))
  return digits.join('') + String((10 - (doubled.reduce((sum, digit) => sum + digit, 0) % 10)) % 10)
}
