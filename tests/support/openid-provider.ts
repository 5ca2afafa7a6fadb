/** A real OpenID provider on this machine (oidc-provider), and somebody's browser before it, played by HTTP. */
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** What the provider says of somebody: `sub` is the name of the account. */
export type Person = { sub: string; name?: string; preferred_username?: string; email?: string; groups?: string[]; [claim: string]: unknown }
/** Who sits there and signs in when they are asked. `refuses`: they do not. */
export type Sitting = { sub: string; amr?: string[]; /** Seconds since 1970; now without it. */ at?: number; refuses?: boolean }

export const CLIENT_ID = 'headend'
/** Another program of the same operator. */
export const OTHER_CLIENT_ID = 'another-program'
const SECRET = 'a secret of the test that is long enough'
const NATIVE = {
  application_type: 'native', token_endpoint_auth_method: 'none', redirect_uris: ['http://127.0.0.1/callback'], response_types: ['code'], grant_types: ['authorization_code'],
} as const

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })

export type TestProvider = Awaited<ReturnType<typeof startProvider>>

export async function startProvider({ secret = false }: { secret?: boolean } = {}) {
  const key = { ...newKey(), kid: 'of-the-test', use: 'sig', alg: 'RS256' }
  const people = new Map<string, Person>()
  /** `forge`: changes the ID token before it is signed. `key`: signs it with another. `status`: answers nothing else. */
  const state: { sits: Sitting | null; forge: Record<string, unknown> | null; key: object; status: number | null; asked: string[] } = { sits: null, forge: null, key, status: null, asked: [] }
  const server = createServer((request, response) => void answer(request, response))
  const issuer = await listen(server, 0)
  const provider = new Provider(issuer, {
    clients: [
      secret ? { ...NATIVE, client_id: CLIENT_ID, redirect_uris: [...NATIVE.redirect_uris], response_types: ['code'], grant_types: ['authorization_code'], client_secret: SECRET, token_endpoint_auth_method: 'client_secret_basic' }
        : { ...NATIVE, client_id: CLIENT_ID, redirect_uris: [...NATIVE.redirect_uris], response_types: ['code'], grant_types: ['authorization_code'] },
      { ...NATIVE, client_id: OTHER_CLIENT_ID, redirect_uris: [...NATIVE.redirect_uris], response_types: ['code'], grant_types: ['authorization_code'] },
    ],
    jwks: { keys: [key as never] },
    cookies: { keys: ['a key of the test'] },
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'amr', 'auth_time'], profile: ['name', 'preferred_username', 'groups', 'realm_access'], email: ['email'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { Session: 3_600, Grant: 3_600, Interaction: 600, AccessToken: 600, IdToken: 600 },
    findAccount: (_context, id) => ({ accountId: id, claims: () => people.get(id) ?? { sub: id } }),
  })
  provider.use(async (context, next) => {
    await next()
    const body = context.body as { id_token?: string } | undefined
    if (context.path === '/token' && body?.id_token && (state.forge || state.key !== key)) body.id_token = resign(body.id_token, state.forge ?? {}, state.key)
  })
  const handle = provider.callback()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    state.asked.push(`${request.method} ${request.url?.split('?')[0]}`)
    if (state.status !== null) return void response.writeHead(state.status).end()
    if (!request.url?.startsWith('/interaction/')) return void handle(request, response)
    const { sits } = state
    const { prompt, session, params } = await provider.interactionDetails(request, response)
    if (prompt.name === 'consent') return provider.interactionFinished(request, response, { consent: { grantId: await grant(session?.accountId, params['client_id']) } }, { mergeWithLastSubmission: true })
    if (!sits || sits.refuses) return provider.interactionFinished(request, response, { error: 'access_denied' })
    return provider.interactionFinished(request, response, { login: { accountId: sits.sub, ...(sits.amr ? { amr: sits.amr } : {}), ...(sits.at ? { ts: sits.at } : {}) } })
  }

  /** Native programs are asked for each time (RFC 8252, 8.6). */
  async function grant(accountId: unknown, clientId: unknown): Promise<string> {
    const given = new provider.Grant({ accountId: String(accountId), clientId: String(clientId) })
    given.addOIDCScope('openid profile email')
    return given.save()
  }

  return {
    issuer, people, state, secret: secret ? SECRET : null,
    /** Somebody of that name, who is there and will sign in. */
    seat: (person: Person, sitting: Omit<Sitting, 'sub'> = {}) => {
      people.set(person.sub, person)
      state.sits = { sub: person.sub, ...sitting }
    },
    /** With a key that is not the provider's. */
    forgeKey: () => (state.key = { ...newKey(), kid: 'of-the-test' }),
    /** Every answer is as it should be again. */
    mend: () => Object.assign(state, { forge: null, key, status: null }),
    /** Down, and up again at the same address. */
    down: () => closed(server),
    up: () => listen(server, Number(new URL(issuer).port)),
    close: () => closed(server),
  }
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const closed = (server: ReturnType<typeof createServer>): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

function resign(token: string, claims: Record<string, unknown>, key: object): string {
  const [header = '', payload = ''] = token.split('.')
  const changed = { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), ...claims }
  const text = `${header}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), createPrivateKey({ key: key as never, format: 'jwk' })).toString('base64url')}`
}

/** A browser of its own, with the cookies that the provider gives it. */
export function openBrowser() {
  const cookies = new Map<string, string>()
  /** Follows the way until it leads to the desk's listener. @returns the whole address there */
  const follow = async (url: string): Promise<string> => {
    for (let step = 0, at = url; step < 20; step += 1) {
      const response = await fetch(at, { redirect: 'manual', headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })
      for (const line of response.headers.getSetCookie()) keep(cookies, line)
      const next = response.headers.get('location')
      if (!next) throw new Error(`the browser stands at ${new URL(at).pathname} with ${response.status}: ${(await response.text()).slice(0, 300)}`)
      at = new URL(next, at).href
      if (new URL(at).pathname === '/callback') return at
    }
    throw new Error('the browser is led in circles')
  }
  return { follow, callbackOf: async (url: string) => new URL(await follow(url)).search.slice(1) }
}
export type TestBrowser = ReturnType<typeof openBrowser>

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';')
  const at = pair.indexOf('=')
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
  if (value === '') cookies.delete(name)
  else cookies.set(name, value)
}
