import { expect, it } from 'vitest'
import { manualClock } from '#shared/kernel/clock.ts'
import { createAddressLimit, createBudget, createRateLimit } from './rate-limit.ts'

const clock = () => manualClock(Date.parse('2026-11-30T16:00:00.000Z'))
const DAY_MS = 24 * 60 * 60_000

it('lets so many in a minute, each key by itself, and again in the next', () => {
  const time = clock()
  const limit = createRateLimit(time, 2)
  limit('one')
  limit('one')
  limit('other')
  expect(() => limit('one')).toThrow(expect.objectContaining({ code: 'limitExceeded', data: { limit: 2, left: 0, unit: 'requestsPerMinute' } }))
  time.advance(60_000)
  limit('one')
})

it('has room for so much in a day; what did not fit takes none', () => {
  const time = clock()
  const budget = createBudget(time, 100, { windowMs: DAY_MS, unit: 'bytesPerDay' })
  budget.take('one', 60)
  time.advance(DAY_MS - 1)
  expect(() => budget.require('one', 41)).toThrow(expect.objectContaining({ data: { limit: 100, left: 40, unit: 'bytesPerDay' } }))
  budget.require('one', 40)
  budget.require('other', 100)
  time.advance(1)
  budget.require('one', 100)
})

it('takes all addresses of one IPv6 network for one, and each of IPv4 by itself', () => {
  const limit = createAddressLimit(clock(), 1)
  limit('2001:db8:1:2::1')
  expect(() => limit('2001:db8:1:2:ffff::9')).toThrow()
  limit('2001:db8:1:3::1')
  limit('192.0.2.1')
  limit('192.0.2.2')
  expect(() => limit('::ffff:192.0.2.2')).toThrow()
})
