import type { BrowserWindow } from 'electron'
import type { Log } from './log-file.ts'
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
