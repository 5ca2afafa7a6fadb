import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkOf, piecesOf } from './link-text.ts'
import { shownText } from './shown-text.ts'

const links = (text: string) => piecesOf(text).flatMap(({ link }) => link ?? [])

test('an address of the web is apart, what ends its sentence is not', () => {
  expect(piecesOf('See https://example.org/a?b=1). Then call.')).toEqual([
    { text: 'See ', link: null }, { text: 'https://example.org/a?b=1', link: { href: 'https://example.org/a?b=1', host: 'example.org', misleads: false } }, { text: '). Then call.', link: null },
  ])
})
test.each(['javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'file:///etc/passwd', 'vbscript:x', 'ftp://example.org', 'https://', 'http:// example', 'smb://host/share', 'ms-settings:x', '<img src=x onerror=alert(1)>'])('%s is text', (text) => {
  expect(piecesOf(text)).toEqual([{ text, link: null }])
})
test.each([
  ['https://аpple.com/login', 'xn--pple-43d.com'], ['https://paypal.com@evil.example/', 'evil.example'], ['https://bücher.example', 'xn--bcher-kva.example'], ['https://ｅxample.org', 'example.org'], ['https://192.168.1', '192.168.0.1'], ['https://0x7f.1/', '127.0.0.1'],
])('%s tells that it leads to %s', (text, host) => {
  expect(links(text)).toMatchObject([{ host, misleads: true }])
})
test('a plain one does not mislead, whatever its size or port', () => {
  expect([linkOf('HTTPS://Example.org/x')?.misleads, linkOf('http://example.org:80/')?.misleads, linkOf('https://example.org:8443/')?.misleads]).toEqual([false, false, false])
})
test('what nobody sees is shown in its place, in text and in addresses', () => {
  expect(shownText('gnp.\u202Eexe\u200b\u2066')).toBe('gnp.‹U+202E›exe‹U+200B›‹U+2066›')
  expect(piecesOf('https://example.org/\u202Egpj.exe')[0]?.text).toBe('https://example.org/‹U+202E›gpj.exe')
  expect(shownText('👨‍👩‍👧 ñ שלום\n\tx')).toBe('👨‍👩‍👧 ñ שלום\n\tx')
})
test('nothing of a text is lost, and no link is of another kind, whatever is written', () => {
  const nasty = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.constantFrom('javascript:', 'http://', 'HTTPS://x', '@', '\u202e', '<a href="', '">', ' ')), { maxLength: 12 }).map((parts) => parts.join(''))
  fc.assert(fc.property(nasty, (text) => {
    const pieces = piecesOf(text)
    expect(pieces.map((piece) => piece.text).join('')).toBe(shownText(text))
    for (const { link } of pieces) if (link) expect(link.href).toMatch(/^https?:\/\/[^/]/)
  }))
})
test('a text of nothing but addresses has fifty of them at most', () => {
  expect(links(Array.from({ length: 80 }, (_each, index) => `https://h${index}.example`).join(' '))).toHaveLength(50)
})
