/** What every request meets before its route: no browser pages, no foreign names, no other contract. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CONTRACT_HEADER, CONTRACT_VERSION } from '#shared/contract/version.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { isThisMachine } from '#shared/kernel/safe-address.ts'

/** Answered whatever contract the asker speaks: how else would it learn ours? */
const VERSIONLESS = new Set(['/health', '/openapi.json', '/server-info'])

type Gate = {
  loopbackOnly: () => boolean
  /** Where customers reach their pages; null where they do not. */
  portalUrl: () => string | null
}

/** @param loopbackOnly bound to this machine: then a request under another name comes from a page that rebound its DNS. */
export function registerGate(app: FastifyInstance, { loopbackOnly, portalUrl }: Gate): void {
  app.addHook('onRequest', async (request) => {
    // The console is no browser page and sends no origin; a page in the agent's browser does.
    const portal = isPortal(request) ? portalUrl() : null
    if (isPortal(request)) requireOwnPage(request, portal)
    else if (request.headers.origin !== undefined) throw new AppError('forbidden', { detail: 'origin' })
    // The portal's own name, which TLS before it hands on, was looked at there.
    if (portal === null && loopbackOnly() && !isThisMachine(hostName(request.headers.host))) throw new AppError('forbidden', { detail: 'host' })
    requireContract(request)
  })
}

const isPortal = (request: FastifyRequest): boolean => /^\/portal(\/|$)/.test(pathOf(request))

/** Customers' pages are pages of a browser: they ask from their own origin, and nobody else's page asks in their place. */
function requireOwnPage({ method, headers: { origin, host, 'sec-fetch-site': site } }: FastifyRequest, portalUrl: string | null): void {
  const own = portalUrl === null ? null : new URL(portalUrl).origin
  const asks = method !== 'GET' && method !== 'HEAD'
  if (asks ? origin === undefined || origin !== own : origin !== undefined && origin !== own) throw new AppError('forbidden', { detail: 'origin' })
  if (asks && site !== undefined && site !== 'same-origin') throw new AppError('forbidden', { detail: 'origin' })
  if (own !== null && host !== new URL(own).host && !isThisMachine(hostName(host))) throw new AppError('forbidden', { detail: 'host' })
}

const hostName = (host: string | undefined): string => (host ?? '').replace(/:\d+$/, '').toLowerCase()

/** A client that says nothing about the version is a stranger who read the OpenAPI document: let them try. */
function requireContract(request: FastifyRequest): void {
  const said = request.headers[CONTRACT_HEADER]
  if (said === undefined || said === String(CONTRACT_VERSION) || VERSIONLESS.has(pathOf(request))) return
  throw new AppError('incompatible', { detail: `the backend speaks contract ${CONTRACT_VERSION}, the desk ${String(said).slice(0, 20)}` })
}

/** Without the query, which may hold what an agent searched for. */
export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? ''
