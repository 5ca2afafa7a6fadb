/** The chats of this desk, read once for the window: for the number on the left, the offer at its foot, the status in the header and the page. */
import { computed, ref } from 'vue'
import type { ChatConversation, ChatQueue } from '#shared/features/chat/chat.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { sharedLiveRead } from '../../app/shared-live-read.ts'
import { useSession } from '../../stores/session.ts'
import { deskParts, wantsAgent, type DeskParts, type Held } from './desk-parts.ts'

const read = sharedLiveRead('chats', () => bridge.chat.desk())
export const startChats = read.start

/** The conversation in front. */
export const chosenChat = ref<string | null>(null)
/** Brought here by this agent's own act, and maybe not in the list yet; its next line is theirs to write. */
const arriving = ref<string | null>(null)

const parts = computed<DeskParts>(() => {
  const agentId = useSession().agent?.id
  return read.data.value && agentId ? deskParts(read.data.value, agentId) : { offers: [], held: [] }
})
export const chats = {
  desk: read.data,
  error: read.error,
  reload: read.reload,
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
