/** Window to main: only what main alone can do. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure } from './procedure.ts'

const nothing = z.strictObject({})

export const preferencesSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  /** Of the console's own words; numbers and dates follow it. */
  language: z.enum(['system', 'en', 'es']),
  density: z.enum(['compact', 'comfortable']),
  /** Of the console's calls, its own and the operating system's; a settings file of before it says nothing of it. */
  sound: z.enum(['on', 'off']).default('on'),
})
export type Preferences = z.infer<typeof preferencesSchema>

export const shellInfoSchema = z.strictObject({
  version: z.string(),
  platform: z.enum(['win32', 'darwin', 'linux']),
  /** The operating system's language, BCP 47. */
  systemLanguage: z.string(),
  preferences: preferencesSchema,
})

export type ShellInfo = z.infer<typeof shellInfoSchema>

export const shellEventSchema = z.discriminatedUnion('type', [
  /** The data process died and has been started again; a new bridge port follows. `gaveUp` when it keeps dying. */
  z.strictObject({ type: z.literal('dataProcess'), state: z.enum(['restarted', 'gaveUp']) }),
  z.strictObject({ type: z.literal('backendProcess'), state: z.enum(['starting', 'ready', 'failed']), detail: z.string().nullable() }),
])
export type ShellEvent = z.infer<typeof shellEventSchema>

/** A document for a person to keep. What it is named is proposed; where it goes, they say. */
export const saveFileSchema = z.strictObject({
  filename: z.string().regex(/^[\w-]{1,80}\.pdf$/),
  /** Base64 of a PDF. */
  content: z.base64().max(900_000),
})
/** `code` is the system's, such as `EACCES` or `ENOSPC`. */
export const saveFileOutcomeSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('saved'), filename: z.string() }),
  z.strictObject({ outcome: z.literal('cancelled') }),
  z.strictObject({ outcome: z.literal('failed'), code: z.string().max(40) }),
])
export type SaveFile = z.infer<typeof saveFileSchema>
export type SaveFileOutcome = z.infer<typeof saveFileOutcomeSchema>

/** A long text, or a file of a chat, for a person to keep, which comes in parts. */
export const growingFileSchema = z.strictObject({ filename: z.string().regex(/^[\w-]{1,80}\.(csv|jsonl|json|txt|pdf|png|jpg|webp|gif)$/) })
export const growingFileOpenedSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('opened'), fileId: z.uuid() }),
  z.strictObject({ outcome: z.literal('cancelled') }),
  z.strictObject({ outcome: z.literal('failed'), code: z.string().max(40) }),
])
export type GrowingFileOpened = z.infer<typeof growingFileOpenedSchema>
const partSchema = z.union([z.strictObject({ fileId: z.uuid(), text: z.string().max(900_000) }), z.strictObject({ fileId: z.uuid(), /** Bytes. */ content: z.base64().max(900_000) })])
export type GrowingPart = { text: string } | { content: string }
const endSchema = z.strictObject({ fileId: z.uuid(), keep: z.boolean() })

/** A picture or document that a person chooses to send. The window learns its name and its bytes, never where it is. */
export const chosenFileSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('chosen'), fileId: z.uuid(), filename: z.string().max(260), size: z.int().min(1) }),
  z.strictObject({ outcome: z.literal('cancelled') }),
  /** Or `tooLarge`, `empty`, `notAFile`. */
  z.strictObject({ outcome: z.literal('failed'), code: z.string().max(40) }),
])
export type ChosenFile = z.infer<typeof chosenFileSchema>
const chosenPartSchema = z.strictObject({ fileId: z.uuid(), offset: z.int().min(0) })
/** Base64 of one part, bytes behind `offset`; null: it is not open any more, or not as it was. */
const readPartSchema = z.strictObject({ content: z.base64().max(900_000).nullable() })

/** An operator's own map tiles, where the machine's policy names some. */
export const mapTilesInfoSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('none') }),
  z.strictObject({ state: z.literal('unreadable') }),
  z.strictObject({ state: z.literal('ready'), kind: z.enum(['vector', 'raster']), minZoom: z.int().min(0).max(30), maxZoom: z.int().min(0).max(30), attribution: z.string().max(200).nullable() }),
])
export type MapTilesInfo = z.infer<typeof mapTilesInfoSchema>
export const MAX_TILE_BYTES = 650_000
const tileAtSchema = z.strictObject({ z: z.int().min(0).max(30), x: z.int().min(0), y: z.int().min(0) })
export type TileAt = z.infer<typeof tileAtSchema>
/** Base64; null where the archive has none there. */
const tileSchema = z.strictObject({ content: z.base64().max(900_000).nullable() })

/** Told by the operating system while another program is in front; nothing of it may be anybody's name. `silent`: the console has sounded itself, or its person wants no sound. */
const noticeSchema = z.strictObject({ title: z.string().min(1).max(80), body: z.string().max(200), silent: z.boolean() })
export type Notice = z.infer<typeof noticeSchema>
/** On the program's icon; 0 takes it away. `label`: what it means, for whoever does not see it. */
const badgeSchema = z.strictObject({ count: z.int().min(0).max(999), label: z.string().max(80) })
export type Badge = z.infer<typeof badgeSchema>

/** An address of the web that somebody chose to open outside; main looks at it once more. */
const linkSchema = z.strictObject({ url: z.string().max(4_000).regex(/^https?:\/\//) })

export const shell = {
  info: procedure({ permission: 'public' }).output(shellInfoSchema),
  savePreferences: procedure({ permission: 'public' }).input(preferencesSchema).output(nothing),
  /** Asks the person where; nothing is written without their answer. */
  saveFile: procedure({ permission: 'public' }).input(saveFileSchema).output(saveFileOutcomeSchema),
  /** Asks the person where. What is written stands under its name only when it is whole; a second one gives up the first. */
  openGrowingFile: procedure({ permission: 'public' }).input(growingFileSchema).output(growingFileOpenedSchema),
  /** `cancelled`: this file is given up. */
  growFile: procedure({ permission: 'public' }).input(partSchema).output(saveFileOutcomeSchema),
  /** @param keep false takes back what was written */
  endFile: procedure({ permission: 'public' }).input(endSchema).output(saveFileOutcomeSchema),
  /** Asks the person which. A second one gives up the first. @throws nothing: what went wrong is an outcome */
  chooseFile: procedure({ permission: 'public' }).output(chosenFileSchema),
  readChosen: procedure({ permission: 'public' }).input(chosenPartSchema).output(readPartSchema),
  mapTiles: procedure({ permission: 'public' }).output(mapTilesInfoSchema),
  mapTile: procedure({ permission: 'public' }).input(tileAtSchema).output(tileSchema),
  notify: procedure({ permission: 'public' }).input(noticeSchema).output(nothing),
  setBadge: procedure({ permission: 'public' }).input(badgeSchema).output(nothing),
  /** In the browser of the computer. */
  openLink: procedure({ permission: 'public' }).input(linkSchema).output(nothing),
  watch: procedure({ permission: 'public' }).output(eventIterator(shellEventSchema)),
}

/**
 * What main posts to the window, with the port as the one transferred object: `{ headend: 'bridge' | 'shell' }`.
 * A new `bridge` port replaces the one before.
 */
export const portMessageSchema = z.strictObject({ headend: z.enum(['bridge', 'shell']) })
