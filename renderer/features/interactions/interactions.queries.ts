/** Pages of the timeline, newest first. The first page follows what changes; older ones are history. */
import { computed, ref, shallowRef, watch } from 'vue'
import type { TimelineEntry, TimelinePage, timelineFilterSchema } from '#shared/features/customers/account-view.schema.ts'
import type { z } from 'zod'
import { bridge } from '../../app/bridge/client.ts'
import { concerns, useLiveRead } from '../../app/use-live-read.ts'

export type TimelineFilter = z.infer<typeof timelineFilterSchema>

/** @param first gives the newest page where somebody has it already; else it is read here. */
export function useTimeline(customerId: string, filter: TimelineFilter, first?: () => TimelinePage) {
  const older = shallowRef<TimelineEntry[]>([])
  const olderMore = ref<boolean | null>(null)
  const busy = ref(false)
  const read = () => bridge.customers.timeline({ customerId, filter, before: null })
  const live = first ? null : useLiveRead(read, (event) => concerns(event, customerId))
  const newest = computed(() => first?.() ?? live?.data.value ?? null)
  const error = ref<unknown>(null)

  const entries = computed(() => joined(newest.value?.entries ?? [], older.value))
  const more = computed(() => olderMore.value ?? newest.value?.more ?? false)

  async function showMore(): Promise<void> {
    const last = entries.value.at(-1)
    if (!last || busy.value) return
    busy.value = true
    try {
      const page = await bridge.customers.timeline({ customerId, filter, before: { at: last.at, id: last.id } })
      older.value = [...older.value, ...page.entries]
      olderMore.value = page.more
      error.value = null
    } catch (reason) {
      error.value = reason
    }
    busy.value = false
  }
  // What slides off the newest page while older ones are open must not be lost between the two.
  watch(newest, (now, before) => {
    if (now && before && older.value.length) older.value = joined(slidOff(before.entries, now.entries), older.value)
  })
  return { entries, more, busy, error: computed(() => error.value ?? live?.error.value ?? null), loaded: computed(() => newest.value !== null), showMore }
}

/** Each entry once, the newer copy of it. Both lists are in order; so is the whole. */
export function joined(newest: TimelineEntry[], older: TimelineEntry[]): TimelineEntry[] {
  if (!older.length) return newest
  const known = new Set(newest.map((entry) => entry.id))
  return [...newest, ...older.filter((entry) => !known.has(entry.id))].sort(newestFirst)
}

/** What the page before showed below the end of the one now. A note that only waits is not history: it may be given up. */
export function slidOff(before: TimelineEntry[], now: TimelineEntry[]): TimelineEntry[] {
  const last = now.at(-1)
  return last ? before.filter((entry) => newestFirst(last, entry) < 0 && !isPending(entry)) : []
}

const isPending = (entry: TimelineEntry): boolean => entry.type === 'interaction' && entry.pending !== null
const newestFirst = (a: TimelineEntry, b: TimelineEntry): number => (a.at === b.at ? compare(b.id, a.id) : compare(b.at, a.at))
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
