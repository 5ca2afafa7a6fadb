/** A chat that is over, as far as it was asked for: by pages, from its beginning or from around one line. */
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { Transcript, TranscriptOf } from '#shared/features/chat/transcripts.schema.ts'
import { bridge } from '../../../app/bridge/client.ts'
import { lastOf, threadOf, type ThreadItem } from '../chat-lines.ts'

/** Lines before the one that was found, and of one page backwards: at most as many as one answer has. */
const BEFORE = 20
const BACK = 200

export type TranscriptReading = { about: ComputedRef<Transcript | null>; items: ComputedRef<ThreadItem[]>; earlier: ComputedRef<boolean>; more: Ref<boolean>; busy: Ref<boolean>; error: Ref<unknown>; showEarlier: () => Promise<void>; showMore: () => Promise<void> }

/** @param at a sequence; null for the beginning */
export function useTranscript(customerId: string, of: TranscriptOf, at: number | null): TranscriptReading {
  const known = shallowRef<Transcript | null>(null)
  const start = ref(Math.max(0, (at ?? 0) - BEFORE))
  const [more, busy, error] = [ref(false), ref(false), ref<unknown>(null)]
  async function work(what: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    error.value = null
    await what().catch((reason: unknown) => void (error.value = reason))
    busy.value = false
  }
  const showMore = (): Promise<void> => work(async () => {
    const before = known.value
    const found = await bridge.chat.transcript({ customerId, of, afterSequence: before ? Math.max(start.value, lastOf(before.messages)) : start.value, afterNote: lastOf(before?.notes ?? []) })
    known.value = { ...found, messages: [...(before?.messages ?? []), ...found.messages], notes: [...(before?.notes ?? []), ...found.notes] }
    more.value = found.more
  })
  const showEarlier = (): Promise<void> => work(async () => {
    const before = known.value
    if (!before || start.value === 0) return
    const from = Math.max(0, start.value - BACK)
    const { messages } = await bridge.chat.transcript({ customerId, of, afterSequence: from, afterNote: lastOf(before.notes) })
    known.value = { ...before, messages: [...messages.filter(({ sequence }) => sequence <= start.value), ...before.messages] }
    start.value = from
  })
  const items = computed(() => {
    const there = known.value
    if (!there) return []
    // Notes of what is not shown yet come with it.
    const since = start.value > 0 ? (there.messages[0]?.at ?? '') : ''
    // What this agent is not to see did not come.
    return threadOf(there.messages, there.notes.filter((note) => note.at >= since), true)
  })
  void showMore()
  return { about: computed(() => known.value), items, earlier: computed(() => start.value > 0 && known.value !== null), more, busy, error, showEarlier, showMore }
}
