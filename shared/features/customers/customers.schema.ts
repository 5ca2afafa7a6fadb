/** Who the customer is, where, and how to reach them (TMF629 Customer, TMF632 Individual, TMF673 address). */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { dateSchema, instantSchema, languageTagSchema, rowBase } from '../../kernel/rows.ts'

export { customerName, supportedLanguages } from './customer-name.ts'

/** `erased`: on the customer's request, after it was closed. Nothing is done in its name any more, and nobody's name is in it. */
export const customerStatusSchema = z.enum(['pending', 'active', 'suspended', 'closed', 'erased'])
export type CustomerStatus = z.infer<typeof customerStatusSchema>

/**
 * One row per customer: who they are, their service address, and every key by which they can be found.
 * It is what a desktop holds of everybody in its scope; all else belongs to an opened account.
 * The three lists are kept by the backend from contact media and equipment.
 */
export const customerSchema = z.strictObject({
  id: idSchema,
  version: z.int().min(1),
  /** As printed on the bill, with its separators: `07810-449-2210-7`. Unique. */
  accountNumber: z.string().min(1).max(40),
  kind: z.enum(['residential', 'business']),
  /** Null in books that were imported without names; then the account number stands for the person. */
  givenName: z.string().max(80).nullable(),
  familyName: z.string().max(80).nullable(),
  organizationName: z.string().max(120).nullable(),
  language: languageTagSchema,
  status: customerStatusSchema,
  /** In the operator's words, such as `non-payment`; null when there is nothing to add. */
  statusReason: z.string().max(200).nullable(),
  customerSince: dateSchema.nullable(),
  /** The service address that is current, or the last one of a closed account. */
  houseNumber: z.string().max(20).nullable(),
  street: z.string().max(120).nullable(),
  unit: z.string().max(40).nullable(),
  city: z.string().max(80).nullable(),
  stateOrProvince: z.string().max(40).nullable(),
  postalCode: z.string().max(12).nullable(),
  /** WGS 84 degrees. */
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  /** Plant node that feeds the address, such as `YK-07`. */
  node: z.string().max(40).nullable(),
  /** E.164, such as `+19145550123`. */
  phones: z.array(z.string().max(20)).max(20),
  emails: z.array(z.string().max(254)).max(20),
  /** MAC addresses as 12 upper-case hex digits, and serial numbers as printed. */
  equipmentIds: z.array(z.string().max(40)).max(40),
})
export type Customer = z.infer<typeof customerSchema>

/** TMF632 ContactMedium. `value` is E.164 for phones and as typed for e-mail. */
export const contactMediumSchema = z.strictObject({
  ...rowBase,
  mediumType: z.enum(['phone', 'email']),
  use: z.enum(['mobile', 'home', 'work', 'billing', 'other']),
  value: z.string().max(254),
  preferred: z.boolean(),
  validFrom: instantSchema,
  /** Display name of who wrote this version, null for imports. */
  changedBy: z.string().nullable(),
})
export type ContactMedium = z.infer<typeof contactMediumSchema>

/** TMF673 GeographicAddress with its role for the customer over time; a moved customer has several. */
export const addressSchema = z.strictObject({
  ...rowBase,
  role: z.enum(['service', 'billing']),
  houseNumber: z.string().max(20).nullable(),
  street: z.string().max(120).nullable(),
  unit: z.string().max(40).nullable(),
  city: z.string().max(80).nullable(),
  stateOrProvince: z.string().max(40).nullable(),
  postalCode: z.string().max(12).nullable(),
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  node: z.string().max(40).nullable(),
  validFrom: dateSchema.nullable(),
  /** Null while it holds. */
  validTo: dateSchema.nullable(),
})
export type Address = z.infer<typeof addressSchema>

/** Something everyone who opens the account must see, such as a dog, a hearing-impaired caller, a fraud watch. */
export const alertSchema = z.strictObject({
  ...rowBase,
  severity: z.enum(['stop', 'look', 'info']),
  text: z.string().max(500),
  since: instantSchema,
  until: instantSchema.nullable(),
})
export type Alert = z.infer<typeof alertSchema>

