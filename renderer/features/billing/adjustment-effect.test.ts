import { describe, expect, it } from 'vitest'
import { effectOf } from './adjustment-effect.ts'

const account = { pastDue: 0, currentDue: 2000, credit: 0 }
const next = { amount: 8420, paidByCredit: 0 }
const credit = (amount: number, change: object = {}) => effectOf({ direction: 'credit', amount, balance: 2000, account, next, ...change })

describe('what an adjustment would do', () => {
  it('a credit pays what is open first, and with what is left the next bill', () => {
    expect(credit(1500)).toEqual({ balance: { before: 2000, after: 500 }, nextBill: { before: 8420, after: 8420 } })
    expect(credit(3000)).toEqual({ balance: { before: 2000, after: -1000 }, nextBill: { before: 8420, after: 7420 } })
    expect(credit(20_000).nextBill).toEqual({ before: 8420, after: 0 })
  })

  it('a charge goes on the next bill', () => {
    expect(effectOf({ direction: 'charge', amount: 500, balance: 2000, account, next })).toEqual({ balance: { before: 2000, after: 2500 }, nextBill: { before: 8420, after: 8920 } })
  })

  it('credit that is on the account already pays first', () => {
    const rich = { account: { pastDue: 0, currentDue: 0, credit: 9000 }, next: { amount: 8420, paidByCredit: 8420 }, balance: -9000 }
    expect(credit(100, rich).nextBill).toEqual({ before: 0, after: 0 })
    expect(effectOf({ direction: 'charge', amount: 1000, ...rich }).nextBill).toEqual({ before: 0, after: 420 })
  })

  it('nothing typed changes nothing, and what is not known is not made up', () => {
    expect(credit(0)).toEqual({ balance: { before: 2000, after: 2000 }, nextBill: { before: 8420, after: 8420 } })
    expect(credit(100, { next: null }).nextBill).toBeNull()
    expect(credit(100, { account: { pastDue: null, currentDue: null, credit: null } }).nextBill).toBeNull()
  })
})
