import { expect, it } from 'vitest'
import { BADGE_SIZE, badgeBitmap } from './badge-bitmap.ts'

const rows = (count: number): string[] => {
  const bitmap = badgeBitmap(count)
  const sign = (at: number): string => (bitmap[at + 3] === 0 ? '.' : bitmap[at] === 0xff ? '#' : 'o')
  return Array.from({ length: BADGE_SIZE }, (_row, y) => Array.from({ length: BADGE_SIZE }, (_column, x) => sign((y * BADGE_SIZE + x) * 4)).join(''))
}

it('draws a number in the middle of a disc, from ten on as many and more', () => {
  expect(rows(7).slice(2, 14)).toEqual([
    '..oooooooooooo..', '.oooo######oooo.', '.oooo######oooo.', 'ooooooooo##ooooo', 'ooooooooo##ooooo', 'ooooooo##ooooooo',
    'ooooooo##ooooooo', 'ooooooo##ooooooo', 'ooooooo##ooooooo', '.oooooo##oooooo.', '.oooooo##oooooo.', '..oooooooooooo..',
  ])
  expect(new Set(Array.from({ length: 12 }, (_each, index) => rows(index + 1).join('\n'))).size, 'nine numbers, and one for more').toBe(10)
  expect(rows(1)[0]![0], 'clear at its corners').toBe('.')
  expect(rows(12).filter((row) => row.includes('#')), 'ten rows of writing').toHaveLength(10)
})
