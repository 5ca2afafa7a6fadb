/** The operator's clock on the wall, and the moments that it stands for: 8:00 is 8:00, also on the day on which the clock is changed. */
import { DAY_MS, dayOf } from './calendar.ts'

const MINUTE_MS = 60_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** Milliseconds that the zone is ahead of UTC then; below zero in the west. @throws RangeError for an unknown zone. */
function zoneOffset(timeZone: string, ms: number): number {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
    formats.set(timeZone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  const wall = Date.UTC(parts['year'] ?? 0, (parts['month'] ?? 1) - 1, parts['day'], parts['hour'], parts['minute'], parts['second'])
  return wall - Math.floor(ms / 1_000) * 1_000
}

/**
 * The moment at which the wall shows that minute of the day. In the hour that is left out in spring, the moment as if the clock had
 * not been changed (2:30 is what the wall calls 3:30); in the one that comes twice in autumn, the first.
 * @param day `2026-11-30` @param minute 0 to 1440; 1440 is the next midnight
 * @returns milliseconds since the epoch
 */
export function wallInstant(timeZone: string, day: string, minute: number): number {
  const wall = dayOf(day) * DAY_MS + minute * MINUTE_MS
  // A zone's offset changes by hours, not days: that of the day before and of the day behind are all that come into question.
  const before = wall - zoneOffset(timeZone, wall - DAY_MS)
  const after = wall - zoneOffset(timeZone, wall + DAY_MS)
  const fits = (ms: number): boolean => ms + zoneOffset(timeZone, ms) === wall
  return fits(before) ? before : fits(after) ? after : before
}

/**
 * The first moment at which the wall has come to that minute of the day: in the hour that is left out in spring, the one with which it
 * goes on; in the hour that comes twice in autumn, the first.
 * @param day `2026-11-30` @param minute 0 to 1440 @returns milliseconds since the epoch
 */
export function wallReaches(timeZone: string, day: string, minute: number): number {
  const wall = dayOf(day) * DAY_MS + minute * MINUTE_MS
  let ms = wallInstant(timeZone, day, minute)
  while (ms - MINUTE_MS + zoneOffset(timeZone, ms - MINUTE_MS) >= wall) ms -= MINUTE_MS
  return ms
}

/** Minutes since the operator's midnight that the wall shows then: 0 to 1439. */
export function wallMinute(timeZone: string, ms: number): number {
  const wall = ms + zoneOffset(timeZone, ms)
  return Math.floor((wall - Math.floor(wall / DAY_MS) * DAY_MS) / MINUTE_MS)
}

/** The first and the last moment of the operator's day, which has 23 to 25 hours. */
export const wallDay = (timeZone: string, day: string): { from: number; to: number } => ({ from: wallInstant(timeZone, day, 0), to: wallInstant(timeZone, day, 1_440) })
