/** The backend's clock by the second, for what counts down: one for all of the window, that runs while somebody looks at it. */
import { computed, onScopeDispose, shallowRef, type ComputedRef } from 'vue'
import { useConnectivity } from '../../stores/connectivity.ts'

const TICK_MS = 1_000
const now = shallowRef(0)
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined

/** @returns ms since 1970 */
export function useSeconds(): ComputedRef<number> {
  const connectivity = useConnectivity()
  now.value = Date.now()
  if (watchers++ === 0) timer = setInterval(() => (now.value = Date.now()), TICK_MS)
  onScopeDispose(() => {
    if (--watchers === 0) clearInterval(timer)
  })
  return computed(() => now.value + (connectivity.desk?.clockOffsetMs ?? 0))
}

/** Calls again and again while the calling component lives. */
export function every(ms: number, work: () => void): void {
  const running = setInterval(work, ms)
  onScopeDispose(() => clearInterval(running))
}
