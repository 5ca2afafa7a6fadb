/** When a queue is there for customers: by the operator's week, but for the days on which it is closed. */
import { z } from 'zod'
import { addDays, dateIn, dayOf } from '../../kernel/calendar.ts'
import { dateSchema } from '../../kernel/rows.ts'
import { wallReaches } from '../../kernel/wall-time.ts'

const DAY = 24 * 60
const WEEK = 7 * DAY
export const MAX_SPANS_A_DAY = 4
export const MAX_CLOSED_DAYS = 60
/** How far `opensAt` looks: a queue may be closed over a holiday of some weeks. */
const LOOK_AHEAD_DAYS = 60

/** Minutes on the wall since the midnight with which the day begins; `to` beyond 1440 is of the night behind it. */
const spanSchema = z.strictObject({ from: z.int().min(0).max(DAY - 1), to: z.int().min(1).max(2 * DAY) })
export type OpenSpan = z.infer<typeof spanSchema>
const hoursShape = z.strictObject({
  /** From Monday; none: closed. */
  week: z.array(z.array(spanSchema).max(MAX_SPANS_A_DAY)).length(7),
  /** On these nothing begins; a night that began the evening before goes on to its end. */
  closedDays: z.array(z.strictObject({ day: dateSchema, name: z.string().trim().max(60) })).max(MAX_CLOSED_DAYS),
})
export type OpenHours = z.infer<typeof hoursShape>
export const openHoursSchema = hoursShape.superRefine((hours, context) => {
  for (const { day, place, problem } of problemsOfHours(hours)) context.addIssue({ code: 'custom', message: problem, path: ['week', day, place] })
})

/** `day` from Monday, 0 to 6, and the place of the span in it. */
export type HoursProblem = { day: number; place: number; problem: 'endsBeforeItBegins' | 'longerThanADay' | 'overlaps' }

/** What is wrong with a week. Spans of one day or of two that lie one upon the other are none of them right: one of them was not meant. */
export function problemsOfHours({ week }: Pick<OpenHours, 'week'>): HoursProblem[] {
  const spans = week.flatMap((day, index) => day.map(({ from, to }, place) => ({ day: index, place, from: index * DAY + from, to: index * DAY + to })))
  return spans.flatMap(({ day, place, from, to }): HoursProblem[] => {
    if (to <= from) return [{ day, place, problem: 'endsBeforeItBegins' }]
    if (to - from > DAY) return [{ day, place, problem: 'longerThanADay' }]
    const other = spans.some((each) => (each.day !== day || each.place !== place) && [-WEEK, 0, WEEK].some((shift) => from < each.to + shift && each.from + shift < to))
    return other ? [{ day, place, problem: 'overlaps' }] : []
  })
}

/** From Monday, 0 to 6: 1 January 1970 was a Thursday. */
export const weekdayOf = (date: string): number => (((dayOf(date) + 3) % 7) + 7) % 7

const spansOn = ({ week, closedDays }: OpenHours, date: string): readonly OpenSpan[] => (closedDays.some(({ day }) => day === date) ? [] : (week[weekdayOf(date)] ?? []))
const reaches = (timeZone: string, date: string, minute: number): number => wallReaches(timeZone, addDays(date, Math.floor(minute / DAY)), minute % DAY)

/**
 * From the moment at which the wall first comes to the one minute, until it first comes to the other: so in the nights in which the clock
 * is changed nothing opens twice, and an hour that is not there is not open.
 * @param now ms since 1970. The last minute is not open any more.
 */
export function isOpen(hours: OpenHours, timeZone: string, now: number): boolean {
  const today = dateIn(timeZone, now)
  const yesterday = addDays(today, -1)
  const within = (date: string) => ({ from, to }: OpenSpan): boolean => now < reaches(timeZone, date, to) && now >= reaches(timeZone, date, from)
  return spansOn(hours, today).some(within(today)) || spansOn(hours, yesterday).filter(({ to }) => to > DAY).some(within(yesterday))
}

/** @returns when it opens next, ms since 1970; null: not within sixty days. In a night in which the clock changes, an hour that is not there begins with the one behind it. */
export function opensAt(hours: OpenHours, timeZone: string, now: number): number | null {
  const today = dateIn(timeZone, now)
  for (let ahead = 0; ahead <= LOOK_AHEAD_DAYS; ahead += 1) {
    const date = addDays(today, ahead)
    const next = spansOn(hours, date).flatMap(({ from, to }) => {
      const [begins, ends] = [reaches(timeZone, date, from), reaches(timeZone, date, to)]
      return begins > now && begins < ends ? [begins] : []
    })
    if (next.length > 0) return Math.min(...next)
  }
  return null
}
