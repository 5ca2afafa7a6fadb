import { nextTick, type ShallowRef } from 'vue'

/** The button that was pressed may be gone: whoever goes by keys stays at this place, on its first button or on itself. `before`: selectors of what comes before these, in their order. */
export function keepFocus(root: Readonly<ShallowRef<HTMLElement | null>>, before: readonly string[] = []): void {
  void nextTick(() => {
    if (document.activeElement !== document.body) return
    const found = [...before, 'button:not(:disabled)'].map((selector) => root.value?.querySelector<HTMLElement>(selector)).find(Boolean)
    ;(found ?? root.value)?.focus()
  })
}
