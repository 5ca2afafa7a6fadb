/** Keys of customers' authenticator apps lie sealed in the database; those that an older program left as they were are sealed at the start, and work on. */
import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { sealPlainFactors } from '../../../electron/backend/features/access/factors.ts'
import { createSecretBox } from '../../../electron/backend/secret-box.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { startTestBackend } from '../../support/api-client.ts'
import { openPortalBrowser } from '../../support/customer-portal.ts'
import { CUSTOMER_PASSWORD, makeIdentity } from '../../support/identities.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

describe.each(storeKinds)('keys of customers’ apps on the %s store', (kind) => {
  const clock = testClock()
  const secrets = createSecretBox([Buffer.alloc(32, 9)])
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, secrets, demo: { operatorName: 'Isla Cable', accounts: [] } })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })

  it('are sealed when they are made', async () => {
    const { id, userName } = await makeIdentity(store)
    const own = openPortalBrowser(backend.url)
    await own.ask('sign-in', { name: userName, password: CUSTOMER_PASSWORD, remember: false })
    const { body } = await own.ask('begin-factor', { current: CUSTOMER_PASSWORD, kind: 'totp' })
    const factor = await store.db.selectFrom('identityFactor').select(['id', 'secret']).where('identityId', '=', id).executeTakeFirstOrThrow()
    expect(factor.secret).toMatch(/^v1\./)
    expect(secrets.open(factor.secret ?? '', factor.id)).toBe(body['secret'])
  })

  it('are sealed at the start where they were not, once, and open as before', async () => {
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    const { id: identityId, userName } = await makeIdentity(store)
    await store.db.insertInto('identityFactor').values({ id: newId(), identityId, kind: 'totp', secret, state: 'active', addedAt: new Date(clock.now()).toISOString() }).execute()
    const enter = async () => {
      const own = openPortalBrowser(backend.url)
      await own.ask('sign-in', { name: userName, password: CUSTOMER_PASSWORD, remember: false })
      clock.advance(60_000)
      return own.ask('code', { code: new TOTP({ secret, digits: 6, period: 30 }).generate({ timestamp: clock.now() }) })
    }
    expect(await enter(), 'the control: a key that is not sealed opens nothing').toMatchObject({ status: 401 })
    expect(await sealPlainFactors(store, secrets)).toBe(1)
    expect(await sealPlainFactors(store, secrets)).toBe(0)
    expect(JSON.stringify(await store.db.selectFrom('identityFactor').select('secret').where('identityId', '=', identityId).execute())).not.toContain(secret)
    expect(await enter()).toMatchObject({ status: 200, body: { step: 'in' } })
  })
})
