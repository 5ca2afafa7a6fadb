/** Coming back to a locked desk, over real HTTP, on both stores. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ABSOLUTE_MS, IDLE_MS } from '../../../electron/backend/features/session/sessions.ts'
import { passingSecretBox } from '../../../electron/backend/secret-box.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { begin, enrol, makeAgent, reasonOf } from '../../support/agent-sign-in.ts'
import { apiClient, startTestBackend, TEST_PASSWORD } from '../../support/api-client.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

describe.each(storeKinds)('coming back on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, secrets: passingSecretBox(), secondFactor: 'required', trustedProxies: ['127.0.0.1'] })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  beforeEach(() => clock.advance(120_000))

  const idle = async () => {
    const agent = await makeAgent(store)
    const signedIn = await enrol(backend.url, agent.userName, clock)
    clock.advance(IDLE_MS)
    expect(await reasonOf(signedIn.client.session.current())).toBe('idle')
    return { ...signedIn, agent }
  }

  it('goes on with the password, or with a code, which works once', async () => {
    const { client, session, code } = await idle()
    expect(await reasonOf(client.session.resume({ secret: 'not this one' }))).toBe('wrongCredentials')
    expect(await reasonOf(client.session.current()), 'still locked').toBe('idle')
    clock.advance(2_000)
    expect(await client.session.resume({ secret: TEST_PASSWORD })).toMatchObject({ agent: session.agent, absoluteEndsAt: session.absoluteEndsAt, idleEndsAt: new Date(clock.now() + IDLE_MS).toISOString() })
    await expect(client.session.current()).resolves.toBeTruthy()
    clock.advance(IDLE_MS)
    const right = code()
    await expect(client.session.resume({ secret: right })).resolves.toBeTruthy()
    expect(await reasonOf(client.session.resume({ secret: right })), 'used').toBe('wrongCredentials')
  })

  it('counts as a sign-in does', async () => {
    const { client, agent } = await idle()
    for (let count = 0; count < 5; count += 1) {
      await reasonOf(client.session.resume({ secret: count % 2 === 0 ? '000000' : 'not this one' }))
      clock.advance(2_000)
    }
    expect(await reasonOf(client.session.resume({ secret: TEST_PASSWORD })), 'locked').toBe('wrongCredentials')
    expect(await reasonOf(begin(backend.url, agent.userName)), 'at the door as well').toBe('wrongCredentials')
  })

  it('does not go on when it is over: signed out, disabled, at its longest time, or never whole', async () => {
    const out = await idle()
    await store.db.updateTable('session').set({ endedAt: new Date(clock.now()).toISOString() }).where('agentId', '=', out.agent.id).execute()
    expect(await reasonOf(out.client.session.resume({ secret: TEST_PASSWORD }))).toBe('signedOut')
    const disabled = await idle()
    await store.db.updateTable('agent').set({ active: false }).where('id', '=', disabled.agent.id).execute()
    expect(await reasonOf(disabled.client.session.resume({ secret: TEST_PASSWORD }))).toBe('signedOut')
    const late = await idle()
    clock.advance(ABSOLUTE_MS)
    expect(await reasonOf(late.client.session.resume({ secret: TEST_PASSWORD }))).toBe('expired')
    const half = await begin(backend.url, late.agent.userName)
    expect(await reasonOf(half.client.session.resume({ secret: TEST_PASSWORD }))).toBe('signedOut')
    expect(await reasonOf(apiClient(backend.url).session.resume({ secret: TEST_PASSWORD })), 'without a token').toBe('signedOut')
  })
})
