/** What modems say becomes outages that people judge: once each, whoever counts, whoever dies, in whatever order it is said. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { pruneTelemetry } from '../../../electron/backend/features/outages/telemetry/prune-telemetry.ts'
import { findPlantState } from '../../../electron/backend/features/outages/plant-state.queries.ts'
import { LONGEST_MS, type Change } from '../../../electron/backend/features/outages/detection/suspicions.ts'
import { LEASE_MS } from '../../../electron/backend/features/outages/telemetry/detector-lease.ts'
import { writeSuspicions } from '../../../electron/backend/features/outages/telemetry/suspected-problems.ts'
import type { DetectionLeader } from '../../../electron/backend/features/outages/telemetry/detection-leader.ts'
import { addSubscriber } from '../../support/outages.ts'
import { storeKinds, NOW } from '../../support/stores.ts'
import { delivered, MINUTE_MS, modemsOf, MODEMS_OF_NODE, openTelemetryPlant, play, reportsOf, roster, type Heard, type ManualClock, type TelemetryPlant } from '../../support/telemetry-plant.ts'

const minutes = (count: number): number => NOW + count * MINUTE_MS

describe.each(storeKinds)('the detection on the %s store', (kind) => {
  let clock: ManualClock
  let plant: TelemetryPlant
  let leader: DetectionLeader
  beforeEach(async () => {
    clock = manualClock(NOW)
    plant = await openTelemetryPlant(kind, clock)
    leader = plant.lead()
  })
  afterEach(() => plant.close())

  const hears = (heard: readonly Heard[], count: number, by: () => DetectionLeader = () => leader): Promise<void> => play(plant, clock, heard, count, () => by().work())
  /** All modems are known, and what is usual a little. */
  const begin = (...more: ReturnType<typeof reportsOf>[]): Heard[] => delivered([...roster(NOW + 1_000), ...more.flat()].toSorted((one, other) => one.at.localeCompare(other.at)), 'atOnce')
  const told = async () => (await plant.problems()).map(({ standing, nodes, kind: what, changedBy }) => ({ standing, nodes, what, changedBy }))

  it('suspects nodes of one hub as one outage, with its evidence, and lets it go when they are back by themselves', async () => {
    await hears(begin(reportsOf('YK-01', false, minutes(20)), reportsOf('YK-02', false, minutes(20)), reportsOf('YK-01', true, minutes(50)), reportsOf('YK-02', true, minutes(50))), 40)
    expect(await told()).toEqual([{ standing: 'suspected', nodes: ['YK-01', 'YK-02'], what: 'outage', changedBy: 'Headend' }])
    const [problem] = await plant.problems()
    expect(problem).toMatchObject({ phase: 'reported', cause: 'unknown', beganAt: isoInstant(minutes(20)), services: ['internet', 'tv', 'phone'] })
    expect(problem).toMatchObject({ evidence: null, evidenceFacts: { nodes: 2, modems: 60, more: false, worst: expect.arrayContaining([{ code: 'YK-01', modems: 30, off: expect.any(Number) as number }, { code: 'YK-02', modems: 30, off: expect.any(Number) as number }]) as unknown } })
    await hears(begin(reportsOf('YK-01', true, minutes(50)), reportsOf('YK-02', true, minutes(50))), 25)
    expect(await told()).toEqual([{ standing: 'dismissed', nodes: ['YK-01', 'YK-02'], what: 'outage', changedBy: 'Headend' }])
    const updates = await plant.updatesOf(problem!.id)
    expect(updates.at(-1)).toEqual({ by: 'Headend', standing: 'dismissed', text: null, facts: { kind: 'cameBack', since: expect.stringMatching(/^2026-11-23T17:\d\d:/) as string, nodes: [], more: false, affected: null, stillOff: null }, nodes: ['YK-01', 'YK-02'] })
  })

  it('keeps the figures that it was raised by where it grows by nodes that are all back by then', async () => {
    const evidence = { nodes: 1, off: 12, modems: 30, usual: 1, contacts: 0, since: isoInstant(NOW), worst: [{ code: 'YK-01', off: 12, modems: 30 }], more: false }
    const suspicion = { id: `YK-01@${NOW}`, hub: 'YK', nodes: ['YK-01'], beganAt: NOW, raisedAt: NOW, overAt: null, givenUp: null, evidence }
    const write = (change: Change) => plant.store.db.transaction().execute((trx) => writeSuspicions(trx, [change], { services: plant.services, plant: { locate: (node) => ({ node, latitude: null, longitude: null }) } }))
    await write({ kind: 'raised', at: NOW, suspicion })
    await write({ kind: 'grown', at: NOW, suspicion: { ...suspicion, nodes: ['YK-01', 'YK-02'], evidence: null } })
    expect(await plant.problems()).toMatchObject([{ nodes: ['YK-01', 'YK-02'], evidenceFacts: evidence }])
    await write({ kind: 'grown', at: NOW, suspicion: { ...suspicion, nodes: ['YK-01', 'YK-02', 'YK-03'], evidence: { ...evidence, nodes: 2 } } })
    expect(await plant.problems(), 'the control: newer ones take their place').toMatchObject([{ evidenceFacts: { nodes: 2 } }])
  })

  it('tells a confirmed one that it may be over, and leaves its phase to people', async () => {
    await hears(begin(reportsOf('YK-01', false, minutes(20))), 35)
    const [suspected] = await plant.problems()
    await plant.judge(plant.dispatcher, { problemId: suspected!.id, expectedVersion: suspected!.version, isProblem: true, text: null })
    await hears(begin(reportsOf('YK-01', true, minutes(40))), 20)
    const [problem] = await plant.problems()
    expect(problem).toMatchObject({ standing: 'confirmed', phase: 'reported', restoredAt: null })
    expect((await plant.updatesOf(problem!.id)).at(-1)).toMatchObject({ by: 'Headend', standing: 'confirmed', text: null, facts: { kind: 'onlineAgain', nodes: ['YK-01'], more: false } })
  })

  it('suspects nothing where an outage is known, and only what comes beside it', async () => {
    clock.advance(MINUTE_MS)
    await plant.declare(plant.dispatcher, plant.outageAt(['YK-01']))
    await hears(begin(reportsOf('YK-01', false, minutes(20)), reportsOf('YK-02', false, minutes(24))), 40)
    expect(await told()).toEqual([{ standing: 'confirmed', nodes: ['YK-01'], what: 'outage', changedBy: plant.dispatcher.agent.displayName }, { standing: 'suspected', nodes: ['YK-02'], what: 'outage', changedBy: 'Headend' }])
  })

  it('knows nodes by an area that was drawn', async () => {
    const ring: [number, number][] = [[-74, 40.895], [-73.8, 40.895], [-73.8, 40.905], [-74, 40.905]]
    clock.advance(MINUTE_MS)
    await plant.declare(plant.dispatcher, plant.outageAt([], { area: { ring } }))
    await hears(begin(reportsOf('YK-01', false, minutes(20))), 35)
    expect((await told()).map(({ standing }) => standing)).toEqual(['confirmed'])
  })

  it('leaves to people what they have changed: what comes later is another suspicion', async () => {
    await hears(begin(reportsOf('YK-01', false, minutes(20))), 32)
    const [suspected] = await plant.problems()
    await plant.judge(plant.dispatcher, { problemId: suspected!.id, expectedVersion: suspected!.version, isProblem: false, text: null })
    await hears(begin(reportsOf('YK-02', false, minutes(33))), 15)
    expect(await told()).toEqual([
      { standing: 'dismissed', nodes: ['YK-01'], what: 'outage', changedBy: plant.dispatcher.agent.displayName }, { standing: 'suspected', nodes: ['YK-02'], what: 'outage', changedBy: 'Headend' },
    ])
  })

  it('holds back where work is planned, and not when that takes longer than was said (the control)', async () => {
    const work = { kind: 'maintenance', cause: 'plannedWork', beganAt: isoInstant(minutes(15)), estimatedRestorationAt: isoInstant(minutes(45)) } as const
    await plant.declare(plant.dispatcher, plant.outageAt(['YK-01'], work))
    const heard = begin(reportsOf('YK-01', false, minutes(20)), reportsOf('YK-01', true, minutes(35)), reportsOf('YK-01', false, minutes(60)))
    await hears(heard, 58)
    expect((await told()).map(({ what }) => what)).toEqual(['maintenance'])
    await hears(heard, 15)
    expect((await told()).map(({ what, standing }) => [what, standing])).toEqual([['maintenance', 'confirmed'], ['outage', 'suspected']])
  })

  it('is told of work that takes longer than was said by who is off still, with no new drop', async () => {
    await plant.declare(plant.dispatcher, plant.outageAt(['YK-01'], { kind: 'maintenance', cause: 'plannedWork', beganAt: isoInstant(minutes(15)), estimatedRestorationAt: isoInstant(minutes(45)) }))
    // Its poller lives, which says who is on beside them.
    const beside = Array.from({ length: 90 }, (_, tick) => ({ modem: modemsOf('YK-02')[tick % MODEMS_OF_NODE]!, node: 'YK-02', online: true, at: isoInstant(minutes(20) + tick * 30_000) }))
    const heard = begin(reportsOf('YK-01', false, minutes(20)), beside)
    await hears(heard, 46)
    expect((await told()).map(({ what }) => what)).toEqual(['maintenance'])
    await hears(heard, 14)
    expect((await told()).map(({ what, nodes, standing }) => [what, nodes, standing])).toEqual([['maintenance', ['YK-01'], 'confirmed'], ['outage', ['YK-01'], 'suspected']])
  })

  it('says of what is still off after three days that it is, and leaves it to people for good', async () => {
    await hears(begin(reportsOf('YK-01', false, minutes(20)), reportsOf('NR-01', false, minutes(20))), 35)
    const [confirmed, left] = (await plant.problems()).toSorted((one) => (one.nodes[0] === 'YK-01' ? -1 : 1))
    await plant.judge(plant.dispatcher, { problemId: confirmed!.id, expectedVersion: confirmed!.version, isProblem: true, text: null })
    clock.advance(LONGEST_MS)
    await leader.work()
    const last = async (problemId: string) => (await plant.updatesOf(problemId)).at(-1)
    expect(await last(confirmed!.id)).toMatchObject({ by: 'Headend', standing: 'confirmed', text: null, facts: { kind: 'stillOff', affected: 30, stillOff: 30, nodes: ['YK-01'] } })
    expect(await last(left!.id)).toMatchObject({ by: 'Headend', standing: 'suspected', text: null, facts: { kind: 'stillOff', affected: 30, stillOff: 30, nodes: ['NR-01'] } })
    clock.advance(2 * LONGEST_MS)
    await plant.lead().work()
    expect((await plant.problems()).map(({ nodes, standing }) => [nodes[0], standing]).toSorted()).toEqual([['NR-01', 'suspected'], ['YK-01', 'confirmed']])
  })

  it.each(['after three days', 'after what it cannot read'])('ends what it suspected when it begins anew %s, and suspects it once more', async (why) => {
    await hears(begin(reportsOf('YK-01', false, minutes(20)), reportsOf('NR-01', false, minutes(20))), 35)
    const judged = (await plant.problems()).find(({ nodes }) => nodes[0] === 'NR-01')
    await plant.judge(plant.dispatcher, { problemId: judged!.id, expectedVersion: judged!.version, isProblem: true, text: null })
    if (why === 'after three days') clock.advance(LONGEST_MS + MINUTE_MS)
    else await plant.store.db.updateTable('outageDetector').set({ state: Buffer.from('of another version') }).execute()
    clock.advance(LEASE_MS + 1)
    const second = plant.lead()
    await second.work()
    const standings = async () => (await plant.problems()).map(({ nodes, standing }) => `${nodes[0]} ${standing}`).toSorted()
    expect(await standings()).toEqual(['NR-01 confirmed', 'YK-01 dismissed'])
    const gone = (await plant.problems()).find(({ nodes }) => nodes[0] === 'YK-01')
    expect((await plant.updatesOf(gone!.id)).at(-1)?.facts?.kind).toBe('begunAnew')
    const [now, again] = [clock.now(), clock.now() + 20 * MINUTE_MS]
    await hears(delivered([...roster(now + 1_000), ...reportsOf('YK-01', false, again)], 'atOnce'), 35, () => second)
    expect(await standings()).toEqual(['NR-01 confirmed', 'YK-01 dismissed', 'YK-01 suspected'])
  })

  it('says of what moment the state is, when nobody says anything any more', async () => {
    await hears(begin(reportsOf('YK-01', false, minutes(20))), 25)
    await hears([], 60)
    const asked = async (at: number | null) => Date.parse((await findPlantState({ store: plant.store, clock } as never, { at: at === null ? null : isoInstant(at) })).at ?? '')
    for (const at of [await asked(null), await asked(minutes(70))]) expect([at >= minutes(20), at <= minutes(22)]).toEqual([true, true])
    expect(await asked(minutes(20))).toBeLessThanOrEqual(minutes(20))
  })

  it('counts callers of a node, without knowing whose call it was', async () => {
    const ofNode = modemsOf('YK-03').slice(0, 4)
    await hears(begin(ofNode.map((modem) => ({ modem, node: 'YK-03', online: false, at: isoInstant(minutes(20)) }))), 19)
    for (let caller = 0; caller < 6; caller += 1) {
      const customer = await addSubscriber(plant.store, { node: 'YK-03' })
      await plant.store.db.insertInto('partyInteraction').values({ id: newId(clock), customerId: customer.id, agentId: plant.agent.agent.id, sessionId: newId(clock), channel: 'call', startedAt: isoInstant(minutes(21) + caller * 10_000), usedAt: isoInstant(minutes(21)) }).execute()
    }
    await hears(begin(ofNode.map((modem) => ({ modem, node: 'YK-03', online: false, at: isoInstant(minutes(20)) }))), 15)
    const [problem] = await plant.problems()
    expect(problem?.evidenceFacts?.contacts).toBeGreaterThan(1)
    const { state } = await plant.store.db.selectFrom('outageDetector').select('state').executeTakeFirstOrThrow()
    const customers = await plant.store.db.selectFrom('customer').select('id').execute()
    expect(customers.filter(({ id }) => state?.includes(id))).toEqual([])
  })

  it('says what became of each report', async () => {
    const at = (ms: number): string => isoInstant(NOW + ms)
    const report = { modem: 'M', node: 'YK-01', online: true, at: at(0) }
    expect(await plant.record([report, report, { ...report, at: at(-121_000) }, { ...report, at: at(31_000) }, { ...report, node: 'XX-01' }])).toEqual([{ accepted: 2, late: 1, ahead: 1, unknownNode: 1 }])
    await addSubscriber(plant.store, { node: 'XX-01' })
    expect(await plant.record([{ ...report, node: 'XX-01' }]), 'that of a customer is one').toEqual([{ accepted: 1, late: 0, ahead: 0, unknownNode: 0 }])
  })

  it('keeps how many are offline, as it is and as it was, and forgets what is old', async () => {
    await hears(begin(reportsOf('YK-01', false, minutes(23)), reportsOf('YK-01', true, minutes(47))), 25)
    const [{ store }, offline] = [plant, [{ code: 'YK-01', modems: MODEMS_OF_NODE, offline: MODEMS_OF_NODE }]]
    const asked = async (at: number | null) => (await findPlantState({ store, clock } as never, { at: at === null ? null : isoInstant(at) })).nodes
    expect(await asked(null), 'at once').toEqual(offline)
    await hears(begin(reportsOf('YK-01', true, minutes(47))), 25)
    expect([await asked(null), await asked(minutes(34)), await asked(minutes(19)), await asked(minutes(50))]).toEqual([[], offline, [], []])
    const kept = async () => (await store.db.selectFrom('plantState').select('at').orderBy('at').execute()).map(({ at }) => at)
    expect(await kept()).toEqual([0, 10, 20, 30, 40, 50].map((minute) => isoInstant(minutes(minute))))
    clock.advance(48 * 60 * MINUTE_MS + 20 * MINUTE_MS)
    await plant.record([{ modem: 'M', node: 'YK-01', online: true, at: isoInstant(clock.now()) }])
    await pruneTelemetry({ store, clock })
    expect(await kept()).toEqual([10, 20, 30, 40, 50].map((minute) => isoInstant(minutes(minute))))
    expect((await store.db.selectFrom('telemetryBatch').select('seq').execute()).length, 'what is not counted yet').toBeGreaterThan(0)
    clock.advance(49 * 60 * MINUTE_MS)
    await pruneTelemetry({ store, clock })
    expect(await store.db.selectFrom('telemetryBatch').select('seq').execute()).toEqual([])
  })

  it('needs no telemetry any more that its state has in it', async () => {
    await hears(begin(), 35)
    const { cursor } = await plant.store.db.selectFrom('outageDetector').select('cursor').executeTakeFirstOrThrow()
    expect(await plant.store.db.selectFrom('telemetryBatch').select('seq').where('seq', '<=', cursor).execute()).toEqual([])
    expect(cursor).toBeGreaterThan(0)
  })
})
