/**
 * The customer's own sign-in (TMF720 DigitalIdentity), as an agent may see it and help with it. None of it is a row of the
 * streams: it is asked for when somebody looks, and kept by no desk. No secret is in any of it.
 */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'
import { messageChannelSchema } from '../messages/messages.schema.ts'
import { signInLockSchema } from '../session/agents.schema.ts'

/** Most of each list that is shown. */
export const MAX_SHOWN = 20

export const factorKindSchema = z.enum(['totp', 'email', 'sms'])
export type FactorKind = z.infer<typeof factorKindSchema>

/** Codes are stable; agents and customers read them in their language. */
export const identityEventKindSchema = z.enum([
  'created', 'signedIn', 'signedInByDevice', 'wrongPassword', 'wrongCode', 'locked', 'lockedForGood', 'signedOut', 'passwordChanged', 'passwordReset',
  'factorAdded', 'factorRemoved', 'deviceRevoked', 'linkSent', 'unlocked', 'sessionsEnded', 'passwordForced', 'frozen', 'unfrozen',
])
export type IdentityEventKind = z.infer<typeof identityEventKindSchema>

/** A lock stands beside it, whichever it is. */
export const identityStateSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('none') }),
  z.strictObject({ state: z.literal('active') }),
  z.strictObject({ state: z.literal('neverUsed') }),
  z.strictObject({ state: z.literal('passwordForced'), since: instantSchema }),
  z.strictObject({ state: z.literal('frozen'), since: instantSchema }),
])
export type IdentityState = z.infer<typeof identityStateSchema>

/** What may be said to whoever calls: state and counts. */
export const signInStateSchema = z.strictObject({
  state: identityStateSchema,
  lock: signInLockSchema.nullable(),
  /** Remembered devices whose own tries locked them: `until` the last of them opens, null when one waits to be unlocked. */
  lockedDevices: z.strictObject({ count: z.int().min(1), until: instantSchema.nullable() }).nullable(),
  wrongPasswords: z.int().min(0),
  wrongCodes: z.int().min(0),
  firstFailureAt: instantSchema.nullable(),
  lastFailureAt: instantSchema.nullable(),
  temporaryLocks: z.int().min(0),
  /** Links can be sent from here at all. */
  portal: z.boolean(),
  /** Where a link can go: contacts that have been on the account for a day, shortened. */
  channels: z.array(z.strictObject({ channel: messageChannelSchema, recipient: z.string() })),
})
export type SignInState = z.infer<typeof signInStateSchema>

export const identityEventSchema = z.strictObject({
  id: idSchema, at: instantSchema, kind: identityEventKindSchema, by: z.string().nullable(), place: z.string().nullable(), device: z.string().nullable(),
})
export type IdentityEvent = z.infer<typeof identityEventSchema>

export const identityDeviceSchema = z.strictObject({
  id: idSchema, name: z.string(), place: z.string(), addedAt: instantSchema, lastUsedAt: instantSchema,
  /** False: signed out there; its next sign-in needs the password. */
  signsIn: z.boolean(),
})
export type IdentityDevice = z.infer<typeof identityDeviceSchema>

export const identityFactorSchema = z.strictObject({ id: idSchema, kind: factorKindSchema, addedAt: instantSchema })
export type IdentityFactor = z.infer<typeof identityFactorSchema>

export const identityLinkSchema = z.strictObject({
  id: idSchema, purpose: z.enum(['register', 'reset']), channel: messageChannelSchema, recipient: z.string(), sentAt: instantSchema, sentBy: z.string().nullable(),
  expiresAt: instantSchema, usedAt: instantSchema.nullable(), state: z.enum(['sent', 'used', 'expired', 'revoked']),
})
export type IdentityLink = z.infer<typeof identityLinkSchema>

/** What only the customer may hear: who signed in from where, and what opens the account. Newest first. */
export const signInDetailsSchema = z.strictObject({
  userName: z.string().nullable(),
  passwordChangedAt: instantSchema.nullable(),
  sessions: z.int().min(0),
  events: z.array(identityEventSchema).max(MAX_SHOWN),
  devices: z.array(identityDeviceSchema).max(MAX_SHOWN),
  factors: z.array(identityFactorSchema).max(MAX_SHOWN),
  links: z.array(identityLinkSchema).max(MAX_SHOWN),
})
export type SignInDetails = z.infer<typeof signInDetailsSchema>

export const accessReadSchema = z.strictObject({ customerId: idSchema })
/** `looked` false: the window asks again by itself, and no session goes on by it. */
export const accessLookSchema = accessReadSchema.extend({ looked: z.boolean() })

const command = { commandId: commandIdSchema, customerId: idSchema }
/** Acts that need nothing but whose it is. */
export const accessActSchema = z.strictObject(command)
export type AccessAct = z.infer<typeof accessActSchema>
/** A reset, or where there is no sign-in yet the way to make one. */
export const sendIdentityLinkSchema = z.strictObject({ ...command, channel: messageChannelSchema })
export type SendIdentityLink = z.infer<typeof sendIdentityLinkSchema>
/** The old password stays out of use. `channel` of the link for a new one; null where none can be sent. */
export const unfreezeSignInSchema = z.strictObject({ ...command, channel: messageChannelSchema.nullable() })
export type UnfreezeSignIn = z.infer<typeof unfreezeSignInSchema>
export const removeFactorSchema = z.strictObject({ ...command, factorId: idSchema })
export type RemoveFactor = z.infer<typeof removeFactorSchema>
