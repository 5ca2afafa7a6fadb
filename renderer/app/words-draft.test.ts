import { expect, it, vi } from 'vitest'

vi.mock('./bridge/client.ts', () => ({ bridge: {} }))
const { LONGEST_WORDS, mergeWords, reviveWords } = await import('./words-draft.ts')

it('loses neither what was kept nor what was typed meanwhile', () => {
  expect(mergeWords({ text: 'typed' }, { text: 'kept' })).toEqual({ text: 'kept\ntyped' })
  expect(mergeWords({ text: 'same' }, { text: 'same' })).toEqual({ text: 'same' })
  expect(mergeWords({ text: ' ' }, { text: 'kept' })).toEqual({ text: 'kept' })
})

it('takes nothing from a draft that is none', () => {
  for (const stored of [null, 'text', {}, { text: 1 }]) expect(reviveWords(stored)).toBeNull()
  expect(reviveWords({ text: 'x'.repeat(LONGEST_WORDS + 1) })?.text.length).toBe(LONGEST_WORDS)
})
