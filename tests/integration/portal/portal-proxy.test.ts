/** The portal behind TLS on the same machine: under its own name, and each customer under their own address. */
import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { openTestStore } from '../../support/stores.ts'
import { startTestBackend } from '../../support/api-client.ts'
import { openPortalBrowser } from '../../support/customer-portal.ts'
import { CUSTOMER_PASSWORD, makeIdentity } from '../../support/identities.ts'

const PORTAL = 'https://pay.example.com'
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(trustedProxies: string[]) {
  const store = await openTestStore('embedded')
  closing.push(() => store.close())
  const backend = await startTestBackend({ store, portalUrl: PORTAL, trustedProxies })
  closing.push(() => backend.close())
  return (path: string, headers: Record<string, string>, body?: object) => new Promise<number | undefined>((resolve, reject) => {
    const asking = request(`${backend.url}${path}`, { method: body ? 'POST' : 'GET', headers: { 'content-type': 'application/json', ...headers } }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode))
    }).on('error', reject)
    asking.end(body ? JSON.stringify(body) : undefined)
  })
}

/** A token that is none. */
const wrong = { token: 'A'.repeat(43) }
const fromPage = { host: 'pay.example.com', origin: PORTAL }

describe('behind a proxy', () => {
  it('answers the portal under its own name, and nothing else under it', async () => {
    const ask = await start([])
    expect(await ask('/portal/link', fromPage, wrong), 'a link that is not known').toBe(404)
    expect(await ask('/portal/link', { ...fromPage, host: 'evil.example' }, wrong)).toBe(403)
    expect(await ask('/portal/link', { ...fromPage, origin: 'https://evil.example' }, wrong)).toBe(403)
    expect(await ask('/server-info', { host: 'pay.example.com' })).toBe(403)
    expect(await ask('/server-info', {}), 'the control').toBe(200)
  })

  it('counts the customers one by one, at the address that the proxy saw', async () => {
    const ask = await start(['127.0.0.1'])
    const guess = (address: string) => ask('/portal/link', { ...fromPage, 'x-forwarded-for': address }, { token: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url') })
    for (let tries = 0; tries < 20; tries += 1) expect(await guess('203.0.113.1')).toBe(404)
    expect(await guess('203.0.113.1')).toBe(429)
    expect(await guess('203.0.113.2'), 'a neighbour').toBe(404)
    expect(await guess('198.51.100.7, 203.0.113.1'), 'what the browser made up stands before it').toBe(429)
  })

  it('believes nobody who was not named', async () => {
    const ask = await start([])
    const guess = (address: string) => ask('/portal/link', { ...fromPage, 'x-forwarded-for': address }, { token: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url') })
    for (let tries = 0; tries < 20; tries += 1) await guess(`203.0.113.${tries}`)
    expect(await guess('203.0.113.99')).toBe(429)
  })
})

describe('where somebody signs in from', () => {
  const cases: [string, { trustedProxies: string[]; placeHeader?: boolean }, string][] = [
    ['the network, of a proxy that is believed about addresses alone', { trustedProxies: ['127.0.0.1'] }, '203.0.113.x'],
    ['what a proxy says whose word is taken for it', { trustedProxies: ['127.0.0.0/8'], placeHeader: true }, 'Yonkers, NY'],
    ['the network, where who asks is no such proxy', { trustedProxies: ['10.0.0.1'], placeHeader: true }, 'localhost'],
    ['the network, where nobody is', { trustedProxies: [], placeHeader: true }, 'localhost'],
  ]
  it.each(cases)('is %s', async (_what, options, place) => {
    const store = await openTestStore('embedded')
    closing.push(() => store.close())
    const backend = await startTestBackend({ store, portalUrl: PORTAL, ...options })
    closing.push(() => backend.close())
    const { userName, customerId } = await makeIdentity(store)
    const own = openPortalBrowser(backend.url, { origin: PORTAL, host: 'pay.example.com', address: '203.0.113.7', place: 'Yonkers, NY' })
    expect(await own.ask('sign-in', { name: userName, password: CUSTOMER_PASSWORD, remember: false })).toMatchObject({ status: 200 })
    expect(await store.db.selectFrom('identityEvent').select(['kind', 'place']).where('customerId', '=', customerId).execute()).toEqual([{ kind: 'signedIn', place }])
  })
})
