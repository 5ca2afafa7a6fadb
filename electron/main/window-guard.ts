import type { BrowserWindow } from 'electron'
import type { Log } from './log-file.ts'
import { APP_URL } from './pages.ts'
import { restartDelay } from './restart-policy.ts'

/** Loads the page again when its process dies: what was typed is in the cache. Gives up as the processes do. */
export function keepWindowAlive(window: BrowserWindow, log: Log, gaveUp: (detail: string) => void): void {
  const crashes: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log('main', `window's process gone: ${reason} ${exitCode}`)
    if (reason === 'clean-exit' || window.isDestroyed()) return
    crashes.push(Date.now())
    const delay = restartDelay(crashes, Date.now())
    if (delay === 'giveUp') gaveUp(reason)
    else setTimeout(() => window.isDestroyed() || window.webContents.reload(), delay)
  })
  window.on('unresponsive', () => log('main', 'window does not answer'))
}

/** Chromium's code for a load that another one replaced: no failure. */
const ABORTED = -3

/**
 * Whoever takes the window elsewhere finds it back at the desk; no port is given on the way (see desk-frame.ts).
 * `about:blank` is the one address that Chromium goes to without asking the navigation guards; all others end in an
 * error page, because the session loads nothing but our own.
 */
export function keepWindowHome({ webContents }: BrowserWindow, log: Log, cannotLoad: (detail: string) => void): void {
  const goHome = () => {
    log('main', 'the window had left the desk')
    // Not from within the event: a load that begins while another is being committed is lost.
    setImmediate(() => webContents.isDestroyed() || void webContents.loadURL(APP_URL).catch(() => {}))
  }
  webContents.on('did-navigate', (_event, url) => void (url.startsWith(APP_URL) || goHome()))
  webContents.on('did-fail-load', (_event, code, reason, url, isMainFrame) => {
    if (!isMainFrame || code === ABORTED) return
    if (url.startsWith(APP_URL)) cannotLoad(reason)
    else goHome()
  })
}
