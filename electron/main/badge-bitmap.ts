/** A number on a red disc, for the bar of Windows, which draws none itself. */

/** Pixels on each side, as the bar shows it at a scale of one. */
export const BADGE_SIZE = 16
const RED = [0x1f, 0x24, 0xc4, 0xff] as const
const WHITE = [0xff, 0xff, 0xff, 0xff] as const

/** Three wide, five high: a bit for each pixel, from the left. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  1: [0b010, 0b110, 0b010, 0b010, 0b111], 2: [0b111, 0b001, 0b111, 0b100, 0b111], 3: [0b111, 0b001, 0b111, 0b001, 0b111], 4: [0b101, 0b101, 0b111, 0b001, 0b001],
  5: [0b111, 0b100, 0b111, 0b001, 0b111], 6: [0b111, 0b100, 0b111, 0b101, 0b111], 7: [0b111, 0b001, 0b010, 0b010, 0b010], 8: [0b111, 0b101, 0b111, 0b101, 0b111],
  9: [0b111, 0b101, 0b111, 0b001, 0b111], '+': [0b000, 0b010, 0b111, 0b010, 0b000],
}
const GLYPH = { width: 3, height: 5 }
const SCALE = 2

/** @param count 1 or more; from 10 it says 9+. @returns BGRA, row by row */
export function badgeBitmap(count: number): Buffer {
  const bitmap = Buffer.alloc(BADGE_SIZE * BADGE_SIZE * 4)
  const middle = (BADGE_SIZE - 1) / 2
  const paint = (x: number, y: number, color: readonly number[]): void => void bitmap.set(color, (y * BADGE_SIZE + x) * 4)
  for (let y = 0; y < BADGE_SIZE; y += 1) for (let x = 0; x < BADGE_SIZE; x += 1) if (Math.hypot(x - middle, y - middle) <= BADGE_SIZE / 2) paint(x, y, RED)
  const text = count > 9 ? '9+' : String(count)
  const width = (text.length * (GLYPH.width + 1) - 1) * SCALE
  const [left, top] = [(BADGE_SIZE - width) / 2, (BADGE_SIZE - GLYPH.height * SCALE) / 2]
  ;[...text].forEach((sign, place) => {
    for (let y = 0; y < GLYPH.height * SCALE; y += 1)
      for (let x = 0; x < GLYPH.width * SCALE; x += 1) {
        const row = glyphs[sign]?.[Math.floor(y / SCALE)] ?? 0
        if (row & (1 << (GLYPH.width - 1 - Math.floor(x / SCALE)))) paint(left + place * (GLYPH.width + 1) * SCALE + x, top + y, WHITE)
      }
  })
  return bitmap
}
