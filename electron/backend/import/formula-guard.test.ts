import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guardCell, unguardCell } from './formula-guard.ts'

test('no guarded cell begins like a formula, and each comes back as it was', () => {
  const cell = fc.tuple(fc.constantFrom('', "'", "''", '=', '+', '-', '@', '\t', '\r', "'=", "''@"), fc.string()).map((parts) => parts.join(''))
  fc.assert(
    fc.property(cell, (text) => {
      expect(guardCell(text)).not.toMatch(/^[=+\-@\t\r]/)
      expect(unguardCell(guardCell(text))).toBe(text)
    }),
  )
})

test('what is no formula is left alone', () => {
  for (const cell of ['', 'Rye', "O'Neil", "'quoted'", '12-50']) expect([guardCell(cell), unguardCell(cell)]).toEqual([cell, cell])
})
