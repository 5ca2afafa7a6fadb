/** So many in a minute, for each address and each link: of one node, in memory. */
import type { Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'

const WINDOW_MS = 60_000
/** Keys that are remembered; beyond that the oldest windows are forgotten, so that nobody fills the memory. */
const MAX_KEYS = 10_000

export type RateLimit = (key: string) => void

/** @param most in a minute. @returns throws AppError `limitExceeded` for one more */
export function createRateLimit(clock: Clock, most: number): RateLimit {
  const windows = new Map<string, { since: number; count: number }>()
  return (key) => {
    const now = clock.now()
    const known = windows.get(key)
    const current = known && now - known.since < WINDOW_MS ? known : { since: now, count: 0 }
    current.count += 1
    windows.delete(key)
    windows.set(key, current)
    for (const oldest of windows.keys()) {
      if (windows.size <= MAX_KEYS) break
      windows.delete(oldest)
    }
    if (current.count > most) throw new AppError('limitExceeded', { limit: most, left: 0, unit: 'requestsPerMinute' })
  }
}
