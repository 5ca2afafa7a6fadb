import { expect, it } from 'vitest'
import { rarely } from './rarely.ts'

it('is due once in each time, for each key, and remembers no more than it may', () => {
  const kept = rarely(1_000, 2)
  expect([kept.due('a', 0), kept.due('a', 999), kept.due('b', 999), kept.due('a', 1_000), kept.due('a', 500)]).toEqual([true, false, true, true, true])
  kept.due('c', 1_000)
  expect(kept.due('b', 1_001), 'forgotten').toBe(true)
})
