/** What no page may do, whatever is in it. The list is the same for every contents that this program ever makes. */
import { app, type Session, type WebContents } from 'electron'
import { isPackaged } from './packaged.ts'
import { APP_URL } from './pages.ts'

/** Developer tools load their own pages; they exist in development only. */
const mayLoad = (url: string): boolean => url.startsWith(APP_URL) || (!isPackaged() && url.startsWith('devtools://'))

/** No request leaves for anywhere but our own pages; no permission, device, download or screen is given. */
export function guardSession(session: Session): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url) }))
  // Files go past webRequest, so they are answered here: there are none.
  session.protocol.handle('file', () => new Response('not found', { status: 404 }))
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.on('will-download', (event) => event.preventDefault())
  // Dictionaries come with the system (macOS, Windows) or not at all: they are never downloaded.
  session.setSpellCheckerDictionaryDownloadURL(`${APP_URL}dictionaries/`)
  if (process.platform === 'linux') session.setSpellCheckerEnabled(false)
  // Nothing is fetched through the session, so no proxy is asked for either (automatic detection would delay a start).
  void session.setProxy({ mode: 'direct' })
}

/** Applies to every contents: windows, and whatever a mistake or an attack may open. */
export function guardAllContents(onOwnLink: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, onOwnLink))
}

function guardContents(contents: WebContents, onOwnLink: (url: string) => void): void {
  contents.on('will-frame-navigate', (event) => {
    event.preventDefault()
    // The problem page runs no script; its one link is how a person closes it.
    if (event.isMainFrame && event.initiator === contents.mainFrame) onOwnLink(event.url)
  })
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-prevent-unload', (event) => event.preventDefault())
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault()
    choose('')
  })
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
