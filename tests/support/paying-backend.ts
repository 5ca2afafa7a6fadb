/** A backend over a store of its own for one suite of payments, with a gateway that does as it is told; when it ends, gateway and books agree. */
import { afterAll, expect, vi } from 'vitest'
import type { Clock } from '../../shared/kernel/clock.ts'
import { createSimulator, type Behaviour } from '../../electron/backend/features/billing/gateway/simulator.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { withBillingBackend, type TestBackend } from './billing-backend.ts'
import { faultsOfPayments, storedPayment } from './paying.ts'
import type { Account } from './simple-billing.ts'
import type { StoreKind } from './stores.ts'

/** @param opened before the first test. @param options.settled whether nothing may be out when the suite ends */
export function withPayingBackend(kind: StoreKind, clock: Clock, opened: (of: { store: Store; backend: TestBackend }) => void, options: { settled: boolean }) {
  /** Of the next requests, by amount, so that tests do not meet; all others are approved. */
  const moods = new Map<number, Behaviour>()
  /** Those that the suite uses. */
  const accounts: Account[] = []
  const gateway = createSimulator(({ amount }) => moods.get(amount) ?? { kind: 'approve' })
  let store: Store
  withBillingBackend(kind, clock, (of) => {
    store = of.store
    opened(of)
  }, { gateway })
  // Hooks behind the tests run last one first: the store is still open.
  afterAll(async () => expect(await faultsOfPayments(store, accounts, gateway.books(), options)).toEqual([]))
  const settled = (paymentId: string, state: string) =>
    vi.waitFor(async () => { const payment = await storedPayment(store, paymentId); expect(payment.state).toBe(state); return payment }, { timeout: 30_000 })
  return { moods, accounts, gateway, settled }
}
