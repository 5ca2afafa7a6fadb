import fc from 'fast-check'
import { expect, it } from 'vitest'
import { termQuery, toTerms, typingDistance, wholeNumber } from './search-terms.ts'

it('takes apart what was typed', () => {
  expect(toTerms("o'neil 14-16")).toEqual([
    { words: ['oneil'], joined: 'oneil', digits: null },
    { words: ['14', '16'], joined: '1416', digits: '1416' },
  ])
  expect(wholeNumber('(914) 555-0123')).toBe('9145550123')
  expect(wholeNumber('14 Maple')).toBeNull()
})

it.each([
  ['smith', 'smtih', 1],
  ['smith', 'smih', 1],
  ['smith', 'smmith', 1],
  ['smith', 'smath', 1],
  ['smith', 'smith', 0],
  ['smith', '', 5],
  ['smith', 'jones', 5],
])('counts from %s to %s', (a, b, distance) => {
  expect(typingDistance(a, b)).toBe(distance)
})

it('makes a query of quoted words only, whatever was typed', () => {
  const safe = /^[('][\p{Alphabetic}\p{N}'&|:*() ]*[)'*]$/u
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) =>
    toTerms(text).every((term) => safe.test(termQuery(term, { prefix: true })) && term.words.every((word) => /^[\p{Alphabetic}\p{N}]+$/u.test(word)))))
})
