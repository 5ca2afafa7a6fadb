/**
 * Agents who sign in at the operator's own provider (OpenID Connect), in the browser of their computer (RFC 8252). The backend is
 * the provider's client; the desk opens the browser and hands back, unread, what the browser brings.
 */
import { z } from 'zod'
import { tokenSchema } from './session.schema.ts'

/** The path is what the operator registers at the provider; the port is whichever is free (RFC 8252, 7.3). */
export const CALLBACK_PATH = '/callback'

const isLoopback = (text: string): boolean => {
  const port = /^http:\/\/127\.0\.0\.1:([1-9]\d{0,4})\/callback$/.exec(text)?.[1]
  return port !== undefined && Number(port) <= 65_535
}
/** On this machine alone, and by its number: a name can be made to lead elsewhere (RFC 8252, 8.3). */
export const redirectUriSchema = z.string().refine(isLoopback, 'loopback')

/** What the browser brings back: the query of the address, as it is. */
export const MAX_CALLBACK = 8_000
export const callbackSchema = z.string().max(MAX_CALLBACK)

/** `proof`: of whoever is in, at a locked screen or before what weighs more; the provider is told to ask anew. */
export const beginSingleSignOnSchema = z.strictObject({ purpose: z.enum(['signIn', 'proof']), redirectUri: redirectUriSchema })
export type BeginSingleSignOn = z.infer<typeof beginSingleSignOnSchema>

/** `transaction` is for this desk alone, and works once. */
export const singleSignOnBegunSchema = z.strictObject({ authorizationUrl: z.url({ protocol: /^https?$/ }), transaction: tokenSchema })
export type SingleSignOnBegun = z.infer<typeof singleSignOnBegunSchema>

export const finishSingleSignOnSchema = z.strictObject({ transaction: tokenSchema, callback: callbackSchema })
export type FinishSingleSignOn = z.infer<typeof finishSingleSignOnSchema>
