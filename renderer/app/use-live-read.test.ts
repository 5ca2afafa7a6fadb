import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeskEvent } from '#shared/features/workspace/workspace.schema.ts'
import { concerns, useLiveRead, type Changed, type LiveRead } from './use-live-read.ts'

const listeners = new Set<(event: DeskEvent) => void>()
vi.mock('./live.ts', () => ({ onDeskEvent: (listener: (event: DeskEvent) => void) => (listeners.add(listener), () => listeners.delete(listener)) }))

let scope: EffectScope
/** Each read waits to be answered by hand. */
let asked: ((value: string) => void)[]
let begunAt: number[]
const read = () => new Promise<string>((answer) => (begunAt.push(performance.now()), asked.push(answer)))
const start = () => scope.run(() => useLiveRead(read, (event) => event.tables.includes('mine'))) as LiveRead<string>
const changed = (tables: string[], customerIds: string[] | null = null): Changed => ({ type: 'changed', tables, customerIds })
const tell = (...tables: string[]) => listeners.forEach((listener) => listener(changed(tables)))
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  scope = effectScope()
  asked = []
  begunAt = []
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

describe('a read that stays true', () => {
  it('is repeated when something of it changed, and for nothing else', async () => {
    const { data } = start()
    asked[0]?.('first')
    await settle()
    tell('other')
    expect(asked).toHaveLength(1)
    tell('mine')
    asked[1]?.('second')
    await settle()
    expect(data.value).toBe('second')
  })

  it('is repeated once, and at once, for all that changed while it ran', async () => {
    const { data } = start()
    tell('mine')
    tell('mine')
    expect(asked).toHaveLength(1)
    asked[0]?.('half of it')
    await settle()
    expect(asked).toHaveLength(2)
    asked[1]?.('all of it')
    await settle()
    expect([data.value, asked.length]).toEqual(['all of it', 2])
  })

  it('begins no more than four times in any second, however much changes, and ends with the newest', async () => {
    const { data } = start()
    for (let ms = 0; ms < 3_000; ms += 20) {
      tell('mine')
      asked.at(-1)?.(`at ${ms}`)
      await vi.advanceTimersByTimeAsync(20)
    }
    const before = asked.length
    await vi.advanceTimersByTimeAsync(2_000)
    asked.at(-1)?.('newest')
    await settle()
    expect(data.value).toBe('newest')
    expect(asked.length - before).toBeLessThanOrEqual(1)
    begunAt.slice(4).forEach((at, index) => expect(at - (begunAt[index] as number)).toBeGreaterThanOrEqual(1_000))
    // Control: the changes were many more than the reads.
    expect(begunAt.length).toBeGreaterThan(10)
    expect(begunAt.length).toBeLessThan(20)
  })

  it('ends with its page', async () => {
    start()
    tell('mine')
    scope.stop()
    asked[0]?.('late')
    await vi.advanceTimersByTimeAsync(5_000)
    expect([asked.length, listeners.size]).toEqual([1, 0])
  })
})

it('an account is concerned by what names it, or names nobody in particular', () => {
  expect(concerns(changed(['recent'], []), 'a')).toBe(false)
  expect(concerns(changed(['recent', 'customer'], null), 'a')).toBe(true)
  expect(concerns(changed(['bill'], ['a']), 'a')).toBe(true)
  expect(concerns(changed(['bill'], ['b']), 'a')).toBe(false)
  expect(concerns(changed([], null), 'a')).toBe(true)
})
