import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { SettingsKeeper } from './settings-keeper.ts'
import type { Settings } from './settings.ts'
import { SMALLEST, visibleBounds } from './window-bounds.ts'
import { nextZoom } from './zoom.ts'

/** The page's own ground in each theme, so that nothing flashes before it is painted. */
const GROUND = { light: '#f5f6f8', dark: '#15171b' }

/** Hidden until it is placed and painted. `devTools` in development only. */
export function openWindow(preload: string, devTools: boolean): BrowserWindow {
  const window = new BrowserWindow({
    show: false,
    title: 'Headend',
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    backgroundColor: ground(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      enableBlinkFeatures: '',
      spellcheck: true,
      devTools,
    },
  })
  window.setMenuBarVisibility(false)
  return window
}

const ground = (): string => (nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light)

/** Puts the window where it was, and remembers from now on where it is. To be called before it is shown. */
export function placeWindow(window: BrowserWindow, settings: SettingsKeeper): void {
  nativeTheme.themeSource = settings.current.preferences.theme
  window.setBackgroundColor(ground())
  nativeTheme.on('updated', () => !window.isDestroyed() && window.setBackgroundColor(ground()))
  window.setBounds(visibleBounds(settings.current.window?.bounds ?? null, workAreas()))
  if (settings.current.window?.maximized) window.maximize()
  const remember = () => settings.update({ window: placeOf(window) })
  for (const name of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(name as 'resize', remember)
}

function workAreas() {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  return [primary, ...others].map(({ workArea }) => workArea)
}

const placeOf = (window: BrowserWindow): Settings['window'] => ({ bounds: window.getNormalBounds(), maximized: window.isMaximized() })

/** Zoom is kept by us, because Chromium would keep it by site; Ctrl+wheel takes the same steps as the keys. */
export function keepZoom(window: BrowserWindow, settings: SettingsKeeper) {
  const set = (factor: number) => {
    settings.update({ zoom: factor })
    window.webContents.setZoomFactor(factor)
  }
  // The first page may be there already.
  window.webContents.setZoomFactor(settings.current.zoom)
  window.webContents.on('did-navigate', () => window.webContents.setZoomFactor(settings.current.zoom))
  window.webContents.on('zoom-changed', (_event, direction) => set(nextZoom(settings.current.zoom, direction)))
  return { current: () => settings.current.zoom, set }
}
