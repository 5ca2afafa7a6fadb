/** Agents are locked out as customers are, over real HTTP, on both stores; and a colleague unlocks them. A failure prints fast-check's seed and path. */
import { hash } from '@node-rs/argon2'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { afterFailure, afterSuccess, judge, noFailures, type Lockout } from '../../../electron/backend/lockout.ts'
import { forgetUnknownNames } from '../../../electron/backend/sign-in-attempts.ts'
import { MAX_OF_AGENTS_SOURCE } from '../../../electron/backend/sign-in-sources.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { clientFrom, makeAgent, reasonOf } from '../../support/agent-sign-in.ts'
import { signInAs, startTestBackend, TEST_PASSWORD } from '../../support/api-client.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

const HOUR = 3_600_000
const RUNS = 25
/** The least that argon2 does: the property is about what is counted, and what a hash costs is another test's. */
const quickHash = hash(TEST_PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 })
type Try = { pause: number; address: string; right: boolean; restart: boolean }
const tries: fc.Arbitrary<Try[]> = fc.array(fc.record({
  pause: fc.constantFrom(0, 999, 1_000, 60_000, 59_999, 900_000, 900_000, 900_000, 12 * HOUR + 1), address: fc.constantFrom('198.51.100.7', '198.51.100.7', '203.0.113.9'),
  right: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0), restart: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
}), { minLength: 6, maxLength: 18, size: 'max' })
type Rules = { judge: typeof judge; afterFailure: typeof afterFailure }

