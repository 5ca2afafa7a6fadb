import { expect, test } from 'vitest'
import type { ChatReply } from '#shared/features/chat/replies.schema.ts'
import { matchingReplies, offeredReplies } from './reply-list.ts'

const reply = (name: string, shared: boolean, english = '', spanish = ''): ChatReply => ({ id: `${name}-${shared}`, shared, name, english, spanish, version: 1, changedAt: '2026-11-30T12:00:00.000Z', changedBy: 'Jo' })
const all = [reply('hello', true, 'Hello'), reply('hello', false, 'Hi'), reply('señal', true, '', 'Reinicie el módem'), reply('say-hello', true, 'x')]

test('one’s own of the same name wins, and says so', () => {
  expect(offeredReplies(all).map(({ reply: { id }, hides }) => [id, hides])).toEqual([['hello-false', true], ['say-hello-true', false], ['señal-true', false]])
})
test.each([['', ['hello', 'say-hello', 'señal']], ['hello', ['hello', 'say-hello']], ['HEL', ['hello', 'say-hello']], ['senal', ['señal']], ['modem', ['señal']], ['zzz', []]])('%j finds %j', (word, names) => {
  expect(matchingReplies(offeredReplies(all), word).map(({ reply: { name } }) => name)).toEqual(names)
})
