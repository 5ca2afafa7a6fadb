import { expect, test } from 'vitest'
import { slashWordAt } from './slash-word.ts'

test.each([
  ['/', 1, { from: 0, to: 1, word: '' }],
  ['Hola /sal', 9, { from: 5, to: 9, word: 'sal' }],
  ['a\n/é-1', 6, { from: 2, to: 6, word: 'é-1' }],
  ['/hello there', 6, { from: 0, to: 6, word: 'hello' }],
  ['/hello there', 3, { from: 0, to: 3, word: 'he' }],
])('%j at %i asks', (text, caret, word) => expect(slashWordAt(text, caret)).toEqual(word))
test.each([['1/2', 3], ['and/or', 6], ['/var/log', 8], ['/ ', 2], ['', 0], ['hello', 5], [`/${'x'.repeat(61)}`, 62]])('%j at %i does not', (text, caret) => expect(slashWordAt(text, caret)).toBeNull())
