/** A server that nobody in the window may reach, and a window without guards that reaches it: the negative control. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ElectronApplication, Page } from 'playwright-core'

export type Outside = { url: string; visits: () => string[]; close: () => Promise<void> }

export async function startOutside(): Promise<Outside> {
  const visits: string[] = []
  const server = createServer((request, response) => {
    visits.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' }).end('<title>outside</title>')
  })
  server.on('upgrade', (request, socket) => {
    visits.push(`UPGRADE ${request.url}`)
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, visits: () => [...visits], close: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** Opens a window in a session of its own, takes every guard off it and loads the URL: here the attempts must succeed. */
export async function unguardedWindow(app: ElectronApplication, url: string): Promise<Page> {
  const opened = app.waitForEvent('window')
  await app.evaluate(async ({ BrowserWindow }, address) => {
    const webPreferences = { partition: `unguarded-${Date.now()}`, sandbox: false, contextIsolation: false, nodeIntegration: true, webviewTag: true }
    const window = new BrowserWindow({ show: false, webPreferences })
    for (const name of ['will-frame-navigate', 'will-navigate', 'will-redirect', 'will-attach-webview']) window.webContents.removeAllListeners(name)
    window.webContents.setWindowOpenHandler(() => ({ action: 'allow', overrideBrowserWindowOptions: { show: false } }))
    await window.loadURL(address)
  }, url)
  return opened
}
