/** Waiting longer after each failure, never in step with other desks. */

export const BACKOFF_BASE_MS = 500

/**
 * @param failures in a row, from 1
 * @param random 0 to 1; the wait is spread over its upper half
 * @returns milliseconds
 */
export function backoffMs(failures: number, random: () => number, baseMs = BACKOFF_BASE_MS, maxMs = 30_000): number {
  const full = Math.min(maxMs, baseMs * 2 ** Math.min(failures - 1, 20))
  return Math.round(full * (0.5 + 0.5 * random()))
}

export type Alarm = {
  /** Replaces a wait that is running. */
  set(ms: number, ring: () => void): void
  clear(): void
}

/** One timer that does not keep the process alive. */
export function createAlarm(): Alarm {
  let timer: NodeJS.Timeout | undefined
  return {
    set(ms, ring) {
      clearTimeout(timer)
      timer = setTimeout(ring, ms)
      timer.unref()
    },
    clear: () => clearTimeout(timer),
  }
}
