import { expect, test } from 'vitest'
import { AppError } from '#shared/kernel/app-error.ts'
import { MAX_REPLY_TEXT } from '#shared/features/chat/canned-replies.ts'
import type { ChatReply } from '#shared/features/chat/replies.schema.ts'
import { formOf, hasTextsOf, noReplyDraft, replyProblems, reviveReplyDraft, wasSavedBefore, withField } from './reply-draft.ts'

const reply: ChatReply = { id: 'r', shared: true, name: 'hello', english: 'Hello', spanish: 'Hola', version: 3, changedAt: '2026-11-30T12:00:00.000Z', changedBy: 'Jo' }

test('what was typed stands upon the version at which it was begun', () => {
  const begun = withField(noReplyDraft, reply, 'spanish', 'Buenas')
  expect(begun).toEqual({ typed: true, id: '', name: 'hello', english: 'Hello', spanish: 'Buenas', upon: 3 })
  expect(formOf(begun, { ...reply, spanish: 'Saludos', version: 4 })).toEqual(begun)
  expect(formOf(noReplyDraft, { ...reply, version: 4 })).toMatchObject({ spanish: 'Hola', upon: 4 })
})
test('what was kept comes back, and nothing else does', () => {
  const draft = withField(noReplyDraft, reply, 'name', 'x')
  expect(reviveReplyDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
  expect([null, 3, {}, { ...draft, upon: -1 }, { ...draft, name: 1 }].map(reviveReplyDraft)).toEqual([null, null, null, null, null])
})
test('a new one keeps the id of its first saving, also one that was begun before there was any', () => {
  const saved = { ...withField(noReplyDraft, null, 'name', 'x'), id: 'n' }
  expect(withField(saved, null, 'english', 'Hi').id).toBe('n')
  expect(reviveReplyDraft(JSON.parse(JSON.stringify(saved)))).toEqual(saved)
  expect(reviveReplyDraft({ name: 'x', english: '', spanish: '', upon: 0 })).toEqual({ ...saved, id: '' })
})
test('a save whose answer was lost is known by its id, and by nobody having changed it since', () => {
  const refused = (current: ChatReply | null) => new AppError('conflict', { stream: 'chatReply', current, changedBy: null, changedAt: null })
  expect([{ ...reply, version: 1 }, reply, { ...reply, id: 'other', version: 1 }, null].map((current) => wasSavedBefore(refused(current), 'r'))).toEqual([true, false, false, false])
  expect(wasSavedBefore(new Error('away'), 'r')).toBe(false)
})
test('what stands there already is not begun anew', () => {
  expect([withField(noReplyDraft, reply, 'name', 'hello'), withField(noReplyDraft, reply, 'name', 'bye')].map((draft) => hasTextsOf(draft, reply))).toEqual([true, false])
})
test.each([
  [{ name: 'a b', english: 'x', spanish: '' }, { name: 'replyName' }],
  [{ name: 'a', english: ' ', spanish: '' }, { english: 'noText' }],
  [{ name: 'a', english: '', spanish: '{balanse}' }, { spanish: 'unknownVariable' }],
  [{ name: 'a', english: 'x'.repeat(MAX_REPLY_TEXT + 1), spanish: '' }, { english: 'tooLong' }],
  [{ name: '/A', english: '{balance}', spanish: '' }, {}],
])('%j has %j', (form, problems) => expect(replyProblems(form)).toEqual(problems))
