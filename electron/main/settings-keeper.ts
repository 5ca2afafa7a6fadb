import { ipcMain } from 'electron'
import { readSettings, SETTINGS_NAME, type Settings } from './settings.ts'

/** A window being dragged changes fifty times a second. */
const WRITE_AFTER_MS = 500

export type SettingsKeeper = {
  readonly current: Settings
  update(change: Partial<Settings>): void
  /** Writes what is still unwritten; to be awaited before the program ends. */
  flush(): Promise<void>
}

export function keepSettings(folder: string): SettingsKeeper {
  let current = readSettings(folder)
  let timer: NodeJS.Timeout | undefined
  const flush = async () => {
    if (!timer) return
    clearTimeout(timer)
    timer = undefined
    await writeSettings(folder, current)
  }
  return {
    get current() {
      return current
    },
    update(change) {
      current = { ...current, ...change }
      timer ??= setTimeout(() => void flush(), WRITE_AFTER_MS)
    },
    flush,
  }
}

// electron-store costs 45 ms to load, so reading does without it and it comes with the first change.
async function writeSettings(folder: string, settings: Settings): Promise<void> {
  const { default: Store } = await import('electron-store')
  const store = new Store<Settings>({ name: SETTINGS_NAME, cwd: folder, configFileMode: 0o600 })
  // It opens a channel for windows that we do not use; nobody may ask main for anything but over the shell port.
  ipcMain.removeAllListeners('electron-store-get-data')
  store.store = settings
}
