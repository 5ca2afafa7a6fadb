/** Right requests for every route: those of the contract as its own client writes them, and the few that stand beside it. */
import { randomUUID } from 'node:crypto'
import { createORPCClient } from '@orpc/client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { api } from '#shared/contract/api.ts'
import { CONTRACT_HEADER, CONTRACT_VERSION } from '#shared/contract/version.ts'
import * as portal from '#shared/features/access/portal-account.schema.ts'
import * as chat from '#shared/features/chat/customer-chat.schema.ts'
import type { Target } from './fuzz-contract.ts'
import { likelyInput, type Known, type Pick } from './likely-input.ts'
import type { Ask } from './mutations.ts'

/** One kind of request; `route` as the server names it, or the procedure of the contract. */
export type Maker = { route: string; make(pick: Pick): Promise<Ask> }
type Procedure = { '~orpc': { inputSchema?: unknown } }

export function askMakers(target: Target): Maker[] {
  const known: Known = { customerId: target.customerIds, billId: target.billIds }
  return [...contractMakers(target, known), ...portalMakers(target), ...documentMakers(target)]
}

function contractMakers({ url, tokens, endingTokens }: Target, known: Known): Maker[] {
  const tokenFor = (route: string, pick: Pick): string => {
    const all = route === 'session.signOut' ? endingTokens : tokens
    return all[pick(all.length)] as string
  }
  return Object.entries(api).flatMap(([feature, procedures]) => Object.entries(procedures as Record<string, Procedure>).map(([name, procedure]): Maker => ({
    route: `${feature}.${name}`,
    make: (pick) => captured(url, tokenFor(`${feature}.${name}`, pick), feature, name, likelyInput(procedure['~orpc'].inputSchema, known, pick)),
  })))
}

/** What the client would have sent. */
async function captured(url: string, token: string, feature: string, name: string, input: unknown): Promise<Ask> {
  let ask: Ask | null = null
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url)
    ask = { method: request.method, path: `${pathname}${search}`, headers: Object.fromEntries(request.headers), body: Buffer.from(await request.arrayBuffer()) }
    return new Response('{}', { status: 418 })
  }
  const headers = { [CONTRACT_HEADER]: String(CONTRACT_VERSION), authorization: `Bearer ${token}`, 'x-forwarded-for': '10.9.8.7' }
  const client: Record<string, Record<string, (input: unknown) => Promise<unknown>>> = createORPCClient(new OpenAPILink(api, { url, headers, fetch }))
  await client[feature]?.[name]?.(input).catch(() => undefined)
  if (!ask) throw new Error(`no request for ${feature}.${name}`)
  return ask
}

const ACCOUNT = {
  state: portal.portalNothingSchema, 'sign-in': portal.portalSignInSchema, code: portal.portalCodeSchema, 'send-code': portal.portalSendCodeSchema, forgotten: portal.portalForgottenSchema,
  link: portal.portalLinkSchema, 'set-password': portal.portalSetPasswordSchema, 'sign-out': portal.portalNothingSchema, 'change-password': portal.portalChangePasswordSchema,
  'begin-factor': portal.portalBeginFactorSchema, 'confirm-factor': portal.portalConfirmFactorSchema, 'remove-factor': portal.portalRemoveFactorSchema, 'revoke-device': portal.portalRevokeDeviceSchema,
} as const

/** As the chat page asks; without a connection, whose frames are asked apart (`fuzz-chat.ts`). */
const CHAT = { door: chat.beginChatSchema.pick({ topic: true, language: true }), begin: chat.beginChatSchema, ticket: chat.beginChatSchema.pick({ token: true }), mine: chat.mineSchema, message: chat.leaveMessageSchema, left: chat.askLeftSchema, mail: chat.mineSchema } as const
/** What a link's token opens beside it. */
const LINKS = ['/portal/visit/open', '/portal/visit/offers', '/portal/visit/confirm', '/portal/visit/cancel', '/portal/visit/move', '/portal/day/open', '/portal/day/gate-code'] as const
const PAGES = ['/portal', '/portal/', '/portal/account', '/portal/visit', '/portal/day', '/portal/chat', '/portal/widget.js', '/portal/assets/:name', '/portal/chat/live'] as const

/** From another address each time: the limits of an address would answer all but the first. */
const fromSomewhere = (pick: Pick): string => `10.${pick(256)}.${pick(256)}.${pick(256)}`

function portalMakers({ url, chatTokens }: Target): Maker[] {
  const post = (path: string, input: (pick: Pick) => unknown): Maker => ({
    route: `POST ${path}`,
    make: (pick) => Promise.resolve({ method: 'POST', path, headers: { 'content-type': 'application/json', origin: url, cookie: `headend-session=${token(pick)}`, 'x-forwarded-for': fromSomewhere(pick) }, body: Buffer.from(JSON.stringify(input(pick))) }),
  })
  return [
    ...Object.entries(ACCOUNT).map(([name, schema]) => post(`/portal/account/${name}`, (pick) => likelyInput(schema, {}, pick))),
    ...Object.entries(CHAT).map(([name, schema]) => post(`/portal/chat/${name}`, (pick) => likelyInput(schema, { token: chatTokens }, pick))),
    ...LINKS.map((path) => post(path, (pick) => ({ token: token(pick), ...(path.endsWith('/move') ? { windowStart: new Date(0).toISOString(), windowEnd: new Date(0).toISOString() } : path.endsWith('gate-code') ? { workOrderId: randomUUID() } : {}) }))),
    post('/portal/link', (pick) => ({ token: token(pick) })), post('/portal/enter', (pick) => ({ token: token(pick) })), post('/portal/finish', (pick) => ({ token: token(pick), reference: randomUUID() })),
    ...PAGES.map((path): Maker => ({
      route: `GET ${path}`, make: (pick) => Promise.resolve({ method: 'GET', path: path.replace(':name', 'index.css'), headers: { 'x-forwarded-for': fromSomewhere(pick) }, body: Buffer.alloc(0) }),
    })),
  ]
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const token = (pick: Pick): string => Array.from({ length: 43 }, () => LETTERS[pick(LETTERS.length)]).join('')

function documentMakers({ tokens }: Target): Maker[] {
  return ['/health', '/openapi.json', '/live'].map((path): Maker => ({
    route: `GET ${path}`, make: (pick) => Promise.resolve({ method: 'GET', path, headers: { authorization: `Bearer ${tokens[pick(tokens.length)] ?? ''}` }, body: Buffer.alloc(0) }),
  }))
}

/** Routes that the server has and nobody asks: none, or the proof says less than it seems to. @param served `POST /portal/link` */
export function unasked(served: readonly string[], makers: readonly Maker[], apart: readonly string[]): string[] {
  const asked = new Set(makers.map(({ route }) => route))
  // Served beside oRPC under the contract's own paths; and what Fastify adds for each GET.
  const known = (route: string): boolean => asked.has(route) || route.startsWith('HEAD ') || route.endsWith(' /*') || route.startsWith('GET /sync/') || apart.some((path) => route.endsWith(` ${path}`))
  return served.filter((route) => !known(route) && !route.startsWith('OPTIONS '))
}
