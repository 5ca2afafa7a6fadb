/** A list that grows at its end stays there while it is looked at, and lets whoever reads further up read on. */
import { nextTick, onMounted, onScopeDispose, ref, watch, type Ref, type ShallowRef } from 'vue'

const NEAR_PX = 40

export type Bottom = { behind: Ref<boolean>; scrolled: () => void; go: () => void; keep: (grow: () => void) => void }
/** @param grown what says that there is more */
export function useBottom(root: Readonly<ShallowRef<HTMLElement | null>>, grown: () => unknown[]): Bottom {
  const behind = ref(false)
  let near = true
  const measure = (): boolean => {
    const box = root.value
    return box === null || box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX
  }
  function go(): void {
    const box = root.value
    if (box) box.scrollTop = box.scrollHeight
    near = true
    behind.value = false
  }
  function scrolled(): void {
    near = measure()
    if (near) behind.value = false
  }
  /** More comes in above: what is being read keeps its place. */
  function keep(grow: () => void): void {
    const before = root.value ? root.value.scrollHeight - root.value.scrollTop : 0
    grow()
    void nextTick(() => void (root.value && (root.value.scrollTop = root.value.scrollHeight - before)))
  }
  watch(grown, () => (near ? go() : (behind.value = true)), { flush: 'post', deep: true })
  // The composer below grows as somebody types, and so does a form in its place.
  const sizes = new ResizeObserver(() => void (near && go()))
  onMounted(() => {
    go()
    if (root.value) sizes.observe(root.value)
  })
  onScopeDispose(() => sizes.disconnect())
  return { behind, scrolled, go, keep }
}
