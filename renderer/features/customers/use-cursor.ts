/**
 * The one row that Enter opens. Lists change while a person looks at them, so the row is known by who is in it and
 * not by its number, and Enter never opens a row of another text than the one in the box:
 *
 *   the answer to another text comes   the first row
 *   the same text is answered anew     the same customer, wherever they are now; if they are gone, no row
 *   … and somebody is an exact match   that one, unless the person has moved
 *   Enter before the answer            waits for it; any further key takes it back
 */
import { readonly, ref, watch, type ComputedRef } from 'vue'
import { keyOf, optionAt, placeOf, type Group, type Option } from './search-options.ts'
import type { useSearch } from './use-search.ts'

/** Not even the first row. */
export const NO_ROW = -1
type Place = { active: number; moved: boolean }

export function useCursor(groups: ComputedRef<Group[]>, asking: ReturnType<typeof useSearch>, choose: (option: Option) => void) {
  const active = ref(0)
  let moved = false
  /** Enter was pressed and its answer is not here. */
  let waiting = false

  function chooseAwaited(): void {
    const result = asking.answer.value?.result
    if (!waiting || !result || !asking.isAnswered()) return
    // The backend may know whom exactly this text means.
    if (result.scope === 'cacheFirst' && groups.value[0]?.id !== 'exact') return
    waiting = false
    const option = optionAt(groups.value, moved ? active.value : 0)
    // Nobody has seen whom a slip was taken for.
    if (option && !result.fuzzy) choose(option)
  }
  // `sync`: a key that comes right behind an answer must find the row that the person sees.
  watch(
    () => ({ groups: groups.value, question: asking.answered.value }),
    (now, before) => {
      active.value = follow({ active: active.value, moved }, before.groups, now.groups, now.question === before.question)
      chooseAwaited()
    },
    { flush: 'sync' },
  )
  watch(asking.error, (reason) => reason && (waiting = false), { flush: 'sync' })

  return {
    active: readonly(active),
    /** By a key or the mouse. */
    move(to: number): void {
      active.value = to
      moved = true
    },
    /** Back to the first row. */
    reset(): void {
      active.value = 0
      moved = false
    },
    /** The list opens with what it showed last: nobody has moved in it yet. */
    rest(): void {
      moved = false
    },
    /** It is brought up to date: to the first row, unless somebody has moved meanwhile. */
    begin(): void {
      if (!moved) active.value = 0
    },
    enter(text: string): void {
      const option = optionAt(groups.value, active.value)
      if (asking.isAnswered()) return void (option && choose(option))
      waiting = true
      if (!asking.isAsking()) asking.search(text, true)
    },
    /** What was to be chosen when it comes is not to be any more. */
    forget(): void {
      waiting = false
    },
  }
}

/** @returns the place of the cursor in the list as it is now */
export function follow({ active, moved }: Place, before: Group[], now: Group[], sameQuestion: boolean): number {
  if (!moved && !sameQuestion) return 0
  if (!moved && now[0]?.id === 'exact' && before[0]?.id !== 'exact') return 0
  const option = optionAt(before, active)
  if (option) return placeOf(now, keyOf(option))
  return before.length === 0 ? 0 : NO_ROW
}
