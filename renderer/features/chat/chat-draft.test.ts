import { expect, test } from 'vitest'
import { dispositionSchema } from '#shared/features/interactions/interactions.schema.ts'
import { MAX_CHAT_BODY } from '#shared/features/chat/chat-words.schema.ts'
import { emptyChatDraft, isEmptyChatDraft, LONGEST_MESSAGE, mergeChatDraft, outcomes, reviveChatDraft, type ChatDraft } from './chat-draft.ts'

const draft = (more: Partial<ChatDraft>): ChatDraft => ({ ...emptyChatDraft, ...more })
const sending = { clientId: 'one', body: 'hello', whisper: false, failed: false }

test('limits and outcomes are those of the contract', () => {
  expect(LONGEST_MESSAGE).toBe(MAX_CHAT_BODY)
  expect([...outcomes].sort()).toEqual([...dispositionSchema.options].sort())
})
test('what was kept comes back whole, and what was on its way then is not sent by itself', () => {
  const kept = draft({ text: 'and one more', whisper: true, sending: [sending], note: 'card is not theirs', invitation: 'you know that street', outcome: 'followUp', closing: 'modem' })
  expect(reviveChatDraft(JSON.parse(JSON.stringify(kept)))).toEqual({ ...kept, sending: [{ ...sending, failed: true }] })
})
test.each([null, 3, 'text', {}, []])('%j is no draft', (stored) => expect(reviveChatDraft(stored)).toBeNull())
test('of something half known the rest is as if untouched', () => {
  expect(reviveChatDraft({ text: 'a', outcome: 'gone', sending: [{ clientId: 'x' }, null] })).toEqual(draft({ text: 'a' }))
})
test('typed and kept are both there, and what was for colleagues never becomes the customer’s', () => {
  expect(mergeChatDraft(draft({ text: 'new' }), draft({ text: 'old', whisper: true, sending: [sending] }))).toEqual(draft({ text: 'old\nnew', whisper: true, sending: [sending] }))
  expect(mergeChatDraft(draft({ text: 'same', sending: [sending] }), draft({ text: 'same', sending: [sending] }))).toEqual(draft({ text: 'same', sending: [sending] }))
})
test('empty is what holds no words', () => {
  expect([isEmptyChatDraft(emptyChatDraft), isEmptyChatDraft(draft({ outcome: 'followUp', whisper: true })), isEmptyChatDraft(draft({ sending: [sending] })), isEmptyChatDraft(draft({ invitation: 'you know that street' }))]).toEqual([true, true, false, false])
})
