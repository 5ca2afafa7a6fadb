/** What the plant and the phones tell, and how it is brought into one order whatever order it came in. */

export const MINUTE_MS = 60_000
/**
 * So much after it happened an event may come without changing what comes of it, ms. Pollers and traps are here within seconds to a
 * minute; what is later still sets the state of its modem, at the minute in which it comes, and is no contact any more.
 */
export const LATENESS_MS = 120_000
/** A clock may be so much ahead, ms; what is further in the future is refused. */
export const AHEAD_MS = 60_000
/** More than this is not kept at a time: a device that floods must not fill the memory. Events. */
export const MAX_WAITING = 1_000_000

/** A modem has gone off or is on again; said again and again is no harm. `at` in ms since 1970, when it happened. */
export type ModemEvent = { kind: 'modem'; modem: string; node: string; online: boolean; at: number }
/** Somebody called or wrote a chat. `contact` is its id; `customer` counts once an hour, null where nobody knows who it was. */
export type ContactEvent = { kind: 'contact'; contact: string; customer: string | null; node: string; at: number }
export type Telemetry = ModemEvent | ContactEvent

/** `late`: taken for the modem's state, or no longer a contact. `future`, `full`: refused. */
export type Taken = 'taken' | 'doubled' | 'late' | 'future' | 'full'

/** What is waited for. Times in ms since 1970; `next` is the first minute that was not handed out. */
export type Waiting = { minutes: Map<number, Map<string, Telemetry>>; next: number; now: number; count: number }
/** @param from ms since 1970; the first minute */
export const newWaiting = (from: number): Waiting => ({ minutes: new Map(), next: Math.floor(from / MINUTE_MS), now: from, count: 0 })

/**
 * Gathers events by the minute in which they happened. A minute is handed out once, `lateness` ms after it ended, in an order that
 * does not depend on the order of arrival, each event once.
 */
export function openWaitingRoom(waiting: Waiting, lateness = LATENESS_MS, capacity = MAX_WAITING) {
  const { minutes } = waiting

  function put(minute: number, event: Telemetry): boolean {
    const events = minutes.get(minute) ?? new Map<string, Telemetry>()
    minutes.set(minute, events)
    const key = keyOf(event)
    if (events.has(key)) return false
    events.set(key, event)
    waiting.count += 1
    return true
  }

  return {
    offer(event: Telemetry): Taken {
      if (!(event.at <= waiting.now + AHEAD_MS)) return 'future'
      if (waiting.count >= capacity) return 'full'
      const minute = Math.floor(event.at / MINUTE_MS)
      if (minute >= waiting.next) return put(minute, event) ? 'taken' : 'doubled'
      if (event.kind === 'modem') put(waiting.next, event)
      return 'late'
    },
    /** @returns the minutes that are complete at `to` (ms since 1970), in their order; those without events as well */
    *complete(to: number): Generator<{ minute: number; events: Telemetry[] }> {
      waiting.now = Math.max(waiting.now, to)
      while ((waiting.next + 1) * MINUTE_MS + lateness <= waiting.now) {
        const minute = waiting.next
        const events = [...(minutes.get(minute)?.values() ?? [])].sort(inOrder)
        minutes.delete(minute)
        waiting.count -= events.length
        waiting.next += 1
        yield { minute, events }
      }
    },
  }
}

const keyOf = (event: Telemetry): string => (event.kind === 'modem' ? `${event.modem}|${event.at}|${event.online ? 1 : 0}` : `contact|${event.contact}`)
const nameOf = (event: Telemetry): string => (event.kind === 'modem' ? event.modem : event.contact)
/** Of a modem that is on and off in the same ms, off is heard first, so that on stands. */
const rank = (event: Telemetry): number => (event.kind === 'contact' ? 0 : event.online ? 2 : 1)

function inOrder(one: Telemetry, other: Telemetry): number {
  if (one.at !== other.at) return one.at - other.at
  const [a, b] = [nameOf(one), nameOf(other)]
  return a < b ? -1 : a > b ? 1 : rank(one) - rank(other)
}
