/** The chats of this desk, read once for the window: for the number on the left, the offer at its foot, the status in the header and the page. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { ChatConversation, ChatMessage, ChatQueue } from '#shared/features/chat/chat.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { sharedLiveRead } from '../../app/shared-live-read.ts'
import { onDeskEvent } from '../../app/live.ts'
import { useSession } from '../../stores/session.ts'
import { deskParts, withTold, wantsAgent, type DeskParts, type Held } from './desk-parts.ts'

const read = sharedLiveRead('chats', () => bridge.chat.desk())
/** Told since the list was read, each conversation's in their order. */
const told = shallowRef<readonly { conversationId: string; message: ChatMessage }[]>([])
const desk = computed(() => read.data.value && withTold(read.data.value, told.value))
/** For as long as the calling component lives. */
export function startChats(): void {
  read.start()
  onScopeDispose(onDeskEvent((event) => {
    if (event.type === 'chat' && event.messages.length > 0) told.value = [...told.value, ...event.messages.map((message) => ({ conversationId: event.conversationId, message }))]
  }))
  // What an answer has already is told no more; what came while it was under way is.
  watch(read.data, (known) => void (told.value = known ? told.value.filter(({ conversationId, message }) => known.conversations.some(({ id, lastSequence }) => id === conversationId && lastSequence < message.sequence)) : []))
}

/** The conversation in front. */
export const chosenChat = ref<string | null>(null)
/** Brought here by this agent's own act, and maybe not in the list yet; its next line is theirs to write. */
const arriving = ref<string | null>(null)

const parts = computed<DeskParts>(() => {
  const agentId = useSession().agent?.id
  return desk.value && agentId ? deskParts(desk.value, agentId) : { offers: [], held: [] }
})
export const chats = {
  desk,
  error: read.error,
  reload: read.reload,
  leftWaiting: computed(() => read.data.value?.leftWaiting ?? 0),
  self: computed(() => read.data.value?.self ?? null),
  offers: computed(() => parts.value.offers),
  held: computed(() => parts.value.held),
  wanting: computed(() => parts.value.offers.length + parts.value.held.filter(wantsAgent).length),
  find: (id: string | null): Held | null => parts.value.held.find(({ conversation }) => conversation.id === id) ?? null,
  queue: (id: string): ChatQueue | null => read.data.value?.queues.find((queue) => queue.id === id) ?? null,
}

/** @throws AppError `conflict` where it has gone back meanwhile */
export async function acceptChat({ id }: Pick<ChatConversation, 'id'>): Promise<void> {
  await bridge.chat.accept({ conversationId: id, contactId: crypto.randomUUID() })
  bringForward(id)
}

/** To the front as soon as it is there: whoever accepts or watches has not been told yet that it is theirs. */
export function bringForward(id: string): void {
  chosenChat.value = arriving.value = id
  read.reload()
}
export const isArriving = (id: string | null): boolean => id !== null && arriving.value === id
/** @returns whether it was brought here; once for each time */
export function arrived(id: string): boolean {
  const here = isArriving(id)
  if (here) arriving.value = null
  return here
}
