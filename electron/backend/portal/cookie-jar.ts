/** The keys of customers who signed in, as cookies that no script reads. */
import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ABSOLUTE_MS } from '../features/access/customer-sessions.ts'
import { DEVICE_MS } from '../features/access/devices.ts'
import type { Keys } from '../features/access/sign-in.ts'
import type { Services } from '../services.ts'

type Jar = {
  read(request: FastifyRequest): { session: string | null; device: string | null }
  give(reply: FastifyReply, keys: Keys): void
  takeSession(reply: FastifyReply): void
}

export function cookieJar({ portalUrl }: Pick<Services, 'portalUrl'>): Jar {
  const secure = (): boolean => portalUrl()?.startsWith('https:') ?? true
  const nameOf = (what: 'session' | 'device'): string => `${secure() ? '__Host-' : ''}headend-${what}`
  const token = (value: string | undefined): string | null => (value !== undefined && /^[\w-]{43}$/.test(value) ? value : null)
  const set = (reply: FastifyReply, what: 'session' | 'device', value: string, maxAge: number): void => {
    void reply.header('set-cookie', stringifySetCookie({ name: nameOf(what), value, maxAge, path: secure() ? '/' : '/portal', httpOnly: true, sameSite: 'strict', secure: secure() }))
  }
  return {
    read: (request) => {
      const cookies = parseCookie(request.headers.cookie ?? '')
      return { session: token(cookies[nameOf('session')]), device: token(cookies[nameOf('device')]) }
    },
    give: (reply, keys) => {
      set(reply, 'session', keys.token, ABSOLUTE_MS / 1000)
      if (keys.deviceToken !== null) set(reply, 'device', keys.deviceToken, DEVICE_MS / 1000)
    },
    takeSession: (reply) => set(reply, 'session', '', 0),
  }
}
