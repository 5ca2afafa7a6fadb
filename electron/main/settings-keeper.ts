import { readSettings, SETTINGS_NAME, type Settings } from './settings.ts'

/** A window being dragged changes fifty times a second. */
const WRITE_AFTER_MS = 500

export type SettingsKeeper = {
  readonly current: Settings
  update(change: Partial<Settings>): void
  /** Resolves when all that was changed so far is on the disk; to be awaited before the program ends. */
  flush(): Promise<void>
}

/** @param write the whole of them; one at a time, in the order of the changes */
export function keepSettings(folder: string, write: (folder: string, settings: Settings) => Promise<void> = writeSettings): SettingsKeeper {
  let current = readSettings(folder)
  let kept = current
  let writing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  async function writeNewest(): Promise<void> {
    const newest = current
    if (newest === kept) return
    await write(folder, newest)
    kept = newest
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    // Behind the one that is under way, whatever became of that: its end is not the end of what was changed since.
    writing = writing.catch(() => undefined).then(writeNewest)
    return writing
  }
  return {
    get current() {
      return current
    },
    update(change) {
      current = { ...current, ...change }
      // A full disk: the next change tries again, and so does the end of the program.
      timer ??= setTimeout(() => void flush().catch(() => undefined), WRITE_AFTER_MS)
    },
    flush,
  }
}

// electron-store costs 45 ms to load, so reading does without it and it comes with the first change.
async function writeSettings(folder: string, settings: Settings): Promise<void> {
  const [{ ipcMain }, { default: Store }] = await Promise.all([import('electron'), import('electron-store')])
  const store = new Store<Settings>({ name: SETTINGS_NAME, cwd: folder, configFileMode: 0o600 })
  // It opens a channel for windows that we do not use; nobody may ask main for anything but over the shell port.
  ipcMain.removeAllListeners('electron-store-get-data')
  store.store = settings
}
