import { expect, it } from 'vitest'
import { reasonCodeSchema } from '#shared/features/billing/adjustments.schema.ts'
import { codeFrom, readSetting, shownValue } from './setting-values.ts'

const money = { kind: 'money', min: 0, max: 100_000 } as const
const whole = { kind: 'whole', min: 1, max: 500 } as const

it.each([['50', 5_000], ['50.00', 5_000], ['0', 0], ['0.00', 0], ['1,000.00', 100_000], ['1000.01', null], ['1e3', null], ['-0', null], ['1,000.5', null], ['', null]])('reads %j as an amount', (typed, value) => {
  expect(readSetting(typed, money)).toBe(value)
})
it.each([['365', 365], ['1', 1], ['0', null], ['501', null], ['1.5', null], ['١٢', null], ['', null]])('reads %j as a whole number', (typed, value) => {
  expect(readSetting(typed, whole)).toBe(value)
})
it('shows what it reads', () => {
  for (const value of [0, 5, 50, 12_345]) expect(readSetting(shownValue({ kind: 'money', value }), money)).toBe(value)
})
it.each([['Weather damage', 'weatherDamage'], ['Año nuevo', 'anoNuevo'], ['3 days', ''], ['天气', ''], ['X', '']])('makes of %j a code that the contract takes', (english, code) => {
  expect(codeFrom(english)).toBe(code)
  if (code) expect(reasonCodeSchema.parse(code)).toBe(code)
})
