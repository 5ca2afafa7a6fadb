/** Identifiers are UUIDs of version 7: they sort by time of making, so indexes stay dense. */
import { v7 } from 'uuid'
import { z } from 'zod'
import { systemClock, type Clock } from './clock.ts'

export const idSchema = z.uuid()
export type Id = string

/** @param random 16 random bytes; given only where a run must be repeatable. */
export function newId(clock: Clock = systemClock, random?: Uint8Array): Id {
  // With a message time alone the library keeps its own monotonic counter inside one millisecond.
  return random ? v7({ msecs: clock.now(), random }) : v7({ msecs: clock.now() })
}

/** The id of a command: made and stored before it is first sent (RFC 9562 section 5.7). */
export const commandIdSchema = z.uuidv7()
