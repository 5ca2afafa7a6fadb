/** What main says to the processes it starts, and they to it, over their parent port. Parsed at both ends. */
import { z } from 'zod'
import { callbackSchema, redirectUriSchema } from '../features/session/single-sign-on.schema.ts'
import { cacheProtectionSchema } from '../features/workspace/workspace.schema.ts'

/** Which customers a desk holds. `directory`: everybody's customer row, and the accounts that were opened. */
export const scopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('workingSet') }),
  z.strictObject({ kind: z.literal('territory'), postalCodes: z.array(z.string()).min(1).max(200) }),
  z.strictObject({ kind: z.literal('directory') }),
  z.strictObject({ kind: z.literal('all') }),
])
export type Scope = z.infer<typeof scopeSchema>

/** `failed`: no listener, or no browser. `callback` is the query, as it came. */
export const browserOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('came'), callback: callbackSchema }),
  z.strictObject({ kind: z.literal('expired') }),
  z.strictObject({ kind: z.literal('failed') }),
])
export type BrowserOutcome = z.infer<typeof browserOutcomeSchema>

export const toDataSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('start'),
    /** Null: in memory. */
    cacheFile: z.string().nullable(),
    /** 32 bytes in hex: a raw SQLCipher key, so that no key derivation is paid at start. Null: in memory. */
    cacheKey: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
    protection: cacheProtectionSchema,
    /** `http://127.0.0.1:4711`; null until the embedded backend is ready. */
    backendUrl: z.url().nullable(),
    scope: scopeSchema,
    /** Shown to auditors beside the session, such as the computer's name. */
    deviceName: z.string().max(100),
  }),
  z.strictObject({ kind: z.literal('backend'), url: z.url() }),
  /** With one transferred port: a window that may speak the bridge contract. */
  z.strictObject({ kind: z.literal('window') }),
  /** Answers to `awaitReturn`: where the listener is, and how it ended. Nothing follows the second. */
  z.strictObject({ kind: z.literal('returnOpen'), id: z.uuid(), redirectUri: redirectUriSchema }),
  z.strictObject({ kind: z.literal('returned'), id: z.uuid(), outcome: browserOutcomeSchema }),
  /** Close files and end; main waits a bounded time, then kills. */
  z.strictObject({ kind: z.literal('stop') }),
])
export type ToData = z.infer<typeof toDataSchema>

export const fromDataSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  /** The cache file was made by a newer program: main says so in a window of its own and leaves the file alone. */
  z.strictObject({ kind: z.literal('refused'), reason: z.enum(['newerFile']), detail: z.string() }),
  /** Somebody signs in through the browser: listen on this machine for its return; then send it there; and that is not wanted any more. */
  z.strictObject({ kind: z.literal('awaitReturn'), id: z.uuid() }),
  z.strictObject({ kind: z.literal('browse'), id: z.uuid(), url: z.url({ protocol: /^https?$/ }) }),
  z.strictObject({ kind: z.literal('endReturn'), id: z.uuid() }),
])
export type FromData = z.infer<typeof fromDataSchema>

export const toBackendSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('start'),
    /** Directory of the embedded database. */
    dataDirectory: z.string(),
    /** Fill an empty database with the demo operator. */
    demo: z.boolean(),
    /** 0 takes any free port. */
    port: z.int().min(0).max(65_535),
  }),
  z.strictObject({ kind: z.literal('stop') }),
])
export type ToBackend = z.infer<typeof toBackendSchema>

export const fromBackendSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), step: z.enum(['opening', 'migrating', 'fillingDemo', 'catchingUp']), done: z.int(), total: z.int() }),
  z.strictObject({ kind: z.literal('ready'), url: z.url() }),
  z.strictObject({ kind: z.literal('failed'), detail: z.string() }),
])
export type FromBackend = z.infer<typeof fromBackendSchema>
