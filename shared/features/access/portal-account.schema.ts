/** What the customers' sign-in page is told, and may ask. Of the account no more than its owner sees there. */
import { z } from 'zod'
import { tokenSchema } from '../session/session.schema.ts'
import { messageChannelSchema } from '../messages/messages.schema.ts'
import { factorKindSchema, type FactorKind, type IdentityDevice, type IdentityFactor, type IdentityLink } from './access.schema.ts'

/** Bounds on what is accepted for checking. */
const password = z.string().min(1).max(128)
const code = z.string().transform((text) => text.replace(/\s/g, '')).pipe(z.string().regex(/^\d{6}$/, 'code'))
/** Letters, figures, dot, hyphen, underscore: what is read out on a telephone. */
export const userNameSchema = z.string().trim().min(4, 'userName').max(40, 'userName').regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'userName')

export const portalSignInSchema = z.strictObject({ name: z.string().trim().min(1).max(254), password, remember: z.boolean() })
export const portalCodeSchema = z.strictObject({ code })
export const portalSendCodeSchema = z.strictObject({ channel: messageChannelSchema })
export const portalForgottenSchema = z.strictObject({ name: z.string().trim().min(1).max(254) })
export const portalLinkSchema = z.strictObject({ token: tokenSchema })
/** `userName` by a link that makes a sign-in, and by that alone. */
export const portalSetPasswordSchema = z.strictObject({ token: tokenSchema, userName: userNameSchema.nullable(), password })
export const portalChangePasswordSchema = z.strictObject({ current: password, password })
export const portalBeginFactorSchema = z.strictObject({ current: password, kind: factorKindSchema })
export const portalConfirmFactorSchema = z.strictObject({ code, kind: factorKindSchema })
export const portalRemoveFactorSchema = z.strictObject({ current: password, factorId: z.uuid() })
export const portalRevokeDeviceSchema = z.strictObject({ deviceId: z.uuid() })
export const portalNothingSchema = z.strictObject({})

export type PortalOperator = { operatorName: string; phone: string | null; demo: boolean }
export type PortalAccount =
  | ({ step: 'signIn' } & PortalOperator)
  /** `language`: the customer's, `en` or `es`. */
  | ({ step: 'code'; ways: FactorKind[]; language: 'en' | 'es' } & PortalOperator)
  | ({
    step: 'in'
    language: 'en' | 'es'
    userName: string
    lastFour: string
    /** Amounts in minor units, `due` a day; null where there is no bill. */
    owed: { currency: string; balance: number; pastDue: number; due: string | null } | null
    factors: IdentityFactor[]
    /** By which a code can be sent. */
    channels: z.infer<typeof messageChannelSchema>[]
    devices: (IdentityDevice & { here: boolean })[]
  } & PortalOperator)

export type PortalLinkState = { purpose: IdentityLink['purpose']; state: 'open' | 'used' | 'expired' | 'revoked'; language: 'en' | 'es'; lastFour: string } & PortalOperator
/** `secret` and `address` of an authenticator app, shown once; null of a code that has been sent. */
export type PortalFactorBegun = { secret: string | null; address: string | null }
