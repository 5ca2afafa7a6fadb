/**
 * Tells the windows what changed. Each subscriber has one slot for each kind of news, and news of a kind is
 * merged into it: a slow window gets fewer, larger events, and nothing ever grows without bound.
 */
import type { ChatMarks, ChatMessage } from '#shared/features/chat/chat.schema.ts'
import type { DeskEvent, DeskState } from '#shared/features/workspace/workspace.schema.ts'
import type { PresenceEntry } from '#shared/features/sync/sync.schema.ts'
import { CHAT_LINES } from './features/chat/chat-tables.ts'

/** More than this many customers in one event are told as `null`: possibly everybody's. */
const MAX_NAMED_CUSTOMERS = 500

/** More lines of chats than these wait for nobody: a slow window asks for them. */
const MAX_LINES = 100

type Chatted = { messages: ChatMessage[]; marks: ChatMarks | null }
type Slots = { chats: Map<string, Chatted>; state: boolean; tables: Set<string>; customerIds: Set<string> | null; presence: Set<string>; wake: (() => void) | null }

export type EventHub = {
  /** Rows of these tables changed; `customerIds` null means possibly everybody's. Call after the commit. */
  changed(tables: Iterable<string>, customerIds: Iterable<string> | null): void
  /** A line of a conversation, or how far its customer has read. */
  chatted(conversationId: string, news: { message?: ChatMessage; marks?: ChatMarks }): void
  stateChanged(): void
  presenceChanged(customerIds: Iterable<string>): void
  /** The state first, then every event until the signal aborts. */
  subscribe(signal?: AbortSignal): AsyncGenerator<DeskEvent>
  close(): void
}

export type HubSources = { state(): DeskState; others(customerId: string): PresenceEntry[] }

export function createEventHub(sources: HubSources): EventHub {
  const subscribers = new Set<Slots>()
  let closed = false
  const each = (change: (slots: Slots) => void) => {
    for (const slots of subscribers) {
      change(slots)
      // Not at once: what else this tick has to say goes into the same event.
      if (slots.wake) setImmediate(slots.wake)
    }
  }
  return {
    changed: (tables, customerIds) => {
      const named = customerIds === null ? null : [...customerIds]
      each((slots) => addChange(slots, tables, named))
    },
    chatted: (conversationId, news) => each((slots) => addChatted(slots, conversationId, news)),
    stateChanged: () => each((slots) => (slots.state = true)),
    presenceChanged: (customerIds) => {
      const named = [...customerIds]
      each((slots) => named.forEach((id) => slots.presence.add(id)))
    },
    async *subscribe(signal) {
      const slots: Slots = { chats: new Map(), state: true, tables: new Set(), customerIds: new Set(), presence: new Set(), wake: null }
      const wake = () => slots.wake?.()
      signal?.addEventListener('abort', wake)
      subscribers.add(slots)
      try {
        while (!closed && !signal?.aborted) {
          yield* takeEvents(slots, sources)
          if (!hasNews(slots) && !closed && !signal?.aborted) await new Promise<void>((resolve) => (slots.wake = resolve))
          slots.wake = null
        }
      } finally {
        subscribers.delete(slots)
        signal?.removeEventListener('abort', wake)
      }
    },
    close: () => {
      closed = true
      each(() => undefined)
    },
  }
}

const hasNews = (slots: Slots) => slots.state || slots.chats.size > 0 || slots.tables.size > 0 || slots.presence.size > 0

function addChange(slots: Slots, tables: Iterable<string>, customerIds: string[] | null): void {
  for (const table of tables) slots.tables.add(table)
  if (customerIds === null) slots.customerIds = null
  for (const id of customerIds ?? []) slots.customerIds?.add(id)
  if ((slots.customerIds?.size ?? 0) > MAX_NAMED_CUSTOMERS) slots.customerIds = null
}

function addChatted(slots: Slots, conversationId: string, { message, marks }: { message?: ChatMessage; marks?: ChatMarks }): void {
  const known = slots.chats.get(conversationId) ?? { messages: [], marks: null }
  slots.chats.set(conversationId, { messages: message ? [...known.messages, message] : known.messages, marks: marks ?? known.marks })
  if ([...slots.chats.values()].reduce((sum, { messages }) => sum + messages.length, 0) <= MAX_LINES) return
  addChange(slots, [CHAT_LINES], [...slots.chats.keys()])
  slots.chats.clear()
}

function* takeEvents(slots: Slots, sources: HubSources): Generator<DeskEvent> {
  if (slots.state) {
    slots.state = false
    yield { type: 'state', state: sources.state() }
  }
  if (slots.tables.size > 0) {
    const event: DeskEvent = { type: 'changed', tables: [...slots.tables], customerIds: slots.customerIds && [...slots.customerIds] }
    slots.tables.clear()
    slots.customerIds = new Set()
    yield event
  }
  for (const [conversationId, chatted] of slots.chats) {
    slots.chats.delete(conversationId)
    yield { type: 'chat', conversationId, ...chatted }
  }
  for (const customerId of slots.presence) {
    slots.presence.delete(customerId)
    yield { type: 'presence', customerId, others: sources.others(customerId) }
  }
}
