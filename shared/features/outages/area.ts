/** An area on the map, as a person draws it: one ring of corners, not crossing itself. Pure geometry in degrees, good to some metres at the size of a town. */
import { z } from 'zod'

/** WGS 84, `[longitude, latitude]` in degrees, as in GeoJSON (RFC 7946). */
export const positionSchema = z.tuple([z.number().min(-180).max(180), z.number().min(-85).max(85)])
export type Position = z.infer<typeof positionSchema>

/** Corners of the ring; the first one is not repeated at its end. */
export const MIN_AREA_POINTS = 3
export const MAX_AREA_POINTS = 200
/** Widest and highest an area may be, in km: larger than any franchise, smaller than a slip of the mouse across a continent. */
export const MAX_AREA_KM = 500
/** Smallest, in square metres: less is a click and no area. */
const MIN_AREA_M2 = 100

const KM_PER_DEGREE = 111.32

export type AreaProblem = 'tooFew' | 'tooMany' | 'tooWide' | 'tooSmall' | 'crossing'

/** What is wrong with a ring, or null. */
export function areaProblem(ring: readonly Position[]): AreaProblem | null {
  if (ring.length < MIN_AREA_POINTS) return 'tooFew'
  if (ring.length > MAX_AREA_POINTS) return 'tooMany'
  const { width, height } = extentOf(ring)
  if (width > MAX_AREA_KM || height > MAX_AREA_KM) return 'tooWide'
  if (crossesItself(ring)) return 'crossing'
  return squareMetres(ring) < MIN_AREA_M2 ? 'tooSmall' : null
}

/** Kilometres from edge to edge. */
function extentOf(ring: readonly Position[]): { width: number; height: number } {
  const [west, south, east, north] = boundsOf(ring)
  const widest = Math.cos((Math.min(Math.abs(south), Math.abs(north)) * Math.PI) / 180)
  return { width: (east - west) * KM_PER_DEGREE * widest, height: (north - south) * KM_PER_DEGREE }
}

/** `[west, south, east, north]` in degrees. */
export function boundsOf(ring: readonly Position[]): [number, number, number, number] {
  const bounds: [number, number, number, number] = [180, 90, -180, -90]
  for (const [longitude, latitude] of ring) {
    bounds[0] = Math.min(bounds[0], longitude)
    bounds[1] = Math.min(bounds[1], latitude)
    bounds[2] = Math.max(bounds[2], longitude)
    bounds[3] = Math.max(bounds[3], latitude)
  }
  return bounds
}

function squareMetres(ring: readonly Position[]): number {
  const scale = Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180)
  const twice = ring.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = at(ring, index + 1)
    return sum + x * nextY - nextX * y
  }, 0)
  return (Math.abs(twice) / 2) * scale * (KM_PER_DEGREE * 1000) ** 2
}

const at = (ring: readonly Position[], index: number): Position => ring[index % ring.length] as Position

/** Any two sides that are not neighbours meet, or two neighbours lie on each other. */
function crossesItself(ring: readonly Position[]): boolean {
  const sides = ring.length
  for (let one = 0; one < sides; one++) {
    if (at(ring, one)[0] === at(ring, one + 1)[0] && at(ring, one)[1] === at(ring, one + 1)[1]) return true
    for (let other = one + 1; other < sides; other++) {
      const neighbours = other === one + 1 || (one === 0 && other === sides - 1)
      if (neighbours ? foldsBack(ring, one, other, sides) : meet(at(ring, one), at(ring, one + 1), at(ring, other), at(ring, other + 1))) return true
    }
  }
  return false
}

/** Two sides share a corner; they may share nothing else. */
function foldsBack(ring: readonly Position[], one: number, other: number, sides: number): boolean {
  const [from, corner, to] = one === 0 && other === sides - 1 && sides > 2 ? [at(ring, 1), at(ring, 0), at(ring, other)] : [at(ring, one), at(ring, other), at(ring, other + 1)]
  return turn(from, corner, to) === 0 && (from[0] - corner[0]) * (to[0] - corner[0]) + (from[1] - corner[1]) * (to[1] - corner[1]) > 0
}

/** Above zero: to the left; below: to the right; zero: straight. */
const turn = (a: Position, b: Position, c: Position): number => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

const between = (a: Position, b: Position, point: Position): boolean =>
  Math.min(a[0], b[0]) <= point[0] && point[0] <= Math.max(a[0], b[0]) && Math.min(a[1], b[1]) <= point[1] && point[1] <= Math.max(a[1], b[1])

function meet(a: Position, b: Position, c: Position, d: Position): boolean {
  const [ofC, ofD, ofA, ofB] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)]
  if (ofC !== ofD && ofA !== ofB) return true
  return (ofC === 0 && between(a, b, c)) || (ofD === 0 && between(a, b, d)) || (ofA === 0 && between(c, d, a)) || (ofB === 0 && between(c, d, b))
}

/** Whether a place is inside; on the very edge it may be either. */
export function isInside(ring: readonly Position[], [x, y]: Position): boolean {
  let inside = false
  for (let index = 0; index < ring.length; index++) {
    const [[ax, ay], [bx, by]] = [at(ring, index), at(ring, index + 1)]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}
