/** The hours of the operator's days, as the clock on the wall shows them: a day in which it is changed has 23 or 25. */
import { addDays, dayOf } from '#shared/kernel/calendar.ts'
import { wallDay, wallMinute } from '#shared/kernel/wall-time.ts'
import { HOUR_MS } from '#shared/features/chat/chat-figures.ts'

/** Zones differ, and change, by whole quarters of an hour. */
const STEP_MS = 15 * 60_000
/** `from` in ms since 1970; `day` counts from the first, `hour` is what the wall shows. */
export type OperatorHour = { from: number; day: number; hour: number }

/** @param from `2026-11-30` @param to the last day, counted as well. @returns in order, and where the last one ends */
export function operatorHours(timeZone: string, from: string, to: string): { hours: OperatorHour[]; until: number } {
  const days = Array.from({ length: dayOf(to) - dayOf(from) + 1 }, (_, day) => wallDay(timeZone, addDays(from, day)))
  return { hours: days.flatMap((span, day) => hoursOf(timeZone, span).map((hour) => ({ ...hour, day }))), until: days.at(-1)!.to }
}

function hoursOf(timeZone: string, { from, to }: { from: number; to: number }): Omit<OperatorHour, 'day'>[] {
  if (to - from === 24 * HOUR_MS) return Array.from({ length: 24 }, (_, hour) => ({ from: from + hour * HOUR_MS, hour }))
  const hours: Omit<OperatorHour, 'day'>[] = []
  let before = Infinity
  for (let at = from; at < to; at += STEP_MS) {
    const minute = wallMinute(timeZone, at)
    const hour = Math.floor(minute / 60)
    // Set back, the same hour begins once more.
    if (minute < before || hour !== hours.at(-1)?.hour) hours.push({ from: at, hour })
    before = minute
  }
  return hours
}
