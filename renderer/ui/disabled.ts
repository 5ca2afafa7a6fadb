/**
 * `v-disabled`, for buttons, in place of `disabled`: Chromium gives the focus of a button that is disabled to nobody, and whoever goes by
 * keys is at the beginning of the page. The one that has the focus, as the one that was pressed does, keeps it: it is `aria-disabled`,
 * nothing comes of pressing it, and it is disabled in earnest once the focus is elsewhere.
 */
import type { Directive } from 'vue'

const wanted = new WeakMap<HTMLButtonElement, boolean>()
const waits = (button: HTMLButtonElement): boolean => button.getAttribute('aria-disabled') === 'true'

function show(button: HTMLButtonElement): void {
  const disabled = wanted.get(button) === true
  // Another window in front leaves the focus where it is.
  const keeps = disabled && document.activeElement === button
  button.disabled = disabled && !keeps
  if (keeps) button.setAttribute('aria-disabled', 'true')
  else button.removeAttribute('aria-disabled')
}
/** Before whatever listens to it, and before its form is sent. */
function pressed(event: MouseEvent): void {
  if (!waits(event.currentTarget as HTMLButtonElement)) return
  event.preventDefault()
  event.stopImmediatePropagation()
}
/** A key that is held down presses once: it would press again as soon as what it began is done. */
const held = (event: KeyboardEvent): void => void (event.key === 'Enter' && event.repeat && event.preventDefault())

function set(button: HTMLButtonElement, disabled: boolean | undefined): void {
  wanted.set(button, disabled === true)
  show(button)
}
export const vDisabled: Directive<HTMLButtonElement, boolean | undefined> = {
  created(button, { value }) {
    button.addEventListener('click', pressed, true)
    button.addEventListener('keydown', held)
    button.addEventListener('blur', () => show(button))
    set(button, value)
  },
  updated: (button, { value }) => set(button, value),
}
