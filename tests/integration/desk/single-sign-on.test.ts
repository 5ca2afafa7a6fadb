/** Single sign-on as a window meets it: a real backend and provider, with the browser played at the edge of the data process. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { FromData } from '#shared/contract/processes.ts'
import { systemClock } from '#shared/kernel/clock.ts'
import { createBrowser } from '../../../electron/data/features/session/browser.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { startTestBackend } from '../../support/api-client.ts'
import { openBrowser, startProvider, type TestProvider } from '../../support/openid-provider.ts'
import { optionsOf } from '../../support/single-sign-on.ts'
import { openTestStore } from '../../support/stores.ts'
import { failure, openDesk, type TestDesk } from './support/test-desk.ts'

const IDA = { sub: 'ida-1', name: 'Ida Fenn', preferred_username: 'ida.fenn', groups: ['care'] }
const redirectUri = 'http://127.0.0.1:47998/callback'
let store: Store
let provider: TestProvider
let backend: Awaited<ReturnType<typeof startTestBackend>>
const desks: TestDesk[] = []
beforeAll(async () => {
  store = await openTestStore('embedded', systemClock)
  provider = await startProvider()
  backend = await startTestBackend({ store, singleSignOn: optionsOf(provider) })
})
afterEach(() => Promise.all(desks.splice(0).map((desk) => desk.stop())))
afterAll(async () => {
  await backend.close()
  await provider.close()
  await store.close()
})
beforeEach(() => provider.seat(IDA))

/** @param back what comes of it when the browser was sent somewhere; by itself the person signs in there */
function open(back: (answer: (callback: string) => void, url: string) => void = (answer, url) => void openBrowser().callbackOf(url).then(answer), fetch = globalThis.fetch) {
  const told: FromData[] = []
  const browser = createBrowser((message) => {
    told.push(message)
    const { kind } = message
    if (kind === 'awaitReturn') queueMicrotask(() => browser.hear({ kind: 'returnOpen', id: message.id, redirectUri }))
    if (kind === 'browse') back((callback) => browser.hear({ kind: 'returned', id: message.id, outcome: { kind: 'came', callback } }), message.url)
  })
  const desk = openDesk({ backendUrl: backend.url, browser, fetch })
  desks.push(desk)
  return { desk, told, browser, kinds: () => told.map(({ kind }) => kind) }
}

it('lets the window ask and nothing more: where the browser goes and what comes back it never hears', async () => {
  const { desk, kinds } = open()
  const answer = await desk.window.session.signInInBrowser()
  expect(answer).toMatchObject({ step: 'in', session: { agent: { userName: 'ida.fenn' }, ways: ['singleSignOn'] } })
  expect(JSON.stringify(answer)).not.toMatch(/token|http/)
  expect(kinds()).toEqual(['awaitReturn', 'browse', 'endReturn'])
  await desk.window.session.lock()
  expect((await desk.state()).locked).toMatchObject({ displayName: 'Ida Fenn', ways: ['singleSignOn'] })
  await desk.window.session.proveInBrowser()
  expect((await desk.state()).session?.agent.userName).toBe('ida.fenn')
})

it('is given up by the window at any moment, and whoever begins anew gives up the one before', async () => {
  let sent = () => {}
  const there = new Promise<void>((resolve) => (sent = resolve))
  const { desk, kinds } = open(() => sent())
  const mine = new AbortController()
  const asked = desk.window.session.signInInBrowser(undefined, { signal: mine.signal })
  await there
  mine.abort()
  await expect(asked).rejects.toThrow()
  await expect.poll(kinds).toEqual(['awaitReturn', 'browse', 'endReturn'])
  const second = desk.window.session.signInInBrowser().catch(() => 'given up')
  await expect.poll(() => kinds().filter((kind) => kind === 'browse').length).toBe(2)
  const third = desk.window.session.signInInBrowser().catch(() => 'given up')
  expect(await second).toBe('given up')
  expect((await desk.state()).session).toBeNull()
  await desk.stop()
  desks.length = 0
  void third
})

it('leaves no session behind when it is given up while the backend answers', async () => {
  await store.db.deleteFrom('session').execute()
  const under: { second?: Promise<unknown> } = {}
  // The first answer is on its way while somebody begins anew.
  const slow: typeof globalThis.fetch = async (input, init) => {
    const response = await globalThis.fetch(input, init)
    if (under.second || !(input as Request).url.endsWith('/sign-in')) return response
    under.second = desk.window.session.signInInBrowser()
    await expect.poll(() => kinds().filter((kind) => kind === 'awaitReturn').length).toBe(2)
    return response
  }
  const { desk, kinds } = open(undefined, slow)
  await expect(desk.window.session.signInInBrowser()).rejects.toThrow()
  expect(await under.second, 'the control: the one after it').toMatchObject({ step: 'in' })
  const over = async () => (await store.db.selectFrom('session').select('endedAt').orderBy('startedAt').execute()).map(({ endedAt }) => endedAt !== null)
  await expect.poll(over).toEqual([true, false])
})

it.each([['expired', 'expired'], ['failed', 'noBrowser']] as const)('says so when the browser %s', async (kind, reason) => {
  const { desk, browser, told } = open(() => browser.hear({ kind: 'returned', id: (told[0] as { id: string }).id, outcome: { kind } }))
  expect(await failure(desk.window.session.signInInBrowser())).toEqual({ code: 'singleSignOn', data: { reason } })
})

it('says so where there is no browser at all, and opens none for a backend that cannot be reached', async () => {
  const none = openDesk({ backendUrl: backend.url })
  desks.push(none)
  expect(await failure(none.window.session.signInInBrowser())).toEqual({ code: 'singleSignOn', data: { reason: 'noBrowser' } })
  const { desk, kinds } = open(undefined, () => Promise.reject(new TypeError('fetch failed')))
  expect(await failure(desk.window.session.signInInBrowser())).toMatchObject({ code: 'offline' })
  expect(kinds(), 'the listener is closed').toEqual(['awaitReturn', 'endReturn'])
})
