import { expect, it } from 'vitest'
import { manualClock } from './clock.ts'
import { commandIdSchema, newId } from './ids.ts'

it('sorts by time of making, inside one millisecond too', () => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  const made = Array.from({ length: 3_000 }, (_, number) => {
    if (number % 1_000 === 999) clock.advance(1)
    return newId(clock)
  })
  expect([...made].sort()).toEqual(made)
  expect(new Set(made).size).toBe(made.length)
  made.slice(0, 3).forEach((id) => expect(commandIdSchema.parse(id)).toBe(id))
})

it('is the same for the same bytes, and for nothing else', () => {
  const clock = manualClock(0)
  const bytes = new Uint8Array(16).fill(7)
  expect(newId(clock, bytes)).toBe(newId(clock, bytes))
  expect(newId(clock)).not.toBe(newId(clock))
})
