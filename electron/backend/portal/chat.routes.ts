/** What the customers' chat page asks before it is connected, and the connection. The token is the key; it is in bodies alone. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { askLeftSchema, beginChatSchema, leaveMessageSchema, mineSchema, portalLanguageSchema, type ChatDoor, type ChatMine, type ChatTicket, type OwnLeft } from '#shared/features/chat/customer-chat.schema.ts'
import { idSchema } from '#shared/kernel/ids.ts'
import { customerName } from '#shared/features/customers/customer-name.ts'
import { chatTopicSchema } from '#shared/features/chat/chat-words.schema.ts'
import { tokenSchema } from '#shared/features/session/session.schema.ts'
import { findIdentitySession } from '../features/access/customer-sessions.ts'
import { beginChat, enterByTokens, findByToken, findDoor, findOwn, requireFound, type Comer } from '../features/chat/begin.ts'
import type { ChatLive } from '../features/chat/chat-live.ts'
import { attachPage } from '../features/chat/customer-page.ts'
import { leaveMessage, readOwnLeft } from '../features/chat/left-messages.ts'
import { mailTranscript } from '../features/chat/transcript-file.ts'
import { registerAttachments } from '../features/chat/attachments/upload.routes.ts'
import { giveTickets, MOST_PAGES } from '../features/chat/customer-state.ts'
import type { Services } from '../services.ts'
import { together } from '../together.ts'
import { cookieJar } from './cookie-jar.ts'
import { portalHeaders } from './portal-headers.ts'
import { createAddressLimit, createBudget } from './rate-limit.ts'

/** In a minute, of one address, behind which may be a whole office; and of those how many begin, or leave a message. */
const OF_ADDRESS = 240
const BEGUN_OF_ADDRESS = 20
const LEFT_OF_ADDRESS = 6
const FILES_OF_ADDRESS = 60
/** Kept in a day of one customer who is signed in, or of all strangers of one network, whatever conversations they begin. */
const FILE_BYTES_IN_DAY = 256 * 1024 ** 2

const doorInput = z.strictObject({ topic: chatTopicSchema, language: portalLanguageSchema })
const withToken = z.strictObject({ token: tokenSchema })

export function registerPortalChat(app: FastifyInstance, services: Services, live: ChatLive): void {
  const ofAddress = createAddressLimit(services.clock, OF_ADDRESS)
  const begunOfAddress = createAddressLimit(services.clock, BEGUN_OF_ADDRESS)
  const leftOfAddress = createAddressLimit(services.clock, LEFT_OF_ADDRESS)
  const cookies = cookieJar(services)
  /** Who is signed in on this page, to the end. */
  const comerOf = async (request: FastifyRequest): Promise<Comer & { sessionId: string | null; name: string | null }> => {
    const session = await findIdentitySession(services.store.db, services.clock, cookies.read(request).session)
    if (session?.stage !== 'full') return { customerId: null, identityId: null, sessionId: null, name: null }
    const { customerId, identityId, id: sessionId } = session
    const customer = await services.store.db.selectFrom('customer').select(['givenName', 'familyName', 'organizationName', 'accountNumber']).where('id', '=', customerId).where('removedAt', 'is', null).executeTakeFirst()
    return { customerId, identityId, sessionId, name: customer ? customerName(customer) : null }
  }
  const operator = () => ({ operatorName: services.operatorName, phone: services.supportPhone ?? null, timeZone: services.timeZone })
  const post = <I, T extends object>(name: string, schema: z.ZodType<I>, work: (input: I, request: FastifyRequest) => Promise<T>): void => {
    app.post(`/portal/chat/${name}`, async (request: FastifyRequest, reply: FastifyReply) => {
      void reply.headers(portalHeaders)
      if (services.portalUrl() === null) throw new AppError('notFound', { what: 'path' })
      ofAddress(request.ip)
      return work(schema.parse(request.body), request)
    })
  }
  post('door', doorInput, async (input, request): Promise<ChatDoor & { name: string | null }> => {
    const { name, ...comer } = await comerOf(request)
    return { ...(await findDoor(services, input, comer)), name }
  })
  post('begin', beginChatSchema, async (input, request) => {
    begunOfAddress(request.ip)
    const { name, ...comer } = await comerOf(request)
    const begun = await beginChat(services, { ...input, name: name ?? input.name }, comer)
    return 'closed' in begun ? begun.closed : { open: true }
  })
  // A ticket opens the connection: what lasts is in no address of a page, and in no log.
  const enter = together((tokens: readonly string[]) => enterByTokens(services.store.db, tokens, services.clock.now()), MOST_PAGES)
  post('ticket', withToken, async ({ token }): Promise<ChatTicket> => {
    const { conversation: { topic, name, identityId }, ticket } = requireFound(await enter(token))
    return { ticket, topic, name, signedIn: identityId !== null, ...operator() }
  })
  // On another device, the sign-in is the key. No token is given out: a device that is signed out there goes on with nothing.
  post('mine', mineSchema, async ({ conversationId }, request): Promise<ChatMine> => {
    const { name, identityId, customerId, sessionId } = await comerOf(request)
    const now = services.clock.now()
    const found = identityId === null || customerId === null ? null : await findOwn(services.store.db, { identityId, customerId }, conversationId, now)
    const [ticket] = found ? await giveTickets(services.store.db, [{ conversationId: found.id, sessionId }], now) : []
    return { name, conversation: found && { conversationId: found.id, topic: found.topic, ticket: ticket! }, ...operator() }
  })
  post('message', leaveMessageSchema, async (input, request) => {
    leftOfAddress(request.ip)
    const { name, customerId } = await comerOf(request)
    await leaveMessage(services, { ...input, name: name ?? input.name }, customerId)
    return {}
  })
  post('left', askLeftSchema, async ({ tokens }, request): Promise<OwnLeft> => readOwnLeft(services.store.db, { tokens, customerId: (await comerOf(request)).customerId }))
  // To whom it is sent is the account's to say, never the page's.
  post('mail', mineSchema.extend({ conversationId: idSchema }), async ({ conversationId }, request) => {
    leftOfAddress(request.ip)
    await mailTranscript(services, await comerOf(request), conversationId)
    return {}
  })
  registerAttachments(app, services, {
    ofAddress, uploadOfAddress: createAddressLimit(services.clock, FILES_OF_ADDRESS), bytesInDay: createBudget(services.clock, FILE_BYTES_IN_DAY, { windowMs: DAY_MS, unit: 'bytesPerDay' }),
    findOwn: async (request, { token, conversationId }) => {
      const now = services.clock.now()
      if (token !== null) return requireFound(await findByToken(services.store.db, token, now))
      const { identityId, customerId } = await comerOf(request)
      return requireFound(identityId === null || customerId === null ? null : await findOwn(services.store.db, { identityId, customerId }, conversationId, now))
    },
  })
  app.route({
    method: 'GET',
    url: '/portal/chat/live',
    // A browser says whose page opens it, always; the gate lets pass who says nothing, as it must for a page's files.
    preValidation: async (request) => {
      if (request.headers.origin === undefined || services.portalUrl() === null) throw new AppError('forbidden', { detail: 'origin' })
      ofAddress(request.ip)
    },
    handler: (_request, reply) => reply.code(426).send(),
    wsHandler: (socket) => attachPage(services, live, socket),
  })
}
