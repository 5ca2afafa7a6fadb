import { expect, test } from 'vitest'
import { MAX_REPLY_TEXT } from '#shared/features/chat/canned-replies.ts'
import type { ChatReply } from '#shared/features/chat/replies.schema.ts'
import { formOf, noReplyDraft, replyProblems, reviveReplyDraft, withField } from './reply-draft.ts'

const reply: ChatReply = { id: 'r', shared: true, name: 'hello', english: 'Hello', spanish: 'Hola', version: 3, changedAt: '2026-11-30T12:00:00.000Z', changedBy: 'Jo' }

test('what was typed stands upon the version at which it was begun', () => {
  const begun = withField(noReplyDraft, reply, 'spanish', 'Buenas')
  expect(begun).toEqual({ typed: true, name: 'hello', english: 'Hello', spanish: 'Buenas', upon: 3 })
  expect(formOf(begun, { ...reply, spanish: 'Saludos', version: 4 })).toEqual(begun)
  expect(formOf(noReplyDraft, { ...reply, version: 4 })).toMatchObject({ spanish: 'Hola', upon: 4 })
})
test('what was kept comes back, and nothing else does', () => {
  const draft = withField(noReplyDraft, reply, 'name', 'x')
  expect(reviveReplyDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
  expect([null, 3, {}, { ...draft, upon: -1 }, { ...draft, name: 1 }].map(reviveReplyDraft)).toEqual([null, null, null, null, null])
})
test.each([
  [{ name: 'a b', english: 'x', spanish: '' }, { name: 'replyName' }],
  [{ name: 'a', english: ' ', spanish: '' }, { english: 'noText' }],
  [{ name: 'a', english: '', spanish: '{balanse}' }, { spanish: 'unknownVariable' }],
  [{ name: 'a', english: 'x'.repeat(MAX_REPLY_TEXT + 1), spanish: '' }, { english: 'tooLong' }],
  [{ name: '/A', english: '{balance}', spanish: '' }, {}],
])('%j has %j', (form, problems) => expect(replyProblems(form)).toEqual(problems))
