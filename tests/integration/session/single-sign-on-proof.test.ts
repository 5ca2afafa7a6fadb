/** Behind the provider: Headend's own second step, the locked screen and step-up through the browser, and what holds when the provider is away or the only way in. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PROOF_MS } from '../../../electron/backend/http/authentication.ts'
import { IDLE_MS, startSession } from '../../../electron/backend/features/session/sessions.ts'
import { passingSecretBox } from '../../../electron/backend/secret-box.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { makeAgent, phoneWith } from '../../support/agent-sign-in.ts'
import { apiClient, entered, signInAs, startTestBackend, TEST_PASSWORD } from '../../support/api-client.ts'
import { connectDesk } from '../../support/live-desk.ts'
import { openBrowser, startProvider, type TestProvider } from '../../support/openid-provider.ts'
import { endOf, lastLines, optionsOf, proveAt, REDIRECT, signInAt } from '../../support/single-sign-on.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'

let people = 0
const somebody = (groups: string[] = ['care-leads']) => {
  people += 1
  return { sub: `subject-${people}-${Math.random().toString(36).slice(2)}`, preferred_username: `ida.fenn.${people}.${Math.random().toString(36).slice(2)}`, groups }
}
type Running = Awaited<ReturnType<typeof startTestBackend>>

describe.each(storeKinds)('behind the provider, on the %s store', (kind) => {
  let shift = 0
  const clock = { now: () => Date.now() + shift }
  const secrets = passingSecretBox()
  let store: Store
  let provider: TestProvider
  let required: Running
  let trusting: Running
  let optional: Running
  let alone: Running
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    provider = await startProvider({ secret: true })
    const start = (more: Partial<Parameters<typeof startTestBackend>[0]> = {}) => startTestBackend({ store, clock, secrets, singleSignOn: optionsOf(provider), ...more })
    required = await start({ secondFactor: 'required' })
    trusting = await start({ secondFactor: 'required', singleSignOn: optionsOf(provider, { trustsSecondFactor: true, rolesClaim: 'realm_access.roles' }) })
    optional = await start()
    alone = await start({ passwordSignIn: false })
  })
  afterAll(async () => {
    for (const backend of [required, trusting, optional, alone]) await backend.close()
    await provider.close()
    await store.close()
  })
  beforeEach(async () => {
    shift = 0
    provider.mend()
    await store.db.deleteFrom('signInSource').execute()
  })

  /** From the provider, and an app set up here. */
  const enrolled = async (person = somebody()) => {
    provider.seat(person)
    const step = await signInAt(required.url)
    if (step.step !== 'enrol') throw new Error(step.step)
    const half = apiClient(required.url, step.token)
    const { secret } = await half.session.beginSecondFactor({ password: null })
    const code = phoneWith(secret, clock)
    // The code of the step before, so that those of now and after are still unused.
    const { entered: came } = await half.session.confirmSecondFactor({ code: code(-30_000) })
    return { person, code, half, token: came!.token, session: came!.session }
  }

  describe('the second step', () => {
    it('is Headend’s own: set up once, asked for then, and half a session opens nothing else', async () => {
      const { code, half, session, token } = await enrolled()
      expect(session.ways).toEqual(['code', 'singleSignOn'])
      expect(await endOf(half.session.current())).toBe('signedOut')
      expect((await apiClient(required.url, token).session.secondFactor())).toMatchObject({ required: true, password: false, recoveryCodesLeft: 10 })
      const again = await signInAt(required.url)
      expect(again.step).toBe('code')
      const waiting = apiClient(required.url, (again as { token: string }).token)
      expect(await endOf(waiting.session.current())).toBe('signedOut')
      expect(await endOf(waiting.session.beginSingleSignOn({ purpose: 'proof', redirectUri: REDIRECT }))).toBe('signedOut')
      const came = await waiting.session.confirmCode({ code: code() })
      expect(came.session, 'still of the provider').toMatchObject({ agent: { id: session.agent.id }, ways: ['code', 'singleSignOn'] })
    })

    it('is left out for whoever gave two factors there, only where the administrator trusts that', async () => {
      const person = { ...somebody(), realm_access: { roles: ['care'] } }
      provider.seat(person, { amr: ['pwd', 'otp'] })
      expect(await endOf(signInAt(required.url)), 'not trusted').toBe('enrol')
      expect(await endOf(signInAt(trusting.url))).toBe('in')
      expect(await lastLines(store, 1)).toMatchObject([{ action: 'session.signInBySingleSignOn', detail: { secondFactor: 'provider' } }])
      provider.seat(person, { amr: ['mfa'] })
      expect(await endOf(signInAt(trusting.url))).toBe('in')
      for (const amr of [['pwd'], ['pwd', 'pin'], ['otp'], ['pwd', 'sms'], ['user', 'rba'], []]) {
        provider.seat(person, { amr })
        expect(await endOf(signInAt(trusting.url)), amr.join(' and ')).toBe('enrol')
      }
    })

    it('is asked for here all the same where nobody said a word about factors', async () => {
      const person = { ...somebody(), realm_access: { roles: ['care'] } }
      provider.seat(person)
      provider.state.forge = { amr: 'mfa' }
      expect(await endOf(signInAt(trusting.url)), 'a text is no list').toBe('enrol')
    })

    it('is changed by whoever has no password only behind a fresh proof', async () => {
      const { token } = await enrolled()
      const { session } = apiClient(required.url, token)
      shift = PROOF_MS + 1_000
      await expect(session.beginSecondFactor({ password: null })).rejects.toMatchObject({ code: 'stepUpRequired' })
      await expect(session.renewRecoveryCodes({ password: 'whatever it is' })).rejects.toMatchObject({ code: 'stepUpRequired' })
      shift = 0
      await proveAt(required.url, token)
      expect((await session.renewRecoveryCodes({ password: null })).recoveryCodes).toHaveLength(10)
      await expect(session.beginSecondFactor({ password: null })).resolves.toMatchObject({ secret: expect.any(String) as string })
    })

    it('is not changed without the password by whoever has one (the control)', async () => {
      const { client } = await signInAs(store, optional.url)
      await expect(client.session.beginSecondFactor({ password: null })).rejects.toMatchObject({ code: 'validation' })
      await expect(client.session.renewRecoveryCodes({ password: null })).rejects.toMatchObject({ code: 'validation' })
    })
  })

  describe('the browser once more', () => {
    const signedIn = async (person = somebody()) => {
      provider.seat(person)
      const { token, session } = entered(await signInAt(optional.url))
      return { person, token, session, client: apiClient(optional.url, token) }
    }
    const idle = (agentId: string) => store.db.updateTable('session').set({ lastSeenAt: new Date(Date.now() - IDLE_MS - 1_000).toISOString(), provenAt: new Date(Date.now() - IDLE_MS).toISOString() }).where('agentId', '=', agentId).execute()

    it('opens a locked screen: the same session goes on', async () => {
      const { token, session, client } = await signedIn()
      await idle(session.agent.id)
      expect(await endOf(client.session.current())).toBe('idle')
      expect(await proveAt(optional.url, token)).toMatchObject({ agent: session.agent, absoluteEndsAt: session.absoluteEndsAt })
      expect((await client.session.current()).agent.id).toBe(session.agent.id)
      expect(await lastLines(store, 1)).toMatchObject([{ action: 'session.proveBySingleSignOn', agentId: session.agent.id, outcome: 'allowed' }])
    })

    it('is proof enough for what weighs more, for five minutes', async () => {
      const { token, session, client } = await signedIn()
      const colleague = await makeAgent(store)
      const act = () => client.session.unlockAgent({ commandId: newId(), agentId: colleague.id })
      await store.db.updateTable('session').set({ provenAt: new Date(Date.now() - PROOF_MS - 1_000).toISOString() }).where('agentId', '=', session.agent.id).execute()
      await expect(act()).rejects.toMatchObject({ code: 'stepUpRequired' })
      await proveAt(optional.url, token)
      await expect(act()).resolves.toBeTruthy()
      shift = PROOF_MS + 60_000
      await expect(act()).rejects.toMatchObject({ code: 'stepUpRequired' })
    })

    it('asks anew, and does not believe a sign-in of before although the browser still knows them', async () => {
      const browser = openBrowser()
      const person = somebody()
      shift = -300_000
      provider.seat(person, { at: Math.floor(clock.now() / 1_000) })
      const { token, session } = entered(await signInAt(optional.url, { browser }))
      shift = 0
      const quietly = (address: URL) => (address.searchParams.delete('prompt'), address.searchParams.delete('max_age'), address)
      provider.state.sits = null
      expect(await endOf(proveAt(optional.url, token, { browser, changed: quietly }))).toBe('notAskedAgain')
      expect(await lastLines(store, 1)).toMatchObject([{ action: 'session.proveBySingleSignOn', agentId: session.agent.id, outcome: 'refused', detail: { reason: 'notAskedAgain' } }])
      expect(await endOf(proveAt(optional.url, token, { browser })), 'asked, and nobody answers').toBe('refused')
      provider.seat(person)
      provider.state.forge = { auth_time: undefined }
      expect(await endOf(proveAt(optional.url, token, { browser })), 'not said when').toBe('notAskedAgain')
      provider.mend()
      expect(await endOf(proveAt(optional.url, token, { browser })), 'the control').toBe('in')
    })

    it('is proof of nobody else, and of nobody without a role', async () => {
      const { person, token, session } = await signedIn()
      provider.seat(somebody())
      expect(await endOf(proveAt(optional.url, token)), 'nobody here').toBe('otherPerson')
      await signInAt(optional.url)
      expect(await endOf(proveAt(optional.url, token)), 'a colleague').toBe('otherPerson')
      expect(await lastLines(store, 1)).toMatchObject([{ agentId: session.agent.id, outcome: 'refused', detail: { reason: 'otherPerson' } }])
      provider.seat(person)
      const elsewhere = entered(await signInAt(optional.url))
      provider.seat({ ...person, groups: [] })
      expect(await endOf(proveAt(optional.url, token))).toBe('noRole')
      expect(await lastLines(store, 1)).toMatchObject([{ action: 'session.proveBySingleSignOn', agentId: session.agent.id, outcome: 'refused', detail: { reason: 'noRole' } }])
      for (const each of [token, elsewhere.token]) expect(await endOf(apiClient(optional.url, each).session.current()), 'out everywhere').toBe('signedOut')
    })

    it('goes on with the rights of the role that the provider says now, and ends the other sessions', async () => {
      const { person, token, session, client } = await signedIn()
      expect(session.agent, 'before').toMatchObject({ role: 'supervisor' })
      const elsewhere = entered(await signInAt(optional.url))
      const act = () => client.session.unlockAgent({ commandId: newId(), agentId: newId() })
      await expect(act(), 'the control').rejects.toMatchObject({ code: 'notFound' })
      provider.seat({ ...person, groups: ['care'] })
      const desk = await connectDesk(optional.url, token)
      const proven = await proveAt(optional.url, token)
      expect(proven.agent).toMatchObject({ id: session.agent.id, role: 'agent' })
      expect(proven.agent.permissions).not.toContain('agents.unlock')
      await expect(act()).rejects.toMatchObject({ code: 'forbidden' })
      expect(await desk.hearType('rights'), 'its desk looks what it may do now').toBeTruthy()
      expect(await endOf(apiClient(optional.url, elsewhere.token).session.current())).toBe('signedOut')
      expect(await lastLines(store, 3)).toMatchObject([{ action: 'session.roleBySingleSignOn', agentId: session.agent.id, detail: { before: 'supervisor', role: 'agent' } }, { action: 'session.proveBySingleSignOn', outcome: 'allowed' }, { action: 'session.unlockAgent', errorCode: 'forbidden' }])
      await desk.close()
    })

    it('gives nobody else a role by a proof that is not theirs', async () => {
      const [mine, other] = [await signedIn(), await signedIn()]
      provider.seat({ ...other.person, groups: ['care'] })
      expect(await endOf(proveAt(optional.url, mine.token))).toBe('otherPerson')
      expect((await other.client.session.current()).agent.role, 'as it was').toBe('supervisor')
    })

    it('is no way for a session of a password, of nobody, or that is over', async () => {
      const { token } = await signInAs(store, optional.url)
      expect(await endOf(apiClient(optional.url, token).session.beginSingleSignOn({ purpose: 'proof', redirectUri: REDIRECT }))).toBe('singleSignOn')
      expect(await endOf(apiClient(optional.url).session.beginSingleSignOn({ purpose: 'proof', redirectUri: REDIRECT }))).toBe('signedOut')
      const over = await signedIn()
      await over.client.session.signOut()
      expect(await endOf(over.client.session.beginSingleSignOn({ purpose: 'proof', redirectUri: REDIRECT }))).toBe('signedOut')
    })

    it('is for the session that began it', async () => {
      const [mine, other] = [await signedIn(), await signedIn()]
      provider.seat(mine.person)
      const begun = await mine.client.session.beginSingleSignOn({ purpose: 'proof', redirectUri: REDIRECT })
      const callback = await openBrowser().callbackOf(begun.authorizationUrl)
      expect(await endOf(other.client.session.proveBySingleSignOn({ transaction: begun.transaction, callback }))).toBe('invalid')
    })
  })

  describe('a provider that is away', () => {
    it('is told as that, holds nobody up who has a password, and is asked anew when it is back', async () => {
      const there = await startProvider()
      const person = somebody()
      there.seat(person)
      await there.down()
      const backend = await startTestBackend({ store, clock, secrets, singleSignOn: optionsOf(there) })
      expect(await endOf(signInAt(backend.url))).toBe('unavailable')
      expect((await apiClient(backend.url).session.serverInfo()).singleSignOn).toEqual({ name: 'Isla account' })
      await expect(signInAs(store, backend.url)).resolves.toBeTruthy()
      await there.up()
      expect(await endOf(signInAt(backend.url))).toBe('in')
      const { authorizationUrl, transaction } = await apiClient(backend.url).session.beginSingleSignOn({ purpose: 'signIn', redirectUri: REDIRECT })
      const callback = await openBrowser().callbackOf(authorizationUrl)
      there.state.status = 503
      expect(await endOf(apiClient(backend.url).session.signInBySingleSignOn({ transaction, callback })), 'in between').toBe('unavailable')
      await backend.close()
      await there.close()
    })

    it('is none where another answers in its place', async () => {
      const there = await startProvider()
      const backend = await startTestBackend({ store, clock, secrets, singleSignOn: { ...optionsOf(there), issuer: there.issuer.replace('127.0.0.1', 'localhost') } })
      expect(await endOf(signInAt(backend.url)), 'it calls itself something else').toBe('invalid')
      await backend.close()
      await there.close()
    })
  })

  describe('as the only way in', () => {
    it('takes no password, right or wrong, at the door or at a locked screen, and shows none', async () => {
      const info = await apiClient(alone.url).session.serverInfo()
      expect(info).toMatchObject({ passwordSignIn: false, demoAccounts: [] })
      const { userName } = await signInAs(store, optional.url)
      for (const password of [TEST_PASSWORD, 'not this one']) await expect(apiClient(alone.url).session.signIn({ userName, password })).rejects.toMatchObject({ code: 'forbidden', data: { detail: 'passwordSignIn' } })
      expect(await lastLines(store, 1)).toMatchObject([{ action: 'session.signIn', agentId: null, outcome: 'refused', errorCode: 'forbidden' }])
      const [{ id }, person] = [await makeAgent(store), somebody()]
      await store.db.insertInto('agentIdentity').values({ issuer: provider.issuer, subject: person.sub, agentId: id, linkedAt: new Date(clock.now()).toISOString() }).execute()
      provider.seat(person)
      const linked = entered(await signInAt(alone.url))
      const { session } = apiClient(alone.url, linked.token)
      expect((await session.current()).ways, 'who has a password').toEqual(['singleSignOn'])
      await expect(session.resume({ secret: TEST_PASSWORD })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(session.stepUp({ secret: TEST_PASSWORD })).rejects.toMatchObject({ code: 'forbidden' })
    })

    it('ends what a password began, in whatever stage, and wakes none of it', async () => {
      const { token, session } = await signInAs(store, optional.url)
      const here = apiClient(alone.url, token).session
      expect(await endOf(here.current())).toBe('signedOut')
      expect(await endOf(here.resume({ secret: TEST_PASSWORD }))).toBe('signedOut')
      await expect(connectDesk(alone.url, token)).rejects.toThrow('401')
      for (const stage of ['code', 'enrol'] as const) {
        const half = await startSession(store.db, clock, session.agent.id, { stage })
        const work = (url: string) => (stage === 'code' ? apiClient(url, half).session.confirmCode({ code: '000000' }) : apiClient(url, half).session.beginSecondFactor({ password: null }))
        expect(await endOf(work(alone.url)), stage).toBe('signedOut')
        expect(await endOf(work(optional.url)), `${stage}: the control`).not.toBe('signedOut')
      }
      expect(await endOf(apiClient(optional.url, token).session.current()), 'where passwords are on, such as when the provider is lost').toBe('in')
    })

    it('counts passwords at the door before it notes them: nobody fills the audit', async () => {
      const source = { source: 'agents 127.0.0.1', since: new Date(clock.now()).toISOString(), failures: 199 }
      await store.db.insertInto('signInSource').values(source).onConflict((conflict) => conflict.column('source').doUpdateSet({ failures: 199 })).execute()
      const lines = async () => (await store.db.selectFrom('auditEntry').select('id').where('action', '=', 'session.signIn').execute()).length
      const before = await lines()
      const attempt = () => endOf(apiClient(alone.url).session.signIn({ userName: 'nobody', password: TEST_PASSWORD }))
      expect([await attempt(), await attempt(), await attempt()]).toEqual(['forbidden', 'signIns', 'signIns'])
      expect(await lines()).toBe(before + 1)
    })
  })

  it('is not there where nobody set it up', async () => {
    const plain = await startTestBackend({ store, clock, secrets })
    expect(await apiClient(plain.url).session.serverInfo()).toMatchObject({ singleSignOn: null, passwordSignIn: true })
    expect(await endOf(signInAt(plain.url))).toBe('singleSignOn')
    const lines = async () => (await store.db.selectFrom('auditEntry').select('id').execute()).length
    const before = await lines()
    expect(await endOf(apiClient(plain.url).session.signInBySingleSignOn({ transaction: 'x'.repeat(43), callback: 'code=x&state=y' }))).toBe('singleSignOn')
    expect(await lines(), 'nobody fills the audit with it').toBe(before)
    const { token } = await signInAs(store, plain.url)
    expect((await apiClient(plain.url, token).session.current()).ways).toEqual(['password'])
    await plain.close()
  })
})
