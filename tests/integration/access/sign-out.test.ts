/** Who signs out is out, on both stores, however long the page was left open. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../electron/backend/store/store.ts'
import { startTestBackend } from '../../support/api-client.ts'
import { openPortalBrowser, type CustomerBrowser } from '../../support/customer-portal.ts'
import { CUSTOMER_PASSWORD, makeIdentity, type TestIdentity } from '../../support/identities.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

const MINUTE = 60_000

describe.each(storeKinds)('signing out on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let ana: TestIdentity
  let own: CustomerBrowser
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, demo: { operatorName: 'Isla Cable', accounts: [] } })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  beforeEach(async () => {
    clock.advance(16 * MINUTE)
    ana = await makeIdentity(store)
    own = openPortalBrowser(backend.url)
  })
  const enter = (remember: boolean, { userName } = ana) => own.ask('sign-in', { name: userName, password: CUSTOMER_PASSWORD, remember })
  const devices = () => store.db.selectFrom('identityDevice').select(['signsIn', 'revokedAt']).where('identityId', '=', ana.id).execute()
  const signOuts = async () => (await store.db.selectFrom('identityEvent').select('id').where('customerId', '=', ana.customerId).where('kind', '=', 'signedOut').execute()).length

  // The session in use; one that has run out; one of yesterday, whose cookie the browser has let go.
  it.each([0, 31, 13 * 60])('ends a remembered device’s own sign-in after %i minutes', async (minutes) => {
    await enter(true)
    clock.advance(minutes * MINUTE)
    if (minutes > 12 * 60) for (const name of own.cookies.keys()) if (name.includes('session')) own.cookies.delete(name)
    expect(await own.ask('sign-out')).toMatchObject({ status: 200, body: { step: 'signIn' } })
    expect(await own.ask('state')).toMatchObject({ body: { step: 'signIn' } })
    expect(await devices(), 'it stays known').toEqual([{ signsIn: false, revokedAt: null }])
    expect(await signOuts()).toBe(1)
    await own.ask('sign-out')
    expect(await signOuts(), 'out already').toBe(1)
  })

  it('lets a device that nobody signed out in: the control', async () => {
    await enter(true)
    clock.advance(31 * MINUTE)
    expect(await own.ask('state')).toMatchObject({ body: { step: 'in' } })
  })

  it('ends what the device had begun before, and of no other browser', async () => {
    const other = openPortalBrowser(backend.url)
    await other.ask('sign-in', { name: ana.userName, password: CUSTOMER_PASSWORD, remember: true })
    await enter(true)
    const before = openPortalBrowser(backend.url, { cookies: new Map([...own.cookies].filter(([name]) => name.includes('session'))) })
    clock.advance(20 * MINUTE)
    await before.ask('state')
    await enter(false)
    expect(await before.ask('state')).toMatchObject({ body: { step: 'in' } })
    await own.ask('sign-out')
    expect(await before.ask('state')).toMatchObject({ body: { step: 'signIn' } })
    expect(await other.ask('state')).toMatchObject({ body: { step: 'in' } })
  })

  it('leaves nobody else’s remembered device signed in either, where two share a browser', async () => {
    await enter(true)
    await enter(false, await makeIdentity(store))
    await own.ask('sign-out')
    expect(await own.ask('state')).toMatchObject({ body: { step: 'signIn' } })
  })
})
