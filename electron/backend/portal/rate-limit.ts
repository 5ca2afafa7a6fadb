/** So many in a minute, or so much in a day, for each address and each link: of one node, in memory. */
import type { Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { sourceOf } from '../sign-in-sources.ts'

const MINUTE_MS = 60_000
/** Keys that are remembered; beyond that the oldest windows are forgotten, so that nobody fills the memory. */
const MAX_KEYS = 10_000

/** Counts one more. @throws AppError `limitExceeded` for what is beyond */
export type RateLimit = (key: string) => void

/** @param most in a minute */
export function createRateLimit(clock: Clock, most: number): RateLimit {
  const budget = createBudget(clock, most, { windowMs: MINUTE_MS, unit: 'requestsPerMinute' })
  return (key) => {
    budget.take(key, 1)
    budget.require(key, 0)
  }
}

export type Budget = { /** @throws AppError `limitExceeded` where so much more does not fit */ require(key: string, amount: number): void; take(key: string, amount: number): void }
/** @param most in a window of ms */
export function createBudget(clock: Clock, most: number, { windowMs, unit }: { windowMs: number; unit: string }): Budget {
  const windows = new Map<string, { since: number; taken: number }>()
  const current = (key: string): { since: number; taken: number } => {
    const known = windows.get(key)
    return known && clock.now() - known.since < windowMs ? known : { since: clock.now(), taken: 0 }
  }
  return {
    require(key, amount) {
      if (current(key).taken + amount > most) throw new AppError('limitExceeded', { limit: most, left: Math.max(0, most - current(key).taken), unit })
    },
    take(key, amount) {
      const { since, taken } = current(key)
      windows.delete(key)
      windows.set(key, { since, taken: taken + amount })
      for (const oldest of windows.keys()) {
        if (windows.size <= MAX_KEYS) break
        windows.delete(oldest)
      }
    },
  }
}

/** By the network that an address is in: of IPv6 one customer has more addresses than there are minutes. */
export function createAddressLimit(clock: Clock, most: number): RateLimit {
  const limit = createRateLimit(clock, most)
  return (address) => limit(sourceOf(address))
}
