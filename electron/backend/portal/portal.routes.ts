/**
 * The customers' pages, and a technician's page of their day, for browsers of strangers. Pages and their files; and questions, asked by
 * the pages of links alone, that take a link's token and tell of that link alone: the token is the key, and nothing of it is kept in a cookie.
 * What the page asks where customers sign in is in `account.routes.ts`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '#shared/kernel/errors.ts'
import { idSchema } from '#shared/kernel/ids.ts'
import { tokenSchema } from '#shared/features/session/session.schema.ts'
import { beginEntry, finishEntry } from '../features/billing/links/enter-method.ts'
import { openLink } from '../features/billing/links/open-link.ts'
import { cancelByLink, confirmByLink, moveByLink, offersByLink, openVisit } from '../features/dispatch/links/visit-page.ts'
import { gateCodeByLink, openDay } from '../features/dispatch/links/day-page.ts'
import { linkWindowSchema } from '#shared/features/dispatch/visit-links.schema.ts'
import { hashToken } from '../secret-token.ts'
import type { Services } from '../services.ts'
import { readPortalPages, readWidget, type PortalPage, type PortalPages } from './portal-pages.ts'
import { chatHeaders, portalHeaders as headers, widgetHeaders } from './portal-headers.ts'
import { createAddressLimit, createRateLimit } from './rate-limit.ts'

/** Requests in a minute: of one address, behind which may be a whole office; of one link, whose page asks every two seconds while it waits. */
const OF_ADDRESS = 240
const OF_LINK = 60
/** Wrong tokens in a minute of one address. 256 bits are not guessed; whoever tries is not answered for long. */
const WRONG_OF_ADDRESS = 20

const withToken = z.strictObject({ token: tokenSchema })
const withWindow = linkWindowSchema.extend({ token: tokenSchema })
const withVisit = z.strictObject({ token: tokenSchema, workOrderId: idSchema })
const withReference = z.strictObject({ token: tokenSchema, reference: z.string().min(1).max(200) })

/** @param folder the built renderer; null where customers have no pages here. @param chatFrames origins of sites that may show the chat in a frame */
export function registerPortal(app: FastifyInstance, services: Services, folder: string | null, chatFrames: readonly string[] = []): void {
  const ofAddress = createAddressLimit(services.clock, OF_ADDRESS)
  const ofLink = createRateLimit(services.clock, OF_LINK)
  const wrongOfAddress = createAddressLimit(services.clock, WRONG_OF_ADDRESS)
  let reading: Promise<PortalPages> | null = null
  let widget: Promise<string> | null = null
  const pages = (): Promise<PortalPages> => {
    if (folder === null || services.portalUrl() === null) throw new AppError('notFound', { what: 'path' })
    reading ??= readPortalPages(folder).catch((error: unknown) => {
      reading = null
      throw error
    })
    return reading
  }
  const answer = async <I extends { token: string }, T>(request: FastifyRequest, reply: FastifyReply, schema: z.ZodType<I>, work: (input: I) => Promise<T>): Promise<T> => {
    void reply.headers(headers)
    ofAddress(request.ip)
    if (services.portalUrl() === null) throw new AppError('notFound', { what: 'path' })
    const input = schema.parse(request.body)
    ofLink(hashToken(input.token).toString('base64'))
    return work(input).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'notFound') wrongOfAddress(request.ip)
      throw error
    })
  }
  app.get('/portal', (_request, reply) => reply.headers(headers).redirect('/portal/'))
  const page = (name: PortalPage, said: Record<string, string> = headers) => async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    ofAddress(request.ip)
    return reply.headers(said).type('text/html; charset=utf-8').send((await pages()).html[name])
  }
  app.get('/portal/', page('index'))
  app.get('/portal/account', page('account'))
  app.get('/portal/visit', page('visit'))
  app.get('/portal/day', page('day'))
  app.get('/portal/chat', page('chat', chatHeaders(chatFrames)))
  app.get('/portal/widget.js', async (request, reply) => {
    ofAddress(request.ip)
    if (folder === null || services.portalUrl() === null || chatFrames.length === 0) throw new AppError('notFound', { what: 'path' })
    return reply.headers(widgetHeaders).type('text/javascript; charset=utf-8').send(await (widget ??= readWidget(folder)))
  })
  app.get<{ Params: { name: string } }>('/portal/assets/:name', async (request, reply) => {
    ofAddress(request.ip)
    const file = (await pages()).assets.get(request.params.name)
    if (!file) throw new AppError('notFound', { what: 'path' })
    return reply.headers(headers).type(file.type).send(file.bytes)
  })
  app.post('/portal/link', (request, reply) => answer(request, reply, withToken, ({ token }) => openLink(services, token)))
  app.post('/portal/visit/open', (request, reply) => answer(request, reply, withToken, ({ token }) => openVisit(services, token)))
  app.post('/portal/visit/offers', (request, reply) => answer(request, reply, withToken, ({ token }) => offersByLink(services, token)))
  app.post('/portal/visit/confirm', (request, reply) => answer(request, reply, withToken, ({ token }) => confirmByLink(services, token)))
  app.post('/portal/visit/cancel', (request, reply) => answer(request, reply, withToken, ({ token }) => cancelByLink(services, token)))
  app.post('/portal/visit/move', (request, reply) => answer(request, reply, withWindow, ({ token, ...window }) => moveByLink(services, token, window)))
  app.post('/portal/day/open', (request, reply) => answer(request, reply, withToken, ({ token }) => openDay(services, token)))
  app.post('/portal/day/gate-code', (request, reply) => answer(request, reply, withVisit, (input) => gateCodeByLink(services, input)))
  app.post('/portal/enter', (request, reply) => answer(request, reply, withToken, ({ token }) => beginEntry(services, token)))
  app.post('/portal/finish', (request, reply) => answer(request, reply, withReference, ({ token, reference }) => finishEntry(services, token, reference)))
}
