import { expect, it } from 'vitest'
import { callsOf, freshCalls } from './chat-calls.ts'
import type { Held } from './desk-parts.ts'

const chat = (id: string, more: object = {}) => ({ id, topic: 'internet', status: 'active', unansweredSince: null, offeredUntil: null, ...more }) as Held['conversation']
const held = (id: string, more: object = {}, seat: Held['seat'] = 'owner'): Held => ({ conversation: chat(id, more), seat })

it('calls for an offer, and for a word of a customer to whoever holds them, and for nothing else', () => {
  const calls = callsOf({
    offers: [chat('a', { status: 'offered', offeredUntil: '1' })],
    held: [held('b', { unansweredSince: '2' }), held('c'), held('d', { unansweredSince: '2' }, 'watching'), held('e', { unansweredSince: '2', status: 'wrapUp' })],
  })
  expect(calls.map(({ what, id }) => [what, id])).toEqual([['offer', 'a'], ['word', 'b']])
})

it('calls for a colleague who asks, once for each time', () => {
  const said = new Set<string>()
  const fresh = (...times: string[]) => freshCalls(said, callsOf({ offers: [], held: [] }, times.map((expiresAt) => ({ conversationId: 'a', expiresAt, topic: 'bill' })))).map(({ what, id, topic }) => [what, id, topic])
  expect(fresh('1')).toEqual([['invitation', 'a', 'bill']])
  expect(fresh('1')).toEqual([])
  expect(fresh('2')).toEqual([['invitation', 'a', 'bill']])
})

it('calls once for a run of words, and anew after an answer or for an offer that comes back', () => {
  const said = new Set<string>()
  const fresh = (since: string | null, until: string | null) =>
    freshCalls(said, callsOf({ offers: until === null ? [] : [chat('a', { status: 'offered', offeredUntil: until })], held: [held('b', { unansweredSince: since })] })).map(({ id }) => id)
  expect(fresh('1', '1')).toEqual(['a', 'b'])
  expect(fresh('1', '1')).toEqual([])
  expect(fresh(null, '2')).toEqual(['a'])
  expect(fresh('3', null)).toEqual(['b'])
})
