/** Who gets a port to the other processes, and what those make of bad input that comes over it. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest'
import { launchApp, temporaryProfile, type RunningApp } from '../support/app.ts'
import { callRaw, holdPorts, portsGiven, sendRaw, waitForPorts, type PortName } from '../support/ports.ts'

const NOBODY = 'http://127.0.0.1:9'
const profile = temporaryProfile()
let running: RunningApp
let page: Page

beforeAll(async () => {
  running = await launchApp({ userDataDir: profile.userDataDir, backendUrl: NOBODY })
  page = running.page
  await holdPorts(page)
})
afterAll(async () => {
  await running?.close()
  profile.remove()
})

describe('ports', () => {
  const held = (target: Page) => target.evaluate(() => window.heldPorts?.map(({ headend }) => headend).sort() ?? [])

  it('go to the desk and to no other page in the same window', async () => {
    const given = portsGiven(page)
    await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.loadURL('data:text/html,foreign').catch(() => {}))
    await page.waitForURL('app://headend/')
    await waitForPorts(page, 2)
    expect(given().sort()).toEqual(['bridge app://headend', 'shell app://headend'])
  })

  it('are new after a reload, and the old shell port is dead', async () => {
    await page.reload()
    await waitForPorts(page, 2)
    expect(await held(page)).toEqual(['bridge', 'shell'])
    expect((await callRaw(page, 'shell', '/info')).s).toBeUndefined()
  })

  it('do not go into a frame of the desk, even while the desk gets a new one', async () => {
    await page.evaluate(() => document.body.append(Object.assign(document.createElement('iframe'), { id: 'inside' })))
    const inside = await (await page.waitForSelector('#inside', { state: 'attached' })).contentFrame()
    await inside!.evaluate(() => {
      window.heldPorts = []
      window.addEventListener('message', (event) => window.heldPorts?.push({ headend: 'inside', port: event.ports[0]! }))
    })
    const before = (await held(page)).length
    await killData()
    await waitForPorts(page, before + 1)
    expect(await inside!.evaluate(() => window.heldPorts?.length)).toBe(0)
    await page.evaluate(() => document.querySelector('#inside')?.remove())
  })
})

const dataPid = () =>
  running.app.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'headend-data')?.pid ?? 0)

beforeEach(() => onTestFailed(() => console.error(running.logs().slice(-3_000))))

/** Ends the data process that this test's own program started. */
async function killData(): Promise<number> {
  const pid = await dataPid()
  expect(pid).toBeGreaterThan(0)
  process.kill(pid, 'SIGKILL')
  return pid
}

describe.each([
  { port: 'bridge' as PortName, good: '/workspace/state', parsed: '/session/signIn' },
  { port: 'shell' as PortName, good: '/info', parsed: '/savePreferences' },
])('bad input over the $port port', ({ port, good, parsed }) => {
  /** The process is the same one and answers. */
  async function unharmed(work: () => Promise<void>): Promise<void> {
    // Electron names it a moment after it answers; nobody would be the same as nobody.
    await expect.poll(dataPid).toBeGreaterThan(0)
    const pid = await dataPid()
    await work()
    expect((await callRaw(page, port, good)).s).toBeUndefined()
    expect(await dataPid()).toBe(pid)
    expect(await running.app.evaluate(() => Object.keys(Object.getPrototypeOf({}) as object))).toEqual([])
  }

  it.each(['/nothing', '/session/nothing', '/__proto__/toString', '/constructor', '/session/signIn/apply', '/..', '/%2e%2e/info', ''])(
    'answers an unknown procedure with an error: %s',
    (path) =>
      unharmed(async () => {
        if (path === '') await sendRaw(page, port, '{"i":"900","p":{"u":""}}')
        else if (/%|\.\./.test(path)) await sendRaw(page, port, JSON.stringify({ i: '901', p: { u: path } }))
        else expect((await callRaw(page, port, path)).s).toBe(404)
      }),
  )

  it.each([
    ['nothing', undefined],
    ['the wrong type', '{"json":42}'],
    ['an unknown field', '{"json":{"theme":"dark","language":"en","density":"compact","userName":"a","password":"b","more":1}}'],
    ['a prototype', '{"json":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}'],
    ['a prototype by way of the types', '{"json":{"a":"1"},"meta":[[0,"__proto__","polluted"],[1,"constructor","prototype","polluted"]]}'],
    ['deep nesting', `{"json":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['10 MB', `{"json":{"theme":"${'x'.repeat(10_000_000)}","userName":"${'x'.repeat(100)}"}}`],
  ])('answers bad input with an error: %s', (_what, body) =>
    unharmed(async () => expect((await callRaw(page, port, parsed, body)).s).toBeGreaterThanOrEqual(400)),
  )

  it.each([
    ['nothing', null],
    ['a number', 42],
    ['no JSON', '{"i":'],
    ['another JSON', '[1,2,3]'],
    ['no path', '{"i":"902","p":{}}'],
    ['a foreign address', '{"i":"903","p":{"u":"http://127.0.0.1/x"}}'],
    ['headers that are none', '{"i":"904","p":{"u":"/info","h":7}}'],
    ['an object', { i: '905', p: { u: '/info' } }],
    ['an abort of nothing', '{"i":"906","t":4}'],
    ['an event of nothing', '{"i":"907","t":3,"p":{"e":"message","d":1}}'],
    ['an unknown kind', '{"i":"908","t":99}'],
  ])('survives a malformed frame: %s', (_what, frame) => unharmed(() => sendRaw(page, port, frame)))
})

describe('a crash of the data process', () => {
  it('is mended: a new process, a new port, and calls go on', async () => {
    const ports = await page.evaluate(() => window.heldPorts?.length ?? 0)
    const old = await killData()
    await waitForPorts(page, ports + 1)
    expect((await callRaw(page, 'bridge', '/workspace/state')).s).toBeUndefined()
    expect(await dataPid()).not.toBe(old)
  })
})
