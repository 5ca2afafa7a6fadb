/**
 * How much of a long conversation is drawn: its end, and as somebody scrolls, more on that side and less on the other. What is being
 * read keeps its place. A few lines at a time, so that no frame is long; ten thousand at once would make all of them so.
 */
import { computed, nextTick, ref, watch, type ComputedRef, type ShallowRef } from 'vue'
import { pageBefore, PAGE, type ThreadItem } from './chat-lines.ts'
import type { Bottom } from './use-bottom.ts'
import type { FollowedLines } from './use-chat-lines.ts'

const STEP = 25
const MOST = 250
/** Nearer than that to an end of what is drawn, more is put there, px. */
const NEAR_PX = 1_500

export type DrawnLines = { some: ComputedRef<ThreadItem[]>; /** There is more above. */ more: ComputedRef<boolean>; up: () => Promise<void>; end: () => void; scrolled: () => void }

/** @param root what scrolls; its lines are `li` */
export function useDrawnLines({ lines, earlier }: Pick<FollowedLines, 'lines' | 'earlier'>, items: ComputedRef<ThreadItem[]>, { root, bottom }: { root: Readonly<ShallowRef<HTMLElement | null>>; bottom: Bottom }): DrawnLines {
  const shown = ref(PAGE)
  /** Not drawn at the end. */
  const below = ref(0)
  const lastDrawn = computed(() => items.value.length - below.value)
  const some = computed(() => items.value.slice(Math.max(0, lastDrawn.value - shown.value), lastDrawn.value))
  const more = computed(() => lastDrawn.value > shown.value || pageBefore(lines.value) !== null)
  let moving = false

  async function anchored(change: () => void): Promise<void> {
    const box = root.value
    const top = box?.getBoundingClientRect().top ?? 0
    const line = [...(box?.querySelectorAll('li') ?? [])].find((each) => each.getBoundingClientRect().bottom > top)
    const before = line?.getBoundingClientRect().top ?? 0
    change()
    await nextTick()
    if (box && line?.isConnected) box.scrollTop += line.getBoundingClientRect().top - before
  }
  async function move(work: () => Promise<void>): Promise<void> {
    if (moving) return
    moving = true
    await work().finally(() => void (moving = false))
  }
  const up = (): Promise<void> => move(async () => {
    if (!more.value) return
    if (lastDrawn.value < shown.value + STEP) await earlier()
    await anchored(() => {
      if (shown.value + STEP > MOST) below.value += STEP
      else shown.value += STEP
    })
  })
  const down = (): Promise<void> => move(() => anchored(() => {
    const by = Math.min(STEP, below.value)
    below.value -= by
    shown.value = Math.min(MOST, shown.value + by)
  }))
  function end(): void {
    below.value = 0
    shown.value = PAGE
    void nextTick(bottom.go)
  }
  // What comes at the end while somebody reads further up is drawn when they come to it.
  watch(() => items.value.at(-1), (last, before) => {
    const fresh = bottom.near.value && below.value === 0 ? 0 : items.value.length - 1 - items.value.findLastIndex((item) => keyOf(item) === keyOf(before))
    if (last && before && fresh < items.value.length) below.value += fresh
  })
  return {
    some, more, up, end,
    scrolled() {
      const box = root.value
      if (!box) return
      bottom.scrolled()
      if (box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX && below.value > 0) void down()
      else if (box.scrollTop < NEAR_PX && !bottom.near.value) void up()
      else if (bottom.near.value && below.value === 0 && shown.value > PAGE) end()
    },
  }
}

export const keyOf = (item: ThreadItem | undefined): string => (item === undefined ? '' : item.type === 'message' ? `m${item.message.sequence}` : `n${item.note.sequence}`)
