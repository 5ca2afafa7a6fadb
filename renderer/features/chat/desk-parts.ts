/** What a desk's conversations are to the agent who sits there. */
import type { ChatBeside, ChatConversation, ChatDesk, ChatMessage } from '#shared/features/chat/chat.schema.ts'
import { toldOf } from './chat-lines.ts'

export type Seat = 'owner' | ChatBeside['role']
export type Held = { conversation: ChatConversation; seat: Seat }
/** `offers`: to be accepted, the one that goes back first is first. */
export type DeskParts = { offers: ChatConversation[]; held: Held[] }

export function deskParts(desk: Pick<ChatDesk, 'conversations' | 'beside'>, agentId: string): DeskParts {
  const beside = new Map(desk.beside.map(({ conversationId, role }) => [conversationId, role]))
  const offers = desk.conversations.filter(({ ownerId, status }) => ownerId === agentId && status === 'offered').sort((a, b) => compare(a.offeredUntil, b.offeredUntil))
  const held = desk.conversations.filter((conversation) => !offers.includes(conversation)).map((conversation): Held => ({ conversation, seat: conversation.ownerId === agentId ? 'owner' : (beside.get(conversation.id) ?? 'watching') }))
  return { offers, held }
}
const compare = (a: string | null, b: string | null): number => (a ?? '').localeCompare(b ?? '')

/** With lines that came behind it; what the list has already, or of nobody in it, changes nothing. */
export function withTold<D extends Pick<ChatDesk, 'conversations'>>(desk: D, told: readonly { conversationId: string; message: ChatMessage }[]): D {
  if (told.length === 0) return desk
  return { ...desk, conversations: desk.conversations.map((conversation) => told.reduce((known, { conversationId, message }) => (conversationId === known.id ? toldOf(known, message) : known), conversation)) }
}

/** A word of theirs waits for this agent, or what it came to is to be said. */
export const wantsAgent = ({ conversation: { status, unansweredSince }, seat }: Held): boolean => seat === 'owner' && (status === 'wrapUp' || (status === 'active' && unansweredSince !== null))
/** Something is there that this agent has not seen. */
export const isUnread = ({ conversation: { status, lastSequence, agentRead }, seat }: Held): boolean => seat === 'owner' && status === 'active' && lastSequence > agentRead

/** The one that waits longest behind, or before, the one in front; around the end. @returns null where none wants the agent */
export function nextWanting(held: readonly Held[], front: string | null, step: 1 | -1): string | null {
  const wanting = held.filter(wantsAgent).map(({ conversation }) => conversation.id)
  const all = held.map(({ conversation }) => conversation.id)
  const at = front === null ? (step === 1 ? -1 : 0) : all.indexOf(front)
  for (let moved = 1; moved <= all.length; moved += 1) {
    const id = all[(((at + step * moved) % all.length) + all.length) % all.length]
    if (id !== undefined && id !== front && wanting.includes(id)) return id
  }
  return null
}
