import { describe, expect, it } from 'vitest'
import { inSpanish, listInSpanish } from './line-names.ts'

const spanish = new Map([
  ['Fiber 500', 'Fibra 500'], ['New Customer Offer, 12 Months', 'Oferta de cliente nuevo, 12 meses'], ['Internet 500', 'Internet 500'], ['12 Months', 'falso'],
])

describe('a name in Spanish', () => {
  it('is what the operator calls it, or the name itself', () => {
    expect(['Fiber 500', 'Internet 500', 'Something Old'].map((name) => inSpanish(name, spanish))).toEqual(['Fibra 500', 'Internet 500', 'Something Old'])
  })

  it.each([
    ['Fiber 500, New Customer Offer, 12 Months', 'Fibra 500, Oferta de cliente nuevo, 12 meses'],
    ['New Customer Offer, 12 Months, Fiber 500, Something, Old', 'Oferta de cliente nuevo, 12 meses, Fibra 500, Something, Old'],
    ['', ''],
  ])('of a list, %j, is each by itself, commas in names and all', (names, said) => expect(listInSpanish(names, spanish)).toBe(said))
})
