/** What is done to boxes: none waits for another, nothing is done late, and nothing is done or sent for what an outage explains. On both stores. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { stepIn, take } from '../../../shared/features/diagnostics/run-guide.ts'
import { readGuide } from '../../../shared/features/diagnostics/read-guide.ts'
import type { DiagnosticRun } from '../../../shared/features/diagnostics/runs.schema.ts'
import { ACTION_CHANNEL } from '../../../electron/backend/features/diagnostics/actions.commands.ts'
import { ACT_MS } from '../../../electron/backend/features/diagnostics/action-worker.ts'
import { IDLE_MS, leaveIdleRuns } from '../../../electron/backend/features/diagnostics/idle-runs.ts'
import { changeRun } from '../../../electron/backend/features/diagnostics/runs.queries.ts'
import { notify } from '../../../electron/backend/store/announce.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import type { Row } from '../../../shared/features/sync/streams.ts'
import { type startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { addHouse, levels, lineGuide, scriptedPort, startDiagnostics, type walking, type Script } from '../../support/diagnosing.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { makeRow } from '../../support/rows.ts'
import { storeKinds } from '../../support/stores.ts'
import { verifyCaller } from '../../support/verifying.ts'

describe.each(storeKinds)('what is done to boxes, on the %s store', (kind) => {
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
  const guide = readGuide(lineGuide).guide!
  const issue = (path: string, message: string) => ({ code: 'validation', data: { issues: [{ path, message }] } })
  const runNow = async ({ id }: DiagnosticRun) => (await readRows(store.db, 'diagnosticRun', [id]))[0]!
  const stateOf = ({ trail: { entries } }: DiagnosticRun) => entries.flatMap(({ answer }) => (answer.kind === 'acted' ? [answer.state] : [])).at(-1)
  const settled = (run: DiagnosticRun) => expect.poll(async () => stateOf(await runNow(run))).not.toBe('running').then(() => runNow(run))
  /** Stands where the box is to be restarted. */
  async function atReboot(more: Partial<Row<'customer'>> = {}) {
    const house = await addHouse(store, more)
    return { ...house, run: await walk.measure(await walk.choose(await walk.start(house.customer.id), 0), 'signal') }
  }
  /** By an agent who talks to one caller at a time, whom they know. */
  const act = async (run: DiagnosticRun) => {
    await verifyCaller(store, agent, run.customerId)
    return walk.act(run)
  }
  const outAt = (node: string) => store.db.transaction().execute((trx) => bulkInsert(trx, 'serviceProblem', [makeRow('serviceProblem', { nodes: [node], area: null, services: ['internet'], beganAt: isoInstant(clock.now() - 60_000), reference: `P-${node}` })]))

  it('holds nobody up by a box that takes its time', async () => {
    const [slow, quick] = [await atReboot(), await atReboot()]
    script.act = () => new Promise(() => undefined)
    const asked = port.asked.acted.length
    const waiting = await act(slow.run)
    await expect.poll(() => port.asked.acted.length).toBe(asked + 1)
    script.act = () => Promise.resolve('done')
    expect(stateOf(await settled(await act(quick.run)))).toBe('done')
    expect(stateOf(await runNow(waiting))).toBe('running')
    // Nobody waits for a box: the guide may be left, and what becomes of it is still written down.
    await walk.leave(waiting)
    advance(ACT_MS)
    expect(await settled(waiting)).toMatchObject({ state: 'ended', outcome: { kind: 'left' } })
    expect(stateOf(await runNow(waiting))).toBe('noAnswer')
  })

  /** As a program leaves it that dies between the command and the box. */
  async function leaveBehind(run: DiagnosticRun, modem: Row<'equipment'>, agoMs: number, part: Partial<Pick<DiagnosticRun, 'state' | 'outcome'>> = {}): Promise<string> {
    const id = newId()
    const at = isoInstant(clock.now() - agoMs)
    const answer = { kind: 'acted', action: 'reboot', actionId: id, model: modem.model, state: 'running', finishedAt: null } as const
    await store.db.transaction().execute(async (trx) => {
      await trx.insertInto('equipmentAction').values({ id, customerId: run.customerId, equipmentId: modem.id, runId: run.id, action: 'reboot', state: 'running', requestedAt: at }).execute()
      await changeRun(trx, { at, by: null }, run, { ...part, trail: { entries: take(run.trail.entries, { step: 'reboot', at, by: 'Jo', answer }) } })
    })
    await notify(store.db, ACTION_CHANNEL, {})
    return id
  }

  it('does nothing late, nothing for whoever has left, and nothing to a box that has gone to somebody else', async () => {
    const [late, left, gone, there, other] = [await atReboot(), await atReboot(), await atReboot(), await atReboot(), await addHouse(store)]
    await store.db.updateTable('equipment').set({ customerId: other.customer.id }).where('id', '=', gone.modem.id).execute()
    const unasked = [
      await leaveBehind(late.run, late.modem, ACT_MS + 1),
      await leaveBehind(left.run, left.modem, 1_000, { state: 'ended', outcome: { kind: 'left', step: null, reason: null, workType: null, skills: [], references: [], note: null } }),
      await leaveBehind(gone.run, gone.modem, 1_000),
    ]
    const asked = await leaveBehind(there.run, there.modem, ACT_MS - 1_000)
    expect(stateOf(await settled(there.run)), 'in time it is done').toBe('done')
    for (const { run } of [late, left, gone]) expect(stateOf(await settled(run))).toBe('unknown')
    expect(port.asked.acted).toContain(asked)
    expect(port.asked.acted.filter((id) => unasked.includes(id))).toEqual([])
    const run = await runNow(late.run)
    expect(stepIn(guide, run.trail.entries).id, 'nobody is sent for it').toBe('reboot')
    expect(stateOf(await settled(await act(run))), 'and it may be asked for again').toBe('done')
  })

  it('sends nobody for an adapter that failed: it is done by hand, or tried again', async () => {
    const { run } = await atReboot()
    await expect(walk.take(run, 'reboot', { kind: 'byHand', state: 'done' }), 'the box can be asked').rejects.toMatchObject(issue('answer', 'askTheBox'))
    script.act = () => Promise.reject(new TypeError('adapter'))
    const failed = await settled(await act(run))
    expect([stateOf(failed), stepIn(guide, failed.trail.entries).id]).toEqual(['unknown', 'reboot'])
    const byHand = await walk.take(failed, 'reboot', { kind: 'byHand', state: 'done' })
    expect(stepIn(guide, byHand.trail.entries).id).toBe('signal-again')
    const ended = await walk.end(await walk.measure(byHand, 'signal-again'))
    expect(ended.rows.troubleTicket).toMatchObject([{ findings: { list: [{ kind: 'said' }, { kind: 'measured' }, { kind: 'acted', state: 'unknown' }, { kind: 'byHand', action: 'reboot', state: 'done' }, { kind: 'measured' }] } }])
  })

  it('restarts no box, and sends nobody, for what went out meanwhile', async () => {
    const [first, second] = [`N-${newId().slice(-6)}`, `N-${newId().slice(-6)}`]
    const acting = await atReboot({ node: first, latitude: null, longitude: null })
    const ending = await atReboot({ node: second, latitude: null, longitude: null })
    const there = await walk.measure(await settled(await act(ending.run)), 'signal-again')
    const asked = port.asked.acted.length
    await outAt(first)
    expect(await act(acting.run)).toMatchObject({ state: 'ended', outcome: { kind: 'outage', references: [`P-${first}`] } })
    await outAt(second)
    const { rows } = await walk.end(there)
    expect(rows.diagnosticRun).toMatchObject([{ state: 'ended', outcome: { kind: 'outage', references: [`P-${second}`] }, ticketId: null }])
    expect([rows.troubleTicket, port.asked.acted.length]).toEqual([undefined, asked])
  })

  it('ends what nobody went on with for a day, and nothing else', async () => {
    const run = await walk.start((await addHouse(store)).customer.id)
    await leaveIdleRuns({ store, clock: manualClock(clock.now() + IDLE_MS - 1) })
    expect((await runNow(run)).state).toBe('open')
    await leaveIdleRuns({ store, clock: manualClock(clock.now() + IDLE_MS) })
    expect(await runNow(run)).toMatchObject({ state: 'ended', outcome: { kind: 'left' }, changedBy: run.changedBy, version: 2 })
  })
})
