/** A poller signs in and says what modems do; whichever node hears it, every desk has a suspected outage, and open maps live. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { LOOK_MS } from '../../../electron/backend/features/outages/telemetry/detection-leader.ts'
import { CHANGED_CHANNEL } from '../../../electron/backend/store/announce.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { MAX_MODEM_REPORTS, type ModemReport } from '../../../shared/features/outages/telemetry.schema.ts'
import { isoInstant } from '../../../shared/kernel/clock.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { connectDesk } from '../../support/live-desk.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { NOW, openTestStore, storeKinds } from '../../support/stores.ts'
import { MINUTE_MS, plantRows, reportsOf, roster } from '../../support/telemetry-plant.ts'

describe.each(storeKinds)('telemetry over HTTP on the %s store', (kind) => {
  let time: ReturnType<typeof manualTime>
  let store: Store
  let nodes: Awaited<ReturnType<typeof startTestBackend>>[]
  let poller: ApiClient
  let agent: ApiClient
  let token: string
  beforeEach(async () => {
    time = manualTime(NOW)
    store = await openTestStore(kind, time.clock)
    nodes = [await startTestBackend({ store, clock: time.clock, timers: time.timers }), await startTestBackend({ store, clock: time.clock, timers: time.timers })]
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'plantElement', plantRows))
    poller = (await signInAs(store, nodes[1]!.url, 'administrator', time.clock)).client
    const signedIn = await signInAs(store, nodes[0]!.url, 'agent', time.clock)
    agent = signedIn.client
    token = signedIn.token
  })
  afterEach(async () => {
    for (const node of nodes) await node.close()
    await store.close()
  })
  const say = (events: ModemReport[]) => poller.outages.recordTelemetry({ events })
  const pass = async (minutes: number): Promise<void> => {
    for (; minutes > 0; minutes -= 1) {
      time.advance(MINUTE_MS)
      // It keeps the session, and is behind what the beat of this minute began.
      await agent.outages.plantState({ at: null })
    }
  }

  it('ends in a suspected outage on each desk, and in a map that lives', async () => {
    await say(roster(NOW))
    await pass(10)
    const desk = await connectDesk(nodes[0]!.url, token)
    await desk.hearType('hello')
    await say(reportsOf('YK-01', false, time.clock.now(), 0))
    time.advance(LOOK_MS)
    await expect.poll(async () => (await agent.outages.plantState({ at: null })).nodes).toEqual([{ code: 'YK-01', modems: 30, offline: 30 }])
    await desk.hearType('plantState')
    await desk.close()
    const hints: string[] = []
    const stop = await store.listen(CHANGED_CHANNEL, (payload) => void hints.push(payload ?? ''))
    await pass(12)
    await expect.poll(() => store.db.selectFrom('serviceProblem').select(['standing', 'changedBy', 'nodes']).execute()).toEqual([{ standing: 'suspected', changedBy: 'Headend', nodes: ['YK-01'] }])
    await expect.poll(() => hints.filter((hint) => hint.includes('serviceProblem')).length).toBeGreaterThan(0)
    await stop()
    const entries = await store.db.selectFrom('auditEntry').select(['action', 'agentId']).where('action', 'like', 'outages.%').execute()
    expect(entries, 'nobody in person').toEqual([{ action: 'outages.suspect', agentId: null }])
  })

  it('is taken of whoever may, in a form that can be, and not without bound', async () => {
    const [event] = roster(NOW) as [ModemReport]
    await expect(agent.outages.recordTelemetry({ events: [event] })).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'outages.record' } })
    await expect(say([])).rejects.toMatchObject({ code: 'validation' })
    await expect(say(Array.from({ length: MAX_MODEM_REPORTS + 1 }, () => event))).rejects.toMatchObject({ code: 'validation' })
    const longest = { modem: 'M'.repeat(40), node: 'N'.repeat(40), online: false, at: isoInstant(NOW) }
    expect(await say(Array.from({ length: MAX_MODEM_REPORTS }, () => longest)), 'as much as may be').toMatchObject({ unknownNode: MAX_MODEM_REPORTS })
    for (const wrong of [{ modem: '' }, { node: ' ' }, { at: 'yesterday' }, { at: '2026-11-23T16:30:00Z' }]) await expect(say([{ ...event, ...wrong }])).rejects.toMatchObject({ code: 'validation' })
    expect(await say([event, { ...event, at: isoInstant(NOW + 3_600_000) }, { ...event, node: 'NOWHERE' }])).toEqual({ accepted: 1, late: 0, ahead: 1, unknownNode: 1 })
  })
})
