/**
 * The first half of a start: what needs nothing but Electron. The window loads and the data process boots while
 * the second half (run-desk.ts, with zod behind it) is still being read: that is 30 to 60 ms that nobody waits for.
 */
import { app, session, type BrowserWindow } from 'electron'
import { once } from 'node:events'
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
  const desk = { ...openPages(), options, data, log, script }
  const { runDesk } = await import('./run-desk.ts')
  runDesk(desk)
}

function openPages(): Pick<Desk, 'window' | 'painted' | 'domReady' | 'problem' | 'pagesBuilt'> {
  const root = path.join(app.getAppPath(), 'out')
  const problem: Desk['problem'] = { page: null }
  const pagesBuilt = hasPages(path.join(root, 'renderer'))
  guardAllContents((url) => problem.page !== null && url === CLOSE_URL && app.quit())
  guardSession(session.defaultSession)
  serveApp(session.defaultSession, path.join(root, 'renderer'), () => problem.page)
  const window = openWindow(path.join(root, 'preload', 'index.cjs'), !isPackaged())
  const painted = once(window, 'ready-to-show')
  const domReady = once(window.webContents, 'dom-ready')
  // A problem page may take its place before it has loaded; that is not an error.
  window.loadURL(APP_URL).catch(() => {})
  return { window, painted, domReady, problem, pagesBuilt }
}
