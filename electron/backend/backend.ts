/** The backend as one object: HTTP, the WebSocket and the housekeeping, over a migrated store. */
import type { AddressInfo } from 'node:net'
import { OpenAPIHandler } from '@orpc/openapi/fastify'
import Fastify, { LogController, type FastifyInstance } from 'fastify'
import { systemClock, type Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { listensHereAlone } from '#shared/kernel/safe-address.ts'
import { chatRoutes } from './features/chat/chat.routes.ts'
import { attachTranscript } from './features/chat/transcript-file.ts'
import { openChatLive } from './features/chat/chat-live.ts'
import { accessRoutes } from './features/access/access.routes.ts'
import { auditRoutes } from './features/audit/audit.routes.ts'
import { warnWithoutCheckpoints, writeLastCheckpoint } from './features/audit/daily-checkpoint.ts'
import type { CheckpointKeeper } from './features/audit/checkpoints.ts'
import { administrationRoutes } from './features/billing/administration/administration.routes.ts'
import { billingRoutes } from './features/billing/billing.routes.ts'
import { attachBill } from './features/billing/bill-pdf/bill-pdf.ts'
import type { PaymentGateway } from './features/billing/gateway/gateway.ts'
import { openActionWorker } from './features/diagnostics/action-worker.ts'
import { diagnosticsRoutes } from './features/diagnostics/diagnostics.routes.ts'
import type { EquipmentPort } from './features/diagnostics/equipment-port.ts'
import { openGatewayWorker } from './features/billing/payments/gateway-worker.ts'
import { privacyRoutes } from './features/privacy/privacy.routes.ts'
import { rewardsRoutes } from './features/billing/rewards/rewards.routes.ts'
import { catalogRoutes } from './features/billing/catalog/catalog.routes.ts'
import { customersRoutes } from './features/customers/customers.routes.ts'
import { messagesRoutes } from './features/messages/messages.routes.ts'
import { interactionsRoutes } from './features/interactions/interactions.routes.ts'
import { openProvider } from './features/session/single-sign-on/provider.ts'
import { RIGHTS_CHANNEL } from './features/session/roles.commands.ts'
import { sessionRoutes } from './features/session/session.routes.ts'
import { bookingRoutes } from './features/dispatch/booking.routes.ts'
import { boardRoutes } from './features/dispatch/board/board.routes.ts'
import { techniciansRoutes } from './features/dispatch/technicians/technicians.routes.ts'
import { outagesRoutes } from './features/outages/outages.routes.ts'
import { openDetectionLeader } from './features/outages/telemetry/detection-leader.ts'
import { openMissedVisits } from './features/dispatch/missed-visits.ts'
import { openRestorationWorker } from './features/outages/restoration-worker.ts'
import { usageRoutes } from './features/billing/usage/usage.routes.ts'
import { registerSyncRoutes } from './features/sync/sync.routes.ts'
import { isBackground } from './http/authentication.ts'
import { errorBody, MAX_BODY_BYTES, toAppError, toOrpcError } from './http/errors.ts'
import { pathOf, registerGate } from './http/gate.ts'
import { openApiDocument } from './http/open-api.ts'
import { trustedPeers } from './http/trusted-peer.ts'
import { keepHouse } from './keep-house.ts'
import { openHub } from './live/hub.ts'
import { registerLiveRoute, registerWebSockets } from './live/live.routes.ts'
import type { MessageChannels } from './messages/channels.ts'
import { openMessageWorker } from './messages/message-worker.ts'
import { DEFAULT_TIME_ZONE, requireTimeZone } from './operator-day.ts'
import type { Demo, Log, Services } from './services.ts'
import { passingSecretBox, type SecretBox } from './secret-box.ts'
import { sourceOf } from './sign-in-sources.ts'
import type { SingleSignOnOptions } from './single-sign-on-options.ts'
import type { Store } from './store/store.ts'
import { registerPortalAccount } from './portal/account.routes.ts'
import { registerPortalChat } from './portal/chat.routes.ts'
import { registerPortal } from './portal/portal.routes.ts'
import { systemTimers, type Timers } from './timers.ts'

export type BackendOptions = {
  /** Migrated; stays open when the backend closes. */
  store: Store
  clock?: Clock
  timers?: Timers
  operatorName?: string
  /** The operator's, IANA: its day begins at midnight there. `America/New_York` where nobody says. */
  timeZone?: string
  /** The invented operator, whose accounts are shown to anyone. */
  demo?: Demo | null
  /** The operator's; without one nothing can be charged here. */
  gateway?: PaymentGateway | null
  /** The operator's; without one no box is measured. */
  equipment?: EquipmentPort | null
  /** By what messages to customers go out; the backend closes them. */
  channels?: Partial<MessageChannels>
  /** As customers are told to call: `(800) 555-0100`. */
  supportPhone?: string | null
  /** Whether a customer's new password by link also ends a lock of their sign-in. */
  resetUnlocks?: boolean
  /** Where customers reach their pages, such as `https://pay.example.com`; a demo has them at its own address. */
  portalUrl?: string | null
  /** An operator's VROOM server, where days are planned by one. */
  vroomUrl?: string | null
  /** What signs the audit outside the database. */
  checkpoints?: CheckpointKeeper | null
  /** What keeps second factors readable to the program alone; of this process alone where nobody says, for a database that ends with it. */
  secrets?: SecretBox
  /** Whether agents must have an authenticator app; `optional` where nobody says. */
  secondFactor?: Services['secondFactor']
  /** Agents' single sign-on; null or nothing: passwords alone. */
  singleSignOn?: SingleSignOnOptions | null
  /** Whether passwords open anything; they do where nobody says. */
  passwordSignIn?: boolean
  /** Origins of the operator's own sites, which may show the chat page in a frame; none where nobody says. */
  chatFrames?: readonly string[]
  /** The built renderer, which has the customers' page in it. */
  pages?: string | null
  /** Addresses whose `x-forwarded-for` is believed: of the TLS before it. None: everybody behind it is one address. */
  trustedProxies?: readonly string[]
  /** Whether these also say where an address is, in `x-headend-place`; they do not where nobody says. */
  placeHeader?: boolean
  /** One JSON line each, to the standard output or the given stream; silent without. */
  log?: { level: string; stream?: { write(line: string): void } }
}

export type Backend = {
  app: FastifyInstance
  /** @param port 0 takes any free one. @returns `http://127.0.0.1:4711` */
  listen(options: { port: number; host?: string }): Promise<string>
  close(): Promise<void>
}

const HOUSEKEEPING_MS = 60 * 60 * 1000
/** Behind the first sign-in and pull, which come right after the start. */
const FIRST_HOUSEKEEPING_MS = 30 * 1000

/** @throws Error for an unknown time zone. */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const app = Fastify({
    logger: options.log ?? false,
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    // Its own request lines carry the query, in which there are customers' names.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
  })
  // Of a demo known only when it listens.
  const portal = { url: options.portalUrl ?? null }
  const services = toServices(options, app.log, () => portal.url)
  warnWithoutCheckpoints(services)
  const hub = await openHub(services)
  const payments = services.gateway && (await openGatewayWorker({ ...services, gateway: services.gateway }))
  const messages = await openMessageWorker({ ...services, attach: (trx, ref) => (ref.kind === 'bill' ? attachBill(trx, services, ref) : attachTranscript(trx, services, ref)) })
  const restoration = await openRestorationWorker(services)
  const missedVisits = openMissedVisits(services)
  const detection = openDetectionLeader(services)
  const actions = await openActionWorker(services)
  const chat = await openChatLive(services, {
    changed: (agentIds) => hub.tellAgents(agentIds, { type: 'chats' }),
    lines: (conversationId, message, agentIds, except) => hub.tellAgents(agentIds, { type: 'chatLines', conversationId, message }, except),
    marks: (conversationId, { got, read }, agentIds) => hub.tellAgents(agentIds, { type: 'chatMarks', conversationId, delivered: got, read }),
    typing: (conversationId, agentIds) => hub.tellAgents(agentIds, { type: 'chatTyping', conversationId }),
  })
  const stopRights = await services.store.listen(RIGHTS_CHANNEL, () => chat.forgetReaders())
  let loopbackOnly = true
  // First of all: what comes before it and refuses an upgrade would leave its socket open.
  await registerWebSockets(app)
  registerGate(app, { loopbackOnly: () => loopbackOnly, portalUrl: services.portalUrl })
  registerLogging(app)
  registerErrors(app, services.log)
  registerDocuments(app, services)
  registerLiveRoute(app, services, hub)
  registerSyncRoutes(app, services)
  registerPortal(app, services, options.pages ?? null, options.chatFrames)
  registerPortalAccount(app, services, { saysPlace: trustedPeers(options.placeHeader ? (options.trustedProxies ?? []) : []) })
  registerPortalChat(app, services, chat)
  registerProcedures(app, services)
  const closing = new AbortController()
  const stopHousekeeping = services.timers.every(HOUSEKEEPING_MS, () => void keepHouse(services, closing.signal))
  // A console that is opened for less than an hour each day must not show yesterday's debts.
  const stopFirst = services.timers.after(FIRST_HOUSEKEEPING_MS, () => void keepHouse(services, closing.signal))
  return {
    app,
    listen: async ({ port, host = '127.0.0.1' }) => {
      loopbackOnly = listensHereAlone(host)
      await app.listen({ port, host })
      const address = app.server.address() as AddressInfo
      const url = `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
      if (services.demo) portal.url ??= url
      return url
    },
    close: async () => {
      closing.abort()
      stopHousekeeping()
      stopFirst()
      await payments?.close()
      await stopRights()
      await chat.close()
      await restoration.close()
      await missedVisits.close()
      await detection.close()
      await actions.close()
      await messages.close()
      services.channels.email?.close()
      await hub.close()
      await app.close()
      await writeLastCheckpoint(services)
    },
  }
}

function toServices({ store, clock, timers, demo, gateway, equipment, channels, checkpoints, secrets, secondFactor, singleSignOn, passwordSignIn = true, operatorName, timeZone = DEFAULT_TIME_ZONE, supportPhone, resetUnlocks = false, vroomUrl = null }: BackendOptions, log: Log, portalUrl: Services['portalUrl']): Services {
  const known = { clock: clock ?? systemClock, log }
  return {
    store,
    ...known,
    timers: timers ?? systemTimers,
    demo: demo ?? null,
    gateway: gateway ?? null,
    equipment: equipment ?? null,
    channels: { email: null, sms: null, ...channels },
    portalUrl,
    checkpoints: checkpoints ?? null,
    secrets: secrets ?? passingSecretBox(),
    secondFactor: secondFactor ?? 'optional',
    singleSignOn: singleSignOn ? { ...singleSignOn, provider: openProvider(singleSignOn, known) } : null,
    passwordSignIn,
    supportPhone: supportPhone ?? demo?.supportPhone ?? null,
    resetUnlocks,
    vroomUrl,
    operatorName: operatorName ?? demo?.operatorName ?? 'Headend',
    timeZone: requireTimeZone(timeZone),
  }
}

/** Method, path, status and time: enough to find a fault, nothing about anybody. */
function registerLogging(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request
    request.log.info({ method, path: pathOf(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered')
  })
}

function registerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, _request, reply) => {
    const body = errorBody(toAppError(error, log))
    return reply.code(body.status).send(body)
  })
  app.setNotFoundHandler(() => {
    throw new AppError('notFound', { what: 'path' })
  })
}

function registerDocuments(app: FastifyInstance, { store }: Services): void {
  let document: ReturnType<typeof openApiDocument> | undefined
  app.get('/openapi.json', () => (document ??= openApiDocument()))
  app.get('/health', async () => {
    await store.pool.query('select 1')
    return { ok: true }
  })
}

function registerProcedures(app: FastifyInstance, services: Services): void {
  const routes = {
    session: sessionRoutes, customers: customersRoutes, billing: billingRoutes, rewards: rewardsRoutes, administration: administrationRoutes, catalog: catalogRoutes,
    usage: usageRoutes, outages: outagesRoutes, dispatch: { ...boardRoutes, ...bookingRoutes, ...techniciansRoutes }, diagnostics: diagnosticsRoutes, chat: chatRoutes, access: accessRoutes, interactions: interactionsRoutes, messages: messagesRoutes, audit: auditRoutes, privacy: privacyRoutes,
  }
  const handler = new OpenAPIHandler(routes, {
    interceptors: [
      async ({ next }) => {
        try {
          return await next()
        } catch (error) {
          throw toOrpcError(toAppError(error, services.log))
        }
      },
    ],
  })
  const nobody = (): never => {
    throw new AppError('internal', { detail: 'public procedure' })
  }
  app.all('/*', async (request, reply) => {
    const { headers } = request
    const context = { services, authorization: headers.authorization, background: isBackground(headers), source: sourceOf(request.ip), signedIn: nobody, signingIn: nobody, asked: UNASKED }
    const { matched } = await handler.handle(request, reply, { context })
    if (!matched) throw new AppError('notFound', { what: 'path' })
  })
}

/** Before the router has read the contract. */
const UNASKED = { action: '', permission: 'session', verification: 'unverified' } as const
