/**
 * The running window, asked and attacked. Each guard is also shown to be the one that holds: the same attempt
 * succeeds in a window from which the guards have been taken (outside.ts).
 * As root Chromium's own process sandbox is off (`--no-sandbox`); what is asserted here does not depend on it.
 */
import type { WebPreferences } from 'electron'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchApp, temporaryProfile, type RunningApp } from '../support/app.ts'
import { startOutside, unguardedWindow, type Outside } from '../support/outside.ts'
import { holdPorts, waitForPorts } from '../support/ports.ts'

const NOBODY = 'http://127.0.0.1:9'
const profile = temporaryProfile()
let outside: Outside
let running: RunningApp
let page: Page

beforeAll(async () => {
  outside = await startOutside()
  running = await launchApp({ userDataDir: profile.userDataDir, backendUrl: NOBODY })
  page = running.page
  await holdPorts(page)
})
afterAll(async () => {
  await running?.close()
  await outside?.close()
  profile.remove()
})

const countWindows = () => running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

/** Runs the work with a window without guards, and closes it; main hears of the closing later than the page does. */
async function withoutGuards<T>(url: string, work: (unguarded: Page) => Promise<T>): Promise<T> {
  const unguarded = await unguardedWindow(running.app, url)
  try {
    return await work(unguarded)
  } finally {
    await unguarded.close()
    await expect.poll(countWindows).toBe(1)
  }
}

describe('settings in force', () => {
  it('are the strict ones', async () => {
    const inForce = await running.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as { getLastWebPreferences(): WebPreferences }
      return contents.getLastWebPreferences()
    })
    expect(inForce).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    })
  })

  const nodeNames = () => ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron'].filter((name) => name in window)

  it('leave nothing of Node or Electron in the window', async () => {
    expect(await page.evaluate(nodeNames)).toEqual([])
  })
  it('control: a window without them has it all', async () => {
    expect(await withoutGuards('data:text/html,x', (unguarded) => unguarded.evaluate(nodeNames))).toContain('require')
  })

  it('leave main without a single channel for windows', async () => {
    // `error` is Electron's own, so that no message can be named so.
    const channels = await running.app.evaluate(({ ipcMain }) => ipcMain.eventNames().map(String))
    expect(channels).toEqual(['error'])
  })
})

