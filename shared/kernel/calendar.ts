/** The operator's calendar, in whole days since 1970-01-01. No time zone can shift a bill by a day here. */
export const DAY_MS = 86_400_000

const days = new Map<string, number>()
/** Remembered, for a book has few days and many dates. @param date `2026-11-23`. */
export function dayOf(date: string): number {
  let day = days.get(date)
  if (day === undefined) days.set(date, (day = Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS)))
  return day
}

const dates = new Map<number, string>()
export function dateOf(day: number): string {
  let date = dates.get(day)
  if (date === undefined) dates.set(day, (date = new Date(day * DAY_MS).toISOString().slice(0, 10)))
  return date
}

/** @param minute of the day in UTC, 0 to 1439; @param second 0 to 59. */
export const instantOf = (day: number, minute: number, second = 0): string =>
  new Date(day * DAY_MS + minute * 60_000 + second * 1_000).toISOString()

const firstDays = new Map<number, number>()
function firstDayOf(month: number): number {
  let day = firstDays.get(month)
  if (day === undefined) firstDays.set(month, (day = Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS))
  return day
}

/** Months since year 0, so that they can be counted with. */
export function monthOf(day: number): number {
  const date = new Date(day * DAY_MS)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The day `dayOfMonth` of that month, or its last day when the month is shorter. */
export const dayInMonth = (month: number, dayOfMonth: number): number =>
  Math.min(firstDayOf(month) + dayOfMonth, firstDayOf(month + 1)) - 1

/** The newest bill date that is not after `day`. */
export function cycleStartOn(day: number, cycleDay: number): number {
  const inThisMonth = dayInMonth(monthOf(day), cycleDay)
  return inThisMonth <= day ? inThisMonth : dayInMonth(monthOf(day) - 1, cycleDay)
}

/** The bill date `count` cycles after (or before, when negative) the one that lies in the month of `day`. */
export const cycleAfter = (day: number, cycleDay: number, count = 1): number => dayInMonth(monthOf(day) + count, cycleDay)

/** `2026-11-23` and a whole number of days, which may be negative. */
export const addDays = (date: string, days: number): string => dateOf(dayOf(date) + days)

/**
 * The operator's day at an instant: bills fall due and limits begin anew at midnight there, not in Greenwich.
 * @param timeZone IANA, such as `America/New_York`. @throws RangeError for an unknown one.
 */
export function dateIn(timeZone: string, ms: number): string {
  let format = formats.get(timeZone)
  // The Canadian order is the one of ISO 8601.
  if (!format) formats.set(timeZone, (format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })))
  return format.format(ms)
}
const formats = new Map<string, Intl.DateTimeFormat>()

/** Whether this program knows that zone: an IANA name, as its own time zone data has them. */
export function isTimeZone(name: string): boolean {
  try {
    dateIn(name, 0)
    return true
  } catch {
    return false
  }
}
