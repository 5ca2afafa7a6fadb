import { describe, expect, it } from 'vitest'
import type { DeskEvent, DeskState } from '#shared/features/workspace/workspace.schema.ts'
import { createEventHub } from './event-hub.ts'

const state = { outbox: { waiting: 1, refused: 0 } } as DeskState
const hub = () => createEventHub({ state: () => state, others: () => [] })

async function take(events: AsyncGenerator<DeskEvent>, count: number): Promise<DeskEvent[]> {
  const taken: DeskEvent[] = []
  while (taken.length < count) taken.push((await events.next()).value as DeskEvent)
  return taken
}

describe('events', () => {
  it('give the state first', async () => {
    expect(await take(hub().subscribe(), 1)).toEqual([{ type: 'state', state }])
  })

  it('merge what one tick has to say', async () => {
    const own = hub()
    const events = own.subscribe()
    await take(events, 1)
    const next = take(events, 2)
    own.changed(['a'], ['1'])
    own.changed(['b', 'a'], ['2', '1'])
    own.presenceChanged(['3'])
    own.presenceChanged(['3'])
    expect(await next).toEqual([
      { type: 'changed', tables: ['a', 'b'], customerIds: ['1', '2'] },
      { type: 'presence', customerId: '3', others: [] },
    ])
  })

  it('stay bounded for a window that does not listen', async () => {
    const own = hub()
    const events = own.subscribe()
    await take(events, 1)
    for (let number = 0; number < 10_000; number++) own.changed(['customer'], [String(number)])
    for (let number = 0; number < 10_000; number++) own.stateChanged()
    const taken = await take(events, 2)
    expect(taken).toContainEqual({ type: 'state', state })
    expect(taken).toContainEqual({ type: 'changed', tables: ['customer'], customerIds: null })
    own.changed(['customer'], ['1'])
    expect(await take(events, 1)).toEqual([{ type: 'changed', tables: ['customer'], customerIds: ['1'] }])
  })

  it('end with the signal and with the hub, also while waiting', async () => {
    const own = hub()
    const abort = new AbortController()
    const [first, second] = [own.subscribe(abort.signal), own.subscribe()]
    await take(first, 1)
    await take(second, 1)
    const [firstEnd, secondEnd] = [first.next(), second.next()]
    abort.abort()
    expect((await firstEnd).done).toBe(true)
    own.close()
    expect((await secondEnd).done).toBe(true)
  })
})
