import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, cycleAfter, cycleStartOn, dateOf, dayOf } from '../../kernel/calendar.ts'
import { money } from '../../kernel/money.ts'
import { MAX_PROPOSED_DAYS, proposeAmount } from './proposed-amount.ts'

const seed = Number(process.env.HEADEND_SEED ?? Date.now() % 2 ** 31)
const price = money(7999)

describe('a proposed amount', () => {
  it('is the days’ part of the cycle that they are in', () => {
    // 2 November to 1 December: 30 days.
    const proposal = proposeAmount({ price, periodStart: '2026-11-10', periodEnd: '2026-11-12', cycleDay: 2 })
    expect(proposal).toEqual({ days: 3, price, amount: money(800), parts: [{ days: 3, cycleDays: 30, amount: money(800) }] })
  })

  it('takes each cycle by its own length, the short February and the leap day among them', () => {
    const over = (start: string, end: string, cycleDay: number) =>
      proposeAmount({ price, periodStart: start, periodEnd: end, cycleDay })?.parts.map(({ days, cycleDays }) => [days, cycleDays])
    expect(over('2026-11-30', '2026-12-03', 2)).toEqual([[2, 30], [2, 31]])
    expect(over('2026-01-30', '2026-03-01', 31)).toEqual([[1, 31], [28, 28], [2, 31]])
    expect(over('2028-02-28', '2028-03-01', 1)).toEqual([[2, 29], [1, 31]])
  })

  it('is the whole price for a whole cycle, and never more than it for less', () => {
    console.log(`seed ${seed}`)
    const cases = fc.record({ cents: fc.integer({ min: 1, max: 1_000_000 }), first: fc.integer({ min: dayOf('2024-01-01'), max: dayOf('2030-01-01') }), cycleDay: fc.integer({ min: 1, max: 31 }) })
    fc.assert(fc.property(cases, fc.nat({ max: 400 }), ({ cents, first, cycleDay }, more) => {
      const [start, next] = [cycleStartOn(first, cycleDay), cycleAfter(cycleStartOn(first, cycleDay), cycleDay)]
      const whole = proposeAmount({ price: money(cents), periodStart: dateOf(start), periodEnd: dateOf(next - 1), cycleDay })
      expect(whole?.amount).toEqual(money(cents))
      const some = proposeAmount({ price: money(cents), periodStart: dateOf(first), periodEnd: dateOf(first + more), cycleDay })
      if (more + 1 > MAX_PROPOSED_DAYS) expect(some).toBeNull()
      else expect(some?.parts.reduce((days, part) => days + part.days, 0)).toBe(more + 1)
      if (some && first + more < next) expect(some.amount.amount).toBeLessThanOrEqual(cents)
    }), { seed })
  })

  it('is not made for a period that ends before it begins, for one without end, and for a price of nothing', () => {
    const propose = (change: object) => proposeAmount({ price, periodStart: '2026-11-10', periodEnd: '2026-11-12', cycleDay: 2, ...change })
    expect(propose({ periodEnd: '2026-11-09' })).toBeNull()
    expect(propose({ periodEnd: addDays('2026-11-10', MAX_PROPOSED_DAYS) })).toBeNull()
    expect(propose({ periodEnd: '' })).toBeNull()
    expect([propose({ price: money(0) }), propose({ price: money(-2000) })]).toEqual([null, null])
  })
})
