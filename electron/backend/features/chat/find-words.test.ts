import fc from 'fast-check'
import { expect, it } from 'vitest'
import { excerptOf, folded, FOLD_FROM, FOLD_TO } from './find-words.ts'

it('has one letter for each', () => expect(FOLD_FROM).toHaveLength(FOLD_TO.length))
it('finds words whatever their accents and size, and says where they stand', () => {
  const { excerpt, from, to } = excerptOf('La SEÑAL se cayó anoche', 'senal')
  expect(excerpt.slice(from, to)).toBe('SEÑAL')
})
it('shows what is around it, and no half of a letter', () => {
  const body = `${'😀'.repeat(60)}modem${'😀'.repeat(90)}`
  const { excerpt, from, to } = excerptOf(body, 'modem')
  expect(excerpt.slice(from, to)).toBe('modem')
  expect(() => encodeURIComponent(excerpt)).not.toThrow()
  expect(excerpt.startsWith('…') && excerpt.endsWith('…')).toBe(true)
})
it('keeps every place, whatever the text', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }), (before, word, behind) => {
    expect(folded(before + word + behind)).toHaveLength((before + word + behind).length)
    const { excerpt, from, to } = excerptOf(before + word + behind, word)
    expect(folded(excerpt.slice(from, to))).toBe(folded(word))
  }))
})
