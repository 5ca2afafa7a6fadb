/**
 * A read of what is chosen: repeated for each new choice, and for the same one when something of it changed. Whatever is
 * answered last for an older choice is not shown.
 */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { isAbort } from './bridge/switchable-link.ts'
import { onDeskEvent } from './live.ts'
import type { Changed } from './use-live-read.ts'

/** Shorter than this a wait is not seen, and what stood there before may stand on. Milliseconds. */
const UNSEEN_MS = 100

export type KeyedRead<T> = {
  data: ShallowRef<T | null>
  error: Ref<unknown>
  /** The choice that `data` or `error` is of; null before the first answer. */
  settled: Ref<string | null>
  /** The wait for the newest choice has become long enough to be shown. */
  slow: Ref<boolean>
  reload: () => void
}

/**
 * @param key null: nothing is chosen, nothing is read
 * @param read `looked`: somebody chose it and has not been answered yet; false where it is only asked again
 */
export function useKeyedRead<T>(key: () => string | null, read: (key: string, looked: boolean) => Promise<T>, touches: (event: Changed) => boolean = () => false): KeyedRead<T> {
  const data = shallowRef<T | null>(null)
  const error = ref<unknown>(null)
  const settled = ref<string | null>(null)
  const slow = ref(false)
  let newest = 0
  let answered: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function run(): Promise<void> {
    const number = ++newest
    const chosen = key()
    clearTimeout(timer)
    slow.value = false
    if (chosen === null) return void ([data.value, error.value, settled.value, answered] = [null, null, null, null])
    if (chosen !== settled.value) timer = setTimeout(() => (slow.value = true), UNSEEN_MS)
    const answer = await read(chosen, chosen !== answered).then((found) => ({ found, reason: null }), (reason: unknown) => ({ found: null, reason }))
    if (number !== newest || isAbort(answer.reason)) return
    clearTimeout(timer)
    ;[data.value, error.value, settled.value] = [answer.found, answer.reason, chosen]
    if (answer.reason === null) answered = chosen
    slow.value = false
  }

  watch(key, () => void run(), { immediate: true })
  const stop = onDeskEvent((event) => {
    if (event.type === 'changed' && touches(event)) void run()
  })
  onScopeDispose(() => ((newest += 1), stop(), clearTimeout(timer)))
  return { data, error, settled, slow, reload: () => void run() }
}
