import { expect, test } from 'vitest'
import type { ChatConversation, ChatLines, ChatMessage, ChatNote } from '#shared/features/chat/chat.schema.ts'
import { markedAs, marksOf, noLines, pageBefore, tailOf, threadOf, withAnswer, withEarlier, withLine } from './chat-lines.ts'

const at = (second: number): string => new Date(Date.UTC(2026, 10, 30, 10, 0, second)).toISOString()
const message = (sequence: number, author: ChatMessage['author'] = 'customer', second = sequence): ChatMessage => ({ sequence, clientId: `m${sequence}`, body: `text ${sequence}`, at: at(second), author, kind: 'text', agentName: null })
const note = (sequence: number, kind: ChatNote['kind'], second: number): ChatNote => ({ sequence, clientId: `n${sequence}`, body: '', at: at(second), kind, agentName: 'Amy' })
const answer = (more: Partial<ChatLines>): ChatLines => ({ conversation: {} as ChatConversation, messages: [], notes: [], outgoing: [], more: false, ...more })

test('what comes twice, or late, is there once and in order', () => {
  const first = withAnswer(noLines, answer({ messages: [message(1), message(2)] }))
  const again = withAnswer(first, answer({ messages: [message(1), message(2), message(3)], notes: [note(1, 'whisper', 2)] }))
  const late = withAnswer(again, answer({ messages: [message(2)] }))
  expect([late.messages.map(({ sequence }) => sequence), late.notes.map(({ sequence }) => sequence)]).toEqual([[1, 2, 3], [1]])
  expect(late.messages, 'nothing new: nothing is drawn anew').toBe(again.messages)
})
test('notes stand between messages by their time, and neither order is changed by it', () => {
  // Clocks of two nodes: the second message was written before the first.
  const items = threadOf([message(1, 'customer', 5), message(2, 'agent', 4), message(3, 'customer', 9)], [note(1, 'whisper', 2), note(2, 'offered', 3), note(3, 'note', 7), note(4, 'left', 20)], false)
  expect(items.map((item) => (item.type === 'message' ? item.message.clientId : item.note.clientId))).toEqual(['n1', 'm1', 'm2', 'n3', 'm3', 'n4'])
})
test('that somebody watches is seen by those who watch', () => {
  const shown = (seesWatching: boolean) => threadOf([], [note(1, 'watching', 1)], seesWatching).length
  expect([shown(true), shown(false)]).toEqual([1, 0])
})
test('the newest message that was read says so, and the newest at all how far it came', () => {
  const messages = [message(1, 'agent'), message(2, 'agent'), message(3), message(4, 'agent')]
  const marks = (customerDelivered: number, customerRead: number) => [...marksOf(messages, { customerDelivered, customerRead })]
  expect([marks(0, 0), marks(4, 3), marks(4, 4)]).toEqual([[[4, 'sent']], [[2, 'read'], [4, 'delivered']], [[4, 'read']]])
})
test('a line that is told is put behind the one before it, leaves what was kept back, and is asked for where one is missing', () => {
  const talked = { lastSequence: 1, unansweredSince: at(1), customerDelivered: 0, customerRead: 0 } as ChatConversation
  const keptBack = { clientId: 'm2', kind: 'text' as const, body: 'text 2', sentAt: at(1), leavesAt: at(2), own: true }
  const known = withAnswer(noLines, answer({ conversation: talked, messages: [message(1)], outgoing: [keptBack] }))
  const told = withLine(known, message(2, 'agent'))!
  expect([told.messages.length, told.outgoing, told.conversation]).toEqual([2, [], { ...talked, lastSequence: 2, unansweredSince: null }])
  expect(withLine(told, message(2, 'agent')), 'once').toBe(told)
  expect([withLine(told, message(4)), withLine(noLines, message(1))]).toEqual([null, null])
  // Asked before it left, answered behind it.
  const late = withAnswer(told, answer({ conversation: talked, messages: [message(1)], outgoing: [keptBack] }))
  expect([late.messages.length, late.outgoing, late.conversation]).toEqual([2, [], told.conversation])
})
test('a mark never goes back', () => {
  const marked = markedAs({ customerDelivered: 4, customerRead: 2 }, { delivered: 3, read: 3 })
  expect(marked).toEqual({ customerDelivered: 4, customerRead: 3 })
})
test('a long conversation is asked for from its end, and page by page before it', () => {
  expect([tailOf({ lastSequence: 10_000 }), tailOf({ lastSequence: 100 })]).toEqual([9_900, 0])
  const all = Array.from({ length: 250 }, (_each, index) => message(1 + index))
  const behind = (sequence: number) => all.slice(sequence, sequence + 200)
  const tail = tailOf({ lastSequence: 250 })
  let known = withAnswer(noLines, answer({ conversation: { lastSequence: 250 } as ChatConversation, messages: behind(tail) }), tail)
  const asked: unknown[] = []
  for (let page = pageBefore(known); page !== null; page = pageBefore(known)) {
    asked.push(page)
    // A page of the backend's has more than what is missing.
    known = withEarlier(known, { messages: behind(page) }, page)
  }
  expect(asked).toEqual([50, 0])
  expect(known.messages.map(({ sequence }) => sequence)).toEqual(all.map(({ sequence }) => sequence))
})
test('a note of before the first line that is there waits for the lines around it', () => {
  expect(threadOf([message(5, 'customer', 5)], [note(1, 'whisper', 2), note(2, 'whisper', 7)], false).map(({ type }) => type)).toEqual(['message', 'note'])
  expect(threadOf([message(1, 'customer', 5)], [note(1, 'whisper', 2)], false)).toHaveLength(2)
})
