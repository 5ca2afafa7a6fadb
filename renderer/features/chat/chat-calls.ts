/** What a chat says to an agent who looks elsewhere. */
import type { ChatInvitation } from '#shared/features/chat/chat-company.schema.ts'
import type { ChatTopic } from '#shared/features/chat/chat-words.schema.ts'
import type { DeskParts } from './desk-parts.ts'

/** `key` is another one as soon as it is to be said anew: an offer that comes back, a word after an answer. */
export type ChatCall = { key: string; what: 'offer' | 'invitation' | 'word'; id: string; topic: ChatTopic }

export function callsOf({ offers, held }: DeskParts, invitations: readonly Pick<ChatInvitation, 'conversationId' | 'expiresAt' | 'topic'>[] = []): ChatCall[] {
  const waiting = held.filter(({ seat, conversation: { status, unansweredSince } }) => seat === 'owner' && status === 'active' && unansweredSince !== null)
  return [
    ...offers.map(({ id, offeredUntil, topic }): ChatCall => ({ key: `${id} ${offeredUntil}`, what: 'offer', id, topic })),
    ...invitations.map(({ conversationId, expiresAt, topic }): ChatCall => ({ key: `in ${conversationId} ${expiresAt}`, what: 'invitation', id: conversationId, topic })),
    ...waiting.map(({ conversation: { id, unansweredSince, topic } }): ChatCall => ({ key: `${id} ${unansweredSince}`, what: 'word', id, topic })),
  ]
}

/** Those that were not said yet; what is no more is forgotten. */
export function freshCalls(said: Set<string>, calls: readonly ChatCall[]): ChatCall[] {
  const fresh = calls.filter(({ key }) => !said.has(key))
  said.clear()
  for (const { key } of calls) said.add(key)
  return fresh
}
