/** Time is injected everywhere, so that month ends and lockouts can be tested to the millisecond. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that stands still until it is told to move. */
export function manualClock(startMs: number): Clock & { advance(ms: number): void } {
  let current = startMs
  return {
    now: () => current,
    advance: (ms) => {
      current += ms
    },
  }
}

/** ISO 8601 in UTC with milliseconds: the one form in which an instant is stored and sent. */
export const isoInstant = (ms: number): string => new Date(ms).toISOString()
