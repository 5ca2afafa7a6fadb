/** An agent's own password, over real HTTP, on both stores: changed by who has it and has just proven who they are, and by nobody else. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PROOF_MS } from '../../../electron/backend/http/authentication.ts'
import { passingSecretBox } from '../../../electron/backend/secret-box.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { begin, clientFrom, makeAgent, reasonOf } from '../../support/agent-sign-in.ts'
import { startTestBackend, TEST_PASSWORD } from '../../support/api-client.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

const FRESH = 'seven birds over the mast'

describe.each(storeKinds)('an agent’s password on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, secrets: passingSecretBox(), trustedProxies: ['127.0.0.1'] })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  beforeEach(() => clock.advance(120_000))

  const signIn = (userName: string, password: string) => reasonOf(clientFrom(backend.url, '192.0.2.1').session.signIn({ userName, password }))
  const lines = (agentId: string) =>
    store.db.selectFrom('auditEntry').select(['outcome', 'errorCode', 'detail']).where('action', '=', 'session.changePassword').where('agentId', '=', agentId).orderBy('seq').execute()
  const hashOf = async (id: string) => (await store.db.selectFrom('agent').select('passwordHash').where('id', '=', id).executeTakeFirstOrThrow()).passwordHash

  it('is another from then on; the other sessions end, half ones too, and this one goes on', async () => {
    const { id, userName } = await makeAgent(store)
    const other = await begin(backend.url, userName)
    const { client } = await begin(backend.url, userName)
    expect(await client.session.secondFactor()).toMatchObject({ mayChangePassword: true })
    await client.session.changePassword({ password: TEST_PASSWORD, newPassword: FRESH })
    await expect(client.session.current()).resolves.toMatchObject({ agent: { id } })
    expect(await reasonOf(other.client.session.current())).toBe('signedOut')
    expect(await signIn(userName, TEST_PASSWORD)).toBe('wrongCredentials')
    clock.advance(2_000)
    expect(await signIn(userName, FRESH)).toBe('in')
    expect(await lines(id)).toEqual([{ outcome: 'allowed', errorCode: null, detail: null }])
    expect(JSON.stringify((await store.pool.query('select * from audit_entry')).rows)).not.toContain(FRESH)
  })

  it('wants the one before, and each wrong one counts as at the sign-in, until it is locked', async () => {
    const { id, userName } = await makeAgent(store)
    const { client } = await begin(backend.url, userName)
    const before = await hashOf(id)
    const guess = () => reasonOf(client.session.changePassword({ password: 'not this one', newPassword: FRESH }))
    for (let count = 0; count < 5; count += 1) {
      expect(await guess()).toBe('wrongCredentials')
      clock.advance(2_000)
    }
    expect(await reasonOf(client.session.changePassword({ password: TEST_PASSWORD, newPassword: FRESH })), 'the right one while it is locked').toBe('wrongCredentials')
    expect(await signIn(userName, TEST_PASSWORD), 'the sign-in is locked by it').toBe('wrongCredentials')
    expect(await hashOf(id)).toBe(before)
    expect(await store.db.selectFrom('signInLockout').select(['wrongPasswords', 'failures']).where('agentId', '=', id).executeTakeFirst()).toEqual({ wrongPasswords: 5, failures: 5 })
    expect((await lines(id)).map(({ errorCode }) => errorCode)).toEqual(Array.from({ length: 6 }, () => 'unauthenticated'))
  })

  it('wants a proof of the last five minutes beside it', async () => {
    const { id, userName } = await makeAgent(store)
    const { client } = await begin(backend.url, userName)
    const change = () => reasonOf(client.session.changePassword({ password: TEST_PASSWORD, newPassword: FRESH }))
    clock.advance(PROOF_MS)
    expect(await change()).toBe('stepUpRequired')
    await client.session.stepUp({ secret: TEST_PASSWORD })
    expect(await change()).toBe('in')
    expect((await lines(id)).map(({ errorCode }) => errorCode)).toEqual(['stepUpRequired', null])
  })

  it('says at its field why another may not be one, and changes nothing', async () => {
    const { id, userName } = await makeAgent(store)
    const { client } = await begin(backend.url, userName)
    const before = await hashOf(id)
    const faults = { short: 'tooShort', [`${'x y '.repeat(40)}`]: 'tooLong', passwordpassword: 'common', [`${userName}!?!?`]: 'ownName', [TEST_PASSWORD]: 'same' }
    for (const [newPassword, message] of Object.entries(faults))
      await expect(client.session.changePassword({ password: TEST_PASSWORD, newPassword }), newPassword).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'newPassword', message }] } })
    expect(await hashOf(id)).toBe(before)
    expect(await store.db.selectFrom('signInLockout').select('failures').where('agentId', '=', id).executeTakeFirst(), 'a right password takes nothing up').toMatchObject({ failures: 0 })
  })

  it('is nothing of the demo’s agents, of whoever has none here, nor where passwords open nothing', async () => {
    const off = await startTestBackend({ store, clock, passwordSignIn: false, trustedProxies: ['127.0.0.1'] })
    const people = [['the demo’s', { demo: true }, backend.url], ['without one', { passwordHash: null }, backend.url], ['where they are off', {}, off.url]] as const
    try {
      for (const [who, change, url] of people) {
        const { id, userName } = await makeAgent(store)
        const { token } = await begin(backend.url, userName)
        // Of single sign-on, so that the session is one where passwords are off.
        await store.db.updateTable('session').set({ issuer: 'https://login.example' }).where('agentId', '=', id).execute()
        if (Object.keys(change).length > 0) await store.db.updateTable('agent').set(change).where('id', '=', id).execute()
        const { session } = clientFrom(url, '192.0.2.1', token)
        expect(await session.secondFactor().catch((error: Error) => error), who).toMatchObject({ mayChangePassword: false })
        await expect(session.changePassword({ password: TEST_PASSWORD, newPassword: FRESH }), who).rejects.toMatchObject({ code: 'forbidden', data: { detail: 'ownPassword' } })
        expect(await lines(id), who).toMatchObject([{ outcome: 'refused', errorCode: 'forbidden' }])
      }
    } finally {
      await off.close()
    }
  })
})
