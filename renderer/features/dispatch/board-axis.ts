/** Times on the board's width: its columns are days side by side, each from its first hour to its last. Fractions of the width; seconds since 1970. */
import type { BoardDay } from '#shared/features/dispatch/board.schema.ts'
import { secondsOf } from '#shared/features/dispatch/board-days.ts'

type Column = { date: string; opens: number; closes: number; left: number; width: number }
export type BoardAxis = { columns: readonly Column[]; /** Seconds from edge to edge. */ seconds: number }

export function axisOf(days: readonly BoardDay[]): BoardAxis {
  const spans = days.map(({ date, opens, closes }) => ({ date, opens: secondsOf(opens), closes: secondsOf(closes) }))
  const seconds = spans.reduce((sum, { opens, closes }) => sum + closes - opens, 0)
  let before = 0
  const columns = spans.map(({ date, opens, closes }) => {
    const column = { date, opens, closes, left: before / seconds, width: (closes - opens) / seconds }
    before += closes - opens
    return column
  })
  return { columns, seconds }
}

/** From 0 to 1; null for a time that is in no column. */
export function leftOf({ columns, seconds }: BoardAxis, at: number): number | null {
  const column = columns.find(({ opens, closes }) => at >= opens && at <= closes)
  return column ? column.left + (at - column.opens) / seconds : null
}

/** The part of a span that its column shows; null where it shows none. */
export function placeOf(axis: BoardAxis, from: number, to: number): { left: number; width: number } | null {
  const column = axis.columns.find(({ opens, closes }) => from < closes && to > opens)
  if (!column) return null
  const [begin, end] = [Math.max(from, column.opens), Math.min(to, column.closes)]
  return { left: column.left + (begin - column.opens) / axis.seconds, width: (end - begin) / axis.seconds }
}

/** @param left fraction of the width. @param step seconds between two times that may be chosen */
export function timeAt({ columns, seconds }: BoardAxis, left: number, step: number): number {
  const column = columns.findLast((one) => left >= one.left) ?? columns[0]!
  const at = Math.min(column.opens + Math.max(0, left - column.left) * seconds, column.closes - step)
  return Math.round(at / step) * step
}

/** A step earlier or later; over the edge of a day it goes on in the next one. */
export function stepped({ columns }: BoardAxis, at: number, step: number): number {
  const index = columns.findIndex(({ opens, closes }) => at >= opens && at < closes)
  const column = columns[index]
  const wanted = at + step
  if (!column || (wanted >= column.opens && wanted < column.closes)) return wanted
  const next = columns[index + Math.sign(step)]
  return next ? (step > 0 ? next.opens : next.closes + step) : at
}

export const percent = (fraction: number): string => `${(fraction * 100).toFixed(4)}%`
