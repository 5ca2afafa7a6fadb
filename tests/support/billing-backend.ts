/** A backend over a store of its own for one suite of money; when the suite ends, its books are without a fault. */
import { afterAll, beforeAll, expect } from 'vitest'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { BackendOptions } from '../../electron/backend/backend.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { startTestBackend } from './api-client.ts'
import { faultsInBooks } from './books.ts'
import { openTestStore, type StoreKind } from './stores.ts'

export type TestBackend = Awaited<ReturnType<typeof startTestBackend>>

/** @param opened before the first test. @param options of the backend, beside its store and clock */
export function withBillingBackend(kind: StoreKind, clock: Clock, opened: (of: { store: Store; backend: TestBackend }) => void, options: Omit<Partial<BackendOptions>, 'store' | 'clock'> = {}): void {
  let of: { store: Store; backend: TestBackend }
  beforeAll(async () => {
    const store = await openTestStore(kind, clock)
    of = { store, backend: await startTestBackend({ store, clock, ...options }) }
    opened(of)
  })
  afterAll(async () => {
    expect(await faultsInBooks(of.store)).toEqual([])
    await of.backend.close()
    await of.store.close()
  })
}
