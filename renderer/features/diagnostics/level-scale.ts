/** Where values and limits lie in a picture of levels. */
import type { Limits, Reading } from '#shared/features/diagnostics/equipment.schema.ts'

export type LevelScale = { min: number; max: number; /** From 0 at the bottom to 1 at the top. */ place: (value: number) => number; /** Lines to draw, from below. */ lines: { value: number; kind: 'bad' | 'good' }[] }

/** Room above and below what is drawn, as a share of it. */
const ROOM = 0.08

/** All values and all limits are inside it. */
export function levelScale(readings: readonly Pick<Reading, 'value' | 'limits'>[]): LevelScale {
  const limits = readings.find((reading) => reading.limits !== null)?.limits ?? null
  const lines = linesOf(limits)
  const drawn = [...readings.map(({ value }) => value), ...lines.map(({ value }) => value)]
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)]
  const room = Math.max((high - low) * ROOM, 0.5)
  const [min, max] = [low - room, high + room]
  return { min, max, lines, place: (value) => (value - min) / (max - min) }
}

function linesOf(limits: Limits | null): LevelScale['lines'] {
  if (limits === null) return []
  const { low, lowGood, highGood, high } = limits
  const of = (value: number | null, kind: 'bad' | 'good') => (value === null ? [] : [{ value, kind }])
  // Where both are one there is one line.
  return [...of(low, 'bad'), ...(lowGood === low ? [] : of(lowGood, 'good')), ...(highGood === high ? [] : of(highGood, 'good')), ...of(high, 'bad')]
}
