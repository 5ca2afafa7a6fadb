/** A wait is shown once it has become one: nothing flickers for a moment. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

const SEEN_MS = 300

export function useSlowSign(busy: Ref<boolean>): Ref<boolean> {
  const slow = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(busy, (now) => {
    clearTimeout(timer)
    slow.value = false
    if (now) timer = setTimeout(() => (slow.value = true), SEEN_MS)
  }, { immediate: true })
  onScopeDispose(() => clearTimeout(timer))
  return slow
}