type Refusal = { directive: string; uri: string }
/** Runs the attempt in a task of its own (a debugger's evaluation is exempt from the policy) and waits for the policy's word. */
function refusedByPolicy(target: Page, attempt: string, url: string): Promise<Refusal> {
  return target.evaluate(
    ([source, address]) =>
      new Promise<Refusal>((resolve, reject) => {
        const heard = (event: SecurityPolicyViolationEvent) => resolve({ directive: event.effectiveDirective, uri: event.blockedURI })
        document.addEventListener('securitypolicyviolation', heard, { once: true })
        setTimeout(() => reject(new Error('the policy said nothing for 10 s')), 10_000)
        const attempts: Record<string, (url: string) => unknown> = {
          'inline script': () => {
            const script = document.createElement('script')
            script.textContent = 'window.broken = true'
            document.body.append(script)
          },
          'inline handler': () => {
            const element = document.createElement('b')
            element.setAttribute('onclick', 'window.broken = true')
            document.body.append(element)
            element.click()
          },
          // eslint-disable-next-line no-eval -- the attempt itself
          'eval': () => globalThis.eval('window.broken = true'),
          'remote script': (from) => document.body.append(Object.assign(document.createElement('script'), { src: `${from}/script.js` })),
          'remote image': (from) => document.body.append(Object.assign(document.createElement('img'), { src: `${from}/image.png` })),
          'remote style': (from) => document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${from}/style.css` })),
          'fetch': (from) => fetch(`${from}/fetch`).catch(() => {}),
          'beacon': (from) => navigator.sendBeacon(`${from}/beacon`, 'x'),
          'WebSocket': (from) => new WebSocket(from.replace('http', 'ws')),
          'foreign frame': (from) => document.body.append(Object.assign(document.createElement('iframe'), { src: from })),
          'own page framed': () => document.body.append(Object.assign(document.createElement('iframe'), { src: 'app://headend/' })),
          'object': (from) => document.body.append(Object.assign(document.createElement('object'), { data: `${from}/object` })),
          'worker': () => new Worker(URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }))),
          'base': (from) => document.head.append(Object.assign(document.createElement('base'), { href: from })),
          'form': (from) => {
            const form = Object.assign(document.createElement('form'), { action: from, method: 'post' })
            document.body.append(form)
            form.submit()
          },
          'javascript: link': () => {
            const link = Object.assign(document.createElement('a'), { href: 'javascript:window.broken=true' })
            document.body.append(link)
            link.click()
          },
        }
        setTimeout(() => attempts[source]?.(address))
      }),
    [attempt, url] as const,
  )
}

describe('content policy', () => {
  it('is served with every page, refused ones included', async () => {
    for (const path of ['', 'index.html', 'nothing-here']) {
      const { headers } = await ask(`app://headend/${path}`)
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /)
      expect(headers['content-security-policy']).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|http|\*/)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
    }
  })

  it.each([
    ['inline script', 'script-src-elem'],
    ['inline handler', 'script-src-attr'],
    ['eval', 'script-src'],
    ['remote script', 'script-src-elem'],
    ['remote image', 'img-src'],
    ['remote style', 'style-src-elem'],
    ['fetch', 'connect-src'],
    ['beacon', 'connect-src'],
    ['WebSocket', 'connect-src'],
    ['foreign frame', 'frame-src'],
    ['own page framed', 'frame-src'],
    ['object', 'object-src'],
    ['worker', 'worker-src'],
    ['base', 'base-uri'],
    ['form', 'form-action'],
    ['javascript: link', 'script-src-elem'],
  ])('refuses: %s', async (attempt, directive) => {
    const before = outside.visits().length
    expect((await refusedByPolicy(page, attempt, outside.url)).directive).toBe(directive)
    expect(await page.evaluate(() => 'broken' in window)).toBe(false)
    expect(outside.visits()).toHaveLength(before)
  })

  it('control: without the policy the same image is fetched', async () => {
    const fetched = (from: string) =>
      new Promise<boolean>((resolve) => {
        const image = Object.assign(document.createElement('img'), { src: `${from}/control.png` })
        image.onload = image.onerror = () => resolve(true)
        document.body.append(image)
      })
    await withoutGuards(outside.url, (unguarded) => unguarded.evaluate(fetched, outside.url))
    expect(outside.visits()).toContain('GET /control.png')
  })

  it('has a second wall: a request past the policy never leaves the session', async () => {
    const before = outside.visits().length
    expect((await ask(`${outside.url}/session`)).status).toBe('refused')
    expect((await ask('file:///etc/hostname')).status).toBe(404)
    expect(outside.visits()).toHaveLength(before)
  })
})

type Asked = { status: number | 'refused'; headers: Record<string, string> }
/** As the window's session would load it. */
function ask(url: string): Promise<Asked> {
  return running.app.evaluate(async ({ session }, address) => {
    try {
      const response = await session.defaultSession.fetch(address)
      return { status: response.status, headers: Object.fromEntries(response.headers) }
    } catch {
      return { status: 'refused' as const, headers: {} }
    }
  }, url)
}

describe('app://', () => {
  it.each([
    'app://headend/%2e%2e/package.json',
    'app://headend/..%2fpackage.json',
    'app://headend/..%5cpackage.json',
    'app://headend/../package.json',
    'app://headend/%2e%2e%2f%2e%2e%2fetc%2fhostname',
    'app://headend/index.html%00',
    'app://headend//index.html',
    'app://headend/main/index.js',
    'app://headend/problem',
  ])('does not serve %s', async (url) => expect((await ask(url)).status).toBe(404))

  it.each(['app://other/', 'app://headend.evil/index.html', 'app://other/../headend/index.html'])(
    'has nothing at %s',
    async (url) => expect((await ask(url)).status).toBe(404),
  )

  it('control: serves its own page', async () => expect((await ask('app://headend/index.html')).status).toBe(200))
})

