import fc from 'fast-check'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isDeskFrame } from './desk-frame.ts'
import { hasPages, listPages, pageFile } from './pages.ts'

let base: string
let root: string
beforeAll(() => {
  base = mkdtempSync(path.join(tmpdir(), 'headend-pages-'))
  root = path.join(base, 'renderer')
  mkdirSync(path.join(root, 'assets'), { recursive: true })
  for (const name of ['index.html', 'assets/app-1.js', 'assets/app-1.js.map']) writeFileSync(path.join(root, name), 'x')
  writeFileSync(path.join(base, 'secret.json'), 'secret')
  symlinkSync(path.join(base, 'secret.json'), path.join(root, 'link.json'))
  symlinkSync(base, path.join(root, 'up'))
})
afterAll(() => rmSync(base, { recursive: true }))

const served = (url: string) => pageFile(url, listPages(root))

describe('pages', () => {
  it('serves the built files, queries and fragments aside', () => {
    expect(served('app://headend/')).toBe(path.join(root, 'index.html'))
    expect(served('app://headend/index.html?x=1#/customers')).toBe(path.join(root, 'index.html'))
    expect(served('app://headend/assets/app-1.js')).toBe(path.join(root, 'assets', 'app-1.js'))
    expect(hasPages(root)).toBe(true)
    expect(hasPages(base)).toBe(false)
  })

  it.each([
    'app://headend',
    'app://other/index.html',
    'app://headend.example/index.html',
    'app://headend@other/index.html',
    'https://headend/index.html',
    'app://headend/../secret.json',
    'app://headend/%2e%2e/secret.json',
    'app://headend/..%2fsecret.json',
    'app://headend/..%5csecret.json',
    'app://headend/assets\\..\\..\\secret.json',
    'app://headend/index.html%00.js',
    'app://headend//index.html',
    'app://headend/%69ndex.html',
    'app://headend/assets',
    'app://headend/assets/app-1.js.map',
    'app://headend/link.json',
    'app://headend/up/secret.json',
  ])('does not serve %s', (url) => expect(served(url)).toBeNull())

  it('never leaves its folder, whatever is asked', () => {
    const piece = fc.constantFrom('..', '.', '%2e%2e', '%2E.', '\\', '%5c', '%00', '/', 'assets', 'up', 'secret.json', 'index.html', '\u2025', '?', '#')
    const seed = Date.now() % 2 ** 31
    const pages = listPages(root)
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const file = pageFile(`app://headend/${pieces.join('')}`, pages)
        expect(file === null || [...pages.values()].includes(file)).toBe(true)
        expect(file ?? '').not.toContain('secret')
      }),
      { seed, numRuns: 2_000 },
    )
  })
})

describe('the frame that gets a port', () => {
  const desk = { parent: null, origin: 'app://headend', url: 'app://headend/#/customers' }

  it("is the desk's own top frame", () => {
    expect(isDeskFrame(desk)).toBe(true)
    expect(isDeskFrame({ ...desk, url: 'app://headend/index.html' })).toBe(true)
  })

  it.each([
    ['a frame inside it', { parent: desk as never }],
    ['another origin', { origin: 'https://headend' }],
    ['an opaque origin', { origin: 'null' }],
    ['the problem page', { url: 'app://headend/problem' }],
    ['another host', { url: 'app://other/' }],
    ['an empty page', { url: 'about:blank' }],
    ['no page yet', { url: '' }],
  ])('is not %s', (_what, change) => expect(isDeskFrame({ ...desk, ...change })).toBe(false))
})
