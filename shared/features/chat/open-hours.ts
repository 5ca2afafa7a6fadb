/** When a queue is there for customers: by the operator's week. */
import { z } from 'zod'
import { addDays, dateIn, dayOf } from '../../kernel/calendar.ts'
import { wallInstant, wallMinute } from '../../kernel/wall-time.ts'

const minute = z.int().min(0).max(24 * 60)
/** Minutes of the operator's day on the clock; null: closed. */
const dayHoursSchema = z.strictObject({ from: minute, to: minute }).refine(({ from, to }) => from < to, 'endsBeforeItBegins').nullable()
/** From Monday. */
export const openHoursSchema = z.array(dayHoursSchema).length(7)
export type OpenHours = z.infer<typeof openHoursSchema>

/** From Monday, 0 to 6: 1 January 1970 was a Thursday. */
const weekdayOf = (date: string): number => (((dayOf(date) + 3) % 7) + 7) % 7

/** @param now ms since 1970. The last minute is not open any more. */
export function isOpen(hours: OpenHours, timeZone: string, now: number): boolean {
  const day = hours[weekdayOf(dateIn(timeZone, now))]
  const minute = wallMinute(timeZone, now)
  return Boolean(day && minute >= day.from && minute < day.to)
}

/** @returns when it opens next, ms since 1970; null: not within a week. In a night in which the clock changes, an hour that is not there begins with the one behind it. */
export function opensAt(hours: OpenHours, timeZone: string, now: number): number | null {
  const today = dateIn(timeZone, now)
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const date = addDays(today, ahead)
    const day = hours[weekdayOf(date)]
    const from = day ? wallInstant(timeZone, date, day.from) : null
    if (from !== null && from > now) return from
  }
  return null
}
