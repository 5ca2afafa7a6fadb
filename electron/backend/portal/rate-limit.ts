/** So many in a minute, or so much in a day, for each address and each link: of one node, in memory. */
import type { Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { sourceOf } from '../sign-in-sources.ts'

const MINUTE_MS = 60_000
/** Keys that are remembered; beyond that the oldest windows are forgotten, so that nobody fills the memory. */
const MAX_KEYS = 10_000

/** @param amount one where nothing is said. @throws AppError `limitExceeded` for what is beyond */
export type RateLimit = (key: string, amount?: number) => void

/** @param most in a window, which is a minute where nothing is said, ms */
export function createRateLimit(clock: Clock, most: number, { windowMs = MINUTE_MS, unit = 'requestsPerMinute' }: { windowMs?: number; unit?: string } = {}): RateLimit {
  const windows = new Map<string, { since: number; count: number }>()
  return (key, amount = 1) => {
    const now = clock.now()
    const known = windows.get(key)
    const current = known && now - known.since < windowMs ? known : { since: now, count: 0 }
    current.count += amount
    windows.delete(key)
    windows.set(key, current)
    for (const oldest of windows.keys()) {
      if (windows.size <= MAX_KEYS) break
      windows.delete(oldest)
    }
    if (current.count > most) throw new AppError('limitExceeded', { limit: most, left: 0, unit })
  }
}

/** By the network that an address is in: of IPv6 one customer has more addresses than there are minutes. */
export function createAddressLimit(...how: Parameters<typeof createRateLimit>): RateLimit {
  const limit = createRateLimit(...how)
  return (address, amount) => limit(sourceOf(address), amount)
}
