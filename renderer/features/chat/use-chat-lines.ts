/** Lines of the conversations in hand, kept while the window has them: whoever switches sees them at once, and what is missing comes behind. */
import { computed, onScopeDispose, ref, shallowReactive, watch, type ComputedRef, type Ref } from 'vue'
import { isAppError } from '#shared/kernel/app-error.ts'
import type { ChatOutgoing } from '#shared/features/chat/chat.schema.ts'
import type { DeskEvent } from '#shared/features/workspace/workspace.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { isAbort } from '../../app/bridge/switchable-link.ts'
import { onDeskEvent } from '../../app/live.ts'
import { chats } from './chat-read.ts'
import { lastOf, markedAs, noLines, pageBefore, tailOf, withAnswer, withEarlier, withLine, type KnownLines } from './chat-lines.ts'

const known = shallowReactive(new Map<string, KnownLines>())
const working = new Map<string, { again: boolean; done: Promise<void> }>()

/** Nothing of the last agent's chats stays in the window. */
export const forgetChatLines = (): void => known.clear()

/** One question at a time for each; whoever asks meanwhile is answered by one more. @throws AppError */
function fetchLines(id: string): Promise<void> {
  const running = working.get(id)
  if (running) {
    running.again = true
    return running.done
  }
  const state = { again: false, done: Promise.resolve() }
  working.set(id, state)
  state.done = (async () => {
    do {
      state.again = false
      while (await fetchPage(id));
    } while (state.again)
  })().finally(() => working.delete(id))
  return state.done
}

async function fetchPage(id: string): Promise<boolean> {
  const before = known.get(id) ?? noLines
  const listed = chats.find(id)?.conversation
  const from = before.conversation || !listed ? lastOf(before.messages) : tailOf(listed)
  const answer = await bridge.chat.lines({ conversationId: id, afterSequence: from, afterNote: lastOf(before.notes) })
  // Asked for as somebody else: see `forgetNotes`.
  if ((known.get(id) ?? noLines).notes !== before.notes) return true
  known.set(id, withAnswer(known.get(id) ?? noLines, answer, from))
  return answer.more
}

/** What this window has just sent and can take back is seen at once. An answer on its way may have left before it: then they are asked for once more behind that. */
async function putOutgoing(id: string, sent: ChatOutgoing): Promise<void> {
  const there = known.get(id)
  // Signed out meanwhile: it is none of the next agent's.
  if (!there) return
  if (![...there.messages, ...there.outgoing].some(({ clientId }) => clientId === sent.clientId)) known.set(id, { ...there, outgoing: [...there.outgoing, sent] })
  if (working.has(id)) await fetchLines(id)
}

/** Whoever is handed one sees what was whispered before they came, and all notes have other numbers. */
function forgetNotes(id: string): void {
  const there = known.get(id)
  if (there) known.set(id, { ...there, notes: [] })
}

/** One page of what was said before. @throws AppError */
async function fetchEarlier(id: string): Promise<void> {
  const before = known.get(id) ?? noLines
  const from = pageBefore(before)
  if (from === null) return
  const answer = await bridge.chat.lines({ conversationId: id, afterSequence: from, afterNote: lastOf(before.notes) })
  known.set(id, withEarlier(known.get(id) ?? noLines, answer, from))
}

export type FollowedLines = { lines: ComputedRef<KnownLines>; error: Ref<unknown>; reload: () => Promise<void>; /** Of this window. */ keep: (sent: ChatOutgoing) => Promise<void>; earlier: () => Promise<void>; typedAt: Ref<number> }
/** @param id of a conversation that is theirs, or beside which they are */
export function useChatLines(id: string): FollowedLines {
  const error = ref<unknown>(null)
  /** Of the customer, ms of this computer's clock. */
  const typedAt = ref(0)
  async function attempt(fetch: (id: string) => Promise<void>): Promise<void> {
    try {
      await fetch(id)
      error.value = null
    } catch (reason) {
      // It is with somebody else now, and leaves the list.
      if (isAppError(reason, 'forbidden')) chats.reload()
      if (!isAbort(reason)) error.value = reason
    }
  }
  const reload = (): Promise<void> => attempt(fetchLines)
  const stop = onDeskEvent((event) => {
    if (event.type === 'chat' && event.conversationId === id) return hear(event)
    if (event.type !== 'changed') return
    const about = event.customerIds === null || event.customerIds.includes(id)
    if (!about) return
    if (event.tables.includes('chatTyping')) typedAt.value = Date.now()
    if (event.tables.includes('chatLines') || event.tables.length === 0) void reload()
  })
  function hear({ messages, marks }: Extract<DeskEvent, { type: 'chat' }>): void {
    // An answer on its way may have it already, or not: it is compared with what is there when it comes.
    let lines: KnownLines | null = known.get(id) ?? noLines
    for (const message of messages) lines = lines && withLine(lines, message)
    if (!lines || !lines.conversation) return void reload()
    known.set(id, marks ? { ...lines, conversation: markedAs(lines.conversation, marks) } : lines)
  }
  onScopeDispose(stop)
  watch(() => chats.held.value.map(({ conversation }) => conversation.id).join(), () => {
    for (const each of known.keys()) if (each !== id && !chats.find(each)) known.delete(each)
  })
  watch(() => chats.find(id)?.seat === 'owner', () => {
    forgetNotes(id)
    void reload()
  })
  void reload()
  return { lines: computed(() => known.get(id) ?? noLines), error, reload, keep: (sent) => attempt(() => putOutgoing(id, sent)), earlier: () => attempt(fetchEarlier), typedAt }
}
