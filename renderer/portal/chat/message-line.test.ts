/** What of a text can be followed, and what never can. */
import { expect, it } from 'vitest'
import { piecesOf } from './message-line.ts'

const links = (text: string) => piecesOf(text).flatMap(({ href }) => href ?? [])

it.each([
  ['see https://isla.example/help.', ['https://isla.example/help']],
  ['(https://isla.example/a?b=1#c) and https://b.example', ['https://isla.example/a?b=1#c', 'https://b.example/']],
  ['http://isla.example/ is not safe', []],
  ['https://isla.example@evil.example/', []],
  ['javascript:alert(1) data:text/html,x //isla.example', []],
  ['https://', []],
  ['<a href="https://isla.example/">x</a>', ['https://isla.example/']],
])('of %j', (text, expected) => {
  expect(links(text)).toEqual(expected)
})

it('shows a host of look-alike letters as the browser reads it', () => {
  // The second letter is Cyrillic.
  expect(piecesOf('https://p\u0430ypal.com/')).toEqual([{ text: 'https://xn--pypal-4ve.com/', href: 'https://xn--pypal-4ve.com/' }])
})

it('loses nothing of the text beside addresses', () => {
  const text = 'a https://b.example/c, d <e>\nf'
  expect(piecesOf(text).map((piece) => piece.text).join('')).toBe(text)
})
