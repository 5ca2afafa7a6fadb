/** A customer's browser, as far as the sign-in page uses one: it asks, and keeps the cookies. */
import { request } from 'node:http'

export type Answer = { status: number; body: Record<string, unknown> & { step?: string; code?: string }; cookies: string[] }
export type CustomerBrowser = {
  ask(what: string, body?: object): Promise<Answer>
  /** `name=value` of each that is kept. */
  cookies: Map<string, string>
}

type Options = { address?: string; origin?: string; host?: string; userAgent?: string; place?: string; cookies?: Map<string, string> }

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0'

/** @param options.address as a trusted proxy says it */
export function openPortalBrowser(url: string, { address, origin = url, host, userAgent = FIREFOX, place, cookies = new Map() }: Options = {}): CustomerBrowser {
  const ask = (what: string, body: object = {}): Promise<Answer> => new Promise((resolve, reject) => {
    const kept = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      'content-type': 'application/json', origin, 'user-agent': userAgent, ...(kept ? { cookie: kept } : {}), ...(host ? { host } : {}),
      ...(address ? { 'x-forwarded-for': address } : {}), ...(place ? { 'x-headend-place': place } : {}),
    }
    const asking = request(`${url}/portal/account/${what}`, { method: 'POST', headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const set = answer.headers['set-cookie'] ?? []
        for (const each of set) keep(cookies, each)
        resolve({ status: answer.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString('utf8')) as Answer['body'], cookies: set })
      })
    }).on('error', reject)
    asking.end(JSON.stringify(body))
  })
  return { ask, cookies }
}

function keep(cookies: Map<string, string>, text: string): void {
  const [pair = ''] = text.split(';')
  const [name = '', value = ''] = pair.split('=')
  if (value === '') cookies.delete(name)
  else cookies.set(name, value)
}
