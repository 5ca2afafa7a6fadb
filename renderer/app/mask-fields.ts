/**
 * A card's number that was typed into a text field is masked when the field is left, so that what is seen is what would be
 * sent (bridge/masking-link.ts). Not in the search, which may look for such a number, nor where the field itself says no to it.
 */
import { maskCardNumbers } from '#shared/kernel/card-numbers.ts'

type Field = HTMLInputElement | HTMLTextAreaElement

const isText = (target: EventTarget | null): target is Field =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && ['text', 'email', 'tel', 'url'].includes(target.type))
const saysNo = (field: Field): boolean => field.getAttribute('role') === 'combobox' || field.dataset['cards'] === 'refused'

export function maskLeftFields(root: EventTarget = window): void {
  root.addEventListener('change', ({ target }) => {
    if (!isText(target) || saysNo(target)) return
    const masked = maskCardNumbers(target.value)
    if (masked === target.value) return
    target.value = masked
    // As if the person had typed it: the component keeps it.
    target.dispatchEvent(new Event('input', { bubbles: true }))
  }, { capture: true })
}
