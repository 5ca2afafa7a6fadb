/** A list that grows at its end stays there while it is looked at, and lets whoever reads further up read on. */
import { onMounted, onScopeDispose, ref, watch, type Ref, type ShallowRef } from 'vue'

const NEAR_PX = 40

export type Bottom = { behind: Ref<boolean>; /** At the end, or as good as. */ near: Ref<boolean>; scrolled: () => void; go: () => void }
/** @param grown what says that there is more */
export function useBottom(root: Readonly<ShallowRef<HTMLElement | null>>, grown: () => unknown[]): Bottom {
  const behind = ref(false)
  const near = ref(true)
  const measure = (): boolean => {
    const box = root.value
    return box === null || box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX
  }
  function go(): void {
    const box = root.value
    if (box) box.scrollTop = box.scrollHeight
    near.value = true
    behind.value = false
  }
  function scrolled(): void {
    near.value = measure()
    if (near.value) behind.value = false
  }
  watch(grown, () => (near.value ? go() : (behind.value = true)), { flush: 'post', deep: true })
  // The composer below grows as somebody types, and so does a form in its place.
  const sizes = new ResizeObserver(() => void (near.value && go()))
  onMounted(() => {
    go()
    if (root.value) sizes.observe(root.value)
  })
  onScopeDispose(() => sizes.disconnect())
  return { behind, near, scrolled, go }
}
