import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PIN_DIGITS, pinProblem } from './account-pin.ts'

it.each([
  ['48291', 'length'], ['48291573046', 'length'], ['48291a', 'length'], ['', 'length'],
  ['111111', 'repeated'], ['121212', 'repeated'], ['123123', 'repeated'], ['482482', 'repeated'], ['112211', 'repeated'],
  ['123456', 'row'], ['987654', 'row'], ['135791', 'row'], ['890123', 'row'],
  ['482915', null], ['739184', null], ['2846190375', null],
] as const)('%s is %s', (pin, problem) => expect(pinProblem(pin, [])).toBe(problem))

it.each([['+19145550142', '550142'], ['07810-449-2210-7', '449221'], ['10701', '107015']])('takes nothing of %s, such as %s', (known, pin) => {
  expect(pinProblem(pin, [known])).toBe('known')
  // The control: a house number of three digits stands in many a PIN and says nothing.
  expect(pinProblem('482915', ['829', known])).toBeNull()
})

it('lets nearly everything through that somebody would draw by chance', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** PIN_DIGITS.min - 1 }), (number) => {
    const pin = String(number).padStart(PIN_DIGITS.min, '0')
    const steps = new Set([...pin].slice(1).map((digit, at) => (Number(digit) - Number(pin[at]) + 10) % 10))
    const trivial = steps.size === 1 || new Set(pin).size <= 2 || pin.slice(0, 3) === pin.slice(3) || /^(..)\1\1$/.test(pin)
    expect(pinProblem(pin, []) !== null).toBe(trivial)
  }))
})
