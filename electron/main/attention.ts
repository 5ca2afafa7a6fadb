/** What reaches a person whose eyes are on another program. */
import { app, Notification, type BrowserWindow } from 'electron'
import type { Notice } from '#shared/contract/shell.ts'

/** Kept until it is gone: a notice that nobody holds may lose its click. */
const shown = new Set<Notification>()
const MOST_SHOWN = 5

/** Nothing while the window is in front: it says so itself. The sound is the operating system's, and its settings silence it. */
export function notify(window: BrowserWindow, notice: Notice, comeForward: () => void): void {
  if (window.isDestroyed() || window.isFocused()) return
  window.flashFrame(true)
  window.once('focus', () => window.flashFrame(false))
  if (!Notification.isSupported()) return
  const [oldest] = shown
  if (oldest && shown.size >= MOST_SHOWN) {
    shown.delete(oldest)
    oldest.close()
  }
  const notification = new Notification(notice)
  shown.add(notification)
  notification.on('click', () => (shown.delete(notification), comeForward()))
  for (const end of ['close', 'failed'] as const) notification.on(end as 'close', () => shown.delete(notification))
  notification.show()
}

/** @param count 0: none. Windows and some desktops have no such number; there the bar flashes. */
export const setBadge = (count: number): void => void app.setBadgeCount(count)
