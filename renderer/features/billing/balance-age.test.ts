import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#shared/kernel/calendar.ts'
import { ages, balanceByAge } from './balance-age.ts'

const seed = Number(process.env.HEADEND_SEED ?? Date.now() % 2 ** 31)
const today = '2026-11-23'
const owed = (daysPastDue: number, remaining = 100) => ({ dueDate: addDays(today, -daysPastDue), remaining })
const ageOf = (daysPastDue: number) => ages.filter((age) => balanceByAge([owed(daysPastDue)], null, today)[age] === 100)

describe('the balance by age', () => {
  it.each([[-20, 'current'], [0, 'current'], [1, 'upTo30'], [30, 'upTo30'], [31, 'upTo60'], [60, 'upTo60'], [61, 'upTo90'], [90, 'upTo90'], [91, 'over90'], [400, 'over90']])(
    '%i days past due is %s', (days, age) => expect(ageOf(days)).toEqual([age]),
  )

  it('counts what is past due of bills that are not at hand as the oldest', () => {
    expect(balanceByAge([owed(10), owed(-5)], 350, today)).toEqual({ current: 100, upTo30: 100, upTo60: 0, upTo90: 0, over90: 250 })
    // The sum of the backend may be a day behind this desk's: nothing is taken away for it.
    expect(balanceByAge([owed(10)], 0, today)).toEqual({ current: 0, upTo30: 100, upTo60: 0, upTo90: 0, over90: 0 })
  })

  it('adds up to all that is open', () => {
    console.log(`seed ${seed}`)
    const bills = fc.array(fc.record({ days: fc.integer({ min: -60, max: 500 }), remaining: fc.nat({ max: 1_000_000 }) }), { maxLength: 13 })
    fc.assert(fc.property(bills, (list) => {
      const byAge = balanceByAge(list.map(({ days, remaining }) => owed(days, remaining)), null, today)
      expect(ages.reduce((total, age) => total + byAge[age], 0)).toBe(list.reduce((total, { remaining }) => total + remaining, 0))
    }), { seed })
  })
})
