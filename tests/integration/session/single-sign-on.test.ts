/** Single sign-on over real HTTP, on both stores, at a real provider: who gets in, as whom, and what leads nowhere. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BEGUN_MS } from '../../../electron/backend/features/session/single-sign-on/begun.ts'
import { passingSecretBox } from '../../../electron/backend/secret-box.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { makeAgent } from '../../support/agent-sign-in.ts'
import { apiClient, entered, startTestBackend } from '../../support/api-client.ts'
import { openBrowser, OTHER_CLIENT_ID, startProvider, type TestProvider } from '../../support/openid-provider.ts'
import { endOf, lastLines, optionsOf, proveAt, REDIRECT, signInAt } from '../../support/single-sign-on.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'

let people = 0
/** Invented, and not known here yet. */
const somebody = (groups: string[] = ['care']) => {
  people += 1
  return { sub: `subject-${people}-${Math.random().toString(36).slice(2)}`, name: `Ida Fenn ${people}`, preferred_username: `ida.fenn.${people}.${Math.random().toString(36).slice(2)}`, groups }
}

describe.each(storeKinds)('single sign-on on the %s store', (kind) => {
  let shift = 0
  const clock = { now: () => Date.now() + shift }
  let store: Store
  let provider: TestProvider
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    provider = await startProvider()
    backend = await startTestBackend({ store, clock, secrets: passingSecretBox(), singleSignOn: optionsOf(provider) })
  })
  afterAll(async () => {
    await backend.close()
    await provider.close()
    await store.close()
  })
  beforeEach(async () => {
    shift = 0
    provider.mend()
    await store.db.deleteFrom('signInSource').execute()
  })

  const begin = () => apiClient(backend.url).session.beginSingleSignOn({ purpose: 'signIn', redirectUri: REDIRECT })
  const finish = (transaction: string, callback: string) => apiClient(backend.url).session.signInBySingleSignOn({ transaction, callback })
  const agentOf = (sub: string) => store.db.selectFrom('agentIdentity').innerJoin('agent', 'agent.id', 'agentId').selectAll('agent').where('subject', '=', sub).executeTakeFirst()

  it('says that it is there, under the operator’s name for it', async () => {
    expect(await apiClient(backend.url).session.serverInfo()).toMatchObject({ singleSignOn: { name: 'Isla account' }, passwordSignIn: true })
  })

  it('makes whoever comes for the first time an agent, knows them again, and gives the session that a password gives', async () => {
    const person = somebody()
    provider.seat(person)
    const { token, session } = entered(await signInAt(backend.url))
    expect(session.agent).toMatchObject({ userName: person.preferred_username, displayName: person.name, role: 'agent' })
    expect(session.ways, 'neither a password nor an app').toEqual(['singleSignOn'])
    expect((await apiClient(backend.url, token).session.current()).agent.id).toBe(session.agent.id)
    expect(await agentOf(person.sub)).toMatchObject({ id: session.agent.id, passwordHash: null, active: true, demo: false })
    expect(await lastLines(store, 2)).toMatchObject([
      { action: 'session.agentBySingleSignOn', agentId: session.agent.id, detail: { role: 'agent' } },
      { action: 'session.signInBySingleSignOn', agentId: session.agent.id, outcome: 'allowed' },
    ])
    expect(entered(await signInAt(backend.url)).session.agent.id, 'the same').toBe(session.agent.id)
    await apiClient(backend.url, token).session.signOut()
    expect(await endOf(apiClient(backend.url, token).session.current())).toBe('signedOut')
  })

  it('opens nothing with a password, whatever it is', async () => {
    const person = somebody()
    provider.seat(person)
    await signInAt(backend.url)
    for (const password of ['nobody has this secret', 'null']) expect(await endOf(apiClient(backend.url).session.signIn({ userName: person.preferred_username, password }))).toBe('wrongCredentials')
  })

  it('has the role that the provider says now, and ends what was begun with the one before', async () => {
    const person = somebody()
    provider.seat(person)
    const first = entered(await signInAt(backend.url))
    provider.seat({ ...person, groups: ['care', 'care-leads'] })
    const second = entered(await signInAt(backend.url))
    expect(second.session.agent, 'the first of the administrator’s list').toMatchObject({ id: first.session.agent.id, role: 'supervisor' })
    expect(second.session.agent.permissions).toContain('billing.approve')
    expect(await endOf(apiClient(backend.url, first.token).session.current())).toBe('signedOut')
    expect(await lastLines(store, 2)).toMatchObject([{ action: 'session.roleBySingleSignOn', detail: { before: 'agent', role: 'supervisor' } }, { action: 'session.signInBySingleSignOn' }])
  })

  it('lets nobody in without a role, known or not', async () => {
    const person = somebody(['another department'])
    provider.seat(person)
    expect(await endOf(signInAt(backend.url))).toBe('noRole')
    expect(await agentOf(person.sub), 'nobody is made').toBeUndefined()
    expect(await lastLines(store, 1)).toMatchObject([{ action: 'session.signInBySingleSignOn', agentId: null, outcome: 'refused', errorCode: 'singleSignOn', detail: { reason: 'noRole' } }])
    provider.seat({ ...person, groups: ['care'] })
    const { token, session } = entered(await signInAt(backend.url))
    const colleague = somebody()
    provider.seat(colleague)
    const other = entered(await signInAt(backend.url))
    provider.seat({ ...person, groups: [] })
    expect(await endOf(signInAt(backend.url))).toBe('noRole')
    expect(await lastLines(store, 1)).toMatchObject([{ agentId: session.agent.id, detail: { reason: 'noRole' } }])
    expect(await endOf(apiClient(backend.url, token).session.current()), 'and whoever had one is out').toBe('signedOut')
    expect(await endOf(apiClient(backend.url, other.token).session.current()), 'nobody else is').toBe('in')
  })

  it('asks who it is each time, and lets nobody in whom the browser still knows from before', async () => {
    const [browser, person] = [openBrowser(), somebody()]
    shift = -300_000
    provider.seat(person, { at: Math.floor(clock.now() / 1_000) })
    const { token } = entered(await signInAt(backend.url, { browser }))
    await apiClient(backend.url, token).session.signOut()
    shift = 0
    // Nobody is there who could say who they are, but the browser has the cookies of whoever left.
    provider.state.sits = null
    expect(await endOf(signInAt(backend.url, { browser }))).toBe('refused')
    const quietly = (address: URL) => (address.searchParams.delete('prompt'), address.searchParams.delete('max_age'), address)
    expect(await endOf(signInAt(backend.url, { browser, changed: quietly })), 'an address that was changed').toBe('notAskedAgain')
    expect(await lastLines(store, 1)).toMatchObject([{ action: 'session.signInBySingleSignOn', agentId: null, outcome: 'refused', detail: { reason: 'notAskedAgain' } }])
    provider.seat(person)
    provider.state.forge = { auth_time: undefined }
    expect(await endOf(signInAt(backend.url, { browser })), 'not said when').toBe('notAskedAgain')
    provider.mend()
    expect(await endOf(signInAt(backend.url, { browser })), 'the control').toBe('in')
  })

  it('leaves whoever is disabled disabled', async () => {
    const person = somebody()
    provider.seat(person)
    const { session } = entered(await signInAt(backend.url))
    await store.db.updateTable('agent').set({ active: false }).where('id', '=', session.agent.id).execute()
    provider.seat({ ...person, groups: ['care-leads'] })
    expect(await endOf(signInAt(backend.url))).toBe('disabled')
    expect(await agentOf(person.sub)).toMatchObject({ active: false, role: 'agent' })
    expect(await lastLines(store, 1)).toMatchObject([{ agentId: session.agent.id, outcome: 'refused', detail: { reason: 'disabled' } }])
  })

  it('takes over no account that has the same user name or e-mail, in whatever case', async () => {
    const there = await makeAgent(store)
    const person = { ...somebody(), preferred_username: there.userName.toUpperCase() }
    provider.seat(person)
    expect(await endOf(signInAt(backend.url))).toBe('nameTaken')
    expect(await agentOf(person.sub)).toBeUndefined()
    expect(await lastLines(store, 1), 'with what an administrator ties them by').toMatchObject([{ agentId: null, detail: { reason: 'nameTaken', agentId: there.id, subject: person.sub } }])
    const byMail = { sub: `${person.sub}-2`, email: there.userName, groups: ['care'] }
    provider.seat(byMail)
    expect(await endOf(signInAt(backend.url))).toBe('nameTaken')
  })

  it('makes one agent of somebody who comes by several desks at the same moment', async () => {
    const person = somebody()
    provider.seat(person)
    const steps = await Promise.all(Array.from({ length: 8 }, () => signInAt(backend.url)))
    expect(new Set(steps.map((step) => entered(step).session.agent.id)).size).toBe(1)
  })

  it('lets the browser’s answer in once, and each begun sign-in be used once: of ten at the same moment one is in', async () => {
    provider.seat(somebody())
    const begun = () => store.db.selectFrom('singleSignOnBegun').select('tokenHash').orderBy('tokenHash').execute()
    const before = await begun()
    const { authorizationUrl, transaction } = await begin()
    const callback = await openBrowser().callbackOf(authorizationUrl)
    const ends = await Promise.all(Array.from({ length: 10 }, () => endOf(finish(transaction, callback))))
    expect(ends.sort()).toEqual([...Array.from({ length: 9 }, () => 'expired'), 'in'])
    const again = await begin()
    expect(await endOf(finish(again.transaction, callback)), 'the same answer for another').toBe('invalid')
    expect(await begun(), 'nothing is left of them').toEqual(before)
  })

  it('lets nobody in by the answer of another desk, or with another state', async () => {
    provider.seat(somebody())
    const [mine, other] = [await begin(), await begin()]
    const callback = await openBrowser().callbackOf(mine.authorizationUrl)
    expect(await endOf(finish(other.transaction, callback)), 'another desk’s token').toBe('invalid')
    expect(await endOf(finish(mine.transaction, callback.replace(/state=[^&]+/, 'state=another')))).toBe('invalid')
    const third = await begin()
    expect(await endOf(finish(third.transaction, 'code=whatever')), 'without a state').toBe('invalid')
  })

  it('counts tokens of nobody at the door, and fills no audit with them; who began is not held up by it', async () => {
    provider.seat(somebody())
    const { authorizationUrl, transaction } = await begin()
    const callback = await openBrowser().callbackOf(authorizationUrl)
    await store.db.updateTable('signInSource').set({ failures: 198 }).execute()
    const lines = () => store.db.selectFrom('auditEntry').select('id').where('action', '=', 'session.signInBySingleSignOn').execute()
    const before = (await lines()).length
    const ends = []
    for (let tries = 0; tries < 4; tries += 1) ends.push(await endOf(finish('x'.repeat(43), callback)))
    expect(ends).toEqual(['expired', 'expired', 'signIns', 'signIns'])
    expect((await lines()).length).toBe(before)
    expect(await endOf(finish(transaction, callback)), 'counted when it was begun').toBe('in')
    expect((await lines()).length, 'the control').toBe(before + 1)
  })

  it('lets nobody in who took too long', async () => {
    provider.seat(somebody())
    const { authorizationUrl, transaction } = await begin()
    const callback = await openBrowser().callbackOf(authorizationUrl)
    const late = await begin()
    shift = BEGUN_MS - 30_000
    expect(await endOf(finish(transaction, callback)), 'the control: just in time').toBe('in')
    shift = BEGUN_MS + 1_000
    expect(await endOf(finish(late.transaction, await openBrowser().callbackOf(late.authorizationUrl)))).toBe('expired')
  })

  it.each([
    ['a nonce that was changed on its way', (address: URL) => (address.searchParams.set('nonce', 'another'), address)],
    ['a code that another program asked for', (address: URL) => (address.searchParams.set('client_id', OTHER_CLIENT_ID), address)],
    ['a challenge that is not the verifier’s', (address: URL) => (address.searchParams.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'), address)],
  ])('refuses %s', async (_what, changed) => {
    const person = somebody()
    provider.seat(person)
    expect(await endOf(signInAt(backend.url, { changed }))).toBe('invalid')
    expect(await agentOf(person.sub)).toBeUndefined()
    expect(await endOf(signInAt(backend.url)), 'the control').toBe('in')
  })

  it.each([
    ['for another program', { aud: 'another-program' }],
    ['of another issuer', { iss: 'https://login.example' }],
    ['that is over', { exp: Math.floor(Date.now() / 1000) - 3_600 }],
    ['with another nonce', { nonce: 'another' }],
    ['of nobody', { sub: '' }],
  ])('refuses a token %s, although the provider has signed it', async (_what, forge) => {
    const person = somebody()
    provider.seat(person)
    provider.state.forge = forge
    expect(await endOf(signInAt(backend.url))).toBe('invalid')
    provider.state.forge = { changed: 'something else' }
    expect(await endOf(signInAt(backend.url)), 'the control: signed anew like this').toBe('in')
  })

  it('refuses a token that somebody else has signed', async () => {
    provider.seat(somebody())
    provider.forgeKey()
    expect(await endOf(signInAt(backend.url))).toBe('invalid')
  })

  it('refuses what another provider has said', async () => {
    const other = await startProvider()
    const person = somebody()
    other.seat(person)
    provider.seat(person)
    const { authorizationUrl, transaction } = await begin()
    const there = new URL(authorizationUrl)
    const callback = await openBrowser().callbackOf(authorizationUrl.replace(there.origin, other.issuer))
    expect(await endOf(finish(transaction, callback))).toBe('invalid')
    await other.close()
  })

  it('tells who was refused there, or did not want to', async () => {
    provider.seat(somebody(), { refuses: true })
    expect(await endOf(signInAt(backend.url))).toBe('refused')
    expect(await lastLines(store, 1)).toMatchObject([{ outcome: 'refused', detail: { reason: 'refused', detail: 'access_denied' } }])
  })

  it('takes no way back but to this machine, by its number', async () => {
    const wrong = [
      'https://desk.example/callback', 'http://localhost:4000/callback', 'http://127.0.0.1/callback', 'http://127.0.0.1:4000/', 'http://127.0.0.1:4000/callback?x=1', 'http://127.0.0.1:70000/callback',
      'http://127.0.0.1:4000@evil.example/callback', 'http://127.0.0.1.evil.example:4000/callback', 'headend://callback', 'http://[::1]:4000/callback', 'http://127.0.0.2:4000/callback',
    ]
    for (const redirectUri of wrong) await expect(apiClient(backend.url).session.beginSingleSignOn({ purpose: 'signIn', redirectUri }), redirectUri).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'redirectUri' }] } })
    await expect(begin(), 'the control').resolves.toMatchObject({ transaction: expect.any(String) as string })
  })

  it('is no sign-in that proves something, and no proof that signs in', async () => {
    provider.seat(somebody())
    const { token } = entered(await signInAt(backend.url))
    const proof = await apiClient(backend.url, token).session.beginSingleSignOn({ purpose: 'proof', redirectUri: REDIRECT })
    expect(await endOf(finish(proof.transaction, await openBrowser().callbackOf(proof.authorizationUrl)))).toBe('invalid')
    const signIn = await begin()
    expect(await endOf(apiClient(backend.url, token).session.proveBySingleSignOn({ transaction: signIn.transaction, callback: await openBrowser().callbackOf(signIn.authorizationUrl) }))).toBe('invalid')
    expect(await endOf(proveAt(backend.url, token)), 'the control').toBe('in')
  })

  it('keeps no state, nonce or verifier that anybody could read, and no token', async () => {
    const { authorizationUrl, transaction } = await begin()
    const asked = new URL(authorizationUrl).searchParams
    const rows = JSON.stringify(await store.db.selectFrom('singleSignOnBegun').selectAll().execute())
    for (const secret of [transaction, asked.get('state'), asked.get('nonce')]) expect(rows).not.toContain(secret)
    expect(asked.get('code_challenge_method')).toBe('S256')
    await store.db.deleteFrom('singleSignOnBegun').execute()
  })

  it('bounds how often one address may begin, and counts none that comes in', async () => {
    provider.seat(somebody())
    const failures = async () => (await store.db.selectFrom('signInSource').select('failures').executeTakeFirst())?.failures ?? 0
    const before = await failures()
    await signInAt(backend.url)
    expect(await failures()).toBe(before)
    await store.db.insertInto('signInSource').values({ source: 'agents 127.0.0.1', since: new Date(clock.now()).toISOString(), failures: 200 }).onConflict((conflict) => conflict.column('source').doUpdateSet({ failures: 200 })).execute()
    expect(await endOf(begin())).toBe('signIns')
    await store.db.deleteFrom('singleSignOnBegun').execute()
  })
})
