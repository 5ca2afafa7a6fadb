import { describe, expect, it } from 'vitest'
import { dark, light, type Palette } from './theme.ts'

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
  const [r = 0, g = 0, b = 0] = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const grounds = ['ground', 'surface', 'raised', 'accentSoft'] as const
const inks = ['text', 'soft', 'accent', 'stop', 'look', 'done'] as const
const texts: [keyof Palette, keyof Palette][] = [
  ...grounds.flatMap((ground) => inks.map((ink): [keyof Palette, keyof Palette] => [ink, ground])),
  ['onAccent', 'accent'], ['text', 'mark'], ['text', 'stopSoft'], ['stop', 'stopSoft'], ['text', 'lookSoft'], ['look', 'lookSoft'],
  ['text', 'doneSoft'], ['done', 'doneSoft'], ['soft', 'lookSoft'], ['soft', 'stopSoft'],
]

describe.each([['light', light], ['dark', dark]] as const)('the %s palette', (_name, palette) => {
  it.each(texts)('keeps 4.5:1 for %s on %s', (ink, ground) => {
    expect(contrast(palette[ink], palette[ground])).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['ground', 'surface', 'raised'] as const)('keeps 3:1 for the edge of a control on %s', (ground) => {
    expect(contrast(palette.edge, palette[ground])).toBeGreaterThanOrEqual(3)
  })
})

it('measures: grey on grey would not pass', () => {
  expect(contrast('#999999', '#ffffff')).toBeLessThan(4.5)
})
