/** Agents help with a customer's sign-in, over the contract, on both stores: state in words' worth of facts, links, and acts that each leave an event, an audit line and a message. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { lockCustomer } from '../../../electron/backend/features/customers/customers.queries.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { openPortalBrowser, type CustomerBrowser } from '../../support/customer-portal.ts'
import { CUSTOMER_PASSWORD, makeIdentity, sentTo, type TestIdentity } from '../../support/identities.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'
import { callBack, verifyCaller, verifyingEachCaller } from '../../support/verifying.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import type { Store } from '../../../electron/backend/store/store.ts'

const NEW_PASSWORD = 'another kettle, a bigger one'

describe.each(storeKinds)('helping with a sign-in on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let supervisor: ApiClient
  let agent: ApiClient
  let ana: TestIdentity
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
    supervisor = await careful('supervisor')
    agent = await careful('agent')
  })
  const careful = async (role: Role): Promise<ApiClient> => verifyingEachCaller(store, (await signInAs(store, backend.url, role, clock)).client)

  let nextAddress = 0
  const browser = (address = `203.0.${113 + ((nextAddress += 1) >> 8)}.${nextAddress & 255}`): CustomerBrowser => openPortalBrowser(backend.url, { address })
  const enter = (from: CustomerBrowser, password = CUSTOMER_PASSWORD, remember = false) => from.ask('sign-in', { name: ana.userName, password, remember })
  const act = () => ({ commandId: newId(), customerId: ana.customerId })
  const stateNow = () => agent.access.state({ customerId: ana.customerId })
  const detailsNow = () => agent.access.details({ customerId: ana.customerId })
  const templates = async () => (await sentTo(store, ana.customerId)).map(({ template }) => template)
  const tokenOf = async (template: string) => (await sentTo(store, ana.customerId)).find((each) => each.template === template)?.params.link?.split('#')[1] ?? ''
  const lockForGood = async () => {
    for (let tries = 0; tries < 16; tries += 1) {
      await enter(browser(), 'wrong again')
      clock.advance(900_000)
    }
    // Sessions of agents end after a quarter of an hour.
    agent = await careful('agent')
  }

  it('says why it is locked, and unlocks it', async () => {
    const one = browser()
    for (let tries = 0; tries < 5; tries += 1) {
      await enter(one, 'wrong again')
      clock.advance(2_000)
    }
    expect(await stateNow()).toMatchObject({ state: { state: 'neverUsed' }, lock: { everywhere: false, until: expect.any(String) as string }, lockedDevices: null, wrongPasswords: 5, wrongCodes: 0, temporaryLocks: 1 })
    expect((await detailsNow()).events.map((event) => event.kind).sort()).toEqual(['locked', ...Array.from({ length: 5 }, () => 'wrongPassword')])
    await agent.access.unlock(act())
    expect(await stateNow()).toMatchObject({ state: { state: 'neverUsed' }, lock: null, wrongPasswords: 0 })
    expect(await enter(one)).toMatchObject({ status: 200 })
    expect(await stateNow()).toMatchObject({ state: { state: 'active' } })
    expect(await templates()).toEqual(['signInUnlocked', 'signInUnlocked'])
    const audit = await store.db.selectFrom('auditEntry').select(['action', 'outcome']).where('customerId', '=', ana.customerId).where('action', '=', 'access.unlock').execute()
    expect(audit).toEqual([{ action: 'access.unlock', outcome: 'allowed' }])
  })

  it('says of a remembered device that it is locked, and unlocks it', async () => {
    const own = browser()
    await enter(own, CUSTOMER_PASSWORD, true)
    await own.ask('sign-out')
    for (let tries = 0; tries < 5; tries += 1) {
      await enter(own, 'wrong again')
      clock.advance(2_000)
    }
    expect(await enter(own), 'the right one').toMatchObject({ status: 401 })
    expect(await stateNow()).toMatchObject({ state: { state: 'active' }, lock: null, lockedDevices: { count: 1, until: expect.any(String) as string } })
    await agent.access.unlock(act())
    expect(await stateNow()).toMatchObject({ lock: null, lockedDevices: null })
    expect(await enter(own)).toMatchObject({ status: 200 })
  })

  it('says of a forced or frozen one that it is locked too, and unlocks it: the new password opens it then', async () => {
    await lockForGood()
    supervisor = await careful('supervisor')
    await supervisor.access.forcePassword({ ...act(), channel: 'email' })
    expect(await stateNow()).toMatchObject({ state: { state: 'passwordForced' }, lock: { until: null, everywhere: true } })
    await agent.access.freeze(act())
    expect(await stateNow()).toMatchObject({ state: { state: 'frozen' }, lock: { until: null, everywhere: true } })
    await agent.access.unlock(act())
    expect(await stateNow()).toMatchObject({ state: { state: 'frozen' }, lock: null })
    clock.advance(1_000)
    await supervisor.access.unfreeze({ ...act(), channel: 'email' })
    await browser().ask('set-password', { token: await tokenOf('signInReset'), userName: null, password: NEW_PASSWORD })
    expect(await enter(browser(), NEW_PASSWORD)).toMatchObject({ status: 200 })
  })

  it('sends a link to the contact of record: once, for an hour, and it does not unlock', async () => {
    await lockForGood()
    await agent.access.sendLink({ ...act(), channel: 'email' })
    expect((await sentTo(store, ana.customerId))[0]).toMatchObject({ template: 'signInReset', recipient: ana.email })
    const token = await tokenOf('signInReset')
    const { rows } = await store.pool.query<{ text: string }>('select l::text as text from identity_link l')
    expect(rows.some(({ text }) => text.includes(token))).toBe(false)
    const page = browser()
    expect(await page.ask('link', { token })).toMatchObject({ body: { purpose: 'reset', state: 'open' } })
    expect(await page.ask('set-password', { token, userName: null, password: 'short' })).toMatchObject({ status: 422, body: { data: { issues: [{ path: 'password', message: 'tooShort' }] } } })
    expect(await page.ask('set-password', { token, userName: null, password: NEW_PASSWORD })).toMatchObject({ status: 200 })
    expect(await page.ask('set-password', { token, userName: null, password: NEW_PASSWORD })).toMatchObject({ status: 422, body: { data: { issues: [{ path: 'link', message: 'used' }] } } })
    expect(await enter(browser(), NEW_PASSWORD), 'still locked').toMatchObject({ status: 401 })
    await agent.access.unlock(act())
    expect(await enter(browser(), NEW_PASSWORD)).toMatchObject({ status: 200 })
    expect(await enter(browser()), 'the old one').toMatchObject({ status: 401 })
    expect((await detailsNow()).links).toMatchObject([{ purpose: 'reset', state: 'used', channel: 'email' }])
  })

  it('unlocks by a reset where the operator wants it so', async () => {
    const lenient = await startTestBackend({ store, clock, demo: { operatorName: 'Isla Cable', accounts: [] }, resetUnlocks: true })
    await lockForGood()
    await agent.access.sendLink({ ...act(), channel: 'sms' })
    await openPortalBrowser(lenient.url).ask('set-password', { token: await tokenOf('signInReset'), userName: null, password: NEW_PASSWORD })
    await lenient.close()
    expect(await enter(browser(), NEW_PASSWORD)).toMatchObject({ status: 200 })
  })

  it('a newer link takes the place of an older one, and each dies after an hour', async () => {
    await agent.access.sendLink({ ...act(), channel: 'email' })
    const first = await tokenOf('signInReset')
    clock.advance(1_000)
    await agent.access.sendLink({ ...act(), channel: 'email' })
    const second = await tokenOf('signInReset')
    expect(second).not.toBe(first)
    expect(await browser().ask('link', { token: first })).toMatchObject({ body: { state: 'revoked' } })
    clock.advance(60 * 60_000)
    expect(await browser().ask('link', { token: second })).toMatchObject({ body: { state: 'expired' } })
    expect(await browser().ask('set-password', { token: second, userName: null, password: NEW_PASSWORD })).toMatchObject({ status: 422 })
  })

  it('sends nothing to a contact that is younger than a day', async () => {
    ana = await makeIdentity(store, { validFrom: new Date(clock.now() - 23 * 3_600_000).toISOString() })
    expect(await stateNow()).toMatchObject({ channels: [] })
    await expect(agent.access.sendLink({ ...act(), channel: 'email' })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'channel', message: 'noContact' }] } })
    expect(await templates()).toEqual([])
  })

  it('sends to where a contact was before it was changed, for a day', async () => {
    const { rows } = await store.pool.query<{ id: string; version: number }>(`select id, version from contact_medium where customer_id = $1 and medium_type = 'email'`, [ana.customerId])
    const { id: contactMediumId, version: expectedVersion } = rows[0]!
    await agent.customers.changeContactMedium({ ...act(), contactMediumId, expectedVersion, mediumType: 'email', use: 'home', value: 'somebody.else@example.org', preferred: true })
    const recipient = async () => {
      await agent.access.sendLink({ ...act(), channel: 'email' })
      return (await sentTo(store, ana.customerId)).find(({ template }) => template === 'signInReset')?.recipient
    }
    expect(await recipient()).toBe(ana.email)
    clock.advance(24 * 3_600_000)
    agent = await careful('agent')
    expect(await recipient()).toBe('somebody.else@example.org')
  })

  it('opens nothing for a caller who is not known, or not well enough, and closes for anybody', async () => {
    const { client: plain } = await signInAs(store, backend.url, 'supervisor', clock)
    const { customerId } = ana
    const refused = (level: string) => ({ code: 'verificationRequired', data: { level } })
    await expect(plain.access.details({ customerId })).rejects.toMatchObject(refused('verified'))
    for (const work of [() => plain.access.unlock(act()), () => plain.access.sendLink({ ...act(), channel: 'email' }), () => plain.access.forcePassword({ ...act(), channel: 'email' })])
      await expect(work()).rejects.toMatchObject(refused('verified'))
    await plain.access.endSessions(act())
    await plain.access.freeze(act())
    const contactId = await verifyCaller(store, plain, customerId)
    expect(await plain.access.details({ customerId })).toMatchObject({ userName: ana.userName })
    await plain.access.unlock(act())
    for (const work of [() => plain.access.unfreeze({ ...act(), channel: 'email' }), () => plain.access.removeFactor({ ...act(), factorId: newId() })]) await expect(work()).rejects.toMatchObject(refused('verifiedByCallback'))
    await callBack(plain, customerId, contactId)
    await plain.access.unfreeze({ ...act(), channel: 'email' })
    expect(await templates()).toEqual(expect.arrayContaining(['signInFrozen', 'signInUnfrozen']))
  })

  it('makes a sign-in by a link, under a name that is free', async () => {
    const taken = ana.userName
    ana = await makeIdentity(store, { signIn: false, language: 'es' })
    expect(await stateNow()).toMatchObject({ state: { state: 'none' } })
    await agent.access.sendLink({ ...act(), channel: 'email' })
    const token = await tokenOf('signInRegister')
    const page = browser()
    expect(await page.ask('link', { token })).toMatchObject({ body: { purpose: 'register', state: 'open', language: 'es' } })
    expect(await page.ask('set-password', { token, userName: taken.toUpperCase(), password: NEW_PASSWORD })).toMatchObject({ body: { data: { issues: [{ path: 'userName', message: 'taken' }] } } })
    expect(await page.ask('set-password', { token, userName: 'a b c d', password: NEW_PASSWORD })).toMatchObject({ body: { data: { issues: [{ path: 'userName' }] } } })
    expect(await page.ask('set-password', { token, userName: ana.userName, password: NEW_PASSWORD })).toMatchObject({ status: 200 })
    expect(await enter(page, NEW_PASSWORD)).toMatchObject({ body: { step: 'in', language: 'es' } })
    expect(await templates()).toContain('signInCreated')
  })

  it('ends every session and every remembered device', async () => {
    const [one, two] = [browser(), browser()]
    await enter(one, CUSTOMER_PASSWORD, true)
    await enter(two)
    expect(await detailsNow()).toMatchObject({ sessions: 2, devices: [{ signsIn: true, name: 'Firefox, Windows' }] })
    await agent.access.endSessions(act())
    for (const each of [one, two]) expect(await each.ask('state')).toMatchObject({ body: { step: 'signIn' } })
    expect(await detailsNow()).toMatchObject({ sessions: 0, devices: [] })
    expect(await enter(one)).toMatchObject({ status: 200 })
  })

  it('forces a new password: the old one opens nothing, a link does', async () => {
    const own = browser()
    await enter(own, CUSTOMER_PASSWORD, true)
    await supervisor.access.forcePassword({ ...act(), channel: 'sms' })
    expect(await stateNow()).toMatchObject({ state: { state: 'passwordForced' } })
    expect(await own.ask('state')).toMatchObject({ body: { step: 'signIn' } })
    expect(await enter(browser())).toMatchObject({ status: 401 })
    await browser().ask('set-password', { token: await tokenOf('signInReset'), userName: null, password: NEW_PASSWORD })
    expect(await enter(browser(), NEW_PASSWORD)).toMatchObject({ status: 200 })
    expect(await templates()).toContain('signInPasswordForced')
  })

  it('freezes on suspicion: nothing opens, no link is sent, until it is lifted', async () => {
    const own = browser()
    await enter(own, CUSTOMER_PASSWORD, true)
    await agent.access.sendLink({ ...act(), channel: 'email' })
    const token = await tokenOf('signInReset')
    await agent.access.freeze(act())
    expect(await own.ask('state')).toMatchObject({ body: { step: 'signIn' } })
    expect(await enter(browser())).toMatchObject({ status: 401 })
    expect(await browser().ask('link', { token })).toMatchObject({ body: { state: 'revoked' } })
    await expect(agent.access.sendLink({ ...act(), channel: 'email' })).rejects.toMatchObject({ code: 'validation' })
    await browser().ask('forgotten', { name: ana.userName })
    const lift = () => ({ ...act(), channel: 'email' }) as const
    await expect(agent.access.unfreeze(lift())).rejects.toMatchObject({ code: 'forbidden' })
    await supervisor.access.unfreeze(lift())
    expect((await detailsNow()).events.map((event) => event.kind)).toEqual(expect.arrayContaining(['frozen', 'unfrozen', 'linkSent']))
  })

  it('keeps the stolen password out of use when the freeze is lifted, and the second step in sight; the link for a new one is sent', async () => {
    const thief = browser()
    await enter(thief)
    await thief.ask('begin-factor', { current: CUSTOMER_PASSWORD, kind: 'sms' })
    await thief.ask('confirm-factor', { code: (await sentTo(store, ana.customerId))[0]?.params.code, kind: 'sms' })
    await agent.access.freeze(act())
    clock.advance(1_000)
    await supervisor.access.unfreeze({ ...act(), channel: 'email' })
    expect(await stateNow()).toMatchObject({ state: { state: 'passwordForced' } })
    expect(await enter(browser()), 'the old password').toMatchObject({ status: 401 })
    expect(await detailsNow()).toMatchObject({ factors: [{ kind: 'sms' }], links: [{ state: 'sent', purpose: 'reset' }] })
    expect(await browser().ask('set-password', { token: await tokenOf('signInReset'), userName: null, password: NEW_PASSWORD })).toMatchObject({ status: 200 })
    expect(await enter(browser(), NEW_PASSWORD)).toMatchObject({ body: { step: 'code' } })
    expect(await enter(browser()), 'the old password').toMatchObject({ status: 401 })
  })

  it('lifts a freeze where no link can be sent; the way in is a link of later', async () => {
    await agent.access.freeze(act())
    await supervisor.access.unfreeze({ ...act(), channel: null })
    expect(await templates()).not.toContain('signInReset')
    expect(await enter(browser())).toMatchObject({ status: 401 })
    await browser().ask('forgotten', { name: ana.userName })
    await expect.poll(templates).toContain('signInReset')
    await browser().ask('set-password', { token: await tokenOf('signInReset'), userName: null, password: NEW_PASSWORD })
    expect(await enter(browser(), NEW_PASSWORD)).toMatchObject({ status: 200 })
  })

  it('answers a forgotten name as one that nobody has; the link goes to the contact of record, and not without end', async () => {
    const answers = await Promise.all(['nobody-here', ana.userName].map((name) => browser().ask('forgotten', { name })))
    expect(answers[0]).toEqual(answers[1])
    await expect.poll(templates).toEqual(['signInReset'])
    for (let tries = 0; tries < 6; tries += 1) {
      clock.advance(1_000)
      await browser().ask('forgotten', { name: ana.email })
    }
    await expect.poll(async () => (await templates()).length).toBe(3)
    expect((await detailsNow()).links[0]).toMatchObject({ sentBy: null, state: 'sent' })
  })

  it('sends as many links as may be asked for, and each of them, when all are asked for at once', async () => {
    await store.db.transaction().execute(async (trx) => {
      await lockCustomer(trx, ana.customerId)
      await Promise.all(Array.from({ length: 8 }, () => browser().ask('forgotten', { name: ana.userName })))
    })
    await expect.poll(templates).toEqual(['signInReset', 'signInReset', 'signInReset'])
    expect((await detailsNow()).links.map(({ state }) => state).toSorted()).toEqual(['revoked', 'revoked', 'sent'])
  })

  it('needs the right for each act, and a sign-in to do it to', async () => {
    const auditor = (await signInAs(store, backend.url, 'auditor', clock)).client
    expect(await auditor.access.state({ customerId: ana.customerId })).toMatchObject({ state: { state: 'neverUsed' } })
    await expect(auditor.access.unlock(act())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(agent.access.forcePassword({ ...act(), channel: 'email' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(agent.access.removeFactor({ ...act(), factorId: newId() })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(supervisor.access.removeFactor({ ...act(), factorId: newId() })).rejects.toMatchObject({ code: 'notFound' })
    ana = await makeIdentity(store, { signIn: false })
    for (const work of [agent.access.unlock, agent.access.endSessions, agent.access.freeze]) await expect(work(act())).rejects.toMatchObject({ code: 'notFound', data: { what: 'digitalIdentity' } })
  })

  it('tells no secret, whatever is asked', async () => {
    const own = browser()
    await enter(own, CUSTOMER_PASSWORD, true)
    const begun = (await own.ask('begin-factor', { current: CUSTOMER_PASSWORD, kind: 'totp' })).body as unknown as { secret: string }
    await agent.access.sendLink({ ...act(), channel: 'email' })
    const said = JSON.stringify([await stateNow(), await detailsNow(), await agent.sync.account({ customerId: ana.customerId })])
    for (const secret of [begun.secret, await tokenOf('signInReset'), '$argon2', ...own.cookies.values()]) expect(said).not.toContain(secret)
    expect(said, 'the control').toContain(ana.userName)
  })
})
