/**
 * What the page asks where customers sign in. Keys are cookies that no script reads: HttpOnly, SameSite=Strict, and behind TLS
 * Secure under the `__Host-` prefix (RFC 6265bis, 4.1.3.2), so that no other site sends them and no neighbour under the same
 * domain sets them. Every question is a POST of JSON from the page's own origin (http/gate.ts), so that no other page asks.
 */
import Bowser from 'bowser'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { AppError } from '#shared/kernel/errors.ts'
import {
  portalBeginFactorSchema, portalChangePasswordSchema, portalCodeSchema, portalConfirmFactorSchema, portalForgottenSchema, portalLinkSchema, portalNothingSchema,
  portalRemoveFactorSchema, portalRevokeDeviceSchema, portalSendCodeSchema, portalSetPasswordSchema, portalSignInSchema, type PortalAccount,
} from '#shared/features/access/portal-account.schema.ts'
import { beginSecondFactor, changePassword, confirmSecondFactor, operatorOf, removeSecondFactor, revokeDevice, tellAccount } from '../features/access/customer-account.ts'
import { findIdentitySession, type IdentitySession } from '../features/access/customer-sessions.ts'
import { sendForgottenLink } from '../features/access/links.ts'
import { confirmCode, sendSignInCode } from '../features/access/second-factor.ts'
import { signInByDevice, signInCustomer, type Asker, type Keys } from '../features/access/sign-in.ts'
import { signOut } from '../features/access/sign-out.ts'
import { placeOf, sourceOf } from '../sign-in-sources.ts'
import { tellLink, useLink } from '../features/access/use-link.ts'
import { toAppError } from '../http/errors.ts'
import type { Services } from '../services.ts'
import { cookieJar } from './cookie-jar.ts'
import { portalHeaders } from './portal-headers.ts'
import { createRateLimit } from './rate-limit.ts'

/** Questions in a minute of one address, behind which may be a whole office. */
const OF_ADDRESS = 240
/** Said by a proxy that is believed, of the address that it saw: `Yonkers, NY`. */
const PLACE_HEADER = 'x-headend-place'

type Asked = { asker: Asker; sessionToken: string | null; reply: FastifyReply }
type SignedIn = Asked & { session: IdentitySession }

/** @param options.saysPlace whose word is taken for where an address is */
export function registerPortalAccount(app: FastifyInstance, services: Services, { saysPlace }: { saysPlace: (peer: string | undefined) => boolean }): void {
  const ofAddress = createRateLimit(services.clock, OF_ADDRESS)
  const cookies = cookieJar(services)
  const running = new Set<Promise<void>>()
  app.addHook('onClose', async () => void (await Promise.allSettled(running)))

  const post = <I, T extends object>(name: string, schema: z.ZodType<I>, work: (input: I, asked: Asked) => Promise<T>): void => {
    app.post(`/portal/account/${name}`, async (request, reply) => {
      void reply.headers(portalHeaders)
      if (services.portalUrl() === null) throw new AppError('notFound', { what: 'path' })
      const { session, device } = cookies.read(request)
      const asker = askerOf(request, device, saysPlace(request.socket.remoteAddress))
      ofAddress(asker.source)
      return work(schema.parse(request.body), { asker, sessionToken: session, reply })
    })
  }
  /** Of somebody who is signed in to the end. */
  const own = <I>(name: string, schema: z.ZodType<I>, work: (input: I, signedIn: SignedIn) => Promise<object | void>): void =>
    post(name, schema, async (input, asked) => {
      const session = await requireSession(services, asked, 'full')
      return (await work(input, { ...asked, session })) ?? tellAccount(services, session)
    })
  const enter = async (keys: Keys, { reply }: Asked): Promise<PortalAccount> => {
    cookies.give(reply, keys)
    const session = await findIdentitySession(services.store.db, services.clock, keys.token)
    return session ? tellAccount(services, session) : { step: 'signIn', ...operatorOf(services) }
  }

  post('state', portalNothingSchema, async (_input, asked): Promise<PortalAccount> => {
    const session = await findIdentitySession(services.store.db, services.clock, asked.sessionToken)
    if (session) return tellAccount(services, session)
    const keys = await signInByDevice(services, asked.asker)
    return keys ? enter(keys, asked) : { step: 'signIn', ...operatorOf(services) }
  })
  post('sign-in', portalSignInSchema, async (input, asked) => enter(await signInCustomer(services, input, asked.asker), asked))
  post('code', portalCodeSchema, async ({ code }, asked) => enter(await confirmCode(services, await requireSession(services, asked, 'code'), code, asked.asker), asked))
  post('send-code', portalSendCodeSchema, async ({ channel }, asked) => {
    await sendSignInCode(services, await requireSession(services, asked, 'code'), channel)
    return {}
  })
  // Answered before it is done: the answer takes as long for a name that nobody has.
  post('forgotten', portalForgottenSchema, ({ name }) => {
    const work = sendForgottenLink(services, name).catch((error: unknown) => void toAppError(error, services.log)).finally(() => running.delete(work))
    running.add(work)
    return Promise.resolve({})
  })
  post('link', portalLinkSchema, ({ token }) => tellLink(services, token))
  post('set-password', portalSetPasswordSchema, async (input, { asker }) => {
    await useLink(services, input, asker)
    return {}
  })
  post('sign-out', portalNothingSchema, async (_input, { sessionToken, asker, reply }): Promise<PortalAccount> => {
    await signOut(services, sessionToken, asker)
    cookies.takeSession(reply)
    return { step: 'signIn', ...operatorOf(services) }
  })
  own('change-password', portalChangePasswordSchema, (input, { session, asker }) => changePassword(services, session, input, asker))
  own('begin-factor', portalBeginFactorSchema, (input, { session, asker }) => beginSecondFactor(services, session, input, asker))
  own('confirm-factor', portalConfirmFactorSchema, (input, { session, asker }) => confirmSecondFactor(services, session, input, asker))
  own('remove-factor', portalRemoveFactorSchema, (input, { session, asker }) => removeSecondFactor(services, session, input, asker))
  own('revoke-device', portalRevokeDeviceSchema, ({ deviceId }, { session, asker }) => revokeDevice(services, session, deviceId, asker))
}

/** @throws AppError `unauthenticated/signedOut` */
async function requireSession({ store, clock }: Services, { sessionToken }: Asked, stage: IdentitySession['stage']): Promise<IdentitySession> {
  const session = await findIdentitySession(store.db, clock, sessionToken)
  if (session?.stage !== stage) throw new AppError('unauthenticated', { reason: 'signedOut' })
  return session
}

function askerOf(request: FastifyRequest, deviceToken: string | null, saysPlace: boolean): Asker {
  const source = sourceOf(request.ip)
  const said = saysPlace ? request.headers[PLACE_HEADER] : undefined
  const place = typeof said === 'string' && /^[\p{L}\p{N} .,'-]{2,80}$/u.test(said) ? said : placeOf(source)
  return { source, place, device: deviceName(request.headers['user-agent'] ?? ''), deviceToken }
}

/** `Firefox, Windows`: as people know it again. Of what a browser says of itself nothing else is kept. */
function deviceName(userAgent: string): string {
  const { browser, os } = userAgent === '' ? { browser: {}, os: {} } : Bowser.parse(userAgent.slice(0, 500))
  const known = [browser.name, os.name].filter((part): part is string => Boolean(part))
  return known.length > 0 ? known.join(', ').slice(0, 80) : '?'
}
