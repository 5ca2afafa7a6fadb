/** What the map asks the backend: how many modems are offline where, now and in the last two days. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notify } from '../../../electron/backend/store/announce.ts'
import { PLANT_STATE_CHANNEL } from '../../../electron/backend/features/outages/plant-state.queries.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { isoInstant } from '../../../shared/kernel/clock.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { connectDesk } from '../../support/live-desk.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

const HOUR_MS = 3_600_000

describe.each(storeKinds)('the state of the plant on the %s store', (kind) => {
  const clock = testClock()
  const ago = (ms: number): string => isoInstant(clock.now() - ms)
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let agent: Awaited<ReturnType<typeof signInAs>>
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock })
    agent = await signInAs(store, backend.url, 'agent', clock)
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })

  it('is of no moment where no telemetry came; then as it is now, or as it was kept last before, and of when telemetry was heard last', async () => {
    expect(await agent.client.outages.plantState({ at: null })).toEqual({ at: null, nodes: [] })
    const state = (at: string, offline: number) => ({ at, nodes: offline > 0 ? ['YK-07'] : [], modems: offline > 0 ? [40] : [], offline: offline > 0 ? [offline] : [] })
    await store.db.insertInto('plantState').values([{ ...state(ago(2 * HOUR_MS), 0), heardAt: ago(2 * HOUR_MS) }, { ...state(ago(HOUR_MS), 12), heardAt: ago(HOUR_MS - 2_000) }]).execute()
    await store.db.insertInto('plantStateNow').values(state(ago(1_000), 31)).execute()
    const asked = async (at: string | null) => agent.client.outages.plantState({ at })
    expect(await asked(null)).toEqual({ at: ago(1_000), nodes: [{ code: 'YK-07', modems: 40, offline: 31 }] })
    expect(await asked(ago(30 * 60_000))).toEqual({ at: ago(HOUR_MS), nodes: [{ code: 'YK-07', modems: 40, offline: 12 }] })
    expect(await asked(ago(HOUR_MS + 1))).toEqual({ at: ago(2 * HOUR_MS), nodes: [] })
    expect(await asked(ago(3 * HOUR_MS))).toEqual({ at: null, nodes: [] })
    // Telemetry was heard last before that, whoever counts.
    await store.db.insertInto('plantState').values({ ...state(ago(10 * 60_000), 0), heardAt: ago(40 * 60_000) }).execute()
    await store.db.updateTable('outageDetector').set({ renewedAt: ago(0), heardAt: ago(50 * 60_000) }).execute()
    expect([(await asked(ago(5 * 60_000))).at, (await asked(null)).at]).toEqual([ago(40 * 60_000), ago(50 * 60_000)])
  })

  it('refuses what is to come, and what nobody keeps', async () => {
    await expect(agent.client.outages.plantState({ at: ago(-HOUR_MS) })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'at', message: 'future' }] } })
    await expect(agent.client.outages.plantState({ at: ago(50 * HOUR_MS) })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'at', message: 'tooLongAgo' }] } })
  })

  it('tells open maps that it is another one', async () => {
    const desk = await connectDesk(backend.url, agent.token)
    await desk.hearType('hello')
    await notify(store.db, PLANT_STATE_CHANNEL, {})
    expect(await desk.hearType('plantState')).toEqual({ type: 'plantState' })
    await desk.close()
  })
})
