/** Signing in, staying in, being out; and what a request meets before any procedure. Over real sockets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../../../shared/contract/api.ts'
import { CONTRACT_VERSION } from '../../../shared/contract/version.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { roleSchema } from '../../../shared/features/session/session.schema.ts'
import { ABSOLUTE_MS, IDLE_MS } from '../../../electron/backend/features/session/sessions.ts'
import { createAgent } from '../../../electron/backend/features/session/create-agent.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { apiClient, signInAs, startTestBackend, TEST_PASSWORD } from '../../support/api-client.ts'
import { NOW, openTestStore } from '../../support/stores.ts'

const unauthenticated = (reason: string) => ({ code: 'unauthenticated', status: 401, data: { reason }, defined: true })

describe('sessions', () => {
  const clock = manualClock(NOW)
  const lines: string[] = []
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  beforeAll(async () => {
    store = await openTestStore('embedded', clock)
    backend = await startTestBackend({ store, clock, log: { level: 'trace', stream: { write: (line) => lines.push(line) } } })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  const signIn = (role = roleSchema.enum.agent) => signInAs(store, backend.url, role, clock)

  it('says who answers, before anybody has signed in', async () => {
    expect(await apiClient(backend.url).session.serverInfo()).toEqual({ operatorName: 'Headend', contractVersion: CONTRACT_VERSION, demo: false, importedBook: false, demoAccounts: [], singleSignOn: null, passwordSignIn: true })
  })

  it.each([
    ['agent', ['access.endSessions', 'access.freeze', 'access.read', 'access.sendLink', 'access.unlock', 'billing.adjust', 'billing.takePayment', 'catalog.order', 'chat.answer', 'customers.edit', 'customers.read', 'diagnostics.act', 'interactions.write', 'rewards.give', 'rewards.redeem', 'usage.topUp', 'visits.book']],
    ['dispatcher', ['customers.read', 'diagnostics.act', 'dispatch.manage', 'dispatch.override', 'interactions.write', 'outages.manage', 'visits.book']],
    ['auditor', ['access.read', 'audit.export', 'audit.read', 'customers.read', 'roles.read']],
  ] as const)('gives a %s the permissions of the table', async (role, permissions) => {
    const { client, session } = await signInAs(store, backend.url, role, clock)
    expect(session.agent).toMatchObject({ role, permissions })
    expect((await client.session.current()).agent).toEqual(session.agent)
  })

  it('tells the operator\'s time zone at sign-in and after, so that no desk counts its own days', async () => {
    const { client, session } = await signIn()
    expect([session.timeZone, (await client.session.current()).timeZone]).toEqual(['America/New_York', 'America/New_York'])
  })

  it('takes the user name in any case, the password in its own', async () => {
    const { userName } = await signIn()
    const client = apiClient(backend.url)
    await expect(client.session.signIn({ userName: userName.toUpperCase(), password: TEST_PASSWORD })).resolves.toBeTruthy()
    await expect(client.session.signIn({ userName, password: TEST_PASSWORD.toUpperCase() })).rejects.toMatchObject(unauthenticated('wrongCredentials'))
  })

  it('answers an unknown user and a wrong password alike, with the same work', async () => {
    const { userName } = await signIn()
    const client = apiClient(backend.url)
    const attempt = async (name: string) => {
      const start = performance.now()
      const error: unknown = await client.session.signIn({ userName: name, password: 'wrong' }).catch((thrown: unknown) => thrown)
      return { ms: performance.now() - start, error }
    }
    await attempt('warm-up')
    const times = { known: Infinity, unknown: Infinity }
    for (let round = 0; round < 8; round++) {
      const known = await attempt(userName)
      const unknown = await attempt('nobody-at-all')
      expect(known.error).toMatchObject(unauthenticated('wrongCredentials'))
      expect(unknown.error).toMatchObject(unauthenticated('wrongCredentials'))
      times.known = Math.min(times.known, known.ms)
      times.unknown = Math.min(times.unknown, unknown.ms)
    }
    // A hash takes some 20 ms; without it the answer would come in two.
    expect(times.unknown).toBeGreaterThan(times.known / 2)
  })

  it('keeps the token nowhere', async () => {
    const { token } = await signIn()
    const { rows } = await store.pool.query<{ text: string }>('select row_to_json(session)::text as text from session')
    expect(rows.length).toBeGreaterThan(0)
    for (const { text } of rows) expect(text).not.toContain(token)
  })

  it('ends after 15 idle minutes, to the millisecond; each call moves the end', async () => {
    const { client } = await signIn()
    clock.advance(IDLE_MS - 1)
    await expect(client.session.current()).resolves.toMatchObject({ idleEndsAt: new Date(clock.now() + IDLE_MS).toISOString() })
    clock.advance(IDLE_MS - 1)
    await client.session.current()
    clock.advance(IDLE_MS)
    await expect(client.session.current()).rejects.toMatchObject(unauthenticated('idle'))
  })

  it('is not kept alive by the pulls that a desk makes by itself', async () => {
    const { client } = await signIn()
    clock.advance(IDLE_MS - 1)
    await client.sync.pull({ stream: 'alert', after: null, limit: 10 })
    clock.advance(1)
    await expect(client.sync.pull({ stream: 'alert', after: null, limit: 10 })).rejects.toMatchObject(unauthenticated('idle'))
  })

  it.each(['/session', '/sync/account', '/customers?text=anybody&limit=5'])('is not kept alive by what a desk asks by itself of %s', async (path) => {
    const { token, client } = await signIn()
    const ask = (headers: Record<string, string>) => fetch(`${backend.url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } })
    clock.advance(IDLE_MS - 1)
    await ask({})
    clock.advance(IDLE_MS - 1)
    // The control: without the header the call before has kept it alive.
    await expect(ask({ 'x-headend-background': '1' })).resolves.not.toMatchObject({ status: 401 })
    clock.advance(1)
    await expect(client.session.current()).rejects.toMatchObject(unauthenticated('idle'))
  })

  it('lets nobody in by a demo account unless it is the demo', async () => {
    const account = { userName: 'demo-agent', password: TEST_PASSWORD, displayName: 'Demo', role: 'agent' as const }
    await store.db.transaction().execute((trx) => createAgent(trx, { ...account, clock, demo: true }))
    await expect(apiClient(backend.url).session.signIn({ userName: account.userName, password: TEST_PASSWORD })).rejects.toMatchObject(unauthenticated('wrongCredentials'))
    const demo = await startTestBackend({ store, clock, demo: { operatorName: 'Demo', accounts: [account] } })
    const { userName, password } = account
    await expect(apiClient(demo.url).session.signIn({ userName, password })).resolves.toBeTruthy().finally(() => demo.close())
  })

  it('names in the audit whose account was tried, and never what was typed', async () => {
    const { userName, session } = await signIn()
    const client = apiClient(backend.url)
    await client.session.signIn({ userName, password: 'wrong' }).catch(() => undefined)
    await client.session.signIn({ userName: 'nobody-whom-we-know', password: 'wrong' }).catch(() => undefined)
    const told = await store.db.selectFrom('auditEntry').select(['agentId', 'sessionId', 'outcome', 'detail']).orderBy('seq', 'desc').limit(2).execute()
    const refused = { sessionId: null, outcome: 'refused', detail: { what: 'password', failures: 1 } }
    expect(told).toEqual([{ agentId: null, ...refused }, { agentId: session.agent.id, ...refused }])
  })

  it('ends after 12 hours whatever happens', async () => {
    const { client, session } = await signIn()
    const end = clock.now() + ABSOLUTE_MS
    expect(session.absoluteEndsAt).toBe(new Date(end).toISOString())
    while (clock.now() + IDLE_MS - 1 < end) {
      clock.advance(IDLE_MS - 1)
      await client.session.current()
    }
    clock.advance(end - clock.now())
    await expect(client.session.current()).rejects.toMatchObject(unauthenticated('expired'))
  })

  it('ends at sign-out, and for an agent who was made inactive', async () => {
    const { client } = await signIn()
    expect(await client.session.signOut()).toEqual({})
    await expect(client.session.current()).rejects.toMatchObject(unauthenticated('signedOut'))
    const other = await signIn()
    await store.db.updateTable('agent').set({ active: false }).where('userName', '=', other.userName).execute()
    await expect(other.client.session.current()).rejects.toMatchObject(unauthenticated('signedOut'))
  })

  it.each(['', 'Bearer ', 'Bearer x', `Basic ${'a'.repeat(43)}`, `Bearer ${'a'.repeat(43)}`, `Bearer ${'a'.repeat(44)}`])('refuses the authorization %j', async (authorization) => {
    const answer = await fetch(`${backend.url}/session`, { headers: { authorization } })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated', data: { reason: 'signedOut' } })
  })

  it('refuses pages of a browser, other names for this machine, and other contracts', async () => {
    const ask = async (headers: Record<string, string>, path = '/server-info') => {
      const { request } = await import('node:http')
      return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
        request(`${backend.url}${path}`, { headers }, (answer) => {
          let body = ''
          answer.on('data', (chunk) => (body += chunk)).on('end', () => resolve({ status: answer.statusCode, body }))
        }).on('error', reject).end()
      })
    }
    expect(await ask({})).toMatchObject({ status: 200 })
    expect(await ask({ origin: 'https://evil.example' })).toMatchObject({ status: 403 })
    expect(await ask({ origin: backend.url })).toMatchObject({ status: 403 })
    expect(await ask({ host: 'evil.example:4711' })).toMatchObject({ status: 403 })
    expect(await ask({ 'x-headend-contract': '99' }, '/session')).toMatchObject({ status: 426, body: expect.stringContaining('incompatible') })
    expect(await ask({ 'x-headend-contract': '99' })).toMatchObject({ status: 200 })
  })

  it.each([
    ['POST', '/session', '{', 422, 'validation'],
    ['POST', '/session', '[]', 422, 'validation'],
    ['POST', '/session', '{"userName":"a"}', 422, 'validation'],
    ['POST', '/session', '{"userName":"a","password":"b","more":1}', 422, 'validation'],
    ['POST', '/session', JSON.stringify({ userName: 'a', password: 'b'.repeat(70_000) }), 429, 'limitExceeded'],
    ['POST', '/nowhere', '{}', 404, 'notFound'],
    ['GET', '/customers/%00', undefined, 404, 'notFound'],
    ['PUT', '/session', '{}', 404, 'notFound'],
  ])('answers %s %s with a known error', async (method, path, body, status, code) => {
    const answer = await fetch(`${backend.url}${path}`, { method, ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }) })
    const told = await answer.json() as object
    expect({ status: answer.status, told }).toMatchObject({ status, told: { code, defined: true } })
    expect(JSON.stringify(told)).not.toMatch(/node_modules|\.ts:|Error:/)
  })

  it('publishes every procedure as OpenAPI', async () => {
    const document = await (await fetch(`${backend.url}/openapi.json`)).json() as { openapi: string; paths: object }
    expect(document.openapi).toMatch(/^3\./)
    const asked = Object.values(api).flatMap((feature) => Object.values(feature).map((procedure) => procedure['~orpc'].route.path))
    expect(Object.keys(document.paths).sort()).toEqual([...new Set(asked)].sort())
  })

  it('is healthy', async () => {
    expect(await (await fetch(`${backend.url}/health`)).json()).toEqual({ ok: true })
  })

  it('logs what was asked, and nothing about anybody', async () => {
    const { token, client, userName } = await signIn()
    await client.customers.search({ text: 'Zebulon Quimby', limit: 5 })
    await apiClient(backend.url).session.signIn({ userName, password: 'hunter2-wrong' }).catch(() => undefined)
    const log = lines.join('')
    expect(log).toContain('"path":"/customers"')
    for (const secret of [token, 'Zebulon', 'Quimby', 'hunter2', TEST_PASSWORD, userName]) expect(log).not.toContain(secret)
  })
})
