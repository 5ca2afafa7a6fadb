/** What the page is made of: elements with their text, fields with their labels, forms that say what went wrong beside it. */
import { part } from '../part.ts'
import { Refused } from './ask.ts'
import type { AccountWords } from './words.ts'

export function button(text: string, press: () => void, style = 'plain', named?: string): HTMLButtonElement {
  const made = part('button', text, style)
  made.type = 'button'
  if (named) made.setAttribute('aria-label', named)
  made.addEventListener('click', press)
  return made
}

export type Field = { name: string; label: string; type?: 'text' | 'password'; autocomplete: AutoFill; hint?: string; numeric?: boolean; value?: string }

/** @returns the field with its label, hint and place for what is wrong */
function fieldPart({ name, label, type = 'text', autocomplete, hint, numeric, value }: Field): HTMLElement {
  const box = part('div', '', 'field')
  const named = part('label', label)
  named.htmlFor = name
  const input = part('input')
  Object.assign(input, { id: name, name, type, autocomplete, required: true, spellcheck: false, value: value ?? '' })
  input.setAttribute('autocapitalize', 'none')
  if (numeric) input.inputMode = 'numeric'
  const fault = part('p', '', 'stop')
  fault.id = `${name}-fault`
  fault.hidden = true
  const about = hint === undefined ? [] : [Object.assign(part('p', hint, 'soft'), { id: `${name}-hint` })]
  input.setAttribute('aria-describedby', [...about.map(({ id }) => id), fault.id].join(' '))
  box.append(named, input, ...about, fault)
  return box
}

export function checkPart(name: string, label: string, hint: string): HTMLElement[] {
  const named = part('label', '', 'check')
  const input = part('input')
  Object.assign(input, { type: 'checkbox', id: name, name })
  input.setAttribute('aria-describedby', `${name}-hint`)
  named.append(input, part('span', label))
  return [named, Object.assign(part('p', hint, 'soft'), { id: `${name}-hint` })]
}

/** After a failure, in ms: two within a second count as a machine's, and no person's next try may come sooner. */
const PAUSE_MS = 1_100

export type Form = { words: AccountWords; fields: readonly Field[]; extra?: readonly HTMLElement[]; go: string; send: (values: Record<string, string>, form: HTMLFormElement) => Promise<void> }

/** Sends once for each press; whatever was typed stays, but for passwords and codes that were wrong. */
export function formPart({ words, fields, extra = [], go, send }: Form): HTMLFormElement {
  const form = part('form')
  form.noValidate = true
  const told = part('p', '', 'stop')
  told.setAttribute('role', 'alert')
  const submit = part('button', go)
  submit.type = 'submit'
  form.append(...fields.map(fieldPart), ...extra, told, submit)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!submit.disabled) void press()
  })
  async function press(): Promise<void> {
    clear(form, told)
    const values = Object.fromEntries(fields.map(({ name }) => [name, inputOf(form, name).value]))
    const empty = fields.find(({ name }) => values[name]?.trim() === '')
    if (empty) return sayFault(form, told, words, new Refused('missing', empty.name))
    submit.disabled = true
    submit.textContent = words.waiting
    try {
      await send(values, form)
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused('broken')
      sayFault(form, told, words, refused)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
    submit.disabled = false
    submit.textContent = go
  }
  return form
}

export const inputOf = (form: HTMLFormElement, name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement

function clear(form: HTMLFormElement, told: HTMLElement): void {
  told.textContent = ''
  for (const fault of form.querySelectorAll<HTMLElement>('.field .stop')) [fault.hidden, fault.textContent] = [true, '']
  for (const input of form.querySelectorAll('input')) input.removeAttribute('aria-invalid')
}

function sayFault(form: HTMLFormElement, told: HTMLElement, words: AccountWords, { problem, field }: Refused): void {
  const about = field === null ? null : form.elements.namedItem(field)
  if (!(about instanceof HTMLInputElement)) {
    told.textContent = words.problem[problem]
    return
  }
  const place = form.querySelector<HTMLElement>(`#${about.id}-fault`)
  if (place) [place.hidden, place.textContent] = [false, words.problem[problem]]
  about.setAttribute('aria-invalid', 'true')
  about.focus()
}
