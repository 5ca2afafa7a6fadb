/** A number of points as an agent types it: whole, above 0, in the digits 0 to 9. */

export type PointsProblem = 'missing' | 'whole' | 'zero' | 'large'
export type TypedPoints = { points: number; problem: null } | { points: null; problem: PointsProblem }

/** As MAX_POINTS of the contract, which this file does not load; points-text.test.ts compares them. */
export const MOST_POINTS = 10_000_000

export function readPoints(typed: string): TypedPoints {
  const text = typed.trim()
  if (text === '') return wrong('missing')
  if (!/^(\d{1,3}(,\d{3})+|\d+)$/.test(text)) return wrong('whole')
  const digits = text.replaceAll(',', '')
  if (digits.length > 12 || Number(digits) > MOST_POINTS) return wrong('large')
  return Number(digits) > 0 ? { points: Number(digits), problem: null } : wrong('zero')
}

const wrong = (problem: PointsProblem): TypedPoints => ({ points: null, problem })
