/** What the backend does by itself: a fault in one step, or at one customer, holds up nobody behind it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSimulator } from '../../../electron/backend/features/billing/gateway/simulator.ts'
import { settleDuePromises } from '../../../electron/backend/features/billing/payments/settle-promises.ts'
import { expirePoints } from '../../../electron/backend/features/billing/rewards/expire-points.ts'
import { keepHouse } from '../../../electron/backend/keep-house.ts'
import type { Services } from '../../../electron/backend/services.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { payingDesk } from '../../support/paying.ts'
import { makeRow } from '../../support/rows.ts'
import { openAccount } from '../../support/simple-billing.ts'
import { NOW, openTestStore, storeKinds, TODAY } from '../../support/stores.ts'

describe.each(storeKinds)('the housekeeping on the %s store', (kind) => {
  const time = manualTime(NOW)
  let store: Store
  let services: Services
  const logged: object[] = []
  beforeAll(async () => {
    store = await openTestStore(kind, time.clock)
    const desk = payingDesk({ store, ...time, gateway: createSimulator() })
    services = { ...desk.services, log: { ...desk.services.log, error: (fields) => void logged.push(fields) } }
  })
  afterAll(() => store.close())

  const duePromise = async (customerId: string, billingAccountId: string): Promise<string> => {
    const promise = makeRow('paymentPromise', { customerId, billingAccountId, promisedFor: '2026-11-20' })
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'paymentPromise', [promise]))
    return promise.id
  }
  const endedBatch = async (customerId: string): Promise<string> => {
    const transaction = makeRow('loyaltyTransaction', { customerId, points: 60 })
    const batch = makeRow('loyaltyBatch', { customerId, transactionId: transaction.id, expiresOn: '2026-11-20', points: 60, remaining: 60 })
    await store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'loyaltyTransaction', [transaction])
      await bulkInsert(trx, 'loyaltyBatch', [batch])
      await trx.insertInto('loyaltyPosting').values({ transactionId: transaction.id, batchId: batch.id, points: 60 }).execute()
    })
    return batch.id
  }

  it('goes on behind a customer whose promise or points cannot be settled, and says which', async () => {
    logged.length = 0
    const broken = await openAccount(store)
    const { customerId, billingAccountId } = await openAccount(store)
    await store.pool.query(`create function fail() returns trigger language plpgsql as $$ begin raise exception 'broken' using errcode = 'ZZ001'; end $$`)
    for (const table of ['payment_promise', 'loyalty_batch'])
      await store.pool.query(`create trigger fail before update on ${table} for each row when (old.customer_id = '${broken.customerId}') execute function fail()`)
    await duePromise(broken.customerId, broken.billingAccountId)
    await endedBatch(broken.customerId)
    const [promise, batch] = [await duePromise(customerId, billingAccountId), await endedBatch(customerId)]
    expect(await settleDuePromises(services, { today: TODAY })).toBe(1)
    expect(await expirePoints(services, { today: TODAY })).toBe(1)
    expect(await readRows(store.db, 'paymentPromise', [promise])).toMatchObject([{ state: 'broken' }])
    expect(await readRows(store.db, 'loyaltyBatch', [batch])).toMatchObject([{ remaining: 0 }])
    expect(logged).toMatchObject([{ billingAccountId: broken.billingAccountId, code: 'ZZ001' }, { customerId: broken.customerId, code: 'ZZ001' }])
  })

  it('goes on behind a step that fails, whose name is in the log', async () => {
    const { customerId, billingAccountId } = await openAccount(store)
    const promise = await duePromise(customerId, billingAccountId)
    logged.length = 0
    // Of the first one.
    await store.pool.query('alter table command rename to command_away')
    await keepHouse(services, new AbortController().signal)
    await store.pool.query('alter table command_away rename to command')
    expect(logged).toContainEqual(expect.objectContaining({ step: 'forgetOldCommands', code: 'internal', reference: expect.stringMatching(/^[a-z]{16}$/) }))
    expect(await readRows(store.db, 'paymentPromise', [promise])).toMatchObject([{ state: 'broken' }])
  })
})
