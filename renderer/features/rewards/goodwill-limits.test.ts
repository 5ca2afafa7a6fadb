import { expect, it } from 'vitest'
import { goodwillLimits, goodwillOver } from './goodwill-limits.ts'

const terms = { limits: { perGift: 500, perDay: 2_500, perCustomer30Days: 1_000 }, usedToday: 2_200, usedForCustomer: 700, credit: { limit: 7_500, left: 250 } }

it('says of each limit what is used and what is left, the credit that is shared among them', () => {
  expect(goodwillLimits(terms)).toEqual([
    { name: 'perGift', limit: 500, used: 0, left: 500 },
    { name: 'perDay', limit: 2_500, used: 2_200, left: 300 },
    { name: 'perCustomer', limit: 1_000, used: 700, left: 300 },
    { name: 'credit', limit: 7_500, used: 7_250, left: 250 },
  ])
})

it.each([[250, null], [251, 'credit'], [301, 'perDay'], [501, 'perGift']])('of %i points names the limit that the backend would name: %s', (points, name) => {
  expect(goodwillOver(goodwillLimits(terms), points)?.name ?? null).toBe(name)
})

it('has nothing left of a limit that is passed already', () => {
  expect(goodwillLimits({ ...terms, credit: { limit: 7_500, left: -40 } }).at(-1)).toEqual({ name: 'credit', limit: 7_500, used: 7_540, left: 0 })
})
