import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areaProblem, isInside, type Position } from './area.ts'

/** Corners on a circle, in order: never crossing itself. */
const round = fc.record({
  middle: fc.tuple(fc.double({ min: -120, max: -70, noNaN: true }), fc.double({ min: 25, max: 48, noNaN: true })),
  degrees: fc.double({ min: 0.01, max: 1, noNaN: true }),
  corners: fc.integer({ min: 3, max: 60 }),
})
const ringOf = ({ middle: [x, y], degrees, corners }: { middle: [number, number]; degrees: number; corners: number }): Position[] =>
  Array.from({ length: corners }, (_, index) => [x + degrees * Math.cos((2 * Math.PI * index) / corners), y + degrees * Math.sin((2 * Math.PI * index) / corners)])

describe('an area', () => {
  it('that goes round is right, whichever way and from whichever corner it is drawn', () => {
    fc.assert(fc.property(round, fc.nat(), (shape, turn) => {
      const ring = ringOf(shape)
      const turned = ring.map((_, index) => ring[(index + turn) % ring.length] as Position)
      expect(areaProblem(turned)).toBeNull()
      expect(areaProblem(turned.toReversed())).toBeNull()
      expect(isInside(turned, shape.middle)).toBe(true)
      expect(isInside(turned, [shape.middle[0] + 1.001 * shape.degrees, shape.middle[1]])).toBe(false)
    }))
  })

  it('two of whose corners are exchanged crosses itself', () => {
    fc.assert(fc.property(round.filter(({ corners }) => corners >= 4), fc.nat(), (shape, from) => {
      const ring = ringOf(shape)
      const [one, other] = [from % ring.length, (from + 1) % ring.length]
      const crossed = ring.with(one, ring[other] as Position).with(other, ring[one] as Position)
      expect(areaProblem(crossed)).toBe('crossing')
    }))
  })

  it.each<[string, Position[], ReturnType<typeof areaProblem>]>([
    ['two corners', [[0, 0], [1, 1]], 'tooFew'],
    ['two hundred and one', Array.from({ length: 201 }, (_, index) => [index / 1_000, 0]), 'tooMany'],
    ['half a continent', [[-100, 40], [-80, 40], [-80, 41]], 'tooWide'],
    ['from pole to pole', [[0, -80], [0.1, -80], [0.1, 80]], 'tooWide'],
    ['a click', [[0, 0], [0.000_01, 0], [0, 0.000_01]], 'tooSmall'],
    ['a line', [[0, 0], [1, 1], [2, 2]], 'crossing'],
    ['there and back', [[0, 0], [1, 0], [0.5, 0], [0.5, 1]], 'crossing'],
    ['an eight', [[0, 0], [1, 1], [1, 0], [0, 1]], 'crossing'],
    ['a corner twice', [[0, 0], [1, 0], [1, 0], [1, 1]], 'crossing'],
    ['a corner on another side', [[0, 0], [2, 0], [2, 2], [1, 0], [0, 2]], 'crossing'],
    ['a notch', [[0, 0], [2, 0], [2, 2], [1, 0.5], [0, 2]], null],
  ])('of %s', (_what, ring, problem) => {
    expect(areaProblem(ring)).toBe(problem)
  })
})
