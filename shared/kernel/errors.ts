/**
 * The closed list of what can go wrong between a person and their data. Every room throws only these
 * across its boundary; the words for a person are made in the window, from the code and its data.
 */
import { z } from 'zod'

export { AppError, assertNever, isAppError, wrong } from './app-error.ts'

const issue = z.object({ path: z.string(), message: z.string() })

/** What each error carries. `detail` is for the log and the engineer, never shown alone. */
export const errorDataSchemas = {
  /** The backend cannot be reached; nothing was sent, or its arrival is unknown. */
  offline: z.object({ detail: z.string().optional() }),
  /** The input is wrong; `issues` point at fields. */
  validation: z.object({ issues: z.array(issue), detail: z.string().optional() }),
  /** No session, or it has ended. `reason` tells which, as far as it may be told. */
  unauthenticated: z.object({ reason: z.enum(['signedOut', 'idle', 'expired', 'wrongCredentials']) }),
  /** The role does not allow it. */
  forbidden: z.object({ permission: z.string().optional(), detail: z.string().optional() }),
  /** Password or code must be said once more first (`session.stepUp`); then the same thing can be asked again. */
  stepUpRequired: z.object({}),
  /** Nobody got in by the provider. `detail` is its own word for it, such as `access_denied`. */
  singleSignOn: z.object({
    reason: z.enum(['unavailable', 'refused', 'invalid', 'expired', 'noRole', 'disabled', 'nameTaken', 'otherPerson', 'notAskedAgain', 'noBrowser']),
    detail: z.string().optional(),
  }),
  /** The caller of this contact must be verified to a higher level first. */
  verificationRequired: z.object({ level: z.enum(['verified', 'verifiedByCallback']) }),
  /** A limit would be passed: money, attempts or size. Amounts in minor units where it is money. `of` names the limit where there are several. */
  limitExceeded: z.object({ limit: z.number(), left: z.number(), unit: z.string(), of: z.string().optional() }),
  /** Somebody else changed it first. `current` is the row as it is now, `changedBy` who wrote it. */
  conflict: z.object({
    stream: z.string(),
    current: z.record(z.string(), z.unknown()).nullable(),
    changedBy: z.string().nullable(),
    changedAt: z.string().nullable(),
  }),
  notFound: z.object({ what: z.string() }),
  /** The two sides, or a file and the program, are of versions that do not understand each other. */
  incompatible: z.object({ detail: z.string() }),
  /** Our fault. The reference is in the log. */
  internal: z.object({ detail: z.string().optional(), reference: z.string().optional() }),
} as const

export type ErrorCode = keyof typeof errorDataSchemas
export type ErrorData<C extends ErrorCode> = z.infer<(typeof errorDataSchemas)[C]>
export const errorCodes = Object.keys(errorDataSchemas) as ErrorCode[]

/** HTTP status of each, so that a stranger's client understands it too. */
export const errorStatus: Record<ErrorCode, number> = {
  offline: 503,
  validation: 422,
  unauthenticated: 401,
  forbidden: 403,
  stepUpRequired: 403,
  singleSignOn: 403,
  verificationRequired: 403,
  limitExceeded: 429,
  conflict: 409,
  notFound: 404,
  incompatible: 426,
  internal: 500,
}

/** Whether sending the same thing again, unchanged, can succeed. */
export const retryHelps: Record<ErrorCode, boolean> = {
  offline: true,
  validation: false,
  unauthenticated: false,
  forbidden: false,
  stepUpRequired: false,
  singleSignOn: false,
  verificationRequired: false,
  limitExceeded: false,
  conflict: false,
  notFound: false,
  incompatible: false,
  internal: true,
}

export const errorSchema = z.object({
  code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]),
  data: z.record(z.string(), z.unknown()),
})
/** An error as it lies in a table or crosses a port: the code and its data. */
export type SerializedError = z.infer<typeof errorSchema>
