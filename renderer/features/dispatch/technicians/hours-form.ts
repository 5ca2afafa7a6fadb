/** A week's hours as they are typed: times of day, where an end that is not after its begin is of the next day. */
import { addDays } from '#shared/kernel/calendar.ts'
import { wallMinute } from '#shared/kernel/wall-time.ts'
import { MAX_SHIFT_AHEAD_DAYS, MAX_SHIFT_DAYS, daysBetween, problemOfHours, weekday, type DayHours, type HoursProblem } from '#shared/features/dispatch/shift-hours.ts'
import type { TechnicianShift } from '#shared/features/dispatch/technicians.schema.ts'

/** `from` and `to`: `08:00`. `pause`: the week's break is taken that day. */
export type DayForm = { works: boolean; from: string; to: string; pause: boolean }
export type HoursForm = { from: string; to: string; days: DayForm[]; breakMinutes: number; breakFrom: string; breakTo: string }

const DAY_MINUTES = 1_440
const USUAL: DayForm = { works: true, from: '08:00', to: '17:00', pause: true }
/** Four weeks, from Monday to Friday, where nothing is known yet. */
const USUAL_DAYS = 28

/** As they are now, for the days behind the last ones that have hours. @param today the operator's day */
export function hoursFormOf(shifts: readonly TechnicianShift[], hoursUntil: string | null, { today, timeZone }: { today: string; timeZone: string }): HoursForm {
  const from = addDays(hoursUntil !== null && hoursUntil >= today ? hoursUntil : today, 1)
  const days = Array.from({ length: 7 }, (_, index): DayForm => {
    const known = shifts.find(({ day }) => weekday(day) === index)
    return known ? { works: true, from: clockOf(known.startAt, timeZone), to: clockOf(known.endAt, timeZone), pause: known.breakMinutes > 0 } : { ...USUAL, works: shifts.length === 0 && index < 5 }
  })
  const withBreak = shifts.find(({ breakFrom }) => breakFrom !== null)
  return {
    from, to: addDays(from, USUAL_DAYS - 1), days, breakMinutes: withBreak?.breakMinutes ?? 30,
    breakFrom: withBreak?.breakFrom ? clockOf(withBreak.breakFrom, timeZone) : '11:00', breakTo: withBreak?.breakTo ? clockOf(withBreak.breakTo, timeZone) : '14:00',
  }
}

function clockOf(instant: string, timeZone: string): string {
  const minute = wallMinute(timeZone, Date.parse(instant))
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** @returns null for what is no time of day */
function readClock(text: string): number | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)/.exec(text)
  return found ? Number(found[1]) * 60 + Number(found[2]) : null
}

export type DayProblem = HoursProblem | 'time'
/** @returns null for a day off */
export function readDay({ works, from, to, pause }: DayForm, { breakMinutes, breakFrom, breakTo }: Pick<HoursForm, 'breakMinutes' | 'breakFrom' | 'breakTo'>): DayHours | DayProblem | null {
  if (!works) return null
  const [begin, end] = [readClock(from), readClock(to)]
  if (begin === null || end === null) return 'time'
  const later = (minute: number): number => (minute < begin ? minute + DAY_MINUTES : minute)
  const [pauseFrom, pauseTo] = pause ? [readClock(breakFrom), readClock(breakTo)] : [null, null]
  if (pause && (pauseFrom === null || pauseTo === null || !Number.isInteger(breakMinutes) || breakMinutes < 1 || breakMinutes > 120)) return 'breakHalf'
  const hours: DayHours = { fromMinute: begin, toMinute: later(end), breakMinutes: pause ? breakMinutes : 0, breakFromMinute: pauseFrom === null ? null : later(pauseFrom), breakToMinute: pauseTo === null ? null : later(pauseTo) }
  return problemOfHours(hours) ?? hours
}

export type RangeProblem = 'past' | 'before' | 'tooFar' | 'tooMany' | 'day'
export function problemOfRange({ from, to }: Pick<HoursForm, 'from' | 'to'>, today: string): RangeProblem | null {
  if (from === '' || to === '') return 'day'
  if (from < today) return 'past'
  if (to < from) return 'before'
  if (to > addDays(today, MAX_SHIFT_AHEAD_DAYS)) return 'tooFar'
  return daysBetween(from, to).length > MAX_SHIFT_DAYS ? 'tooMany' : null
}

/** Whether that night is behind midnight. */
export const endsNextDay = ({ from, to }: DayForm): boolean => to !== '' && from !== '' && to < from
