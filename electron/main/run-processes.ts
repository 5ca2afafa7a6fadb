/** Data and embedded backend at work: who is told what, and what the window hears of it. */
import type { Preferences } from '#shared/contract/shell.ts'
import { app, nativeTheme, shell, type MessagePortMain } from 'electron'
import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { notify, setBadge } from './attention.ts'
import { outsideAddress } from './open-link.ts'
import { backendEvent, backendStart, parseFromBackend } from './backend-process.ts'
import { isAsk, openBrowserDoor } from './browser-door.ts'
import { startChild } from './child.ts'
import { DataProcess, parseFromData } from './data-process.ts'
import type { Desk } from './desk.ts'
import type { Problem } from './problem-page.ts'
import { ChosenFiles } from './chosen-files.ts'
import { GrowingFiles } from './growing-files.ts'
import { returnPage } from './return-page.ts'
import { askWhere, askWhich, saveFile } from './save-file.ts'
import type { SettingsKeeper } from './settings-keeper.ts'
import type { Settled } from './settle.ts'
import { ShellEvents } from './shell-events.ts'
import type { ShellHost } from './shell-port.ts'
import { systemLanguage } from './system-language.ts'
import { handPort } from './window-ports.ts'
import type { Language } from './words.ts'

type Hooks = {
  fail: (problem: Problem) => void
  /** Of the few words that main says itself. */
  language: () => Language
  comeForward: () => void
  /** Steps at the end of the program; a process that is started here adds its own. */
  ends: ((boundMs: number) => Promise<void>)[]
  setLanguage: () => void
}

export function runProcesses(desk: Desk, settings: SettingsKeeper, settled: Settled, hooks: Hooks): void {
  const events = new ShellEvents()
  const data = runData(desk, settled, events, hooks)
  const shell = runShell(desk, shellHost(desk, settings, settled, events, hooks))
  const startBackend = atMostOnce(() => {
    const { backend } = settled.configuration
    if (backend.kind === 'embedded') runBackend(desk, data, events, hooks, backend.demo)
  })
  onEveryLoad(desk, () => {
    shell.hand()
    handBridge(desk, data)
    // After the window, so that its start is not slowed by a database's.
    startBackend()
  })
}

// The page's scripts have run by then and listen; the images and fonts that a load also waits for need no port.
function onEveryLoad({ window, domReady }: Desk, work: () => void): void {
  void domReady.then(() => {
    work()
    window.webContents.on('dom-ready', work)
  })
}

/** Loads oRPC while the page still reads its scripts. A call that comes in first waits in the port. */
function runShell(desk: Desk, host: ShellHost) {
  const loading = import('./shell-port.ts')
  let served: MessagePortMain | null = null
  const hand = () => {
    served?.close()
    const port = handPort(desk.window, 'shell')
    served = port
    if (port) void loading.then(({ serveShell }) => serveShell(port, host))
  }
  return { hand }
}

function atMostOnce(work: () => void): () => void {
  let done = false
  return () => {
    if (!done) work()
    done = true
  }
}

function runData(desk: Desk, settled: Settled, events: ShellEvents, hooks: Hooks): DataProcess {
  const data = new DataProcess(desk.data)
  const browser = openBrowserDoor({
    tell: (message) => data.tell(message),
    open: (url) => shell.openExternal(url),
    page: (known) => returnPage(known, hooks.language()),
    comeForward: hooks.comeForward,
    log: (text) => desk.log('main', text),
  })
  hooks.ends.push(async () => browser.closeAll())
  desk.data.listen({
    onMessage: (message) => {
      const said = parseFromData(message)
      if (said === null) return desk.log('main', 'data said something that is not in the contract')
      if (isAsk(said)) browser.hear(said)
      else if (said.kind === 'refused') hooks.fail({ kind: 'newerFile', detail: said.detail })
    },
    onRestart: () => {
      // Whoever asked for it knows nothing of it any more.
      browser.closeAll()
      data.repeat()
      events.publish({ type: 'dataProcess', state: 'restarted' })
      handBridge(desk, data)
    },
    onGaveUp: () => events.publish({ type: 'dataProcess', state: 'gaveUp' }),
  })
  data.configure(dataStart(settled))
  return data
}

function dataStart({ configuration, cacheFile, cacheKey }: Settled) {
  if (cacheFile) mkdirSync(path.dirname(cacheFile), { recursive: true, mode: 0o700 })
  return {
    kind: 'start' as const,
    cacheFile,
    cacheKey: cacheKey.key,
    protection: cacheKey.protection,
    backendUrl: configuration.backend.kind === 'url' ? configuration.backend.url : null,
    scope: configuration.scope,
    deviceName: hostname().slice(0, 100),
  }
}

function handBridge(desk: Desk, data: DataProcess): void {
  const port = handPort(desk.window, 'bridge')
  if (port) data.serveWindow(port)
}

function runBackend(desk: Desk, data: DataProcess, events: ShellEvents, hooks: Hooks, demo: boolean): void {
  const backend = startChild({ script: desk.script('backend'), name: 'headend-backend', log: desk.log })
  const start = () => {
    events.publish({ type: 'backendProcess', state: 'starting', detail: null })
    backend.send(backendStart(path.join(app.getPath('userData'), 'backend'), demo))
  }
  backend.listen({
    onMessage: (message) => {
      const said = parseFromBackend(message)
      if (said === null) return desk.log('main', 'backend said something that is not in the contract')
      if (said.kind === 'ready') data.useBackend(said.url)
      events.publish(backendEvent(said))
    },
    onRestart: start,
    onGaveUp: () => events.publish({ type: 'backendProcess', state: 'failed', detail: 'it stopped five times within a minute' }),
  })
  hooks.ends.push((bound) => backend.stop(bound))
  start()
}

function shellHost(desk: Desk, settings: SettingsKeeper, { configuration: { mapTiles } }: Settled, events: ShellEvents, hooks: Hooks): ShellHost {
  const growing = new GrowingFiles((filename) => askWhere(desk.window, filename))
  const chosen = new ChosenFiles(() => askWhich(desk.window))
  hooks.ends.push(async () => void (await growing.giveUp()), () => chosen.giveUp())
  const log = (text: string) => desk.log('main', text)
  let tiles: ReturnType<ShellHost['tiles']> | null = null
  return {
    events,
    growing,
    chosen,
    // The library comes with the first map.
    tiles: () => (tiles ??= mapTiles ? import('./map-tiles.ts').then(({ readTiles }) => readTiles(mapTiles, log)) : Promise.resolve(null)),
    log,
    info: () => ({
      version: app.getVersion(),
      platform: process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux',
      systemLanguage: systemLanguage(),
      preferences: settings.current.preferences,
    }),
    saveFile: (file) => saveFile(desk.window, file),
    notify: (notice) => notify(desk.window, notice, hooks.comeForward),
    setBadge: (badge) => setBadge(desk.window, badge),
    openLink: (url) => shell.openExternal(outsideAddress(url)),
    savePreferences: (preferences: Preferences) => {
      settings.update({ preferences })
      nativeTheme.themeSource = preferences.theme
      hooks.setLanguage()
    },
  }
}
