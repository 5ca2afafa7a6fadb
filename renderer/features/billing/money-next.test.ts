import { describe, expect, it } from 'vitest'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import { moneyNext } from './money-next.ts'

const now = Date.parse('2026-11-23T15:00:00.000Z')
type Seen = Parameters<typeof moneyNext>[0]
const payment = (state: string, at: string, change = {}) => ({ id: `${state} ${at}`, kind: 'payment', state, at: `2026-11-${at}T12:00:00.000Z`, amount: 100, ...change }) as unknown as AccountView['payments'][number]
const promise = (state: string, promisedFor: string) => ({ id: state, state, promisedFor, billId: 'b', amount: 500 }) as unknown as AccountView['promises'][number]
const seen = (change: Partial<Seen>): Seen => ({ payments: [], promises: [], bills: [{ id: 'b', remaining: 500 } as Seen['bills'][number]], billingAccount: { id: 'a', pastDue: 0 } as NonNullable<Seen['billingAccount']>, ...change })
const kinds = (change: Partial<Seen>) => moneyNext(seen(change), now).map(({ kind }) => kind)
const overdue = { billingAccount: { id: 'a', pastDue: 8420 } as NonNullable<Seen['billingAccount']> }

describe('what money asks for next', () => {
  it('is a charge that is out before everything, and no decline beside it', () => {
    expect(kinds({ payments: [payment('pending', '23'), payment('declined', '22')] })).toEqual(['charging'])
    expect(kinds({ payments: [payment('unknown', '23')] })).toEqual(['charging'])
  })

  it('is a decline until something was paid since, or it is a week old', () => {
    expect(kinds({ payments: [payment('declined', '22'), payment('done', '20')] })).toEqual(['declined'])
    expect([kinds({ payments: [payment('done', '23'), payment('declined', '22')] }), kinds({ payments: [payment('declined', '10')] })]).toEqual([[], []])
  })

  it('is what is past due, but not while a promise stands', () => {
    expect(kinds(overdue)).toEqual(['pastDue'])
    expect(kinds({ ...overdue, promises: [promise('open', '2026-11-27')] })).toEqual(['promise'])
    expect(kinds({ ...overdue, promises: [promise('broken', '2026-11-20')] })).toEqual(['broken', 'pastDue'])
  })

  it('is no broken promise whose bill is paid, and none from long ago', () => {
    expect(kinds({ promises: [promise('broken', '2026-11-20')], bills: [] })).toEqual([])
    expect(kinds({ promises: [promise('broken', '2026-10-20'), promise('kept', '2026-11-20')] })).toEqual([])
  })
})
