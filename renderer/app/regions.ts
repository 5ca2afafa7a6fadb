/** F6 goes round the parts of the window, as in the operating system's own programs. */

const regions = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.checkVisibility())

const focusable = 'a[href],button:not(:disabled),input:not(:disabled),select:not(:disabled),textarea:not(:disabled),[tabindex="0"]'

/** @param step 1 forward, -1 back. */
export function focusNextRegion(step: 1 | -1): void {
  const all = regions()
  const at = all.findIndex((region) => region.contains(document.activeElement))
  const next = all[(at + step + all.length) % all.length]
  if (next) (next.querySelector<HTMLElement>(focusable) ?? next).focus()
}

/** Remembers what has focus; the answer gives it back, if it is still there. */
export function rememberFocus(): () => void {
  const before = document.activeElement
  return () => {
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }
}
