/** The lines of a conversation as this window has them: exactly what it does not have is asked for, and put behind what it has. */
import type { ChatConversation, ChatLines, ChatMarks, ChatMessage, ChatNote, ChatOutgoing } from '#shared/features/chat/chat.schema.ts'

/** `from`: what is behind that sequence is there; of colleagues' notes all are. */
export type KnownLines = { from: number; conversation: ChatConversation | null; messages: ChatMessage[]; notes: ChatNote[]; outgoing: ChatOutgoing[] }
export const noLines: KnownLines = { from: 0, conversation: null, messages: [], notes: [], outgoing: [] }

/** So many of the newest messages are asked for first, and of those before them at once: half of what one answer brings. */
export const PAGE = 100
/** The newest: their order has no gap, so that the last sequence tells where its last page begins. */
export const tailOf = ({ lastSequence }: Pick<ChatConversation, 'lastSequence'>): number => Math.max(0, lastSequence - PAGE)
/** Behind which sequence comes what is before what is there. @returns null: that is the beginning */
export const pageBefore = ({ from }: Pick<KnownLines, 'from'>): number | null => (from === 0 ? null : Math.max(0, from - PAGE))
/** What is there already stays as it is. */
export const withEarlier = (known: KnownLines, { messages }: Pick<ChatLines, 'messages'>, from: number): KnownLines => ({ ...known, from, messages: [...messages.filter(({ sequence }) => sequence <= known.from), ...known.messages] })

export const lastOf = (lines: readonly { sequence: number }[]): number => lines.at(-1)?.sequence ?? 0

/** What is there already is not put there again, whichever comes first; an answer may be older than a line that was told meanwhile. */
/** @param from where nothing is known yet: behind what it was asked for */
export function withAnswer(known: KnownLines, answer: ChatLines, from: number = known.from): KnownLines {
  const messages = behind(known.messages, answer.messages)
  const toldSince = messages.slice(messages.findLastIndex(({ sequence }) => sequence <= answer.conversation.lastSequence) + 1)
  return {
    from: known.conversation ? known.from : from, messages, notes: behind(known.notes, answer.notes), conversation: toldSince.reduce(toldOf, answer.conversation),
    outgoing: answer.outgoing.filter(({ clientId }) => !toldSince.some((message) => message.clientId === clientId)),
  }
}
function behind<T extends { sequence: number }>(known: T[], more: readonly T[]): T[] {
  const fresh = more.filter(({ sequence }) => sequence > lastOf(known))
  return fresh.length === 0 ? known : [...known, ...fresh]
}

/** A line that was told before anybody asked. @returns null where it is not the next: then they are asked for */
export function withLine(known: KnownLines, message: ChatMessage): KnownLines | null {
  const last = lastOf(known.messages)
  if (message.sequence <= last) return known
  if (message.sequence !== last + 1 || !known.conversation) return null
  return {
    ...known, conversation: toldOf(known.conversation, message), messages: [...known.messages, message],
    outgoing: message.author === 'agent' ? known.outgoing.filter(({ clientId }) => clientId !== message.clientId) : known.outgoing,
  }
}
/** As the list has it. */
export function toldOf<T extends Pick<ChatConversation, 'lastSequence' | 'unansweredSince'>>(conversation: T, { sequence, author, at }: ChatMessage): T {
  if (sequence <= conversation.lastSequence) return conversation
  const unansweredSince = author === 'agent' ? null : author === 'customer' ? (conversation.unansweredSince ?? at) : conversation.unansweredSince
  return { ...conversation, lastSequence: sequence, unansweredSince }
}
export const markedAs = <T extends Pick<ChatConversation, 'customerDelivered' | 'customerRead'>>(conversation: T, { delivered, read }: ChatMarks): T =>
  ({ ...conversation, customerDelivered: Math.max(conversation.customerDelivered, delivered), customerRead: Math.max(conversation.customerRead, read) })

export type ThreadItem = { type: 'message'; message: ChatMessage } | { type: 'note'; note: ChatNote }
/** Shown with their words; what of the others matters here is a message of Headend's already, or the title says it. */
const told: readonly ChatNote['kind'][] = ['whisper', 'note', 'declined', 'missed', 'returned', 'takenOver', 'joined', 'left', 'invited', 'inviteDeclined', 'inviteMissed', 'handedOver']

/** Both orders stay as they are; notes go between the messages by the time at which they were written. @param seesWatching whoever watches sees who else does */
export function threadOf(messages: readonly ChatMessage[], notes: readonly ChatNote[], seesWatching: boolean): ThreadItem[] {
  // What was noted before the first message that is there is shown with those before it.
  const from = messages[0] && messages[0].sequence > 1 ? messages[0].at : ''
  const shown = notes.filter(({ kind, at }) => at >= from && (told.includes(kind) || ((kind === 'watching' || kind === 'unwatching') && seesWatching)))
  const items: ThreadItem[] = []
  let at = 0
  for (const message of messages) {
    for (; at < shown.length && shown[at]!.at < message.at; at += 1) items.push({ type: 'note', note: shown[at]! })
    items.push({ type: 'message', message })
  }
  return [...items, ...shown.slice(at).map((note): ThreadItem => ({ type: 'note', note }))]
}

export type Mark = 'sent' | 'delivered' | 'read'
/** Marks of the newest agent's message that is read, and of the newest at all. @returns by sequence */
export function marksOf(messages: readonly ChatMessage[], { customerDelivered, customerRead }: Pick<ChatConversation, 'customerDelivered' | 'customerRead'>): Map<number, Mark> {
  const own = messages.filter(({ author }) => author === 'agent')
  const marks = new Map<number, Mark>()
  const read = own.findLast(({ sequence }) => sequence <= customerRead)
  if (read) marks.set(read.sequence, 'read')
  const last = own.at(-1)
  if (last && last !== read) marks.set(last.sequence, last.sequence <= customerDelivered ? 'delivered' : 'sent')
  return marks
}
