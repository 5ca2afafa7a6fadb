/** The second step of the agents' sign-in over real HTTP, on both stores: set-up, codes that work once, recovery, and a half session that opens nothing else. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { HALF_MS, startSession } from '../../../electron/backend/features/session/sessions.ts'
import { createSecretBox, passingSecretBox } from '../../../electron/backend/secret-box.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { begin, clientFrom, enrol, makeAgent, phoneWith, reasonOf } from '../../support/agent-sign-in.ts'
import { entered, startTestBackend, TEST_PASSWORD } from '../../support/api-client.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

describe.each(storeKinds)('the second step on the %s store', (kind) => {
  const clock = testClock()
  const secrets = createSecretBox([Buffer.alloc(32, 7)])
  let store: Store
  let required: Awaited<ReturnType<typeof startTestBackend>>
  let optional: typeof required
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    required = await startTestBackend({ store, clock, secrets, secondFactor: 'required', operatorName: 'Isla Cable', trustedProxies: ['127.0.0.1'] })
    optional = await startTestBackend({ store, clock, secrets, trustedProxies: ['127.0.0.1'] })
  })
  afterAll(async () => {
    await required.close()
    await optional.close()
    await store.close()
  })
  beforeEach(() => clock.advance(120_000))

  it('has to be set up before anything else, where it is required', async () => {
    const { id, userName } = await makeAgent(store)
    const { step, client } = await begin(required.url, userName)
    expect(step).toBe('enrol')
    const { secret, address } = await client.session.beginSecondFactor({ password: null })
    expect(address).toBe(`otpauth://totp/Isla%20Cable:${userName}?issuer=Isla%20Cable&secret=${secret}&algorithm=SHA1&digits=6&period=30`)
    await expect(client.session.confirmSecondFactor({ code: '000000' })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'code', message: 'wrongCode' }] } })
    clock.advance(2_000)
    const { recoveryCodes, entered: came } = await client.session.confirmSecondFactor({ code: phoneWith(secret, clock)() })
    expect(new Set(recoveryCodes).size).toBe(10)
    expect(came?.session.agent).toMatchObject({ id, userName })
    expect(await reasonOf(client.session.confirmSecondFactor({ code: phoneWith(secret, clock)(30_000) })), 'the half session is over').toBe('signedOut')
    expect(await clientFrom(required.url, '192.0.2.1', came?.token).session.secondFactor()).toMatchObject({ required: true, addedAt: expect.any(String) as string, recoveryCodesLeft: 10 })
  })

  it('is each one’s choice where it is optional, and asked of whoever has it', async () => {
    const { userName } = await makeAgent(store)
    const first = await begin(optional.url, userName)
    expect(first.step).toBe('in')
    expect(await first.client.session.secondFactor()).toEqual({ required: false, addedAt: null, recoveryCodesLeft: 0, password: true, mayChangePassword: true })
    await expect(first.client.session.beginSecondFactor({ password: null })).rejects.toMatchObject({ code: 'validation' })
    expect(await reasonOf(first.client.session.beginSecondFactor({ password: 'not this one' }))).toBe('wrongCredentials')
    clock.advance(2_000)
    const { secret } = await first.client.session.beginSecondFactor({ password: TEST_PASSWORD })
    expect((await first.client.session.confirmSecondFactor({ code: phoneWith(secret, clock)() })).entered).toBeNull()
    await expect(first.client.session.current(), 'the session goes on').resolves.toBeTruthy()
    expect((await begin(optional.url, userName)).step).toBe('code')
  })

  it('asks for a code: each works once, in its own sign-in, and a wrong one counts like a wrong password', async () => {
    const { id, userName } = await makeAgent(store)
    const { code } = await enrol(required.url, userName, clock)
    const one = await begin(required.url, userName)
    expect(one.step).toBe('code')
    expect(await reasonOf(one.client.session.confirmCode({ code: '000000' }))).toBe('wrongCredentials')
    clock.advance(2_000)
    const right = code()
    const answer = await one.client.session.confirmCode({ code: `${right.slice(0, 3)} ${right.slice(3)}` })
    expect(answer).toMatchObject({ session: { agent: { id } }, recoveryCodesLeft: null })
    expect(answer.token, 'a new one').not.toBe(one.token)
    const two = await begin(required.url, userName)
    expect(await reasonOf(two.client.session.confirmCode({ code: right })), 'used').toBe('wrongCredentials')
    for (let count = 0; count < 4; count += 1) {
      clock.advance(2_000)
      await reasonOf(two.client.session.confirmCode({ code: '111111' }))
    }
    clock.advance(31_000)
    expect(await reasonOf(two.client.session.confirmCode({ code: code() })), 'locked by five wrong codes').toBe('wrongCredentials')
    expect(await reasonOf(begin(required.url, userName)), 'the password too').toBe('wrongCredentials')
    expect(await store.db.selectFrom('signInLockout').select(['wrongCodes', 'failures']).where('agentId', '=', id).executeTakeFirst()).toEqual({ wrongCodes: 5, failures: 5 })
  })

  it('lets one of 50 in who use one code at the same moment', async () => {
    const { id, userName } = await makeAgent(store)
    const { code } = await enrol(required.url, userName, clock)
    const many = []
    for (let count = 0; count < 50; count += 1) many.push({ client: clientFrom(required.url, `198.51.100.${count}`, await startSession(store.db, clock, id, { stage: 'code' })) })
    const right = code()
    const ends = await Promise.all(many.map(({ client }) => reasonOf(client.session.confirmCode({ code: right }))))
    expect(ends.filter((end) => end === 'in')).toHaveLength(1)
    expect(ends.filter((end) => end === 'wrongCredentials')).toHaveLength(49)
  })

  it('counts wrong codes of those who know the password, sign-in after sign-in', async () => {
    const { userName } = await makeAgent(store)
    await enrol(required.url, userName, clock)
    let guesses = 0
    for (let count = 0; count < 18; count += 1) {
      clock.advance(900_000)
      const half = await begin(required.url, userName, `203.0.113.${count}`).catch(() => null)
      if (half && (await reasonOf(half.client.session.confirmCode({ code: '000000' }))) === 'wrongCredentials') guesses += 1
    }
    expect(guesses).toBe(15)
  })

  it('takes each recovery code once, in whatever case, with or without hyphens, and makes ten new ones', async () => {
    const { userName } = await makeAgent(store)
    const { recoveryCodes, client, code } = await enrol(required.url, userName, clock)
    const [first = '', second = ''] = recoveryCodes
    const use = async (recovery: string) => {
      clock.advance(2_000)
      return (await begin(required.url, userName)).client.session.confirmCode({ code: recovery })
    }
    expect(await use(first.toUpperCase().replaceAll('-', ' '))).toMatchObject({ recoveryCodesLeft: 9 })
    expect(await reasonOf(use(first))).toBe('wrongCredentials')
    const { recoveryCodes: fresh } = await client.session.renewRecoveryCodes({ password: TEST_PASSWORD })
    expect(await reasonOf(use(second)), 'those before are worth nothing').toBe('wrongCredentials')
    expect(await use(fresh[0] ?? '')).toMatchObject({ recoveryCodesLeft: 9 })
    const other = await makeAgent(store)
    await enrol(required.url, other.userName, clock)
    clock.advance(2_000)
    expect(await reasonOf((await begin(required.url, other.userName)).client.session.confirmCode({ code: fresh[1] ?? '' })), 'somebody else’s').toBe('wrongCredentials')
    clock.advance(2_000)
    await expect((await begin(required.url, userName)).client.session.confirmCode({ code: code() }), 'the app still').resolves.toBeTruthy()
  })

  it('opens nothing else by half a session, which ends after ten minutes', async () => {
    const { userName } = await makeAgent(store, 'supervisor')
    const half = await begin(required.url, userName)
    for (const ask of [() => half.client.session.current(), () => half.client.session.signOut(), () => half.client.session.agents({ text: '' }), () => half.client.session.secondFactor(),
      () => half.client.customers.search({ text: 'anybody', limit: 1 }), () => half.client.sync.pull({ stream: 'customer', after: null, limit: 1 }), () => half.client.session.confirmCode({ code: '000000' })])
      expect(await reasonOf(ask())).toBe('signedOut')
    expect((await fetch(`${required.url}/live`, { headers: { authorization: `Bearer ${half.token}` } })).status).toBe(401)
    clock.advance(HALF_MS - 1)
    await half.client.session.beginSecondFactor({ password: null })
    clock.advance(1)
    expect(await reasonOf(half.client.session.beginSecondFactor({ password: null }))).toBe('expired')
  })

  it('does not let somebody who has an app set up another by half a session', async () => {
    const { userName } = await makeAgent(store)
    await enrol(required.url, userName, clock)
    const { client } = await begin(required.url, userName)
    expect(await reasonOf(client.session.beginSecondFactor({ password: null }))).toBe('signedOut')
    expect(await reasonOf(client.session.confirmSecondFactor({ code: '000000' }))).toBe('signedOut')
  })

  it('moves to another phone with the password, and ends what the old one opened', async () => {
    const { userName } = await makeAgent(store)
    const { client, code } = await enrol(required.url, userName, clock)
    const elsewhere = await (await begin(required.url, userName)).client.session.confirmCode({ code: code() })
    clock.advance(60_000)
    const { secret } = await client.session.beginSecondFactor({ password: TEST_PASSWORD })
    await client.session.confirmSecondFactor({ code: phoneWith(secret, clock)() })
    expect(await reasonOf(clientFrom(required.url, '192.0.2.1', elsewhere.token).session.current())).toBe('signedOut')
    clock.advance(60_000)
    const half = await begin(required.url, userName)
    expect(await reasonOf(half.client.session.confirmCode({ code: code() })), 'the old phone').toBe('wrongCredentials')
    clock.advance(2_000)
    await expect(half.client.session.confirmCode({ code: phoneWith(secret, clock)() })).resolves.toBeTruthy()
  })

  it('is taken away by a colleague when the phone is lost, never by oneself', async () => {
    const agent = await makeAgent(store)
    const { client: own } = await enrol(required.url, agent.userName, clock)
    const administrator = await makeAgent(store, 'administrator')
    const { client, session } = await enrol(required.url, administrator.userName, clock)
    expect((await client.session.agents({ text: agent.userName })).agents).toMatchObject([{ id: agent.id, secondFactorSince: expect.any(String) as string }])
    await expect(client.session.removeAgentFactor({ commandId: newId(), agentId: session.agent.id })).rejects.toMatchObject({ code: 'forbidden', data: { detail: 'oneself' } })
    await client.session.removeAgentFactor({ commandId: newId(), agentId: agent.id })
    expect(await reasonOf(own.session.current())).toBe('signedOut')
    expect((await begin(required.url, agent.userName)).step).toBe('enrol')
    await expect(client.session.removeAgentFactor({ commandId: newId(), agentId: agent.id })).rejects.toMatchObject({ code: 'notFound' })
  })

  it('is taken away from whoever manages agents by one who does so too, and by no supervisor', async () => {
    const [one, two] = [await makeAgent(store, 'administrator'), await makeAgent(store, 'administrator')]
    await enrol(required.url, one.userName, clock)
    const { userName } = await makeAgent(store, 'supervisor')
    const supervisor = (await enrol(required.url, userName, clock)).client
    expect((await supervisor.session.agents({ text: one.userName })).agents).toMatchObject([{ managesAgents: true }])
    expect((await supervisor.session.agents({ text: userName })).agents).toMatchObject([{ managesAgents: false }])
    await expect(supervisor.session.removeAgentFactor({ commandId: newId(), agentId: one.id })).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'agents.disable' } })
    expect((await begin(required.url, one.userName)).step).toBe('code')
    const colleague = (await enrol(required.url, two.userName, clock)).client
    await colleague.session.removeAgentFactor({ commandId: newId(), agentId: one.id })
    expect((await begin(required.url, one.userName)).step).toBe('enrol')
  })

  it('keeps no key, code or token that somebody with the database could use', async () => {
    const { id, userName } = await makeAgent(store)
    const { secret, recoveryCodes, token } = await enrol(required.url, userName, clock)
    const { rows } = await store.pool.query<{ text: string }>(`select t::text as text from agent_factor t union all select t::text from agent_recovery_code t union all select t::text from session t
      union all select t::text from audit_entry t union all select t::text from command t`)
    const all = rows.map(({ text }) => text).join('\n')
    expect(all).toContain('v1.')
    for (const told of [secret, token, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))]) expect(all).not.toContain(told)
    const sealed = await store.db.selectFrom('agentFactor').select(['id', 'secret']).where('agentId', '=', id).executeTakeFirstOrThrow()
    expect(passingSecretBox().open(sealed.secret, sealed.id), 'with another key').toBeNull()
    expect(secrets.open(sealed.secret, sealed.id), 'the control').toBe(secret)
  })

  it('lets nobody in by the app when the key is lost, and everybody by a recovery code', async () => {
    const { userName } = await makeAgent(store)
    const { code, recoveryCodes } = await enrol(required.url, userName, clock)
    const other = await startTestBackend({ store, clock, secrets: passingSecretBox(), secondFactor: 'required', trustedProxies: ['127.0.0.1'] })
    const half = await begin(other.url, userName)
    expect(await reasonOf(half.client.session.confirmCode({ code: code() }))).toBe('wrongCredentials')
    clock.advance(2_000)
    await expect(half.client.session.confirmCode({ code: recoveryCodes[0] ?? '' })).resolves.toBeTruthy()
    await other.close()
  })

  it('leaves a password alone where there is no app and none is wanted', async () => {
    const { userName } = await makeAgent(store)
    expect(entered(await clientFrom(optional.url, '192.0.2.1').session.signIn({ userName, password: TEST_PASSWORD })).session.agent.userName).toBe(userName)
  })
})
