/** Days of a timeline, as the clock of this computer has them: each entry shows its time of day, by the same clock. */
import type { TimelineEntry } from '#shared/features/customers/account-view.schema.ts'

/** `2026-11-23` in local time. @param at an instant, or milliseconds since 1970 */
function localDate(at: string | number): string {
  const date = new Date(at)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

export type TimelineDay = { day: string; entries: TimelineEntry[] }

/** A bill has a date and no time: west of Greenwich its midnight would fall on the day before. */
const dayOf = (entry: TimelineEntry): string => (entry.type === 'bill' ? entry.row.billDate : localDate(entry.at))

/** Groups by day, newest first; within a day the order is kept. */
export function timelineDays(entries: TimelineEntry[]): TimelineDay[] {
  const days = new Map<string, TimelineDay>()
  for (const entry of entries) {
    const day = dayOf(entry)
    const known = days.get(day)
    if (known) known.entries.push(entry)
    else days.set(day, { day, entries: [entry] })
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? 1 : -1))
}

export function isToday(day: string, nowMs: number): boolean {
  return day === localDate(nowMs)
}
