/** The doors of usage: who may tell and ask, what is kept of it, and a command that is sent twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Backend } from '../../../electron/backend/backend.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'
import { alertOf, dayOfUse, openUsageStore, openUser, percent } from '../../support/using.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

describe.each(storeKinds)('the doors of usage on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Backend & { url: string }
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    await openUsageStore(store)
    backend = await startTestBackend({ store, clock })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  const actions = async (customerId: string) => (await store.db.selectFrom('auditEntry').select(['action', 'outcome']).where('customerId', '=', customerId).where('action', 'not like', 'interactions.%').orderBy('seq').execute()).map(({ action, outcome }) => `${action} ${outcome}`)

  it('takes records from who may tell, and from nobody else', async () => {
    const user = await openUser(store)
    const [agent, administrator] = [await signInAs(store, backend.url, 'agent', clock), await signInAs(store, backend.url, 'administrator', clock)]
    const records = [dayOfUse(user, '2026-11-20', 5_000)]
    await expect(agent.client.usage.record({ records })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await administrator.client.usage.record({ records })).toEqual({ changed: 1, unchanged: 0, refused: [] })
    expect(await administrator.client.usage.record({ records })).toEqual({ changed: 0, unchanged: 1, refused: [] })
    for (const wrong of [{ megabytes: -1 }, { megabytes: 1.5 }, { day: '2026-02-30' }, { measuredAt: 'today' }])
      await expect(administrator.client.usage.record({ records: [{ ...records[0]!, ...wrong }] })).rejects.toMatchObject({ code: 'validation' })
    await expect(administrator.client.usage.record({ records: [] })).rejects.toMatchObject({ code: 'validation' })
  })

  it('shows days, sets an alert once and sells once, each in the audit', async () => {
    const user = await openUser(store)
    const { customerId } = user
    const administrator = await signInAs(store, backend.url, 'administrator', clock)
    await administrator.client.usage.record({ records: [dayOfUse(user, '2026-11-20', 5_000)] })
    const client = verifyingEachCaller(store, (await signInAs(store, backend.url, 'agent', clock)).client)
    expect((await client.usage.detail({ customerId })).current).toMatchObject({ usedMegabytes: 5_000, days: [{ day: '2026-11-20', megabytes: 5_000 }] })
    const alert = alertOf(user, percent(90))
    expect(await client.usage.setAlert(alert)).toEqual(await client.usage.setAlert(alert))
    await expect(client.usage.setAlert({ ...alert, commandId: newId(), alertId: newId(), threshold: { unit: 'percent', amount: 101 } })).rejects.toMatchObject({ code: 'validation' })
    const { usageConsumptionId, offers } = await client.usage.topUpTerms({ customerId })
    const topUp = { commandId: newId(), customerId, topUpId: newId(), usageConsumptionId: usageConsumptionId ?? '', offer: 'data-100', total: offers.find(({ code }) => code === 'data-100')?.total ?? 0 }
    expect(await client.usage.topUp(topUp)).toEqual(await client.usage.topUp(topUp))
    await expect(client.usage.topUp({ ...topUp, commandId: newId(), topUpId: newId(), total: 1 })).rejects.toMatchObject({ code: 'validation' })
    expect(await store.db.selectFrom('usageTopUp').select('megabytes').where('customerId', '=', customerId).execute()).toEqual([{ megabytes: 100_000 }])
    expect(await actions(customerId)).toEqual(['usage.detail allowed', 'usage.setAlert allowed', 'usage.topUpTerms allowed', 'usage.topUp allowed', 'usage.topUp refused'])
    await expect(client.usage.detail({ customerId: newId() })).rejects.toMatchObject({ code: 'notFound' })
  })
})