describe('leaving the page', () => {
  /** Resolves when somebody has spoken about the attempt: main (prevented or not), the console or the policy. */
  async function leave(target: Page, url: string): Promise<string> {
    const told = new Promise<string>((resolve) => target.once('console', (message) => resolve(message.text())))
    const decided = running.app.evaluate(
      ({ BrowserWindow }) =>
        new Promise<string>((resolve) => {
          const contents = BrowserWindow.getAllWindows()[0]!.webContents
          contents.once('will-frame-navigate', (event) => resolve(event.defaultPrevented ? 'prevented' : 'allowed'))
        }),
    )
    await target.evaluate((address) => void setTimeout(() => location.assign(address)), url)
    return Promise.race([decided, told])
  }

  it.each(['http', 'https://example.invalid/', 'file:///etc/hostname', 'data:text/html,gone', 'app://other/', 'app://headend/problem', 'app://headend/close'])(
    'is refused to %s',
    async (kind) => {
      const before = outside.visits().length
      await page.evaluate(() => (document.documentElement.dataset.here = 'yes'))
      const word = await leave(page, kind === 'http' ? outside.url : kind)
      expect(word).toMatch(/^prevented$|not allowed/i)
      expect(page.url()).toMatch(/^app:\/\/headend\//)
      expect(await page.evaluate(() => document.documentElement.dataset.here)).toBe('yes')
      expect(outside.visits()).toHaveLength(before)
    },
  )

  it('to about:blank, which no guard is asked about, ends at the desk again', async () => {
    await page.evaluate(() => {
      document.documentElement.dataset.here = 'yes'
      setTimeout(() => location.assign('about:blank'))
    })
    await page.waitForFunction(() => location.href.startsWith('app://headend/') && !document.documentElement.dataset.here)
    await waitForPorts(page, 2)
  })

  it('control: without guards the page is left', async () => {
    await withoutGuards(outside.url, async (unguarded) => {
      await unguarded.evaluate((address) => location.assign(address), `${outside.url}/left`)
      await unguarded.waitForURL(`${outside.url}/left`)
    })
  })

  const open = (url: string) => window.open(url) === null

  it.each(['http', 'about:blank', 'app://headend/', ''])('opens no window for "%s"', async (kind) => {
    expect(await page.evaluate(open, kind === 'http' ? outside.url : kind)).toBe(true)
    expect(await countWindows()).toBe(1)
  })

  it('control: without guards a window opens', async () => {
    const opened = withoutGuards(outside.url, async (unguarded) => {
      const popup = running.app.waitForEvent('window')
      const refused = await unguarded.evaluate(open, 'about:blank')
      await (await popup).close()
      return refused
    })
    expect(await opened).toBe(false)
  })

  it('takes no webview', async () => {
    const works = () => 'loadURL' in document.createElement('webview')
    expect(await page.evaluate(works)).toBe(false)
    expect(await withoutGuards(outside.url, (unguarded) => unguarded.evaluate(works))).toBe(true)
  })

  it('starts no download', async () => {
    const decided = running.app.evaluate(
      ({ session }) => new Promise<boolean>((resolve) => session.defaultSession.once('will-download', (event) => resolve(event.defaultPrevented))),
    )
    await page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob(['x'])), download: 'x.txt' })
      link.click()
    })
    expect(await decided).toBe(true)
  })
})

describe('permissions', () => {
  const states = async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read', 'persistent-storage'] as PermissionName[]
    const asked = names.map(async (name) => [name, (await navigator.permissions.query({ name })).state])
    return Object.fromEntries(await Promise.all(asked)) as Record<string, string>
  }

  it('are all denied', async () => {
    expect(new Set(Object.values(await page.evaluate(states)))).toEqual(new Set(['denied']))
  })
  it('control: a session without guards grants', async () => {
    expect(Object.values(await withoutGuards(outside.url, (unguarded) => unguarded.evaluate(states)))).toContain('granted')
  })

  it('are refused when asked for', async () => {
    const refused = await page.evaluate(async () => {
      const name = (error: unknown) => (error instanceof DOMException ? error.name : String(error))
      return {
        notification: await Notification.requestPermission(),
        camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'given', name),
        screen: await navigator.mediaDevices.getDisplayMedia({ video: true }).then(() => 'given', name),
        place: await new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('given'), ({ code }) => resolve(code))),
        clipboard: await navigator.clipboard.readText().then(() => 'given', name),
      }
    })
    expect(refused).toEqual({ notification: 'denied', camera: expect.not.stringMatching('given'), screen: expect.not.stringMatching('given'), place: 1, clipboard: 'NotAllowedError' })
  })
})
