/** By which names a customer signs in, on both stores: an address that others add to their accounts stays its first owner's. A failure prints fast-check's seed and path. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { findIdentityByName } from '../../../electron/backend/features/access/identities.queries.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { openPortalBrowser } from '../../support/customer-portal.ts'
import { CUSTOMER_PASSWORD, makeIdentity, sentTo, type TestIdentity } from '../../support/identities.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

const HOUR = 3_600_000
const NEW_PASSWORD = 'another kettle, a bigger one'

describe.each(storeKinds)('the names of customers on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let ana: TestIdentity
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, demo: { operatorName: 'Isla Cable', accounts: [] } })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  beforeEach(async () => {
    clock.advance(16 * 60_000)
    ana = await makeIdentity(store)
  })
  const enter = (name: string, password = CUSTOMER_PASSWORD) => openPortalBrowser(backend.url).ask('sign-in', { name, password, remember: false })
  const give = (customerId: string, value: string, age: number) => store.db.transaction().execute((trx) =>
    bulkInsert(trx, 'contactMedium', [makeRow('contactMedium', { customerId, mediumType: 'email', use: 'home', value, preferred: false, validFrom: new Date(clock.now() - age).toISOString() })]))
  const agent = async () => verifyingEachCaller(store, (await signInAs(store, backend.url, 'supervisor', clock)).client)
  const resets = async (customerId: string) => (await sentTo(store, customerId)).filter(({ template }) => template === 'signInReset')

  it.each([1, 48])('leave an address to its owner when a stranger has added it to another account, %i hours ago', async (hours) => {
    const stranger = await makeIdentity(store)
    await give(stranger.customerId, ana.email.toUpperCase(), hours * HOUR)
    expect(await enter(ana.email)).toMatchObject({ status: 200, body: { userName: ana.userName } })
    const backendAgent = await agent()
    await backendAgent.access.sendLink({ commandId: newId(), customerId: stranger.customerId, channel: 'sms' })
    const token = (await resets(stranger.customerId))[0]?.params.link?.split('#')[1]
    await openPortalBrowser(backend.url).ask('set-password', { token, userName: null, password: NEW_PASSWORD })
    expect(await enter(ana.email, NEW_PASSWORD), 'the stranger’s own password').toMatchObject({ status: 401 })
    expect(await enter(stranger.userName, NEW_PASSWORD)).toMatchObject({ status: 200, body: { userName: stranger.userName } })
    clock.advance(1_000)
    await openPortalBrowser(backend.url).ask('forgotten', { name: ana.email })
    await expect.poll(() => resets(ana.customerId)).toMatchObject([{ recipient: ana.email }])
    expect(await resets(stranger.customerId), 'the one that was asked for by an agent').toHaveLength(1)
  })

  it('begin with an address when it has been on the account for a day, and end with it a day after it was changed', async () => {
    const [medium] = await store.db.selectFrom('contactMedium').select(['id', 'version']).where('customerId', '=', ana.customerId).where('mediumType', '=', 'email').execute()
    const next = `next.${ana.email}`
    await (await agent()).customers.changeContactMedium({
      commandId: newId(), customerId: ana.customerId, contactMediumId: medium?.id ?? '', expectedVersion: medium?.version ?? 0, mediumType: 'email', use: 'home', value: next, preferred: true,
    })
    const tried = async () => [(await enter(ana.email)).status, (await enter(next)).status]
    expect(await tried()).toEqual([200, 401])
    clock.advance(24 * HOUR)
    expect(await tried()).toEqual([401, 200])
    expect((await enter(ana.userName)).status).toBe(200)
  })

  it('are a user name before anything else, whatever stands in somebody’s contacts', async () => {
    const stranger = await makeIdentity(store)
    await give(stranger.customerId, ana.userName, 90_000 * HOUR)
    expect(await findIdentityByName(store.db, clock, ana.userName)).toMatchObject({ id: ana.id })
  })

  const holders = fc.array(fc.record({ hours: fc.constantFrom(0, 1, 23, 24, 25, 48, 1_000), signIn: fc.integer({ min: 0, max: 3 }).map((dice) => dice > 0) }), { minLength: 1, maxLength: 5 })
  it('are of who has had the address longest, of those who have had it for a day', async () => {
    let number = 0
    await fc.assert(fc.asyncProperty(holders, async (all) => {
      const address = `shared${(number += 1)}@example.net`
      const those: (TestIdentity & (typeof all)[number])[] = []
      for (const each of all) {
        const made = { ...(await makeIdentity(store, { signIn: each.signIn })), ...each }
        await give(made.customerId, address, each.hours * HOUR)
        those.push(made)
      }
      const [first] = those.filter(({ signIn, hours }) => signIn && hours >= 24).toSorted((a, b) => b.hours - a.hours || (a.id < b.id ? -1 : 1))
      expect((await findIdentityByName(store.db, clock, address))?.id).toBe(first?.id)
    }), { numRuns: 40, verbose: true })
  })
})
