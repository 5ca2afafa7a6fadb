import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visibleBounds } from './window-bounds.ts'
import { nextZoom, ZOOM_STEPS } from './zoom.ts'

const left = { x: 0, y: 0, width: 1920, height: 1040 }
const right = { x: 1920, y: 0, width: 2560, height: 1400 }

describe('where the window is put back', () => {
  it('is where it was', () => {
    const there = { x: 2000, y: 100, width: 1366, height: 860 }
    expect(visibleBounds(there, [left, right])).toEqual(there)
  })

  it('is the first screen when the second has gone', () => {
    const { x, y, width, height } = visibleBounds({ x: 2500, y: 100, width: 1366, height: 860 }, [left])
    expect([x, y, width, height]).toEqual([277, 90, 1366, 860])
  })

  it('is always to be grabbed and never larger than the screen', () => {
    const length = fc.integer({ min: -5_000, max: 5_000 })
    const size = fc.integer({ min: 1, max: 6_000 })
    const seed = Date.now() % 2 ** 31
    fc.assert(
      fc.property(fc.record({ x: length, y: length, width: size, height: size }), (remembered) => {
        const bounds = visibleBounds(remembered, [left, right])
        const onto = [left, right].filter((area) => bounds.y >= area.y && bounds.y < area.y + area.height)
        const seen = onto.some((area) => Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x) >= 100)
        expect(seen).toBe(true)
        expect(bounds.width).toBeLessThanOrEqual(2560)
      }),
      { seed },
    )
  })
})

describe('zoom', () => {
  it('goes from 80 % to 200 % and no further', () => {
    const up = ZOOM_STEPS.map((step) => nextZoom(step, 'in'))
    expect(up).toEqual([0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2])
    expect(ZOOM_STEPS.map((step) => nextZoom(step, 'out'))).toEqual([0.8, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75])
  })

  it('finds its way from a factor between two steps', () => {
    expect(nextZoom(1.2, 'in')).toBe(1.25)
    expect(nextZoom(1.2, 'out')).toBe(1.1)
  })
})
