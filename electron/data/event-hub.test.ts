import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '#shared/features/chat/chat.schema.ts'
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

  it('bring lines of chats in their order, and say of too many that they are to be asked for', async () => {
    const own = hub()
    const events = own.subscribe()
    await take(events, 1)
    const line = (sequence: number) => ({ sequence }) as ChatMessage
    const next = take(events, 2)
    own.chatted('a', { message: line(1) })
    own.chatted('b', { marks: { delivered: 3, read: 2 } })
    own.chatted('a', { message: line(2) })
    expect(await next).toEqual([
      { type: 'chat', conversationId: 'a', messages: [line(1), line(2)], marks: null },
      { type: 'chat', conversationId: 'b', messages: [], marks: { delivered: 3, read: 2 } },
    ])
    for (let number = 0; number < 10_000; number++) own.chatted('c', { message: line(number) })
    const rest = await take(events, 2)
    expect(rest).toContainEqual({ type: 'changed', tables: ['chatLines'], customerIds: ['c'] })
    expect(rest.reduce((count, event) => count + (event.type === 'chat' ? event.messages.length : 0), 0)).toBeLessThanOrEqual(100)
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
