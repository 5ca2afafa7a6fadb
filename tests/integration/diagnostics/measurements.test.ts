/** What counts as a measurement, and that every one is in the audit and counted. On both stores. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isoInstant } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { stepIn } from '../../../shared/features/diagnostics/run-guide.ts'
import { readGuide } from '../../../shared/features/diagnostics/read-guide.ts'
import { MAX_MEASUREMENTS } from '../../../electron/backend/features/diagnostics/measure.ts'
import { BoxUnreachable } from '../../../electron/backend/features/diagnostics/equipment-port.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { type startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { addHouse, levels, lineGuide, scriptedPort, startDiagnostics, type walking, type Script } from '../../support/diagnosing.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { storeKinds } from '../../support/stores.ts'
import { verifyCaller } from '../../support/verifying.ts'

const guide = readGuide(lineGuide).guide!
const issue = (path: string, message: string) => ({ code: 'validation', data: { issues: [{ path, message }] } })

describe.each(storeKinds)('a measurement on the %s store', (kind) => {
  const { clock, timers, advance } = manualTime(Date.parse('2026-11-23T16:30:00.000Z'))
  let script: Script
  const port = scriptedPort({ measure: () => script.measure(), act: (id) => script.act(id) })
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let agent: ApiClient
  let walk: ReturnType<typeof walking>
  beforeAll(async () => {
    ;({ store, backend, agent, walk } = await startDiagnostics(kind, { clock, timers }, port))
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  beforeEach(() => (script = { measure: () => Promise.resolve(levels(-17)), act: () => Promise.resolve('done') }))
  const signalOf = (customerId: string) => agent.diagnostics.measure({ customerId, check: 'signal' })
  const audited = async (customerId: string) => (await store.db.selectFrom('auditEntry').select(['action', 'errorCode']).where('customerId', '=', customerId).where('action', 'like', 'diagnostics.%').orderBy('id').execute()).map(({ action, errorCode }) => `${action} ${errorCode ?? 'allowed'}`)
  const asked = (customerId: string) => store.db.selectFrom('equipmentMeasurement').select(['id', 'measurement']).where('customerId', '=', customerId).execute()

  it('is in the audit before the box is asked, and counts whether anybody waits or not', async () => {
    const { customer } = await addHouse(store)
    let before: string[] = []
    script.measure = async () => ((before = await audited(customer.id)), levels(0))
    const { id } = await signalOf(customer.id)
    expect(before).toEqual(['diagnostics.measure allowed'])
    await agent.diagnostics.levels({ customerId: customer.id })
    expect((await asked(customer.id)).map((row) => [row.id === id, row.measurement === null]).toSorted()).toEqual([[false, true], [true, false]])
    const unheard = (await asked(customer.id)).find(({ measurement }) => measurement === null)!
    await expect(agent.diagnostics.measurement({ customerId: customer.id, measurementId: unheard.id })).rejects.toMatchObject({ code: 'notFound' })
    const run = await walk.choose(await walk.start(customer.id), 0)
    await expect(walk.take(run, 'signal', { kind: 'measured', measurementId: unheard.id })).rejects.toMatchObject(issue('answer', 'notOfThisStep'))
  })

  it('is refused at its limit, in the audit as well, also of two at once', async () => {
    const { customer } = await addHouse(store)
    const rows = Array.from({ length: MAX_MEASUREMENTS - 1 }, () => ({ id: newId(), customerId: customer.id, equipmentId: null, measuredAt: isoInstant(clock.now() - 60_000), measuredBy: 'Jo' }))
    await store.db.insertInto('equipmentMeasurement').values(rows).execute()
    const outcomes = await Promise.allSettled([signalOf(customer.id), agent.diagnostics.levels({ customerId: customer.id })])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await expect(agent.diagnostics.levels({ customerId: customer.id })).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: MAX_MEASUREMENTS, unit: 'measurements' } })
    expect((await audited(customer.id)).filter((line) => line.endsWith('limitExceeded')).length).toBe(2)
  })

  it('is of the run, and of behind what was done to the box', async () => {
    const { customer } = await addHouse(store)
    const before = await signalOf(customer.id)
    advance(1_000)
    await verifyCaller(store, agent, customer.id)
    let run = await walk.choose(await walk.start(customer.id), 0)
    await expect(walk.take(run, 'signal', { kind: 'measured', measurementId: before.id })).rejects.toMatchObject(issue('answer', 'tooOld'))
    run = await walk.measure(run, 'signal')
    const unfinished = await signalOf(customer.id)
    advance(1_000)
    await walk.act(run)
    await expect.poll(async () => stepIn(guide, (await readRows(store.db, 'diagnosticRun', [run.id]))[0]!.trail.entries).id).toBe('signal-again')
    run = (await readRows(store.db, 'diagnosticRun', [run.id]))[0]!
    await expect(walk.take(run, 'signal-again', { kind: 'measured', measurementId: unfinished.id })).rejects.toMatchObject(issue('answer', 'tooOld'))
    await walk.leave(await walk.measure(run, 'signal-again'))
  })

  it('for which no box was asked leads nowhere by itself: what the caller sees does', async () => {
    const { customer } = await addHouse(store)
    const run = await walk.choose(await walk.start(customer.id), 0)
    script.measure = () => Promise.reject(new TypeError('adapter'))
    const failed = await signalOf(customer.id)
    expect(failed).toMatchObject({ verdict: 'noAnswer', silence: 'adapter' })
    await expect(walk.take(run, 'signal', { kind: 'measured', measurementId: failed.id })).rejects.toMatchObject(issue('answer', 'notAsked'))
    script.measure = () => Promise.reject(new BoxUnreachable())
    const silent = await signalOf(customer.id)
    await expect(walk.take(run, 'signal', { kind: 'judged', measurementId: silent.id, verdict: 'good' }), 'its silence is of the box').rejects.toMatchObject(issue('answer', 'measured'))
    const judged = await walk.take(run, 'signal', { kind: 'judged', measurementId: failed.id, verdict: 'bad' })
    expect([stepIn(guide, judged.trail.entries).id, judged.trail.entries.at(-1)?.answer]).toEqual(['reboot', { kind: 'judged', check: 'signal', verdict: 'bad' }])
    await walk.leave(judged)
  })
})

describe.each(storeKinds)('without the operator’s equipment, on the %s store', (kind) => {
  const { clock, timers } = manualTime(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let agent: ApiClient
  let walk: ReturnType<typeof walking>
  beforeAll(async () => {
    ;({ store, backend, agent, walk } = await startDiagnostics(kind, { clock, timers }))
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })

  it('a guide is walked by what the caller sees and does, and no box is asked for anything', async () => {
    const { customer } = await addHouse(store)
    await verifyCaller(store, agent, customer.id)
    let run = await walk.choose(await walk.start(customer.id), 0)
    const unasked = await agent.diagnostics.measure({ customerId: customer.id, check: 'signal' })
    expect(unasked).toMatchObject({ verdict: 'noAnswer', silence: 'notSetUp' })
    await expect(walk.take(run, 'signal', { kind: 'measured', measurementId: unasked.id })).rejects.toMatchObject(issue('answer', 'notAsked'))
    run = await walk.take(run, 'signal', { kind: 'judged', measurementId: unasked.id, verdict: 'bad' })
    await expect(walk.act(run)).rejects.toMatchObject(issue('step', 'notSetUp'))
    expect(await store.db.selectFrom('equipmentAction').select('id').execute()).toEqual([])
    run = await walk.take(run, 'reboot', { kind: 'byHand', state: 'done' })
    const again = await agent.diagnostics.measure({ customerId: customer.id, check: 'signal' })
    run = await walk.take(run, 'signal-again', { kind: 'judged', measurementId: again.id, verdict: 'good' })
    expect((await walk.end(run)).rows).toMatchObject({ diagnosticRun: [{ outcome: { kind: 'solved' } }] })
  })
})
