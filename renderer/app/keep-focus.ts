import { nextTick, type ShallowRef } from 'vue'

/**
 * The button that was pressed may be gone, or go when what it did has been read: whoever goes by keys stays at this place, on its first
 * button or on itself. `before`: selectors of what comes before these, in their order.
 */
export function keepFocus(root: Readonly<ShallowRef<HTMLElement | null>>, before: readonly string[] = []): void {
  const go = (): void => {
    const found = [...before, 'button:not(:disabled)'].map((selector) => root.value?.querySelector<HTMLElement>(selector)).find(Boolean)
    ;(found ?? root.value)?.focus()
  }
  void nextTick(() => {
    const { activeElement } = document
    if (activeElement === document.body) go()
    else if (activeElement && root.value?.contains(activeElement)) whenGone(activeElement, root.value, go)
  })
}

/** Until somebody goes elsewhere by themselves. */
function whenGone(focused: Element, within: HTMLElement, act: () => void): void {
  const observer = new MutationObserver(() => {
    if (document.activeElement === focused) return
    observer.disconnect()
    if (document.activeElement === document.body && !focused.isConnected) act()
  })
  observer.observe(within, { childList: true, subtree: true })
}
