/** A technician's day behind a link: whoever has the link reads that day, and nothing else. */
import { z } from 'zod'
import { instantSchema } from '../../kernel/rows.ts'
import { daySheetSchema } from './day-sheet.schema.ts'

/** How long it is read after the shift, or the last visit behind it, hours: work runs over. */
export const DAY_LINK_HOURS = 4
/** For how many days ahead a link is made. */
export const MAX_DAY_LINK_DAYS = 7

/** The one that holds now, as it stands; null where none does. `possible` false: customers have no pages here, and so has nobody. */
export const dayLinkSchema = z.strictObject({
  possible: z.boolean(),
  link: z.strictObject({ madeAt: instantSchema, madeBy: z.string().max(120), expiresAt: instantSchema, openedAt: instantSchema.nullable(), openings: z.int().min(0) }).nullable(),
})
export type DayLink = z.infer<typeof dayLinkSchema>
/** Told once: what is kept of it opens nothing. */
export const madeDayLinkSchema = z.strictObject({ link: z.url(), expiresAt: instantSchema })
export type MadeDayLink = z.infer<typeof madeDayLinkSchema>

/** `replaced`: a newer one was made, or somebody ended it. `over`: its time is over. */
export const portalDaySchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.enum(['replaced', 'over']), operatorName: z.string() }),
  z.strictObject({
    state: z.literal('open'), operatorName: z.string(), /** IANA, such as `America/New_York`. */ timeZone: z.string(), /** The moment of which it is. */ asOf: instantSchema, until: instantSchema,
    /** Gate codes are told from then on. */ codesFrom: instantSchema, sheet: daySheetSchema,
  }),
])
export type PortalDay = z.infer<typeof portalDaySchema>
