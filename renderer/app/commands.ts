/**
 * Everything that a person can tell the console to do, with its key. A component brings its commands while it
 * is on screen; the key handler, the palette in the search list and the `?` panel all read this one list.
 */
import { onScopeDispose, shallowReactive } from 'vue'
import type { MessageKey } from './i18n.ts'

export type Command = {
  id: string
  label: MessageKey
  /** `mod` is Ctrl, or Cmd on macOS: `mod+k`, `alt+n`, `F6`, `?`. Empty when it has none. */
  keys: string
  run: () => void
  /** Left out of the palette: of use only as a key. */
  keyOnly?: boolean
  /** Offered only while this says so, such as to those who may. */
  when?: () => boolean
}

const registered = shallowReactive(new Map<string, Command>())

export const allCommands = (): Command[] => [...registered.values()].filter(({ when }) => when?.() ?? true)

/** Offers these commands for as long as the calling component lives. */
export function offerCommands(commands: Command[]): void {
  for (const command of commands) registered.set(command.id, command)
  onScopeDispose(() => {
    for (const command of commands) if (registered.get(command.id) === command) registered.delete(command.id)
  })
}

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Letters and digits go by the key's place: with Alt held, macOS puts another character into `key`. */
function matches(keys: string, event: Pressed): boolean {
  const parts = keys.split('+')
  const name = parts.at(-1) ?? ''
  const mod = event.ctrlKey || event.metaKey
  if (mod !== parts.includes('mod') || event.altKey !== parts.includes('alt')) return false
  if (name.length > 1 && event.shiftKey !== parts.includes('shift')) return false
  if (/^[a-z]$/.test(name)) return event.code === `Key${name.toUpperCase()}`
  // The number pad has digits too, and some layouts write them with Shift.
  return event.key === name || (/^\d$/.test(name) && event.code === `Digit${name}`)
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** @returns the command of this key, unless it is a bare character that somebody types into a field. */
export function commandFor(event: Pressed & { target: EventTarget | null }): Command | null {
  const bare = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1
  if (bare && typing(event.target)) return null
  return allCommands().find((command) => command.keys && matches(command.keys, event)) ?? null
}

export function listenForKeys(): void {
  window.addEventListener('keydown', (event) => {
    if (event.isComposing || event.defaultPrevented) return
    const command = commandFor(event)
    if (!command) return
    event.preventDefault()
    command.run()
  })
}

const names: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', Enter: 'Enter' }
/** `mod+k` as `Ctrl K`, or `⌘ K`. */
export function keyLabel(keys: string, platform: 'win32' | 'darwin' | 'linux'): string {
  const mac = platform === 'darwin'
  const word = (part: string) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl'
    if (part === 'alt') return mac ? '⌥' : 'Alt'
    return names[part] ?? (part.length === 1 ? part.toUpperCase() : part)
  }
  return keys.split('+').filter(Boolean).map(word).join(' ')
}
