/**
 * Gives the window its two ports, after each load of our own page and only to its top frame. The preload runs in no
 * other frame, and posts them on to `app://headend` only. Nothing else leads from the window to the other processes.
 */
import { MessageChannelMain, type BrowserWindow, type MessagePortMain } from 'electron'
import { isDeskFrame } from './desk-frame.ts'

/** Null when the window shows anything but the desk; then nobody gets a port. */
export function handPort(window: BrowserWindow, name: 'bridge' | 'shell'): MessagePortMain | null {
  if (window.isDestroyed()) return null
  const frame = window.webContents.mainFrame
  if (!isDeskFrame(frame)) return null
  const { port1, port2 } = new MessageChannelMain()
  frame.postMessage('port', { headend: name }, [port1])
  return port2
}
