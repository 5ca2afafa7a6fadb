import { describe, expect, it } from 'vitest'
import type { TimelineEntry } from '#shared/features/customers/account-view.schema.ts'
import { isToday, timelineDays } from './timeline-days.ts'
import { joined } from './interactions.queries.ts'

const entry = (id: string, at: string): TimelineEntry => ({
  type: 'change', at, id,
  row: { id, customerId: id, version: 1, at, by: null, what: 'status', before: null, after: null },
})
const local = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString()

describe('timelineDays', () => {
  it('groups by the day of this computer and keeps the order', () => {
    const days = timelineDays([entry('d', local(3, 9)), entry('c', local(2, 23)), entry('b', local(2, 0)), entry('a', local(1, 12))])
    expect(days.map((day) => day.entries.map(({ id }) => id))).toEqual([['d'], ['c', 'b'], ['a']])
    expect(days.map((day) => day.day)).toEqual(['2026-11-03', '2026-11-02', '2026-11-01'])
  })

  it('puts a bill on its own date, whatever the time zone', () => {
    const row = { id: 'bill', customerId: 'c', version: 1, billingAccountId: 'b', billNumber: '1', billDate: '2026-11-02', dueDate: '2026-11-20', periodStart: '2026-10-02', periodEnd: '2026-11-01', currency: 'USD', amount: 1, remaining: 0, state: 'settled' as const }
    const days = timelineDays([entry('late', local(2, 23)), { type: 'bill', at: '2026-11-02T00:00:00.000Z', id: 'bill', row }, entry('early', local(1, 1))])
    expect(days.map((day) => [day.day, day.entries.length])).toEqual([['2026-11-02', 2], ['2026-11-01', 1]])
  })

  it('knows today', () => {
    expect(isToday('2026-11-02', new Date(2026, 10, 2, 23, 59).getTime())).toBe(true)
    expect(isToday('2026-11-02', new Date(2026, 10, 3).getTime())).toBe(false)
  })
})

describe('joined', () => {
  it('shows each entry once, the newer copy of it, newest first', () => {
    const newest = [entry('c', local(3, 9)), entry('b', local(2, 9))]
    const older = [entry('b', local(2, 9)), entry('a', local(1, 9))]
    const whole = joined(newest, older)
    expect(whole.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
    expect(whole[1]).toBe(newest[1])
  })
})