describe.each(storeKinds)('agents at the door of the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  const start = () => startTestBackend({ store, clock, trustedProxies: ['127.0.0.1'] })
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await start()
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  beforeEach(async () => {
    clock.advance(13 * HOUR)
    await store.db.deleteFrom('signInSource').execute()
  })

  let nextAddress = 0
  const anyAddress = () => `192.0.${(nextAddress += 1) >> 8}.${nextAddress & 255}`
  const attempt = (userName: string, password = TEST_PASSWORD, address = anyAddress()) => reasonOf(clientFrom(backend.url, address).session.signIn({ userName, password }))
  const counted = (agentId: string) => store.db.selectFrom('signInLockout').selectAll().where('agentId', '=', agentId).executeTakeFirst()

  /** @returns the first try that did not end as the rules say */
  const play = async (all: readonly Try[], rules: Rules): Promise<Try | null> => {
    const { id, userName } = await makeAgent(store, 'agent', await quickHash)
    await store.db.deleteFrom('signInSource').execute()
    let state: Lockout = noFailures
    for (const each of all) {
      clock.advance(each.pause)
      if (each.restart) {
        await backend.close()
        backend = await start()
      }
      const { locked } = rules.judge(state, clock.now(), each.address)
      const before = await counted(id)
      const ended = await attempt(userName, each.right ? TEST_PASSWORD : 'this one is not right', each.address)
      if (ended !== (each.right && !locked ? 'in' : 'wrongCredentials')) return each
      if (locked && (await counted(id))?.writes !== before?.writes) return each
      if (!locked) state = each.right ? afterSuccess(state) : rules.afterFailure(state, clock.now(), each.address)
    }
    return null
  }

  it('are let in and locked as the rules say, whatever happens between, a restart too; a try while it is locked leaves nothing', async () => {
    const seed = Number(process.env.HEADEND_SEED ?? Date.now() % 2 ** 31)
    console.log(`seed ${seed}`)
    await fc.assert(fc.asyncProperty(tries, async (all) => { expect(await play(all, { judge, afterFailure })).toBeNull() }), { seed, numRuns: RUNS })
  }, 300_000)

  it.each<[string, Rules]>([
    ['locked nobody', { judge: () => ({ locked: false }), afterFailure }],
    ['locked after four', { judge, afterFailure: (state, now, source) => { const next = afterFailure(state, now, source); return next.failures === 4 ? { ...next, lockedUntil: now + 60_000 } : next } }],
  ])('would be found out if the backend %s (the control)', async (_what, rules) => {
    const all = Array.from({ length: 7 }, (_each, index): Try => ({ pause: 2_000, address: '198.51.100.7', right: index === 4 || index === 6, restart: false }))
    const five = Array.from({ length: 6 }, (_each, index): Try => ({ pause: 2_000, address: '198.51.100.7', right: index === 5, restart: false }))
    const verdicts = [await play(all, rules), await play(five, rules)]
    expect(verdicts.some((verdict) => verdict !== null)).toBe(true)
  })

  it('are told the same of a wrong password, a name that nobody has, a lock and a closed account', async () => {
    const [locked, closed, other] = [await makeAgent(store), await makeAgent(store), await makeAgent(store)]
    await store.db.updateTable('agent').set({ active: false }).where('id', '=', closed.id).execute()
    const address = anyAddress()
    for (let count = 0; count < 5; count += 1) {
      await attempt(locked.userName, 'wrong it is', address)
      clock.advance(2_000)
    }
    const answer = async (userName: string, password: string) => {
      const told = await fetch(`${backend.url}/session`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': address }, body: JSON.stringify({ userName, password }) })
      return { status: told.status, body: await told.text() }
    }
    const answers = [await answer(other.userName, 'wrong it is'), await answer('nobody-at-all', TEST_PASSWORD), await answer(locked.userName, TEST_PASSWORD), await answer(closed.userName, TEST_PASSWORD)]
    expect(answers[0]).toMatchObject({ status: 401, body: expect.stringContaining('wrongCredentials') as string })
    for (const each of answers) expect(each).toEqual(answers[0])
    expect(await attempt(locked.userName), 'from elsewhere').toBe('in')
  })

  it('have no more guesses at once than one after another, and are all let in when all are right', async () => {
    const { id, userName } = await makeAgent(store)
    const address = anyAddress()
    expect(await Promise.all(Array.from({ length: 12 }, () => attempt(userName, TEST_PASSWORD, address)))).toEqual(Array.from({ length: 12 }, () => 'in'))
    await Promise.all(Array.from({ length: 12 }, () => attempt(userName, 'all at once', address)))
    // The second within a second locks for a minute.
    expect(await counted(id)).toMatchObject({ failures: 2, wrongPasswords: 2 })
  })

  it('are refused at an address that tries everybody, before it counts against anybody', async () => {
    const address = anyAddress()
    const { id, userName } = await makeAgent(store)
    await store.db.insertInto('signInSource').values({ source: `agents ${address}`, since: new Date(clock.now()).toISOString(), failures: MAX_OF_AGENTS_SOURCE - 1 }).execute()
    expect(await attempt('neighbour', 'stolen elsewhere', address)).toBe('wrongCredentials')
    expect(await attempt(userName, 'stolen elsewhere', address)).toBe('signIns')
    expect(await counted(id)).toBeUndefined()
    clock.advance(15 * 60_000)
    expect(await attempt(userName, TEST_PASSWORD, address)).toBe('in')
  })

  const lockForGood = async (role: 'agent' | 'supervisor' = 'agent') => {
    const agent = await makeAgent(store, role)
    for (let count = 0; count < 15; count += 1) {
      await attempt(agent.userName, 'wrong again')
      clock.advance(900_000)
    }
    return agent
  }

  it('are locked for good after 15, however long it is ago, until a colleague unlocks them', async () => {
    const { id, userName } = await lockForGood()
    clock.advance(30 * 24 * HOUR)
    await forgetUnknownNames(store.db, clock)
    expect(await attempt(userName)).toBe('wrongCredentials')
    const { client, session } = await signInAs(store, backend.url, 'supervisor', clock)
    const shown = async () => (await client.session.agents({ text: userName })).agents
    expect(await shown()).toMatchObject([{ id, lock: { until: null, everywhere: true }, wrongPasswords: 15 }])
    const commandId = newId()
    await client.session.unlockAgent({ commandId, agentId: id })
    expect(await shown()).toMatchObject([{ id, lock: null, wrongPasswords: 0 }])
    expect(await attempt(userName)).toBe('in')
    const lines = await store.db.selectFrom('auditEntry').select(['agentId', 'outcome', 'detail']).where('commandId', '=', commandId).execute()
    expect(lines).toEqual([{ agentId: session.agent.id, outcome: 'allowed', detail: { agentId: id } }])
  })

  it('are not unlocked by themselves, by other agents, or where there is nobody of that id', async () => {
    const { client, session } = await signInAs(store, backend.url, 'supervisor', clock)
    const act = (agentId: string) => ({ commandId: newId(), agentId })
    await expect(client.session.unlockAgent(act(session.agent.id))).rejects.toMatchObject({ code: 'forbidden', data: { detail: 'oneself' } })
    await expect(client.session.unlockAgent(act(newId()))).rejects.toMatchObject({ code: 'notFound' })
    const agent = await signInAs(store, backend.url, 'agent', clock)
    await expect(agent.client.session.unlockAgent(act(session.agent.id))).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'agents.unlock' } })
    await expect(agent.client.session.agents({ text: '' })).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('are found by a part of the name, which is taken as it stands', async () => {
    const { client } = await signInAs(store, backend.url, 'administrator', clock)
    const { userName, displayName } = await makeAgent(store)
    expect((await client.session.agents({ text: displayName.slice(3).toUpperCase() })).agents.map((agent) => agent.userName)).toContain(userName)
    expect((await client.session.agents({ text: '%' })).agents).toEqual([])
  })
})
