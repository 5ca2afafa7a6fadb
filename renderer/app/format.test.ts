import { describe, expect, it } from 'vitest'
import { addressLine, formatMac, formatPhone, makeFormats } from './format.ts'

describe('formats', () => {
  it('shows money without a float', () => {
    expect(makeFormats('en-US').money(8420, 'USD')).toBe('$84.20')
    expect(makeFormats('en-US').money(-5, 'USD')).toBe('-$0.05')
  })

  it('signs a difference both ways', () => {
    const { difference } = makeFormats('en-US')
    expect([difference(2000, 'USD'), difference(-2000, 'USD'), difference(0, 'USD')]).toEqual(['+$20.00', '-$20.00', '$0.00'])
  })

  it('names a span by its first and last day, in every time zone', () => {
    expect(makeFormats('en-US').span('2026-11-02', '2026-12-01')).toMatch(/^Nov 2\s–\sDec 1$/)
  })

  it('shows a day as the day it is, in every time zone', () => {
    expect(makeFormats('en-US').day('2026-11-02')).toBe('Nov 2, 2026')
    expect(makeFormats('es-US').day('2026-11-02')).toContain('2 nov')
  })

  it('names languages in the language of the console', () => {
    expect([makeFormats('en-US').language('es'), makeFormats('es-US').language('en')]).toEqual(['Spanish', 'Inglés'])
    expect([makeFormats('en-US').languageInText('es'), makeFormats('es-US').languageInText('en')]).toEqual(['Spanish', 'inglés'])
    expect(makeFormats('en-US').language('en-x1'), 'a tag that no browser knows').toBe('En-x1')
  })

  it('groups phones and MACs, and leaves what it does not know', () => {
    expect(formatPhone('+19145550123')).toBe('(914) 555-0123')
    expect(formatPhone('+4930123456')).toBe('+4930123456')
    expect(formatMac('001122AABBCC')).toBe('00:11:22:AA:BB:CC')
  })

  it('leaves out what an address does not have', () => {
    const nothing = { houseNumber: null, street: null, unit: null, city: null, stateOrProvince: null, postalCode: null }
    expect(addressLine(nothing)).toBe('')
    expect(addressLine({ ...nothing, city: 'Yonkers', postalCode: '10701' })).toBe('Yonkers 10701')
  })
})
