/**
 * The operator's OpenID provider. Its metadata is asked for when somebody first signs in, and not at the start: a provider that is
 * down holds up nobody's work here. What it says is believed after openid-client has checked state, issuer, nonce, audience, time
 * and signature.
 */
import type * as OpenId from 'openid-client'
import { z } from 'zod'
import type { Clock } from '#shared/kernel/clock.ts'
import { AppError, type ErrorData } from '#shared/kernel/errors.ts'
import { isThisMachine } from '#shared/kernel/safe-address.ts'
import type { Log } from '../../../services.ts'
import type { SingleSignOnOptions } from '../../../single-sign-on-options.ts'

/** Seconds that one answer of the provider may take: an agent waits for two of them, and a desk for ten seconds. */
const TIMEOUT_S = 4
/** Its metadata may change, such as in a move; its keys are looked at by openid-client. */
const METADATA_MS = 60 * 60_000

type Reason = ErrorData<'singleSignOn'>['reason']
export const singleSignOnError = (reason: Reason, detail?: string, cause?: unknown): AppError<'singleSignOn'> =>
  new AppError('singleSignOn', detail === undefined ? { reason } : { reason, detail }, { cause })

export type Secrets = { state: string; nonce: string; verifier: string }
export type Way = Secrets & { redirectUri: string }

const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)
const claimsSchema = z.looseObject({
  /** OpenID Connect Core 1.0, 2: at most 255 characters. */
  sub: z.string().min(1).max(255),
  auth_time: optional(z.number()),
  amr: optional(z.array(z.string())),
  preferred_username: optional(z.string()),
  email: optional(z.string()),
  name: optional(z.string()),
})
export type Claims = z.infer<typeof claimsSchema>

export type Provider = {
  newSecrets(): Promise<Secrets>
  /** @throws AppError `singleSignOn/unavailable` */
  authorizationUrl(way: Way): Promise<string>
  /** @param callback the query with which the browser came back. @throws AppError `singleSignOn`: `refused` by the provider, `invalid`, `unavailable` */
  exchange(callback: string, way: Way): Promise<Claims>
}

export function openProvider(options: SingleSignOnOptions, { clock, log }: { clock: Clock; log: Log }): Provider {
  let known: { at: number; configuration: Promise<OpenId.Configuration> } | null = null
  const load = () => import('openid-client')
  /** Asked for by several at once, it is asked of the provider once; after a failure, anew. */
  const configuration = async (): Promise<OpenId.Configuration> => {
    if (!known || clock.now() - known.at > METADATA_MS) {
      const asking = { at: clock.now(), configuration: discover(await load(), options) }
      known = asking
      asking.configuration.catch(() => void (known === asking && (known = null)))
    }
    return known.configuration
  }
  const guarded = async <T>(work: (openId: typeof OpenId, configuration: OpenId.Configuration) => Promise<T>): Promise<T> => {
    const openId = await load()
    try {
      return await work(openId, await configuration())
    } catch (error) {
      const refusal = toRefusal(openId, error)
      // Nothing of what came is logged, as a code or a token may be in it.
      log.warn({ reason: refusal.data.reason, detail: refusal.data.detail, type: error instanceof Error ? error.name : typeof error }, 'single sign-on')
      throw refusal
    }
  }
  return {
    newSecrets: async () => {
      const { randomState, randomNonce, randomPKCECodeVerifier } = await load()
      return { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
    },
    authorizationUrl: (way) => guarded(async (openId, configuration) => openId.buildAuthorizationUrl(configuration, {
      redirect_uri: way.redirectUri,
      scope: options.scope,
      state: way.state,
      nonce: way.nonce,
      code_challenge: await openId.calculatePKCECodeChallenge(way.verifier),
      code_challenge_method: 'S256',
      // Who they are is asked each time: desks are shared, and whoever sits at one after another still has that one's browser.
      prompt: 'login',
      max_age: '0',
    }).href),
    exchange: (callback, { redirectUri, state, nonce, verifier }) => guarded(async (openId, configuration) => {
      const tokens = await openId.authorizationCodeGrant(configuration, new URL(`${redirectUri}?${callback}`), { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true })
      return claimsSchema.parse(tokens.claims())
    }),
  }
}

function discover(openId: typeof OpenId, { issuer, clientId, clientSecret }: SingleSignOnOptions): Promise<OpenId.Configuration> {
  const url = new URL(issuer)
  const insecure = url.protocol === 'http:' && isThisMachine(url.hostname)
  return openId.discovery(url, clientId, undefined, clientSecret === null ? openId.None() : openId.ClientSecretBasic(clientSecret), {
    timeout: TIMEOUT_S,
    // The signature is checked although the token came from the provider itself: whoever stands between needs its key as well.
    execute: [openId.enableNonRepudiationChecks, ...(insecure ? [openId.allowInsecureRequests] : [])],
  })
}

/** RFC 6749, 5.2: what the provider calls it. Anything else is not passed on. */
const wordOf = (said: unknown): string | undefined => (typeof said === 'string' && /^[A-Za-z0-9_]{1,60}$/.test(said) ? said : undefined)

/** The provider did not answer, or not as one does. */
const silent = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_PARSE_ERROR', 'OAUTH_INVALID_SERVER_METADATA'])

function toRefusal(openId: typeof OpenId, error: unknown): AppError<'singleSignOn'> {
  if (error instanceof openId.AuthorizationResponseError) return singleSignOnError('refused', wordOf(error.error), error)
  if (error instanceof openId.ResponseBodyError) return singleSignOnError(error.status >= 500 ? 'unavailable' : 'invalid', wordOf(error.error), error)
  const code = error instanceof Error && 'code' in error ? wordOf(error.code) : undefined
  if (error instanceof openId.ClientError && !silent.has(code ?? '')) return singleSignOnError('invalid', code, error)
  if (error instanceof z.ZodError) return singleSignOnError('invalid', 'claims', error)
  return singleSignOnError('unavailable', code, error)
}
