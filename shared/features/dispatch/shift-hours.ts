/** A technician's hours as people say them, by the clock on the wall, and the moments that they are on one day. Without the schema library: the window asks it too. */
import { addDays, dayOf } from '../../kernel/calendar.ts'
import { wallInstant } from '../../kernel/wall-time.ts'
import type { TechnicianShift } from './technicians.schema.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440
/** Nobody works longer in one go; the database refuses it too. */
export const MAX_SHIFT_MINUTES = 16 * 60
/** How many days are given their hours at once. */
export const MAX_SHIFT_DAYS = 92
/** Until when somebody's hours are said beforehand. */
export const MAX_SHIFT_AHEAD_DAYS = 370

/** Minutes since the midnight with which the day begins; from 1440 on they are of the night after it. The break begins within its window; none is 0, null, null. */
export type DayHours = { fromMinute: number; toMinute: number; breakMinutes: number; breakFromMinute: number | null; breakToMinute: number | null }
/** From Monday on; null is a day off. */
export type ShiftWeek = readonly (DayHours | null)[]
/** What is wrong with a day's hours. */
export type HoursProblem = 'noHours' | 'tooLong' | 'breakHalf' | 'breakOutside'

export function problemOfHours({ fromMinute, toMinute, breakMinutes, breakFromMinute, breakToMinute }: DayHours): HoursProblem | null {
  if (toMinute <= fromMinute) return 'noHours'
  if (toMinute - fromMinute > MAX_SHIFT_MINUTES) return 'tooLong'
  if (breakFromMinute === null || breakToMinute === null || breakMinutes === 0) return breakMinutes === 0 && breakFromMinute === null && breakToMinute === null ? null : 'breakHalf'
  return breakFromMinute < fromMinute || breakToMinute < breakFromMinute || breakToMinute > toMinute || breakFromMinute + breakMinutes > toMinute ? 'breakOutside' : null
}

export const hoursOn = (week: ShiftWeek, day: string): DayHours | null => week[weekday(day)] ?? null
/** 0 is Monday: 1970-01-01 was a Thursday. */
export const weekday = (day: string): number => (((dayOf(day) + 3) % 7) + 7) % 7

export type ShiftTimes = Pick<TechnicianShift, 'startAt' | 'endAt' | 'breakMinutes' | 'breakFrom' | 'breakTo'>

/** 8 to 17 is 8 to 17 on the days on which the clock is changed too; a shift over that night has an hour more or less. @param day `2026-11-30` */
export function shiftTimes(timeZone: string, day: string, { fromMinute, toMinute, breakMinutes, breakFromMinute, breakToMinute }: DayHours): ShiftTimes {
  const at = (minute: number): string => new Date(wallInstant(timeZone, addDays(day, Math.floor(minute / DAY_MINUTES)), minute % DAY_MINUTES)).toISOString()
  const [breakFrom, breakTo] = breakFromMinute === null || breakToMinute === null ? [null, null] : [at(breakFromMinute), at(breakToMinute)]
  return { startAt: at(fromMinute), endAt: at(toMinute), breakMinutes, breakFrom, breakTo }
}

/** The same of the moments, which a changed clock brings nearer or further apart. */
export function problemOfTimes({ startAt, endAt, breakMinutes, breakFrom, breakTo }: ShiftTimes): HoursProblem | null {
  const [start, end] = [Date.parse(startAt), Date.parse(endAt)]
  const since = (at: string | null): number | null => (at === null ? null : (Date.parse(at) - start) / MINUTE_MS)
  return problemOfHours({ fromMinute: 0, toMinute: (end - start) / MINUTE_MS, breakMinutes, breakFromMinute: since(breakFrom), breakToMinute: since(breakTo) })
}

export const daysBetween = (from: string, to: string): string[] => Array.from({ length: Math.max(0, dayOf(to) - dayOf(from) + 1) }, (_, index) => addDays(from, index))

type Span = { startAt: string; endAt: string }
/** Milliseconds of the work that lie in none of the shifts, which do not overlap. */
export function outsideOf({ startAt, endAt }: Span, shifts: readonly Span[]): number {
  const [from, to] = [Date.parse(startAt), Date.parse(endAt)]
  return to - from - shifts.reduce((sum, shift) => sum + Math.max(0, Math.min(to, Date.parse(shift.endAt)) - Math.max(from, Date.parse(shift.startAt))), 0)
}
