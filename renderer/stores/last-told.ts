import type { ShellInfo } from '#shared/contract/shell.ts'

const KEY = 'shell.info'
type Store = Pick<Storage, 'getItem' | 'setItem'>

/** As `shellInfoSchema`, without the schema library; last-told.test.ts compares them. */
const choices = {
  platform: ['win32', 'darwin', 'linux'],
  theme: ['system', 'light', 'dark'],
  language: ['system', 'en', 'es'],
  density: ['compact', 'comfortable'],
  sound: ['on', 'off'],
}

/** What main told in the last run; null when nothing was kept, or by a version of the program that kept it otherwise. */
export function lastTold(store: Store): ShellInfo | null {
  try {
    const info: unknown = JSON.parse(store.getItem(KEY) ?? 'null')
    return isShellInfo(info) ? info : null
  } catch {
    return null
  }
}

/** Nothing of a customer or of an agent may ever stand here: this is on the disk in clear. */
export function rememberTold(store: Store, info: ShellInfo): void {
  try {
    store.setItem(KEY, JSON.stringify(info))
  } catch {
    // A full disk costs the next start a question to main, no more.
  }
}

function isShellInfo(info: unknown): info is ShellInfo {
  if (!isRecord(info) || !isRecord(info['preferences'])) return false
  const { platform, systemLanguage, version, preferences } = info
  const texts = typeof systemLanguage === 'string' && typeof version === 'string'
  const told = { platform, theme: preferences['theme'], language: preferences['language'], density: preferences['density'], sound: preferences['sound'] }
  return texts && Object.entries(choices).every(([name, known]) => known.includes(String(told[name as keyof typeof told])))
}
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
