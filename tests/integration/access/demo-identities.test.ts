/** The demo's sign-ins: of every kind that an agent may meet, told as the contract wants it, the same in each book, and opened by the public password in a demo alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signInDetailsSchema, signInStateSchema } from '../../../shared/features/access/access.schema.ts'
import { fillDemo } from '../../../electron/backend/demo/demo.ts'
import { DEMO_CUSTOMER_PASSWORD } from '../../../electron/backend/demo/identities.ts'
import { signInDetails, signInState } from '../../../electron/backend/features/access/sign-in-state.queries.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { startTestBackend } from '../../support/api-client.ts'
import { openPortalBrowser } from '../../support/customer-portal.ts'
import { openTestStore, testClock, TODAY } from '../../support/stores.ts'

const CUSTOMERS = 600
const book = `select string_agg(t::text, '|' order by t.id) as text from (select id, customer_id, user_name, created_at, frozen_at, password_forced_at from digital_identity) t`

describe('the demo’s sign-ins', () => {
  const clock = testClock()
  let store: Store
  beforeAll(async () => {
    store = await openTestStore('server', clock)
    await fillDemo(store, { clock, customers: CUSTOMERS, today: TODAY })
  })
  afterAll(() => store.close())

  it('are of every kind, and told as the contract wants it', async () => {
    const services = { clock, portalUrl: () => null }
    const customers = await store.db.selectFrom('customer').select('id').orderBy('id').execute()
    const counts: Record<string, number> = {}
    for (const [index, { id }] of customers.entries()) {
      const { state, lock } = signInStateSchema.parse(await signInState(store.db, services, id))
      signInDetailsSchema.parse(await signInDetails(store.db, services, id))
      for (const each of [state.state, ...(lock ? ['locked'] : [])]) counts[each] = (counts[each] ?? 0) + 1
      if (index < 10) expect(state.state, 'a showpiece').toBe('active')
    }
    expect(Object.keys(counts).sort()).toEqual(['active', 'frozen', 'locked', 'neverUsed', 'none', 'passwordForced'])
    expect(counts['active']).toBeGreaterThan(CUSTOMERS / 2)
  })

  it('are the same in each book', async () => {
    const other = await openTestStore('embedded', clock)
    await fillDemo(other, { clock, customers: CUSTOMERS, today: TODAY })
    const texts = await Promise.all([store, other].map(async ({ pool }) => (await pool.query<{ text: string }>(book)).rows[0]?.text))
    await other.close()
    expect(texts[0]).toBe(texts[1])
    expect(texts[0]?.length).toBeGreaterThan(1_000)
  })

  it('open by the public password in a demo alone', async () => {
    const { userName: name } = await store.db.selectFrom('digitalIdentity').select('userName').orderBy('customerId').executeTakeFirstOrThrow()
    const enter = (url: string, origin: string) => openPortalBrowser(url, { origin, host: new URL(origin).host }).ask('sign-in', { name, password: DEMO_CUSTOMER_PASSWORD, remember: false })
    const demo = await startTestBackend({ store, clock, demo: { operatorName: 'Isla Cable', accounts: [] } })
    expect(await enter(demo.url, demo.url)).toMatchObject({ status: 200 })
    await demo.close()
    const earnest = await startTestBackend({ store, clock, portalUrl: 'https://pay.example.com' })
    expect(await enter(earnest.url, 'https://pay.example.com')).toMatchObject({ status: 401 })
    await earnest.close()
  })
})
