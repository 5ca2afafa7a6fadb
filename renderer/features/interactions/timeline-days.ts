/** Days of a timeline, as the clock of this computer has them. */
import type { TimelineEntry } from '#shared/features/customers/account-view.schema.ts'

export type TimelineDay = { day: string; at: string; entries: TimelineEntry[] }

/** `2026-11-23` in local time. */
function localDay(instant: string): string {
  const date = new Date(instant)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

/** Groups entries that are in order; the order of days and entries is kept. */
export function timelineDays(entries: TimelineEntry[]): TimelineDay[] {
  const days: TimelineDay[] = []
  for (const entry of entries) {
    const day = localDay(entry.at)
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, at: entry.at, entries: [entry] })
  }
  return days
}

export function isToday(day: string, nowMs: number): boolean {
  return day === localDay(new Date(nowMs).toISOString())
}
