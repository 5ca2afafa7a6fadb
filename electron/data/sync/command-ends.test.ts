import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '#shared/kernel/errors.ts'
import { createCommandEnds } from './command-ends.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('who waits for the end of a command', () => {
  it('hears of it once, and of no other', async () => {
    const ends = createCommandEnds()
    const [one, two] = [ends.wait('one', 1_000, () => false), ends.wait('two', 1_000, () => false)]
    expect(ends.awaited('one')).toBe(true)
    ends.tell('one', { kind: 'done' })
    ends.tell('one', { kind: 'refused', error: new AppError('internal', {}) })
    expect(await one).toEqual({ kind: 'done' })
    expect([ends.awaited('one'), ends.awaited('two')]).toEqual([false, true])
    vi.advanceTimersByTime(1_000)
    expect(await two).toEqual({ kind: 'unheard' })
  })

  it('looks again when the line is another, and gives up only without hope', async () => {
    const ends = createCommandEnds()
    let hopeless = false
    const waiting = ends.wait('one', 1_000, () => hopeless)
    ends.lookAgain()
    expect(ends.awaited('one')).toBe(true)
    hopeless = true
    ends.lookAgain()
    expect(await waiting).toEqual({ kind: 'unheard' })
  })

  it('is let go when the desk stops', async () => {
    const ends = createCommandEnds()
    const waiting = ends.wait('one', 1_000, () => false)
    ends.stop()
    expect(await waiting).toEqual({ kind: 'stopped' })
  })
})
