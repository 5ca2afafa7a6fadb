/** A backend with customers who can sign in, a clock that is moved by hand, and browsers at any address before it. */
import { manualClock } from '../../../shared/kernel/clock.ts'
import { migrate } from '../../../electron/backend/store/migrate.ts'
import { openStore, type Store, type StoreLocation } from '../../../electron/backend/store/store.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../../tests/support/api-client.ts'
import { openPortalBrowser, type Answer, type CustomerBrowser } from '../../../tests/support/customer-portal.ts'
import { CUSTOMER_PASSWORD, makeIdentity, type TestIdentity } from '../../../tests/support/identities.ts'
import { verifyingEachCaller } from '../../../tests/support/verifying.ts'

export type Arena = {
  store: Store
  clock: ReturnType<typeof manualClock>
  url: string
  customer(): Promise<TestIdentity>
  from(address: string): CustomerBrowser
  /** A supervisor, signed in, who verifies each caller: the clock has moved since the last one. */
  agent(): Promise<ApiClient>
  newId(): string
  close(): Promise<void>
}

/** Of a customer's page as of an agent's desk. */
export type Answered = { status: number; body: unknown }

const NOW = Date.parse('2026-11-23T16:30:00.000Z')

export async function openArena(location: StoreLocation): Promise<Arena> {
  const clock = manualClock(NOW)
  const store = await openStore(location)
  await migrate(store, clock)
  const backend = await startTestBackend({ store, clock, demo: { operatorName: 'Isla Cable', accounts: [] }, trustedProxies: ['127.0.0.1'] })
  return {
    store, clock, url: backend.url,
    customer: () => makeIdentity(store),
    from: (address) => openPortalBrowser(backend.url, { address }),
    agent: async () => verifyingEachCaller(store, (await signInAs(store, backend.url, 'supervisor', clock)).client),
    newId: () => newId(clock),
    close: async () => {
      await backend.close()
      await store.close()
    },
  }
}

export const wrongTry = (browser: CustomerBrowser, name: string): Promise<Answer> => browser.ask('sign-in', { name, password: 'this is a guess', remember: false })
export const rightTry = (browser: CustomerBrowser, name: string): Promise<Answer> => browser.ask('sign-in', { name, password: CUSTOMER_PASSWORD, remember: false })

/** Guesses that were compared with the customer's own password: each that was leaves an event. */
export async function comparedOf({ store }: Arena, customerId: string): Promise<number> {
  const { count } = await store.db.selectFrom('identityEvent').select(({ fn }) => fn.countAll<number>().as('count')).where('customerId', '=', customerId).where('kind', '=', 'wrongPassword').executeTakeFirstOrThrow()
  return count
}
