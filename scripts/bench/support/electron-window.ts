/**
 * Starts Electron as a person would and looks at its window over the DevTools protocol, so that a baseline
 * and the desk are measured by the same means. Playwright's own launcher would hold the main process at start.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { electronRuntime } from '../../electron-runtime.mjs'
import { needsNoSandbox } from '../../lib/display.mjs'

export type ElectronWindow = {
  child: ChildProcess
  pid: number
  /** Milliseconds since the epoch at which the process was spawned. */
  spawnedAt: number
  page: Page
  close(): Promise<void>
}

const WINDOW_TIMEOUT_MS = 60_000
const open = new Set<ChildProcess>()

/** For the end of a measurement that broke off: no window outlives it. */
export function endWindows(): void {
  for (const child of open) child.kill('SIGKILL')
}

export async function openWindow(appFolder: string, flags: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<ElectronWindow> {
  const { executablePath } = electronRuntime()
  const sandbox = needsNoSandbox() ? ['--no-sandbox'] : []
  const spawnedAt = performance.timeOrigin + performance.now()
  const child = spawn(executablePath, [...sandbox, '--remote-debugging-port=0', appFolder, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const endpoint = await debuggerAddress(child)
  open.add(child)
  child.once('exit', () => open.delete(child))
  await pageShown(new URL(endpoint).port)
  const browser = await chromium.connectOverCDP(endpoint, { timeout: WINDOW_TIMEOUT_MS })
  const page = await firstPage(browser)
  return { child, pid: child.pid ?? 0, spawnedAt, page, close: () => closeWindow(child, browser) }
}

function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-20_000)
      const address = /DevTools listening on (ws:\S+)/.exec(text)?.[1]
      if (address) resolve(address)
    })
    child.stdout?.resume()
    child.once('exit', (code) => reject(new Error(`Electron ended with ${code} before its window opened:\n${text}`)))
  })
}

/** Whoever attaches while a page is being made can wait for its answer for ever: one start in forty did. */
async function pageShown(port: string): Promise<void> {
  for (const end = performance.now() + WINDOW_TIMEOUT_MS; performance.now() < end; ) {
    const targets = await fetch(`http://127.0.0.1:${port}/json/list`).then((answer) => answer.json() as Promise<{ type: string; url: string }[]>, () => [])
    if (targets.some(({ type, url }) => type === 'page' && /^(app|file):/.test(url))) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('no page came')
}

async function firstPage(browser: Browser): Promise<Page> {
  const context = browser.contexts()[0]
  if (!context) throw new Error('Electron has no browser context')
  return context.pages()[0] ?? (await context.waitForEvent('page', { timeout: WINDOW_TIMEOUT_MS }))
}

async function closeWindow(child: ChildProcess, browser: Browser): Promise<void> {
  const ended = new Promise<void>((resolve) => (child.exitCode === null ? child.once('exit', () => resolve()) : resolve()))
  await browser.close().catch(() => {})
  child.kill('SIGTERM')
  await ended
}

/** Milliseconds from spawn until the page put down the performance mark of this name; waits for it. */
export async function markedAfterSpawn(window: ElectronWindow, mark: string): Promise<number> {
  await window.page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark, { timeout: WINDOW_TIMEOUT_MS })
  const at = await window.page.evaluate((name) => performance.timeOrigin + (performance.getEntriesByName(name)[0]?.startTime ?? 0), mark)
  return at - window.spawnedAt
}

const HELLO_MAIN = `
const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1366, height: 768, show: false, webPreferences: { sandbox: true, contextIsolation: true } })
  window.once('ready-to-show', () => window.show())
  window.loadFile('index.html')
})
app.on('window-all-closed', () => app.quit())
`
const HELLO_PAGE = `<!doctype html><meta charset="utf-8"><title>Hello</title><input aria-label="Hello" autofocus>
<script>requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => performance.mark('usable'); port2.postMessage(0) })</script>`

/** The smallest Electron program with a window and one field: the floor that start and memory are compared with. */
export function helloWorldApp(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'hello-electron-'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'hello', main: 'main.cjs' }))
  writeFileSync(join(folder, 'main.cjs'), HELLO_MAIN)
  writeFileSync(join(folder, 'index.html'), HELLO_PAGE)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