/** What an operator's file said that has no field of its own (TMF Characteristic): shown, kept, searchable by nobody. */
export const characteristicsSchema = z.strictObject({
  ...rowBase,
  values: z.record(z.string().max(80), z.string().max(500)),
})
export type Characteristics = z.infer<typeof characteristicsSchema>

/** One entry of an account's history of changes. `before` and `after` are plain text, null where there is none. */
export const accountChangeSchema = z.strictObject({
  ...rowBase,
  at: instantSchema,
  by: z.string().nullable(),
  /** `autopay`: the method that is drafted, `off` without one. `paperless`: `email` or `paper`. `paymentMethod`: one that came or went. */
  what: z.enum(['contactMedium', 'language', 'address', 'status', 'product', 'imported', 'autopay', 'paperless', 'paymentMethod', 'erased']),
  before: z.string().max(500).nullable(),
  after: z.string().max(500).nullable(),
})
export type AccountChange = z.infer<typeof accountChangeSchema>

const command = { commandId: commandIdSchema, customerId: idSchema }
/** The contact in which the caller asked for it; null outside of one. Left out, whichever is open when it arrives speaks for it. */
const askedIn = { contactId: idSchema.nullable().optional() }

/** North American numbers: `(914) 555-0123`, `914.555.0123`, `+1 914 555 0123`; others with their `+` and country code. */
export const phoneInputSchema = z.string().trim().max(40).transform((text, context) => {
  const e164 = toE164(text)
  if (e164) return e164
  context.addIssue({ code: 'custom', message: 'phone' })
  return z.NEVER
})

export const contactValueSchema = z.discriminatedUnion('mediumType', [
  z.strictObject({ mediumType: z.literal('phone'), value: phoneInputSchema }),
  z.strictObject({ mediumType: z.literal('email'), value: z.email().max(254) }),
])

const contactFields = {
  mediumType: contactMediumSchema.shape.mediumType,
  use: contactMediumSchema.shape.use,
  value: z.string().trim().min(1).max(254),
  preferred: z.boolean(),
}

/** Adds a way to reach the customer. The id is the desk's, so that the pending row and the real one are one. */
export const addContactMediumSchema = z.strictObject({ ...command, ...askedIn, contactMediumId: idSchema, ...contactFields })
export type AddContactMedium = z.infer<typeof addContactMediumSchema>

/** `expectedVersion` is the version that the agent was looking at; another one now is a `conflict`. */
export const changeContactMediumSchema = z.strictObject({
  ...command,
  ...askedIn,
  contactMediumId: idSchema,
  expectedVersion: z.int().min(1),
  ...contactFields,
})
export type ChangeContactMedium = z.infer<typeof changeContactMediumSchema>

export const setPreferredLanguageSchema = z.strictObject({
  ...command,
  expectedVersion: z.int().min(1),
  language: languageTagSchema,
})
export type SetPreferredLanguage = z.infer<typeof setPreferredLanguageSchema>

export const searchTextSchema = z.string().max(200)

/** Digits only, then the North American plan (NANP) or an explicit country code; null when it is neither. */
export function toE164(text: string): string | null {
  if (!/^\+?[\d\s().\-/]+$/.test(text)) return null
  const digits = text.replace(/\D/g, '')
  if (text.startsWith('+') && !digits.startsWith('1')) return digits.length >= 8 && digits.length <= 15 ? `+${digits}` : null
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits
  // NANP: area code and exchange each begin with 2 to 9.
  return /^[2-9]\d{2}[2-9]\d{6}$/.test(national) ? `+1${national}` : null
}

/** The rules of one contact value, the same words at the field and at the backend. Throws a ZodError. */
export function normalizeContactValue(mediumType: ContactMedium['mediumType'], value: string): string {
  return contactValueSchema.parse({ mediumType, value }).value
}
