/** What every synchronised row carries, and the scalar types that rows are made of. */
import { z } from 'zod'
import { holdsCardNumber } from './card-numbers.ts'
import { idSchema } from './ids.ts'

/** `2026-11-23T16:30:00.000Z` */
export const instantSchema = z.iso.datetime({ precision: 3 })
/** A day without a time zone, `2026-11-23`: bills and contracts are dated by the operator's calendar. */
export const dateSchema = z.iso.date()
/** BCP 47, such as `en`, `es`, `zh-Hans`. */
export const languageTagSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/).max(20)

/** A row that belongs to a customer. `version` counts its writes from 1 and orders two copies of it. */
export const rowBase = {
  id: idSchema,
  customerId: idSchema,
  version: z.int().min(1),
}

/** A row of the operator's, of no customer in particular: every desk has it. */
export const operatorRowBase = { id: idSchema, version: z.int().min(1) }

/** Text that a person typed: bounded, and without control characters other than tab and new line. */
export const typedText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused here
    .refine((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text), 'controlCharacters')

/** The same, without what could be a card's number: the window masks it, and what comes past the window is refused. */
export const withoutCard = (max: number) => typedText(max).refine((text) => !holdsCardNumber(text), 'cardNumber')
