import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { allCommands, commandFor, keyLabel, offerCommands } from './commands.ts'

type Pressed = Parameters<typeof commandFor>[0]
const press = (part: Partial<Pressed>): Pressed => ({ key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, target: null, ...part })

class FakeField {
  tagName = 'TEXTAREA'
  isContentEditable = false
}
beforeAll(() => void vi.stubGlobal('HTMLElement', FakeField))

describe('commands', () => {
  let scope: EffectScope
  beforeEach(() => void (scope = effectScope()))
  afterEach(() => scope.stop())
  const offer = () =>
    scope.run(() =>
      offerCommands([
        { id: 'search', label: 'command.search', keys: 'mod+k', run: () => {} },
        { id: 'note', label: 'command.note', keys: 'alt+n', run: () => {} },
        { id: 'keys', label: 'command.keys', keys: '?', run: () => {} },
        { id: 'account.billing', label: 'command.billing', keys: 'alt+2', run: () => {} },
        { id: 'region.back', label: 'command.previousRegion', keys: 'shift+F6', run: () => {} },
        { id: 'region.next', label: 'command.nextRegion', keys: 'F6', run: () => {} },
      ]),
    )

  it('are found by their key, and only with exactly its modifiers', () => {
    offer()
    expect(commandFor(press({ key: 'k', code: 'KeyK', ctrlKey: true }))?.id).toBe('search')
    expect(commandFor(press({ key: 'k', code: 'KeyK', metaKey: true }))?.id).toBe('search')
    expect(commandFor(press({ key: 'k', code: 'KeyK', ctrlKey: true, altKey: true }))).toBeNull()
    // macOS types another character with Alt held; the key's place is what counts.
    expect(commandFor(press({ key: '˜', code: 'KeyN', altKey: true }))?.id).toBe('note')
    expect(commandFor(press({ key: 'F6', code: 'F6', shiftKey: true }))?.id).toBe('region.back')
    expect(commandFor(press({ key: 'F6', code: 'F6' }))?.id).toBe('region.next')
  })

  it('by a digit are found by the place of the key, and on the number pad', () => {
    offer()
    expect(commandFor(press({ key: '™', code: 'Digit2', altKey: true }))?.id).toBe('account.billing')
    expect(commandFor(press({ key: '2', code: 'Numpad2', altKey: true }))?.id).toBe('account.billing')
    expect(commandFor(press({ key: '™', code: 'Digit2' }))).toBeNull()
    expect(commandFor(press({ key: '£', code: 'Digit3', altKey: true }))).toBeNull()
  })

  it('are offered only while they may be run', () => {
    let may = true
    scope.run(() => offerCommands([{ id: 'write', label: 'command.note', keys: 'alt+w', when: () => may, run: () => {} }]))
    const pressed = press({ key: 'w', code: 'KeyW', altKey: true })
    expect(commandFor(pressed)?.id).toBe('write')
    may = false
    expect(commandFor(pressed)).toBeNull()
    expect(allCommands().some((command) => command.id === 'write')).toBe(false)
  })

  it('leave a bare character to the field that somebody types into', () => {
    offer()
    expect(commandFor(press({ key: '?', shiftKey: true }))?.id).toBe('keys')
    expect(commandFor(press({ key: '?', shiftKey: true, target: new FakeField() as unknown as EventTarget }))).toBeNull()
  })

  it('go when their component goes', () => {
    const short = effectScope()
    short.run(() => offerCommands([{ id: 'gone', label: 'close', keys: 'alt+x', run: () => {} }]))
    expect(allCommands().some((command) => command.id === 'gone')).toBe(true)
    short.stop()
    expect(allCommands().some((command) => command.id === 'gone')).toBe(false)
  })

  it('show their keys as the platform writes them', () => {
    expect([keyLabel('mod+k', 'win32'), keyLabel('mod+k', 'darwin'), keyLabel('alt+n', 'linux')]).toEqual(['Ctrl K', '⌘ K', 'Alt N'])
  })
})
