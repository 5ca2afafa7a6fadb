/** The windows of a kind of work on the operator's days, by the clock on the wall. */
import { addDays } from '#shared/kernel/calendar.ts'
import { wallInstant } from '#shared/kernel/wall-time.ts'
import type { Window } from './insertion.ts'

export type Slot = { id: string; fromMinute: number; toMinute: number }

/** Seconds since the epoch, in the order of time. @param from the first day @param to the last one */
export function windowsBetween(timeZone: string, slots: readonly Slot[], from: string, to: string): Window[] {
  const windows: Window[] = []
  for (let day = from; day <= to; day = addDays(day, 1))
    for (const { fromMinute, toMinute } of slots) windows.push({ from: wallInstant(timeZone, day, fromMinute) / 1_000, to: wallInstant(timeZone, day, toMinute) / 1_000 })
  return windows.sort((one, other) => one.from - other.from || one.to - other.to)
}
