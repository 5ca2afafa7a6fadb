/** Identifiers are UUIDs of version 7: they sort by time of making, so indexes stay dense. */
import { v7 } from 'uuid'
import { z } from 'zod'
import { systemClock, type Clock } from './clock.ts'

export const idSchema = z.uuid()
export type Id = string

// Inside one millisecond a counter goes on from a random beginning (RFC 9562 section 6.2, method 1). The library has one of its
// own only for its own clock; with a given time it would order what is made at one moment by chance.
const counters = new WeakMap<Clock, { ms: number; next: number }>()
function nextInside(clock: Clock, ms: number): number {
  const known = counters.get(clock)
  const next = known?.ms === ms ? known.next : Math.floor(Math.random() * 2 ** 30)
  counters.set(clock, { ms, next: next + 1 })
  return next
}

/**
 * Of one process and clock: what is made later sorts later, as long as the clock does not go back.
 * @param random 16 random bytes; given only where a run must be repeatable.
 */
export function newId(clock: Clock = systemClock, random?: Uint8Array): Id {
  const msecs = clock.now()
  return random ? v7({ msecs, random }) : v7({ msecs, seq: nextInside(clock, msecs) })
}

/** The id of a command: made and stored before it is first sent (RFC 9562 section 5.7). */
export const commandIdSchema = z.uuidv7()
