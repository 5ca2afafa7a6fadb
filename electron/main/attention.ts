/** What reaches a person whose eyes are on another program. */
import { app, nativeImage, Notification, type BrowserWindow } from 'electron'
import type { Badge, Notice } from '#shared/contract/shell.ts'
import { BADGE_SIZE, badgeBitmap } from './badge-bitmap.ts'

/** Kept until it is gone: a notice that nobody holds may lose its click. */
const shown = new Set<Notification>()
const MOST_SHOWN = 5

/** Nothing while the window is in front: it says so itself. Where it is not silent the sound is the operating system's, and its settings silence it. */
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

/** How many things want the person. Windows has no such number and shows a small picture over the program's own instead. */
export function setBadge(window: BrowserWindow, { count, label }: Badge): void {
  if (process.platform !== 'win32') return void app.setBadgeCount(count)
  if (window.isDestroyed()) return
  const picture = count === 0 ? null : nativeImage.createFromBitmap(badgeBitmap(count), { width: BADGE_SIZE, height: BADGE_SIZE })
  window.setOverlayIcon(picture, label)
}
