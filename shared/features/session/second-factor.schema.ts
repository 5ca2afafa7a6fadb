/** The second step of an agent's sign-in: a code of an authenticator app (RFC 6238), or one of ten recovery codes, each once. */
import { z } from 'zod'
import { instantSchema } from '../../kernel/rows.ts'
import { sessionSchema, tokenSchema } from './session.schema.ts'

export const RECOVERY_CODES = 10

/** Six digits of the app, or a recovery code; hyphens and blanks do not count. */
export const signInCodeSchema = z.strictObject({ code: z.string().trim().min(6, 'code').max(40, 'code') })
export const appCodeSchema = z.strictObject({ code: z.string().transform((text) => text.replace(/\s/g, '')).pipe(z.string().regex(/^\d{6}$/, 'code')) })
/** The password again, from whoever is in already; null from whoever has just typed it to get in, and from whoever has none here. */
export const passwordAgainSchema = z.strictObject({ password: z.string().min(1).max(128).nullable() })

/** Lengths are bounds on what is looked at: what a password may be is the backend's to say. */
export const changePasswordSchema = z.strictObject({ password: z.string().min(1).max(128), newPassword: z.string().min(1).max(1_000) })

/** Either is enough: whoever asks has the desk's token as well. */
export const resumeSchema = z.strictObject({ secret: z.string().min(1).max(128) })

const entered = { token: tokenSchema, session: sessionSchema }
/** `code` and `enrol`: the password was right, and the token opens the second step and nothing else, for ten minutes. */
export const signInStepSchema = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('in'), ...entered }),
  z.strictObject({ step: z.literal('code'), token: tokenSchema }),
  z.strictObject({ step: z.literal('enrol'), token: tokenSchema }),
])
export type SignInStep = z.infer<typeof signInStepSchema>

/** `recoveryCodesLeft` when one of them was used. */
export const codeConfirmedSchema = z.strictObject({ ...entered, recoveryCodesLeft: z.int().min(0).nullable() })
/** Shown once: the app's key as text, and as the address that apps read from a picture. */
export const factorBegunSchema = z.strictObject({ secret: z.string(), address: z.string() })
export type FactorBegun = z.infer<typeof factorBegunSchema>
export const recoveryCodesSchema = z.array(z.string()).length(RECOVERY_CODES)
/** `entered` null where somebody was in already. */
export const factorConfirmedSchema = z.strictObject({ recoveryCodes: recoveryCodesSchema, entered: z.strictObject(entered).nullable() })

export const secondFactorStateSchema = z.strictObject({
  /** Nobody signs in without one here. */
  required: z.boolean(),
  /** Null: there is none. */
  addedAt: instantSchema.nullable(),
  recoveryCodesLeft: z.int().min(0),
  /** False: there is none here, and who changes the app proves in the browser who they are. */
  password: z.boolean(),
  /** False of the demo's agents too, whose passwords are public. */
  mayChangePassword: z.boolean(),
})
export type SecondFactorState = z.infer<typeof secondFactorStateSchema>

/** As the window is told: it never holds a token. */
export const windowSignInSchema = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('in'), session: sessionSchema }),
  z.strictObject({ step: z.literal('code') }),
  z.strictObject({ step: z.literal('enrol') }),
])
export type WindowSignIn = z.infer<typeof windowSignInSchema>
