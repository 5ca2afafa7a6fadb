import { request } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import type { ToData } from '#shared/contract/processes.ts'
import { openBrowserDoor, mayOpen } from './browser-door.ts'
import { openReturn, type BrowserReturn } from './browser-return.ts'
import { returnPage } from './return-page.ts'

const opened: BrowserReturn[] = []
afterEach(() => opened.splice(0).forEach((each) => each.close()))
const open = async (waitMs?: number) => {
  const one = await openReturn((known) => returnPage(known, 'en'), waitMs)
  opened.push(one)
  return one
}
const AUTHORIZATION = 'https://login.example/auth?state=mine&client_id=headend'
/** @returns the status, or that nobody is there */
const ask = (url: string, { method = 'GET', host }: { method?: string; host?: string } = {}) =>
  new Promise<{ status: number | 'nobody'; body: string; headers: Record<string, unknown> }>((resolve) => {
    const asked = request(url, { method, ...(host ? { headers: { host } } : {}) }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += String(chunk))).on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }))
    })
    asked.on('error', () => resolve({ status: 'nobody', body: '', headers: {} })).end()
  })

/**
 * Whether a listener still hears what it waits for. Whether anybody is at its port says nothing: the system gives a free one to
 * whoever asks next, and that may be the next sign-in or a test beside this one.
 */
const hears = async (redirectUri: string) => (await ask(`${redirectUri}?code=1&state=mine`)).status === 200

it('listens on this machine alone, at a free port, and hands over what the browser brings', async () => {
  const one = await open()
  expect(one.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
  one.expect(AUTHORIZATION)
  const { status, body, headers } = await ask(`${one.redirectUri}?code=secret-code&state=mine&iss=x`)
  expect(status).toBe(200)
  expect(body).toContain('Go back to Headend')
  expect(body, 'nothing of it stays on the page').not.toContain('secret-code')
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-security-policy': expect.stringContaining("default-src 'none'") as string })
  expect(await one.outcome).toEqual({ kind: 'came', callback: 'code=secret-code&state=mine&iss=x' })
  expect(await hears(one.redirectUri), 'once').toBe(false)
})

it('waits on whatever else somebody on this machine asks for', async () => {
  const one = await open()
  expect((await ask(`${one.redirectUri}?code=1&state=null`)).status, 'nobody was sent anywhere yet').toBe(404)
  one.expect(AUTHORIZATION)
  const strange = [
    ask(`${one.redirectUri}?code=1&state=another`), ask(one.redirectUri), ask(`${one.redirectUri.replace('/callback', '/')}?state=mine`), ask(`${one.redirectUri}?state=mine`, { method: 'POST' }),
    ask(`${one.redirectUri}?state=mine`, { host: 'rebound.example' }), ask(`${one.redirectUri}?state=mine&x=${'x'.repeat(9_000)}`),
  ]
  for (const { status } of await Promise.all(strange)) expect(status).toBe(404)
  expect((await ask(`${one.redirectUri}?code=2&state=mine`)).status, 'the control').toBe(200)
  expect(await one.outcome).toEqual({ kind: 'came', callback: 'code=2&state=mine' })
})

it('waits no longer than it says', async () => {
  const one = await open(1)
  one.expect(AUTHORIZATION)
  expect(await one.outcome).toEqual({ kind: 'expired' })
  expect(await hears(one.redirectUri)).toBe(false)
})

it('opens web pages over https, and of this machine, and nothing else', () => {
  for (const fit of ['https://login.example/auth?x=1', 'http://127.0.0.1:3000/auth', 'http://localhost/auth']) expect(mayOpen(fit), fit).toBe(true)
  for (const unfit of ['http://login.example/auth', 'file:///etc/passwd', 'ms-settings:', 'javascript:alert(1)', 'https://jo@login.example', 'smb://host', 'nonsense', 'http://127.0.0.1.evil.example/'])
    expect(mayOpen(unfit), unfit).toBe(false)
})

function door(fails = false) {
  const told: ToData[] = []
  const browsed: string[] = []
  let heard: (message: ToData) => void = () => undefined
  const next = () => new Promise<ToData>((resolve) => (heard = resolve))
  const made = openBrowserDoor({
    tell: (message) => { told.push(message); heard(message) },
    open: async (url) => { if (fails) throw new Error('no browser'); browsed.push(url) },
    page: (known) => returnPage(known, 'es'), comeForward: () => void told.push({ kind: 'stop' }), log: () => undefined,
  })
  const begin = async (id: string) => {
    const answer = next()
    made.hear({ kind: 'awaitReturn', id })
    return ((await answer) as { redirectUri: string }).redirectUri
  }
  return { ...made, told, browsed, next, begin }
}
const [ONE, TWO] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']

it('tells the one who asked, and brings the desk forward', async () => {
  const { hear, told, browsed, next, begin, closeAll } = door()
  const redirectUri = await begin(ONE)
  hear({ kind: 'browse', id: ONE, url: AUTHORIZATION })
  expect(browsed).toEqual([AUTHORIZATION])
  const answer = next()
  expect((await ask(`${redirectUri}?code=1&state=mine`)).body).toContain('Vuelva a Headend')
  expect(await answer).toEqual({ kind: 'returned', id: ONE, outcome: { kind: 'came', callback: 'code=1&state=mine' } })
  expect(told.at(-2), 'before it').toEqual({ kind: 'stop' })
  closeAll()
})

it('is given up at any moment, and by whoever begins anew', async () => {
  const { hear, begin, browsed, closeAll } = door()
  const first = await begin(ONE)
  hear({ kind: 'browse', id: ONE, url: AUTHORIZATION })
  const second = await begin(TWO)
  expect(await hears(first), 'the one before').toBe(false)
  expect((await ask(second)).status).toBe(404)
  hear({ kind: 'browse', id: ONE, url: 'https://login.example/auth?state=late' })
  expect(browsed, 'nobody waits for it').toEqual([AUTHORIZATION])
  hear({ kind: 'browse', id: TWO, url: AUTHORIZATION })
  hear({ kind: 'endReturn', id: TWO })
  expect(await hears(second)).toBe(false)
  hear({ kind: 'awaitReturn', id: ONE })
  hear({ kind: 'endReturn', id: ONE })
  expect(await begin(TWO)).toMatch(/^http/)
  closeAll()
})

it.each([['an address that is not fit', 'file:///etc/passwd', false], ['a computer without a browser', AUTHORIZATION, true]])('says so of %s', async (_what, url, fails) => {
  const { hear, next, begin, browsed } = door(fails)
  const redirectUri = await begin(ONE)
  const answer = next()
  hear({ kind: 'browse', id: ONE, url })
  expect(await answer).toEqual({ kind: 'returned', id: ONE, outcome: { kind: 'failed' } })
  expect(browsed).toEqual([])
  expect(await hears(redirectUri)).toBe(false)
})
