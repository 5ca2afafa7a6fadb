import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeskEvent } from '#shared/features/workspace/workspace.schema.ts'
import { useKeyedRead, type KeyedRead } from './use-keyed-read.ts'

const listeners = new Set<(event: DeskEvent) => void>()
vi.mock('./live.ts', () => ({ onDeskEvent: (listener: (event: DeskEvent) => void) => (listeners.add(listener), () => listeners.delete(listener)) }))

let scope: EffectScope
const key = ref<string | null>('a')
/** Each read waits to be answered by hand. */
let asked: { key: string; looked: boolean; answer: (value: string) => void; fail: (reason: unknown) => void }[]
const read = (of: string, looked: boolean) => new Promise<string>((answer, fail) => asked.push({ key: of, looked, answer, fail }))
const start = () => scope.run(() => useKeyedRead(() => key.value, read, (event) => event.tables.includes('mine'))) as KeyedRead<string>
const settle = async () => {
  await nextTick()
  await vi.advanceTimersByTimeAsync(0)
}

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
  asked = []
  key.value = 'a'
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

describe('a read of what is chosen', () => {
  it('keeps what was there until the newly chosen has come, and says when the wait can be seen', async () => {
    const { data, settled, slow } = start()
    asked[0]?.answer('first')
    await settle()
    key.value = 'b'
    await settle()
    expect([data.value, settled.value, slow.value]).toEqual(['first', 'a', false])
    await vi.advanceTimersByTimeAsync(100)
    expect(slow.value).toBe(true)
    asked[1]?.answer('second')
    await settle()
    expect([data.value, settled.value, slow.value]).toEqual(['second', 'b', false])
  })

  it('does not show an answer to an older choice, whichever comes last', async () => {
    const { data, settled } = start()
    key.value = 'b'
    await settle()
    asked[1]?.answer('of b')
    await settle()
    asked[0]?.answer('of a')
    await settle()
    expect([data.value, settled.value]).toEqual(['of b', 'b'])
  })

  it('fails for its own choice alone', async () => {
    const { data, error, settled } = start()
    asked[0]?.fail('no')
    await settle()
    expect([data.value, error.value, settled.value]).toEqual([null, 'no', 'a'])
    key.value = 'b'
    await settle()
    asked[1]?.answer('of b')
    await settle()
    expect([data.value, error.value]).toEqual(['of b', null])
  })

  it('reads again when something of it changed, without a wait to be seen, and not when something else did', async () => {
    const { slow } = start()
    asked[0]?.answer('first')
    await settle()
    const tell = (table: string) => listeners.forEach((listener) => listener({ type: 'changed', tables: [table], customerIds: null }))
    tell('other')
    expect(asked).toHaveLength(1)
    tell('mine')
    expect(asked).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(slow.value).toBe(false)
  })

  it('tells the look of a person, who has not been answered yet, from asking again', async () => {
    const { reload } = start()
    asked[0]?.fail(new Error('cut'))
    await settle()
    reload()
    asked[1]?.answer('first')
    await settle()
    listeners.forEach((listener) => listener({ type: 'changed', tables: ['mine'], customerIds: null }))
    asked[2]?.answer('again')
    await settle()
    key.value = 'b'
    await settle()
    expect(asked.map(({ looked }) => looked)).toEqual([true, true, false, true])
  })

  it('reads nothing when nothing is chosen, and nothing more when it is over', async () => {
    key.value = null
    const { data, settled } = start()
    await settle()
    expect([asked.length, data.value, settled.value]).toEqual([0, null, null])
    key.value = 'a'
    await settle()
    scope.stop()
    asked[0]?.answer('too late')
    await settle()
    expect([data.value, listeners.size]).toEqual([null, 0])
  })
})
