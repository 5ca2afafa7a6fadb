import { expect, it } from 'vitest'
import { readChatFrames, readLocation, readPlaceHeader, readResetUnlocks, readServerOptions, readTimeZone, readTrustedProxies } from './server-options.ts'

const defaults = { port: '4711', host: '127.0.0.1', demo: false }

it('takes a server by URL or a directory', () => {
  expect(readServerOptions({ ...defaults, database: 'postgres://localhost/headend' })).toMatchObject({ location: { kind: 'server', url: 'postgres://localhost/headend' }, port: 4711 })
  expect(readServerOptions({ ...defaults, 'data-directory': './book', port: '0' })).toMatchObject({ location: { kind: 'embedded', dataDirectory: './book' }, port: 0 })
})

it('takes the URL from the environment when no flag says where', () => {
  expect(readLocation({}, 'postgres://secret@host/book')).toEqual({ kind: 'server', url: 'postgres://secret@host/book' })
  expect(readLocation({ 'data-directory': './book' }, 'postgres://host/book')).toEqual({ kind: 'embedded', dataDirectory: './book' })
  expect(readLocation({ database: 'postgres://host/other' }, 'postgres://host/book')).toEqual({ kind: 'server', url: 'postgres://host/other' })
})

it('takes the time zone from the flag, else from the environment, else New York\'s', () => {
  expect(readServerOptions({ ...defaults, database: 'a', 'time-zone': 'America/Los_Angeles' }).timeZone).toBe('America/Los_Angeles')
  expect(readTimeZone('America/Chicago', 'America/Denver')).toBe('America/Chicago')
  expect(readTimeZone(undefined, 'America/Denver')).toBe('America/Denver')
  expect(readTimeZone(undefined, '')).toBe('America/New_York')
})

it('unlocks by a new password only where somebody said yes', () => {
  expect([readResetUnlocks(''), readResetUnlocks('no'), readResetUnlocks('yes')]).toEqual([false, false, true])
  expect(() => readResetUnlocks('true')).toThrow('yes or no')
})

it('takes a proxy’s word for a place only where somebody said yes, and whose', () => {
  const proxies = ['127.0.0.1']
  expect([readPlaceHeader('', proxies), readPlaceHeader('no', []), readPlaceHeader('yes', proxies)]).toEqual([false, false, true])
  expect(() => readPlaceHeader('true', proxies)).toThrow('yes or no')
  expect(() => readPlaceHeader('yes', [])).toThrow('HEADEND_TRUSTED_PROXY')
})

it('believes the proxies that are named, and no words for all the world', () => {
  expect(readTrustedProxies('127.0.0.1, 10.0.0.0/8,::1')).toEqual(['127.0.0.1', '10.0.0.0/8', '::1'])
  expect(readTrustedProxies('')).toEqual([])
  for (const wrong of ['true', '*', 'proxy.example', '0.0.0.0/0', '10.0.0.0/33']) expect(() => readTrustedProxies(wrong)).toThrow(`not ${wrong}`)
})

it.each([
  ['a demo for the whole network', { database: 'a', demo: true, host: '0.0.0.0' }, 'this machine only'],
  ['neither', {}, '--help'],
  ['both', { database: 'a', 'data-directory': 'b' }, 'not both'],
  ['a port that is none', { database: 'a', port: '70000' }, '--port'],
  ['a time zone that is none', { database: 'a', 'time-zone': 'Mars/Olympus' }, 'not Mars/Olympus'],
  ['a port of letters', { database: 'a', port: '1e3' }, '--port'],
])('says what is wrong with %s', (_case, values, words) => {
  expect(() => readServerOptions({ ...defaults, ...values })).toThrow(words)
})

it('lets the operator’s own sites alone show the chat in a frame', () => {
  expect(readChatFrames('')).toEqual([])
  expect(readChatFrames(' https://www.example.com  https://shop.example.com:8443/ http://localhost:3000')).toEqual(['https://www.example.com', 'https://shop.example.com:8443', 'http://localhost:3000'])
  for (const wrong of ['*', 'https://*.example.com', 'http://www.example.com', 'https://www.example.com/shop', 'www.example.com', "https://a.example; script-src 'unsafe-inline'"]) expect(() => readChatFrames(wrong), wrong).toThrow('HEADEND_CHAT_FRAMES')
})
