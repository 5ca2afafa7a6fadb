/** What is under way while a sign-in is ended ends with it: on both stores, with the comparison of the password held, with the rows held, and at the speed of the machine. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { revokeLinks } from '../../../electron/backend/features/access/links.ts'
import { signOutEverywhere } from '../../../electron/backend/features/access/under-lock.ts'
import { lockCustomer } from '../../../electron/backend/features/customers/customers.queries.ts'
import type * as hashing from '../../../electron/backend/secret-hash.ts'
import type { Store, Transaction } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { openPortalBrowser, type CustomerBrowser } from '../../support/customer-portal.ts'
import { CUSTOMER_PASSWORD, makeIdentity, sentTo, type TestIdentity } from '../../support/identities.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

/** The next comparison with the customer's password waits here, when its hash has been read. */
const hold = vi.hoisted(() => ({ next: null as null | { reached: () => void; until: Promise<void> } }))
vi.mock('../../../electron/backend/secret-hash.ts', async (original) => {
  const real = await original<typeof hashing>()
  return { ...real, secretMatches: async (secretHash: string | null, said: string) => {
    const held = said === 'a kettle on the north wall' ? hold.next : null
    if (held) hold.next = null
    held?.reached()
    await held?.until
    return real.secretMatches(secretHash, said)
  } }
})

const NEW_PASSWORD = 'another kettle, a bigger one'
const refused = { status: 401, body: { code: 'unauthenticated', data: { reason: 'wrongCredentials' } } }

