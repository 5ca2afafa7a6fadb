/**
 * A contact while it lasts (TMF683 PartyInteraction): one agent, one customer, and how well the caller is known in it.
 * The secret that a caller says is typed here and compared by the backend; no answer has it in it, or says how near it was.
 */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema, typedText } from '../../kernel/rows.ts'
import { dispositionSchema, MAX_NOTE_LENGTH } from './interactions.schema.ts'
import { PIN_DIGITS } from './account-pin.ts'
import { verificationLevels } from './verification-level.ts'

export const verificationLevelSchema = z.enum(verificationLevels)
export const contactChannelSchema = z.enum(['call', 'chat', 'walkIn'])
export type ContactChannel = z.infer<typeof contactChannelSchema>

/** How a caller became known. `override`: a supervisor said so. */
export const verificationWaySchema = z.enum(['pin', 'code', 'callback', 'photoId', 'override'])
export type VerificationWay = z.infer<typeof verificationWaySchema>

/** Attempts that fail end verification for the contact. */
export const MAX_CONTACT_FAILURES = 3
/** How long a one-time code works, in ms. */
export const CODE_MS = 10 * 60 * 1000
/** Codes sent in one contact, so that nobody's phone is flooded. */
export const MAX_CONTACT_CODES = 3
/** A contact detail younger than this, in ms, cannot be used to verify. */
export const RECORD_AGE_MS = 24 * 60 * 60 * 1000

const command = { commandId: commandIdSchema, customerId: idSchema }
const ofContact = { ...command, contactId: idSchema }

export const startContactSchema = z.strictObject({ ...ofContact, channel: contactChannelSchema })
export type StartContact = z.infer<typeof startContactSchema>

/** `text` may be empty: what was said is often in a note already. */
export const endContactSchema = z.strictObject({ ...ofContact, disposition: dispositionSchema, text: typedText(MAX_NOTE_LENGTH).or(z.literal('')) })
export type EndContact = z.infer<typeof endContactSchema>

/** `targetId`: one of the state's `codeTargets`. */
export const sendVerificationCodeSchema = z.strictObject({ ...ofContact, targetId: idSchema })
export type SendVerificationCode = z.infer<typeof sendVerificationCodeSchema>

export const photoIdDocumentSchema = z.enum(['driversLicense', 'stateId', 'passport', 'militaryId', 'permanentResidentCard'])

/** What the caller brings. Of a document its kind and whether the name is the account's, never its number. */
export const verificationProofSchema = z.discriminatedUnion('way', [
  z.strictObject({ way: z.literal('pin'), pin: z.string().regex(/^\d+$/).max(PIN_DIGITS.max) }),
  z.strictObject({ way: z.literal('code'), code: z.string().regex(/^\d{6}$/) }),
  /** `numberId`: one of the state's `callbackNumbers`. Nobody there is no failure. */
  z.strictObject({ way: z.literal('callback'), numberId: idSchema, reached: z.enum(['customer', 'somebodyElse', 'nobody']) }),
  z.strictObject({ way: z.literal('photoId'), document: photoIdDocumentSchema, nameMatches: z.boolean() }),
])
export type VerificationProof = z.infer<typeof verificationProofSchema>

export const verifyContactSchema = z.strictObject({ ...ofContact, proof: verificationProofSchema })
export type VerifyContact = z.infer<typeof verifyContactSchema>

export const setAccountPinSchema = z.strictObject({ ...command, pin: z.string().regex(/^\d+$/).max(PIN_DIGITS.max) })
export type SetAccountPin = z.infer<typeof setAccountPinSchema>

/** Of one's own contact or of a colleague's on this account. */
export const overrideVerificationSchema = z.strictObject({ ...ofContact, reason: typedText(500) })
export type OverrideVerification = z.infer<typeof overrideVerificationSchema>

export const clearVerificationFlagSchema = z.strictObject({ ...command, flagId: idSchema, reason: typedText(500) })
export type ClearVerificationFlag = z.infer<typeof clearVerificationFlagSchema>

export const contactSchema = z.strictObject({
  id: idSchema,
  channel: contactChannelSchema,
  level: verificationLevelSchema,
  /** Null while unverified. */
  way: verificationWaySchema.nullable(),
  verifiedAt: instantSchema.nullable(),
  failures: z.int().min(0).max(MAX_CONTACT_FAILURES),
  startedAt: instantSchema,
  /** Ends by itself then, when nothing is done in it. */
  endsAt: instantSchema,
})
export type Contact = z.infer<typeof contactSchema>

const target = { id: idSchema, /** It was replaced within the last day; whoever had the account before is still reached there. */ former: z.boolean() }

/** What a desk may know of the gate before one account. Asked from the backend each time; never kept. */
export const contactStateSchema = z.strictObject({
  /** This agent's open contact with the customer. */
  contact: contactSchema.nullable(),
  /** A caller failed to be verified, and nobody has been since. */
  flag: z.strictObject({ id: idSchema, at: instantSchema, failures: z.int().min(1), channel: contactChannelSchema }).nullable(),
  pin: z.enum(['ready', 'notSet']),
  /** Too many failed on this account: until then no PIN and no code is taken, in whatever contact; null, until somebody is known by another way. */
  secretsLocked: z.strictObject({ until: instantSchema.nullable() }).nullable(),
  codeTargets: z.array(z.strictObject({ ...target, channel: z.enum(['email', 'sms']), recipient: z.string() })).max(40),
  callbackNumbers: z.array(z.strictObject({ ...target, number: z.string() })).max(40),
  /** A phone or address of this account is too young to be used. */
  tooNew: z.boolean(),
  /** The code that is on its way to the caller. */
  code: z.strictObject({ recipient: z.string(), expiresAt: instantSchema }).nullable(),
  codesLeft: z.int().min(0),
  /** Of colleagues on this account: for those who may override alone. */
  others: z.array(z.strictObject({ ...contactSchema.shape, agentName: z.string() })).max(20),
  /** What of the contract needs more than an unverified caller, by procedure. */
  needs: z.record(z.string(), verificationLevelSchema),
  /** The demo's customers all have this PIN. Null in earnest. */
  demoPin: z.string().nullable(),
})
export type ContactState = z.infer<typeof contactStateSchema>
