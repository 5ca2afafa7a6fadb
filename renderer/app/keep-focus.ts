import { nextTick, type ShallowRef } from 'vue'

/** The button that was pressed may be gone: whoever goes by keys stays at this place, on its first button or on itself. */
export function keepFocus(root: Readonly<ShallowRef<HTMLElement | null>>): void {
  void nextTick(() => {
    if (document.activeElement === document.body) (root.value?.querySelector<HTMLElement>('button:not(:disabled)') ?? root.value)?.focus()
  })
}