describe.each(storeKinds)('what is under way while a sign-in is ended, on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let ana: TestIdentity
  let supervisor: ApiClient
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, demo: { operatorName: 'Isla Cable', accounts: [] }, trustedProxies: ['127.0.0.1'] })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  beforeEach(async () => {
    clock.advance(16 * 60_000)
    ana = await makeIdentity(store)
    supervisor = verifyingEachCaller(store, (await signInAs(store, backend.url, 'supervisor', clock)).client)
  })

  let nextAddress = 0
  const browser = (cookies?: Map<string, string>): CustomerBrowser => openPortalBrowser(backend.url, { address: `192.0.2.${(nextAddress += 1) & 255}`, ...(cookies ? { cookies } : {}) })
  const enter = (from: CustomerBrowser) => from.ask('sign-in', { name: ana.userName, password: CUSTOMER_PASSWORD, remember: true })
  const act = () => ({ commandId: newId(), customerId: ana.customerId })
  const live = async () => (await store.pool.query<{ sessions: number; devices: number }>(`select
    (select count(*)::int from identity_session where identity_id = $1 and ended_at is null) as sessions,
    (select count(*)::int from identity_device where identity_id = $1 and revoked_at is null) as devices`, [ana.id])).rows[0]
  const forced = async () => (await store.db.selectFrom('digitalIdentity').select('passwordForcedAt').where('id', '=', ana.id).executeTakeFirstOrThrow()).passwordForcedAt !== null
  const resetToken = async () => {
    await supervisor.access.sendLink({ ...act(), channel: 'email' })
    return (await sentTo(store, ana.customerId)).find(({ template }) => template === 'signInReset')?.params.link?.split('#')[1] ?? ''
  }

  type Act = { end: () => Promise<unknown>; leaves?: { sessions: number; devices: number } }
  /** Prepared before the sign-in begins: a verified caller, a link in the mail. */
  const acts: Record<string, () => Promise<Act>> = {
    'an agent signs out everywhere': () => Promise.resolve({ end: () => supervisor.access.endSessions(act()) }),
    'an agent freezes it': () => Promise.resolve({ end: () => supervisor.access.freeze(act()) }),
    'an agent forces a new password': () => Promise.resolve({ end: () => supervisor.access.forcePassword({ ...act(), channel: 'email' }) }),
    'the customer sets another password by link': async () => {
      const token = await resetToken()
      return { end: async () => expect(await browser().ask('set-password', { token, userName: null, password: NEW_PASSWORD })).toMatchObject({ status: 200 }) }
    },
    'the customer changes the password': async () => {
      const own = browser()
      await enter(own)
      return { end: async () => expect(await own.ask('change-password', { current: CUSTOMER_PASSWORD, password: NEW_PASSWORD })).toMatchObject({ status: 200 }), leaves: { sessions: 1, devices: 0 } }
    },
  }

  /** @param end comes while the comparison is held. @returns the answer of what was held */
  async function whileCompared<T>(ask: () => Promise<T>, end: () => Promise<unknown>): Promise<T> {
    let release = (): void => undefined
    const reached = new Promise<void>((resolve) => {
      hold.next = { reached: resolve, until: new Promise((go) => { release = go }) }
    })
    const asked = ask()
    await reached
    await end().finally(release)
    return asked
  }

  it.each(Object.keys(acts))('refuses a right password that was being compared when %s', async (name) => {
    const { end, leaves = { sessions: 0, devices: 0 } } = await acts[name]!()
    const thief = browser()
    expect(await whileCompared(() => enter(thief), end)).toMatchObject(refused)
    expect(await live()).toEqual(leaves)
    expect(thief.cookies.size).toBe(0)
  })

  it('lets in who was held and nothing was ended: the control', async () => {
    expect(await whileCompared(() => enter(browser()), () => Promise.resolve())).toMatchObject({ status: 200, body: { step: 'in' } })
    expect(await live()).toEqual({ sessions: 1, devices: 1 })
  })

  it('refuses the device whose sign-in was being compared when it was revoked', async () => {
    const [own, thief] = [browser(), browser()]
    await enter(thief)
    await thief.ask('sign-out')
    const { body } = await enter(own)
    const device = (body as unknown as { devices: { id: string; here: boolean }[] }).devices.find(({ here }) => !here)
    expect(await whileCompared(() => enter(thief), () => own.ask('revoke-device', { deviceId: device?.id }))).toMatchObject(refused)
    expect(await live()).toEqual({ sessions: 1, devices: 1 })
  })

  it('leaves a password forced that was being changed', async () => {
    const own = browser()
    await enter(own)
    const change = () => own.ask('change-password', { current: CUSTOMER_PASSWORD, password: NEW_PASSWORD })
    expect(await whileCompared(change, () => supervisor.access.forcePassword({ ...act(), channel: 'email' }))).toMatchObject(refused)
    expect({ forced: await forced(), ...(await live()) }).toEqual({ forced: true, sessions: 0, devices: 0 })
  })

  it('changes a password that was held and nothing came: the control', async () => {
    const own = browser()
    await enter(own)
    expect(await whileCompared(() => own.ask('change-password', { current: CUSTOMER_PASSWORD, password: NEW_PASSWORD }), () => Promise.resolve())).toMatchObject({ status: 200 })
  })

  it('begins and removes no second step when the session was ended meanwhile', async () => {
    const own = browser()
    await enter(own)
    expect(await whileCompared(() => own.ask('begin-factor', { current: CUSTOMER_PASSWORD, kind: 'sms' }), () => supervisor.access.endSessions(act()))).toMatchObject(refused)
    expect((await sentTo(store, ana.customerId)).map(({ template }) => template)).not.toContain('signInCode')
  })

  /** Asks while what ends the sign-in is done and not yet committed. */
  async function whileEnding<T>(ask: () => Promise<T>, work: (trx: Transaction) => Promise<unknown>): Promise<T> {
    const asked = await store.db.transaction().execute(async (trx) => {
      await trx.selectFrom('digitalIdentity').select('id').where('id', '=', ana.id).forNoKeyUpdate().execute()
      await work(trx)
      const asking = ask()
      await new Promise((resolve) => setTimeout(resolve, 150))
      return { asking }
    })
    return asked.asking
  }
  const everywhere = (trx: Transaction) => signOutEverywhere(trx, { clock }, ana.id)

  it('refuses a code that comes while the sign-in is ended', async () => {
    const [first] = [browser()]
    await enter(first)
    await first.ask('begin-factor', { current: CUSTOMER_PASSWORD, kind: 'sms' })
    const code = async () => (await sentTo(store, ana.customerId))[0]?.params.code
    expect(await first.ask('confirm-factor', { code: await code(), kind: 'sms' })).toMatchObject({ status: 200 })
    for (const work of [everywhere, null]) {
      clock.advance(1_000)
      const next = browser()
      expect(await enter(next)).toMatchObject({ body: { step: 'code' } })
      await next.ask('send-code', { channel: 'sms' })
      const sent = await code()
      const answer = work ? await whileEnding(() => next.ask('code', { code: sent }), work) : await next.ask('code', { code: sent })
      expect(answer).toMatchObject(work ? { status: 401 } : { status: 200 })
      expect(await live()).toEqual(work ? { sessions: 0, devices: 0 } : { sessions: 1, devices: 1 })
    }
  })

  it('does not let a remembered device in that comes while the sign-in is ended', async () => {
    const own = browser()
    await enter(own)
    const device = new Map([...own.cookies].filter(([name]) => name.includes('device')))
    expect(await browser(new Map(device)).ask('state'), 'the control').toMatchObject({ body: { step: 'in' } })
    expect(await whileEnding(() => browser(new Map(device)).ask('state'), everywhere)).toMatchObject({ body: { step: 'signIn' } })
    expect(await live()).toEqual({ sessions: 0, devices: 0 })
  })

  it('refuses a link that is used while an agent takes it back, and neither of the two fails', async () => {
    const token = await resetToken()
    const using = await store.db.transaction().execute(async (trx) => {
      await lockCustomer(trx, ana.customerId)
      const asking = browser().ask('set-password', { token, userName: null, password: NEW_PASSWORD })
      await new Promise((resolve) => setTimeout(resolve, 300))
      await revokeLinks(trx, { clock }, ana.customerId)
      return { asking }
    })
    expect(await using.asking).toMatchObject({ status: 422, body: { data: { issues: [{ path: 'link', message: 'revoked' }] } } })
  })

  it.each(['an agent freezes it', 'an agent forces a new password', 'the customer sets another password by link'])('leaves nobody in, of many who come at the moment when %s', async (name) => {
    for (let round = 0; round < 4; round += 1) {
      ana = await makeIdentity(store)
      const device = browser()
      await enter(device)
      const { end } = await acts[name]!()
      const states = Array.from({ length: 4 }, () => browser(new Map(device.cookies)).ask('state'))
      const entering = Array.from({ length: 4 }, async (_each, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 15))
        return enter(browser())
      })
      await Promise.all([...states, ...entering, end()])
      expect(await live()).toEqual({ sessions: 0, devices: 0 })
    }
  })
})
