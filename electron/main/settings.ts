/** What this desk remembers for its person: window, zoom, preferences. Nothing of any customer. */
import { preferencesSchema } from '#shared/contract/shell.ts'
import { ipcMain } from 'electron'
import { readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const rectangleSchema = z.strictObject({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })

export const settingsSchema = z.strictObject({
  window: z.strictObject({ bounds: rectangleSchema, maximized: z.boolean() }).nullable(),
  zoom: z.number().min(0.8).max(2),
  preferences: preferencesSchema,
})
export type Settings = z.infer<typeof settingsSchema>

export const DEFAULT_SETTINGS: Settings = {
  window: null,
  zoom: 1,
  preferences: { theme: 'system', language: 'system', density: 'comfortable' },
}

const FILE = 'settings'
/** A window being dragged changes fifty times a second. */
const WRITE_AFTER_MS = 500

/** Defaults when there is none. A damaged file is put aside with its content and does not stop the start. */
export function readSettings(folder: string): Settings {
  const file = path.join(folder, `${FILE}.json`)
  const text = readOrNull(file)
  if (text === null) return DEFAULT_SETTINGS
  const parsed = settingsSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  renameSync(file, path.join(folder, `${FILE}.damaged-${Date.now()}.json`))
  return DEFAULT_SETTINGS
}

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
  const store = new Store<Settings>({ name: FILE, cwd: folder, configFileMode: 0o600 })
  // It opens a channel for windows that we do not use; nobody may ask main for anything but over the shell port.
  ipcMain.removeAllListeners('electron-store-get-data')
  store.store = settings
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
