import { expect, it } from 'vitest'
import { readServerOptions } from './server-options.ts'

const defaults = { port: '4711', host: '127.0.0.1', demo: false }

it('takes a server by URL or a directory', () => {
  expect(readServerOptions({ ...defaults, database: 'postgres://localhost/headend' })).toMatchObject({ location: { kind: 'server', url: 'postgres://localhost/headend' }, port: 4711 })
  expect(readServerOptions({ ...defaults, 'data-directory': './book', port: '0' })).toMatchObject({ location: { kind: 'embedded', dataDirectory: './book' }, port: 0 })
})

it.each([
  ['neither', {}, '--help'],
  ['both', { database: 'a', 'data-directory': 'b' }, 'not both'],
  ['a port that is none', { database: 'a', port: '70000' }, '--port'],
  ['a port of letters', { database: 'a', port: '1e3' }, '--port'],
])('says what is wrong with %s', (_case, values, words) => {
  expect(() => readServerOptions({ ...defaults, ...values })).toThrow(words)
})
