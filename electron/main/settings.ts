/** What this desk remembers for its person: window, zoom, preferences. Nothing of any customer. */
import { preferencesSchema } from '#shared/contract/shell.ts'
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
  preferences: { theme: 'system', language: 'system', density: 'comfortable', sound: 'on' },
}

/** Of the file, without its ending. */
export const SETTINGS_NAME = 'settings'

/** Defaults when there is none. A damaged file is put aside with its content and does not stop the start. */
export function readSettings(folder: string): Settings {
  const file = path.join(folder, `${SETTINGS_NAME}.json`)
  const text = readOrNull(file)
  if (text === null) return DEFAULT_SETTINGS
  const parsed = settingsSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  renameSync(file, path.join(folder, `${SETTINGS_NAME}.damaged-${Date.now()}.json`))
  return DEFAULT_SETTINGS
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
