import { expect, test } from 'vitest'
import type { ChatConversation, ChatMessage } from '#shared/features/chat/chat.schema.ts'
import { deskParts, isUnread, nextWanting, wantsAgent, withTold, type Held } from './desk-parts.ts'

const ME = 'me'
const chat = (id: string, more: Partial<ChatConversation> = {}): ChatConversation => ({ id, ownerId: ME, status: 'active', unansweredSince: null, offeredUntil: null, lastSequence: 1, agentRead: 1, ...more }) as ChatConversation
const held = (id: string, more: Partial<ChatConversation> = {}, seat: Held['seat'] = 'owner'): Held => ({ conversation: chat(id, more), seat })
const waits = { unansweredSince: '2026-11-30T10:00:00.000Z' }

test('offers are those to this agent, the one that goes back first is first; the rest is in hand', () => {
  const conversations = [chat('a'), chat('b', { status: 'offered', offeredUntil: '2' }), chat('c', { status: 'offered', offeredUntil: '1' }), chat('d', { ownerId: 'other', status: 'offered' }), chat('e', { ownerId: 'other' })]
  const { offers, held: inHand } = deskParts({ conversations, beside: [{ conversationId: 'd', role: 'watching' }, { conversationId: 'e', role: 'joined' }] }, ME)
  expect([offers.map(({ id }) => id), inHand.map(({ conversation, seat }) => [conversation.id, seat])]).toEqual([['c', 'b'], [['a', 'owner'], ['d', 'watching'], ['e', 'joined']]])
})
test('it wants its agent when a word waits or it is to be written up; nobody who watches', () => {
  expect([held('a'), held('a', waits), held('a', { status: 'wrapUp' }), held('a', waits, 'watching')].map(wantsAgent)).toEqual([false, true, true, false])
  expect([held('a'), held('a', { lastSequence: 2 }), held('a', { lastSequence: 2 }, 'joined')].map(isUnread)).toEqual([false, true, false])
})
test('the next that waits is found either way round, and never the one in front', () => {
  const all = [held('a', waits), held('b'), held('c', waits)]
  expect([nextWanting(all, 'a', 1), nextWanting(all, 'c', 1), nextWanting(all, 'a', -1), nextWanting(all, 'b', -1), nextWanting(all, null, 1), nextWanting(all, null, -1)]).toEqual(['c', 'a', 'c', 'a', 'a', 'c'])
  expect([nextWanting([held('a', waits)], 'a', 1), nextWanting([], null, 1)]).toEqual([null, null])
})
test('what was told since is in the list, and what the list has already changes nothing', () => {
  const told = (sequence: number, author: ChatMessage['author']) => ({ conversationId: 'a', message: { sequence, author, at: `${sequence}` } as ChatMessage })
  const after = (...lines: ReturnType<typeof told>[]) => withTold({ conversations: [chat('a', { lastSequence: 2 }), chat('b')] }, lines).conversations.map(({ lastSequence, unansweredSince }) => [lastSequence, unansweredSince])
  expect(after(told(2, 'customer'))).toEqual([[2, null], [1, null]])
  expect(after(told(3, 'customer'), told(4, 'customer'))).toEqual([[4, '3'], [1, null]])
  expect(after(told(3, 'customer'), told(4, 'agent'))).toEqual([[4, null], [1, null]])
})
