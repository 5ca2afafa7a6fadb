/**
 * Files come in past the contract's procedures: as they are, in a body that is read as it comes. From the customers' page with the
 * conversation's token or the sign-in, from a desk with its session; neither is in an address. What is refused is in the log.
 */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '#shared/kernel/errors.ts'
import { idSchema } from '#shared/kernel/ids.ts'
import { MAX_ATTACHMENT_BYTES, type ChatAttachment } from '#shared/features/chat/attachments.ts'
import { tokenSchema } from '#shared/features/session/session.schema.ts'
import { bearerToken, requirePermission, whoAsks } from '../../../http/authentication.ts'
import { portalHeaders } from '../../../portal/portal-headers.ts'
import type { Budget, RateLimit } from '../../../portal/rate-limit.ts'
import type { Services } from '../../../services.ts'
import { sourceOf } from '../../../sign-in-sources.ts'
import type { Conversation } from '../conversations.ts'
import { requireWriter } from '../writers.ts'
import { getAttachment, getPart, keepAttachment, requireRoom, type Incoming } from './attachments.ts'
import { createTurns, receive, tooLong, type Turns } from './receive.ts'

/** So long an answer has to arrive where the rest of a body is not read, ms. */
const GOODBYE_MS = 2_000
const MOST_NAME = 2_000

/** By the token, or who is signed in on the page. @throws AppError `notFound` */
export type FindOwn = (request: FastifyRequest, key: { token: string | null; conversationId: string }) => Promise<Conversation>
type Limits = { ofAddress: RateLimit; uploadOfAddress: RateLimit; /** Of one customer who is signed in, and of strangers of one network. */ bytesInDay: Budget }

const headersSchema = z.object({ 'x-headend-conversation': idSchema, 'x-headend-attachment': idSchema, 'x-headend-file-name': z.string().max(MOST_NAME).optional() })
const askedSchema = z.strictObject({ token: tokenSchema.nullable(), conversationId: idSchema, attachmentId: idSchema })

export function registerAttachments(app: FastifyInstance, services: Services, { findOwn, ofAddress, uploadOfAddress, bytesInDay }: { findOwn: FindOwn } & Limits): void {
  // Customers' uploads take nobody's turn at a desk.
  const [ofPages, ofDesks] = [createTurns(), createTurns()]
  void app.register(async (scope) => {
    // Not read before somebody has said whose it is, and never beyond its bound.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
    scope.post('/portal/chat/upload', async (request, reply) => {
      void reply.headers(portalHeaders)
      return takeIn(services, { request, reply, inTurn: ofPages, address: sourceOf(request.ip) }, async ({ id, conversationId }) => {
        if (services.portalUrl() === null) throw new AppError('notFound', { what: 'path' })
        uploadOfAddress(request.ip)
        const own = await findOwn(request, { token: bearerToken(request.headers.authorization), conversationId })
        const key = own.identityId ?? sourceOf(request.ip)
        return { id, conversationId: own.id, agentId: null, fits: (bytes) => bytesInDay.require(key, bytes), kept: (bytes) => bytesInDay.take(key, bytes) }
      })
    })
    scope.post('/chat/attachments', async (request, reply) => takeIn(services, { request, reply, inTurn: ofDesks, address: null }, async ({ id, conversationId }) => {
      const signedIn = await whoAsks(services, request.headers.authorization)
      await requirePermission(services, signedIn, { action: 'chat.sendAttachment', permission: 'chat.answer' })
      await requireWriter(services.store.db, conversationId, signedIn.agent.id)
      return { id, conversationId, agentId: signedIn.agent.id }
    }))
  })
  app.post('/portal/chat/attachment', async (request, reply) => {
    void reply.headers(portalHeaders)
    if (services.portalUrl() === null) throw new AppError('notFound', { what: 'path' })
    ofAddress(request.ip)
    const { attachmentId, ...key } = askedSchema.parse(request.body)
    const { id: conversationId } = await findOwn(request, key)
    const { facts, parts } = await getAttachment(services.store.db, { conversationId, attachmentId }, 'customer')
    // As it was scanned, whatever else somebody could take it for; and nothing that it says is carried out.
    return reply.headers({
      'content-security-policy': "default-src 'none'; sandbox", 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(facts.name)}`, 'content-length': facts.size,
    }).type(facts.type).send(Readable.from(partsOf(services, attachmentId, parts)))
  })
}

/** One at a time: a page that does not read has no more of it waiting here. */
async function* partsOf({ store }: Pick<Services, 'store'>, attachmentId: string, parts: number): AsyncGenerator<Buffer> {
  for (let part = 0; part < parts; part += 1) yield await getPart(store.db, attachmentId, part)
}

type Coming = { request: FastifyRequest; reply: FastifyReply; inTurn: Turns; /** Of a customer. */ address: string | null }
type Place = Pick<Incoming, 'id' | 'conversationId' | 'agentId'> & { /** @throws AppError `limitExceeded` where so much more is too much today */ fits?: (bytes: number) => void; kept?: (bytes: number) => void }

async function takeIn(services: Services, { request, reply, inTurn, address }: Coming, whose: (asked: { id: string; conversationId: string }) => Promise<Place>): Promise<{ attachment: ChatAttachment }> {
  const asked = headersSchema.safeParse(request.headers)
  try {
    if (!asked.success) throw new AppError('validation', { issues: [{ path: 'headers', message: 'missing' }] })
    const { 'x-headend-conversation': conversationId, 'x-headend-attachment': id, 'x-headend-file-name': name = '' } = asked.data
    const { fits, kept, ...place } = await whose({ id, conversationId })
    const declared = Number(request.headers['content-length'] ?? 0)
    if (declared > MAX_ATTACHMENT_BYTES) throw tooLong()
    fits?.(declared)
    await requireRoom(services.store.db, place.conversationId, { id, size: 0 })
    const { attachment, isNew } = await inTurn(place.conversationId, address, async () => {
      const bytes = await receive(request.body, services.timers)
      fits?.(bytes.length)
      return keepAttachment(services, { ...place, name: decoded(name), bytes })
    })
    if (isNew) kept?.(attachment.size)
    services.log.info({ conversationId: place.conversationId, by: place.agentId === null ? 'customer' : 'agent', type: attachment.type, size: attachment.size }, 'a file was taken in')
    return { attachment }
  } catch (error) {
    if (error instanceof AppError) services.log.warn({ conversationId: asked.data?.['x-headend-conversation'], code: error.code, why: whyOf(error), declared: request.headers['content-length'] ?? null }, 'a file was refused')
    cutBehind(services, request, reply)
    throw error
  }
}

const whyOf = ({ data }: AppError): string => ('issues' in data ? data.issues.map(({ message }) => message).join() : 'unit' in data ? data.unit : '')

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return ''
  }
}

/** What is left of a body that nobody wants is thrown away as it comes, and soon behind the answer the line is cut: ended with it, the answer itself would be lost to whoever still sends. */
function cutBehind({ timers }: Services, { raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return
  reply.raw.once('finish', () => {
    const stop = timers.after(GOODBYE_MS, () => void (raw.complete || raw.socket.destroy()))
    raw.socket.once('close', stop)
  })
}
