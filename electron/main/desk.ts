/**
 * The first half of a start: what needs nothing but Electron. The window loads and the data process boots before
 * the second half (run-desk.ts, with zod behind it) is read: that is 30 to 60 ms that nobody waits for.
 */
import { app, session, type BrowserWindow } from 'electron'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { serveApp } from './app-protocol.ts'
import { startChild, type Child } from './child.ts'
import type { LaunchOptions } from './launch-options.ts'
import { guardAllContents, guardSession } from './lockdown.ts'
import type { Log } from './log-file.ts'
import { mainLog } from './main-log.ts'
import { openWindow } from './main-window.ts'
import { isPackaged } from './packaged.ts'
import { APP_URL, hasPages } from './pages.ts'
import { CLOSE_URL } from './problem-page.ts'

export type Desk = {
  options: LaunchOptions
  window: BrowserWindow
  /** Fails when the first page cannot be read, or when a problem's page takes its place. */
  loaded: Promise<void>
  /** The first time that there is something to show, and that the page's scripts have run. */
  painted: Promise<unknown>
  domReady: Promise<unknown>
  data: Child
  log: Log
  /** Of the built program, absolute. */
  script: (name: string) => string
  /** HTML that `/problem` answers with; null until there is a problem. */
  problem: { page: string | null }
  pagesBuilt: boolean
}

export async function openDesk(options: LaunchOptions): Promise<void> {
  await app.whenReady()
  const log = mainLog()
  const script = (name: string) => path.join(app.getAppPath(), 'out', 'main', `${name}.js`)
  const data = startChild({ script: script('data'), name: 'headend-data', log })
  const opened = openPages()
  const desk = { ...opened, options, data, log, script }
  await opened.served
  const { runDesk } = await import('./run-desk.ts')
  runDesk(desk)
}

function openPages(): Pick<Desk, 'window' | 'loaded' | 'painted' | 'domReady' | 'problem' | 'pagesBuilt'> & { served: Promise<void> } {
  const root = path.join(app.getAppPath(), 'out')
  const firstPage = firstPageOf(path.join(root, 'renderer', 'index.html'))
  const problem: Desk['problem'] = { page: null }
  const pagesBuilt = hasPages(path.join(root, 'renderer'))
  guardAllContents((url) => problem.page !== null && url === CLOSE_URL && app.quit())
  guardSession(session.defaultSession)
  serveApp(session.defaultSession, path.join(root, 'renderer'), () => problem.page, firstPage.answered)
  const window = openWindow(path.join(root, 'preload', 'index.cjs'), !isPackaged())
  const painted = once(window, 'ready-to-show')
  const domReady = once(window.webContents, 'dom-ready')
  const loaded = window.loadURL(APP_URL)
  // Heard in the second half, which may come after it.
  loaded.catch(() => {})
  return { window, loaded, painted, domReady, problem, pagesBuilt, served: firstPage.served }
}

/** Longer than this nobody waits for the pages' files; milliseconds. */
const SERVED_MS = 400

/**
 * `served`: the page and the files that it names are on their way to the window. Main is one thread, so what it reads
 * for itself before that (the second half, with zod behind it) the window waits for as well.
 */
function firstPageOf(index: string): { answered(): void; served: Promise<void> } {
  let left = 1 + filesNamedBy(index)
  let done = () => {}
  const all = new Promise<void>((resolve) => (done = resolve))
  const late = new Promise<void>((resolve) => setTimeout(resolve, SERVED_MS))
  return { answered: () => void (--left === 0 && done()), served: Promise.race([all, late]) }
}

function filesNamedBy(index: string): number {
  try {
    return readFileSync(index, 'utf8').match(/ (?:src|href)="/g)?.length ?? 0
  } catch {
    // Pages that are missing are told by `pagesBuilt`.
    return 0
  }
}
