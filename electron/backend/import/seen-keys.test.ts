import fc from 'fast-check'
import { expect, test } from 'vitest'
import { customerIdFor } from './import-ids.ts'
import { SeenKeys } from './seen-keys.ts'

test('knows what it has seen, as a Set does', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3_000), { maxLength: 6_000 }), (numbers) => {
      const seen = new SeenKeys()
      const set = new Set<number>()
      for (const number of numbers) {
        expect(seen.add(customerIdFor('x', String(number)))).toBe(!set.has(number))
        set.add(number)
      }
    }),
    { numRuns: 20 },
  )
})
