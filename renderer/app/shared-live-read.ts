/**
 * A list that the backend has, read once for the window: for the number on the left, and for the page or panel that shows it. It is
 * read again when the data process names its table, whichever customer it is about.
 */
import { computed, onScopeDispose, shallowRef, type ComputedRef } from 'vue'
import { useLiveRead, type LiveRead } from './use-live-read.ts'

export type SharedLiveRead<T> = {
  /** For as long as the calling component lives. */
  start(): void
  data: ComputedRef<T | null>
  error: ComputedRef<unknown>
  reload(): void
  /** For whoever looks at the list itself; its number is asked for by the window alone. */
  look(): void
}

/** @param read `looked`: somebody opened the list and has not been answered yet */
export function sharedLiveRead<T>(table: string, read: (looked: boolean) => Promise<T>): SharedLiveRead<T> {
  const current = shallowRef<LiveRead<T> | null>(null)
  let looked = false
  const ask = async (): Promise<T> => {
    const asked = looked
    const found = await read(asked)
    if (asked) looked = false
    return found
  }
  const reload = (): void => current.value?.reload()
  return {
    start() {
      const started = useLiveRead(ask, (event) => event.tables.includes(table) || event.tables.length === 0)
      current.value = started
      onScopeDispose(() => {
        if (current.value === started) current.value = null
      })
    },
    data: computed(() => current.value?.data.value ?? null),
    error: computed(() => current.value?.error.value ?? null),
    reload,
    look() {
      looked = true
      reload()
    },
  }
}
