import { describe, expect, it } from 'vitest'
import { openInAll, paymentEffect } from './payment-effect.ts'

const bill = (id: string, dueDate: string, remaining: number) => ({ id, billDate: dueDate, dueDate, remaining })
const bills = [bill('new', '2026-11-24', 8420), bill('old', '2026-10-24', 3000), bill('paid', '2026-09-24', 0)]
const effect = (amount: number, billIds: string[] = [], account = { pastDue: 3000, currentDue: 8420 }) => paymentEffect(amount, { bills, account, billIds })
const paid = ({ bills: parts }: ReturnType<typeof effect>) => parts.map(({ billId, amount }) => [billId, amount])

describe('what a payment would pay', () => {
  it('is the oldest bill first, and the rest is credit', () => {
    expect(paid(effect(5000))).toEqual([['old', 3000], ['new', 2000]])
    expect(effect(12_000)).toMatchObject({ older: 0, credit: 580 })
    expect(effect(0)).toEqual({ bills: [], older: 0, credit: 0 })
  })

  it('is the named bill before all others', () => {
    expect(paid(effect(9000, ['new']))).toEqual([['new', 8420], ['old', 580]])
    expect(paid(effect(9000, ['gone', 'paid']))).toEqual([['old', 3000], ['new', 6000]])
  })

  it('knows of older bills that are not at hand, and pays them before those that are not named', () => {
    const account = { pastDue: 5000, currentDue: 8420 }
    expect(effect(4000, [], account)).toMatchObject({ older: 2000, bills: [{ billId: 'old', amount: 2000 }] })
    expect(effect(8420, ['new'], account)).toMatchObject({ older: 0 })
    expect(openInAll({ pastDue: null, currentDue: null })).toBe(0)
  })
})
