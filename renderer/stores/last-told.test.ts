import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shellInfoSchema, type ShellInfo } from '#shared/contract/shell.ts'
import { lastTold, rememberTold } from './last-told.ts'

const { platform, preferences } = shellInfoSchema.shape
const { theme, language, density, sound } = preferences.shape
const told = fc.record({
  version: fc.string(),
  platform: fc.constantFrom(...platform.options),
  systemLanguage: fc.string(),
  preferences: fc.record({
    theme: fc.constantFrom(...theme.options),
    language: fc.constantFrom(...language.options),
    density: fc.constantFrom(...density.options),
    sound: fc.constantFrom(...sound.unwrap().options),
  }),
})

function memory(text: string | null = null) {
  return { getItem: () => text, setItem: (_key: string, value: string) => void (text = value) }
}
const info: ShellInfo = { version: '1', platform: 'linux', systemLanguage: 'en-US', preferences: { theme: 'dark', language: 'es', density: 'compact', sound: 'on' } }

it('gives back whatever main can tell', () => {
  const seed = Date.now() % 2 ** 31
  fc.assert(fc.property(told, (one) => {
    const store = memory()
    rememberTold(store, one)
    expect(lastTold(store)).toEqual(one)
  }), { seed })
})

it.each([
  ['nothing', null],
  ['no JSON', '{'],
  ['a word that this version does not know', JSON.stringify({ ...info, preferences: { ...info.preferences, theme: 'sepia' } })],
  ['no preferences', JSON.stringify({ ...info, preferences: null })],
  ['no version', JSON.stringify({ ...info, version: undefined })],
])('does not take %s for an answer', (_what, text) => expect(lastTold(memory(text))).toBeNull())

it('does without a store that is full', () => {
  const full = { getItem: () => null, setItem: () => { throw new Error('full') } }
  expect(() => rememberTold(full, info)).not.toThrow()
})
