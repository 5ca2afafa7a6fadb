/** What forms here are made of; each says beside the field what is wrong with it. */
import { part } from '../part.ts'

export type Field = { box: HTMLElement; value(): string; say(fault: string): void; input: HTMLInputElement | HTMLTextAreaElement }

export function field(tag: 'input' | 'textarea', { id, label, value = '', type = 'text', autocomplete = 'off' as AutoFill, readOnly = false }: { id: string; label: string; value?: string; type?: 'text' | 'tel' | 'email'; autocomplete?: AutoFill; readOnly?: boolean }): Field {
  const box = part('div', '', 'field')
  const named = part('label', label)
  named.htmlFor = id
  const input = part(tag)
  Object.assign(input, { id, name: id, value, autocomplete, readOnly, dir: 'auto', ...(tag === 'input' ? { type } : { rows: 4 }) })
  const fault = part('p', '', 'stop')
  fault.id = `${id}-fault`
  fault.hidden = true
  input.setAttribute('aria-describedby', fault.id)
  box.append(named, input, fault)
  return {
    box, input,
    value: () => input.value.trim(),
    say(text) {
      fault.textContent = text
      fault.hidden = text === ''
      input.setAttribute('aria-invalid', String(text !== ''))
      if (text !== '') input.focus()
    },
  }
}

/** One of several, each of them in sight. */
export function choice<T extends string>(name: string, legend: string, options: readonly (readonly [T, string])[], chosen: T | null, choose: (value: T) => void): { box: HTMLElement; say(fault: string): void } {
  const box = part('fieldset', '', 'choice')
  const fault = part('p', '', 'stop')
  fault.id = `${name}-fault`
  fault.hidden = true
  box.append(part('legend', legend))
  const inputs = options.map(([value, text]) => {
    const label = part('label')
    const input = part('input')
    Object.assign(input, { type: 'radio', name, value, checked: value === chosen })
    input.addEventListener('change', () => choose(value))
    label.append(input, part('span', text))
    box.append(label)
    return input
  })
  box.append(fault)
  return {
    box,
    say(text) {
      fault.textContent = text
      fault.hidden = text === ''
      if (text !== '') (inputs.find(({ checked }) => checked) ?? inputs[0])?.focus()
    },
  }
}
