/** Customers sign in over real HTTP, on both stores: the same words for every failure, the lockout, the second step, remembered devices. */
import { TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestBackend } from '../../support/api-client.ts'
import { openPortalBrowser, type CustomerBrowser } from '../../support/customer-portal.ts'
import { CUSTOMER_PASSWORD, makeIdentity, sentTo, type TestIdentity } from '../../support/identities.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'

const refused = { status: 401, body: { code: 'unauthenticated', data: { reason: 'wrongCredentials' } } }

describe.each(storeKinds)('the customers’ sign-in on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let ana: TestIdentity
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, demo: { operatorName: 'Isla Cable', accounts: [], supportPhone: '(800) 555-0142' }, trustedProxies: ['127.0.0.1'] })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  beforeEach(async () => {
    clock.advance(16 * 60_000)
    ana = await makeIdentity(store)
  })

  let nextAddress = 0
  const browser = (address = `198.51.${(nextAddress += 1) >> 8}.${nextAddress & 255}`, more = {}): CustomerBrowser => openPortalBrowser(backend.url, { address, ...more })
  const enter = (from: CustomerBrowser, { name = ana.userName, password = CUSTOMER_PASSWORD, remember = false } = {}) => from.ask('sign-in', { name, password, remember })
  const fail = async (from: CustomerBrowser, times: number, pause = 2_000) => {
    for (let count = 0; count < times; count += 1) {
      expect(await enter(from, { password: 'this one is not right' })).toMatchObject(refused)
      clock.advance(pause)
    }
  }
  const factorsOf = () => store.db.selectFrom('identityFactor').selectAll().where('identityId', '=', ana.id).execute()

  it('knows a customer by user name and by e-mail, in whatever case', async () => {
    for (const name of [ana.userName, ana.userName.toUpperCase(), ana.email, ana.email.toUpperCase()])
      expect(await enter(browser(), { name })).toMatchObject({ status: 200, body: { step: 'in', userName: ana.userName, operatorName: 'Isla Cable', phone: '(800) 555-0142' } })
  })

  it('refuses a name with a character that no database keeps, as bad input', async () => {
    for (const name of ['ana\u0000', '\u0000'])
      expect(await enter(browser(), { name })).toMatchObject({ status: 422, body: { code: 'validation', data: { detail: 'characters' } } })
  })

  it('tells what is owed, to its owner alone', async () => {
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'billingAccount', [makeRow('billingAccount', { customerId: ana.customerId, pastDue: 1_000, currentDue: 8_420, nextDueDate: '2026-12-17' })]))
    const own = browser()
    expect(await own.ask('state')).toMatchObject({ body: { step: 'signIn' } })
    expect(await enter(own)).toMatchObject({ body: { step: 'in', owed: { currency: 'USD', balance: 9_420, pastDue: 1_000, due: '2026-12-17' } } })
    const other = await makeIdentity(store)
    expect(await enter(browser(), { name: other.userName })).toMatchObject({ body: { step: 'in', owed: null } })
  })

  it('keeps its keys where no script and no other site can reach them', async () => {
    const page = browser()
    const { cookies } = await enter(page, { remember: true })
    expect(cookies).toHaveLength(2)
    for (const cookie of cookies) expect(cookie).toMatch(/^headend-(session|device)=[\w-]{43}; .*Path=\/portal; HttpOnly; SameSite=Strict$/)
    const kept = [...page.cookies.values()]
    const { rows } = await store.pool.query<{ text: string }>('select t::text as text from identity_session t union all select t::text from identity_device t')
    for (const token of kept) expect(rows.every(({ text }) => !text.includes(token))).toBe(true)
    expect(await openPortalBrowser(backend.url, { origin: 'https://evil.example', cookies: page.cookies }).ask('state')).toMatchObject({ status: 403 })
  })

  it('says the same of a wrong password, an unknown name, a lock and a freeze', async () => {
    const [locked, frozen] = [await makeIdentity(store), await makeIdentity(store)]
    await store.db.updateTable('digitalIdentity').set({ frozenAt: new Date(clock.now()).toISOString() }).where('id', '=', frozen.id).execute()
    const one = browser()
    for (let count = 0; count < 5; count += 1) {
      await enter(one, { name: locked.userName, password: 'wrong it is' })
      clock.advance(2_000)
    }
    const answers = [
      await enter(browser(), { password: 'wrong it is' }), await enter(browser(), { name: 'nobody-at-all' }), await enter(one, { name: locked.userName }), await enter(browser(), { name: frozen.userName }),
    ]
    expect(answers[0]).toMatchObject(refused)
    for (const answer of answers) expect(answer).toEqual(answers[0])
    const lines = (customerId: string) => store.db.selectFrom('auditEntry').select('detail').where('customerId', '=', customerId).where('action', '=', 'portal.signIn').orderBy('seq', 'desc').execute()
    for (const { customerId } of [locked, frozen]) expect((await lines(customerId))[0], 'tried while nothing was compared').toEqual({ detail: { what: 'password', locked: true } })
    expect(await store.db.selectFrom('identityEvent').select('kind').where('customerId', '=', frozen.customerId).execute()).toEqual([])
  })

  it('locks after five, for the address that failed alone, and opens by itself', async () => {
    const stranger = browser()
    await fail(stranger, 5)
    expect(await enter(stranger), 'the right one, while it is locked').toMatchObject(refused)
    expect(await enter(browser()), 'from elsewhere').toMatchObject({ status: 200 })
    await fail(stranger, 5)
    clock.advance(60_000)
    expect(await enter(stranger)).toMatchObject({ status: 200 })
  })

  it('locks for everybody when several addresses fail, and for good after 15', async () => {
    for (let tries = 0; tries < 20; tries += 1) {
      await enter(browser(), { password: 'wrong again' })
      clock.advance(900_000)
    }
    const { rows } = await store.pool.query<{ failures: number; permanent: boolean }>('select failures, permanent from sign_in_lockout where identity_id = $1', [ana.id])
    const compared = Number((await store.pool.query<{ count: number }>(`select count(*) as count from identity_event where customer_id = $1 and kind = 'wrongPassword'`, [ana.customerId])).rows[0]?.count)
    expect({ ...rows[0], compared }).toEqual({ failures: 15, permanent: true, compared: 15 })
    clock.advance(30 * 24 * 3_600_000)
    expect(await enter(browser())).toMatchObject(refused)
  })

  it('lets a device in that the customer had remembered, whatever strangers locked', async () => {
    const own = browser()
    await enter(own, { remember: true })
    await own.ask('sign-out')
    for (let tries = 0; tries < 20; tries += 1) {
      await enter(browser(), { password: 'wrong again' })
      clock.advance(900_000)
    }
    expect(await enter(browser()), 'from a device that nobody knows').toMatchObject(refused)
    expect(await enter(own)).toMatchObject({ status: 200 })
    await fail(own, 5)
    expect(await enter(own), 'it has five tries of its own').toMatchObject(refused)
  })

  it('has no more guesses at once than one after another', async () => {
    const from = browser()
    const answers = await Promise.all(Array.from({ length: 12 }, () => enter(from, { password: 'all at once' })))
    expect(answers.every(({ status }) => status === 401)).toBe(true)
    const { rows } = await store.pool.query<{ failures: number }>('select failures from sign_in_lockout where identity_id = $1', [ana.id])
    // The second within a second locks for a minute.
    expect(rows[0]?.failures).toBe(2)
  })

  it('refuses an address that tries everybody, before it counts against anybody', async () => {
    const spray = browser()
    for (let tries = 0; tries < 60; tries += 1) expect((await enter(spray, { name: `neighbour-${tries}`, password: 'stolen elsewhere' })).status).toBe(401)
    expect(await enter(spray, { name: ana.userName, password: 'stolen elsewhere' })).toMatchObject({ status: 429, body: { code: 'limitExceeded', data: { unit: 'signIns' } } })
    const { rows } = await store.pool.query('select * from sign_in_lockout where identity_id = $1', [ana.id])
    expect(rows).toEqual([])
    clock.advance(15 * 60_000)
    expect(await enter(spray)).toMatchObject({ status: 200 })
  })

  it('remembers a device: it signs in by itself, until it is signed out or revoked', async () => {
    const own = browser()
    await enter(own, { remember: true })
    clock.advance(13 * 3_600_000)
    const state = await own.ask('state')
    expect(state.body).toMatchObject({ step: 'in', devices: [{ name: 'Firefox, Windows', place: expect.stringMatching(/^198\.51\.\d+\.x$/) as string, here: true, signsIn: true }] })
    const [device] = (state.body as unknown as { devices: { id: string }[] }).devices
    const other = browser()
    await enter(other)
    await other.ask('revoke-device', { deviceId: device?.id })
    expect(await own.ask('state')).toMatchObject({ body: { step: 'signIn' } })
  })

  it('ends by itself: half an hour after the last use', async () => {
    const own = browser()
    await enter(own)
    clock.advance(29 * 60_000)
    expect(await own.ask('state')).toMatchObject({ body: { step: 'in' } })
    clock.advance(30 * 60_000)
    expect(await own.ask('state')).toMatchObject({ body: { step: 'signIn' } })
  })

  const addApp = async (own: CustomerBrowser): Promise<() => string> => {
    const { body } = await own.ask('begin-factor', { current: CUSTOMER_PASSWORD, kind: 'totp' })
    const { secret } = body as unknown as { secret: string }
    const code = () => new TOTP({ secret, digits: 6, period: 30 }).generate({ timestamp: clock.now() })
    expect(await own.ask('confirm-factor', { code: '000000', kind: 'totp' })).toMatchObject({ status: 422 })
    clock.advance(61_000)
    expect(await own.ask('confirm-factor', { code: code(), kind: 'totp' })).toMatchObject({ status: 200, body: { step: 'in', factors: [{ kind: 'totp' }] } })
    clock.advance(61_000)
    return code
  }

  it('asks for a code of the app: each works once, and a wrong one counts', async () => {
    const own = browser()
    await enter(own)
    const code = await addApp(own)
    const next = browser()
    expect(await enter(next)).toMatchObject({ body: { step: 'code', ways: ['totp'] } })
    expect(await next.ask('change-password', { current: CUSTOMER_PASSWORD, password: 'something else here' }), 'not yet in').toMatchObject({ status: 401 })
    const right = code()
    expect(await next.ask('code', { code: right === '123456' ? '123457' : '123456' })).toMatchObject(refused)
    clock.advance(2_000)
    expect(await next.ask('code', { code: right })).toMatchObject({ body: { step: 'in' } })
    const second = browser()
    await enter(second)
    expect(await second.ask('code', { code: right }), 'used').toMatchObject(refused)
    for (let tries = 0; tries < 4; tries += 1) {
      clock.advance(2_000)
      await second.ask('code', { code: '111111' })
    }
    clock.advance(31_000)
    expect(await second.ask('code', { code: code() }), 'locked by five wrong codes').toMatchObject(refused)
    expect((await sentTo(store, ana.customerId)).map(({ template }) => template)).toContain('signInFactorAdded')
  })

  it('takes one code once, however many use it at the same moment', async () => {
    const own = browser()
    await enter(own, { remember: false })
    const code = await addApp(own)
    const many: CustomerBrowser[] = []
    for (let count = 0; count < 10; count += 1) {
      const each = browser()
      await enter(each)
      many.push(each)
      clock.advance(100)
    }
    const right = code()
    const answers = await Promise.all(many.map((each) => each.ask('code', { code: right })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('sends a code to the contact of record', async () => {
    const own = browser()
    await enter(own)
    await own.ask('begin-factor', { current: CUSTOMER_PASSWORD, kind: 'sms' })
    const [first] = await sentTo(store, ana.customerId)
    expect(first).toMatchObject({ template: 'signInCode', channel: 'sms', recipient: ana.mobile })
    expect(await own.ask('confirm-factor', { code: first?.params.code, kind: 'sms' })).toMatchObject({ status: 200 })
    clock.advance(1_000)
    const next = browser()
    expect(await enter(next)).toMatchObject({ body: { step: 'code', ways: ['sms'] } })
    await next.ask('send-code', { channel: 'sms' })
    const [second] = await sentTo(store, ana.customerId)
    clock.advance(10 * 60_000)
    expect(await next.ask('code', { code: second?.params.code }), 'too late').toMatchObject({ status: 401 })
    const last = browser()
    await enter(last)
    await last.ask('send-code', { channel: 'sms' })
    const [third] = await sentTo(store, ana.customerId)
    expect(await last.ask('code', { code: third?.params.code })).toMatchObject({ body: { step: 'in' } })
    const [factor] = await factorsOf()
    expect(await last.ask('remove-factor', { current: 'not the password', factorId: factor?.id })).toMatchObject(refused)
    clock.advance(2_000)
    expect(await last.ask('remove-factor', { current: CUSTOMER_PASSWORD, factorId: factor?.id })).toMatchObject({ body: { factors: [] } })
    expect(await enter(browser())).toMatchObject({ body: { step: 'in' } })
  })
})
