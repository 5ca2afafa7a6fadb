/** A guide with a customer on the line: step by step over HTTP, on both stores. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isoInstant } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { DiagnosticRun, TroubleTicket } from '../../../shared/features/diagnostics/runs.schema.ts'
import { BoxUnreachable } from '../../../electron/backend/features/diagnostics/equipment-port.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import { signInAs, type startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { addHouse, keepLineGuide, levels, lineGuide, scriptedPort, startDiagnostics, walking, type Script } from '../../support/diagnosing.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { makeRow } from '../../support/rows.ts'
import { storeKinds } from '../../support/stores.ts'
import { verifyCaller } from '../../support/verifying.ts'

describe.each(storeKinds)('a guide on the %s store', (kind) => {
  const { clock, timers, advance } = manualTime(Date.parse('2026-11-23T16:30:00.000Z'))
  let power = -17
  let script: Script
  const port = scriptedPort({ measure: () => script.measure(), act: (id) => script.act(id) })
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let agent: ApiClient
  let colleague: ApiClient
  let walk: ReturnType<typeof walking>
  beforeAll(async () => {
    ;({ store, backend, agent, walk } = await startDiagnostics(kind, { clock, timers }, port))
    colleague = (await signInAs(store, backend.url, 'agent', clock)).client
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  beforeEach(() => {
    power = -17
    script = { measure: () => Promise.resolve(levels(power)), act: () => Promise.resolve('done') }
  })
  const issue = (path: string, message: string) => ({ code: 'validation', data: { issues: [{ path, message }] } })
  const runNow = async ({ id }: DiagnosticRun) => (await readRows(store.db, 'diagnosticRun', [id]))[0]!
  const settled = (run: DiagnosticRun) => expect.poll(async () => (await runNow(run)).trail.entries.some(({ answer }) => answer.kind === 'acted' && answer.state === 'running'), { timeout: 15_000 }).toBe(false).then(() => runNow(run))

  it('finds the weak line, restarts the box for a caller who is known, and ends with a ticket that says all of it', async () => {
    const { customer } = await addHouse(store)
    let run = await walk.choose(await walk.start(customer.id), 0)
    run = await walk.measure(run, 'signal')
    await expect(walk.act(run), 'nobody knows the caller').rejects.toMatchObject({ code: 'verificationRequired' })
    const contactId = await verifyCaller(store, agent, customer.id)
    let answer: (state: 'done') => void = () => undefined
    script.act = () => new Promise((resolve) => { answer = resolve })
    run = await walk.act(run)
    await expect(walk.back(run), 'the box is at work').rejects.toMatchObject(issue('runId', 'acting'))
    answer('done')
    run = await settled(run)
    run = await walk.measure(run, 'signal-again')
    const { rows } = await walk.end(run)
    const [ended, ticket] = [rows.diagnosticRun?.[0] as DiagnosticRun, rows.troubleTicket?.[0] as TroubleTicket]
    expect(ended).toMatchObject({ state: 'ended', contactId: null, outcome: { kind: 'visit', reason: { en: 'Weak signal' }, workType: 'repair', skills: ['coax'] }, ticketId: ticket.id })
    expect(ticket).toMatchObject({ status: 'open', followUp: 'visit', runId: run.id })
    expect(ticket.reference).toMatch(/^TT-\d{4,}$/)
    expect(ticket.findings.list.map((finding) => (finding.kind === 'said' ? finding.words.en : finding.kind === 'measured' ? `${finding.check} ${finding.verdict} ${finding.readings[0]?.value}` : finding.kind === 'acted' ? `${finding.action} ${finding.state}` : finding.kind)))
      .toEqual(['All', 'signal bad -17', 'reboot done', 'signal bad -17'])
    await agent.diagnostics.closeTicket({ commandId: newId(), customerId: customer.id, ticketId: ticket.id, expectedVersion: 1, text: 'Splitter exchanged' })
    await expect(agent.diagnostics.closeTicket({ commandId: newId(), customerId: customer.id, ticketId: ticket.id, expectedVersion: 1, text: 'Again' })).rejects.toMatchObject({ code: 'conflict', data: { stream: 'troubleTicket', current: { closeText: 'Splitter exchanged' } } })
    // The next one on the line is noted with the contact that is open.
    expect((await walk.start(customer.id)).contactId).toBe(contactId)
  })

  it('is gone on with by a colleague where one stopped; whoever is late sees where it stands', async () => {
    const { customer } = await addHouse(store)
    const begun = await walk.start(customer.id)
    const theirs = walking(colleague)
    const further = await theirs.choose(begun, 1)
    await expect(walk.choose(begun, 0)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'diagnosticRun', current: { version: 2 } } })
    await expect(walk.start(customer.id), 'one at a time').rejects.toMatchObject({ code: 'conflict', data: { stream: 'diagnosticRun', current: { id: begun.id } } })
    await expect(walk.end(further), 'before the end').rejects.toMatchObject(issue('runId', 'notAtEnd'))
    await expect(walk.take(further, 'which', { kind: 'chosen', choice: 0 }), 'elsewhere').rejects.toMatchObject(issue('step', 'elsewhere'))
    await expect(walk.take(further, 'tell', { kind: 'chosen', choice: 0 }), 'another answer').rejects.toMatchObject(issue('answer', 'notOfThisStep'))
    const read = await walk.take(further, 'tell', { kind: 'read' })
    const { rows } = await walk.end(read)
    expect(rows.troubleTicket).toBeUndefined()
    await expect(walk.back({ ...read, version: read.version + 1 })).rejects.toMatchObject(issue('runId', 'ended'))
  })

  it('steps back without losing what was measured, and takes it up again', async () => {
    const { customer } = await addHouse(store)
    let run = await walk.measure(await walk.choose(await walk.start(customer.id), 0), 'signal')
    const there = run.trail.entries
    run = await walk.back(await walk.back(run))
    await expect(walk.back(run)).rejects.toMatchObject(issue('runId', 'atBeginning'))
    expect(run.trail.entries.map(({ standing }) => standing)).toEqual(['on', 'back', 'back'])
    run = await walk.take(run, 'which', { kind: 'again' })
    run = await walk.take(run, 'signal', { kind: 'again' })
    expect(run.trail.entries).toEqual(there)
    await expect(walk.take(run, 'reboot', { kind: 'again' })).rejects.toMatchObject(issue('answer', 'nothingKept'))
    run = await walk.choose(await walk.back(await walk.back(run)), 1)
    expect(run.trail.entries.map(({ standing }) => standing)).toEqual(['on', 'left', 'left', 'on'])
    await walk.leave(run)
  })

  it('takes no measurement but one that was made for this customer and this step', async () => {
    const [{ customer }, other] = [await addHouse(store), await addHouse(store)]
    const run = await walk.choose(await walk.start(customer.id), 0)
    const theirs = await agent.diagnostics.measure({ customerId: other.customer.id, check: 'signal' })
    const another = await agent.diagnostics.measure({ customerId: customer.id, check: 'online' })
    for (const { id: measurementId } of [theirs, another, { id: newId() }])
      await expect(walk.take(run, 'signal', { kind: 'measured', measurementId })).rejects.toMatchObject(issue('answer', 'notOfThisStep'))
    await expect(agent.diagnostics.measurement({ customerId: customer.id, measurementId: theirs.id })).rejects.toMatchObject({ code: 'notFound' })
    await walk.leave(run)
  })

  it('says an outage first, and does not begin where one stands for what the guide is about', async () => {
    const node = `D-${newId().slice(-6)}`
    const { customer } = await addHouse(store, { node, latitude: null, longitude: null })
    const problem = makeRow('serviceProblem', { nodes: [node], area: null, services: ['internet'], beganAt: isoInstant(clock.now() - 60_000) })
    const later = makeRow('serviceProblem', { nodes: [node], area: null, services: ['internet'], kind: 'maintenance', beganAt: isoInstant(clock.now() + 3_600_000) })
    const ofTv = makeRow('serviceProblem', { nodes: [node], area: null, services: ['tv'], beganAt: isoInstant(clock.now() - 60_000) })
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'serviceProblem', [later, ofTv]))
    const begun = await walk.start(customer.id)
    expect(begun).toMatchObject({ state: 'open', trail: { entries: [{ step: 'outage', answer: { references: [] } }] } })
    await walk.leave(begun)
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'serviceProblem', [problem]))
    expect(await walk.start(customer.id)).toMatchObject({ state: 'ended', outcome: { kind: 'outage', references: [problem.reference] } })
    await store.db.updateTable('serviceProblem').set({ phase: 'restored', restoredAt: isoInstant(clock.now()) }).where('id', '=', problem.id).execute()
    await walk.leave(await walk.start(customer.id))
  })

  it('is not begun for who has left, nor for a guide that is not there', async () => {
    const { customer } = await addHouse(store, { status: 'closed' })
    await expect(walk.start(customer.id)).rejects.toMatchObject(issue('customerId', 'closedAccount'))
    await expect(walk.start((await addHouse(store)).customer.id, 'none-such')).rejects.toMatchObject({ code: 'notFound' })
  })

  it('waits for no box for ever: one that is silent, cannot be reached, breaks, or is not there is no answer', async () => {
    const { customer, modem } = await addHouse(store)
    script.measure = () => new Promise(() => undefined)
    const asked = port.asked.measured
    const silent = agent.diagnostics.measure({ customerId: customer.id, check: 'signal' })
    await expect.poll(() => port.asked.measured).toBe(asked + 1)
    advance(8_000)
    expect(await silent).toMatchObject({ verdict: 'noAnswer', silence: 'timeout', equipmentId: modem.id, readings: [] })
    for (const [error, silence] of [[new BoxUnreachable(), 'unreachable'], [new TypeError('adapter'), 'adapter']] as const) {
      script.measure = () => Promise.reject(error)
      expect(await agent.diagnostics.measure({ customerId: customer.id, check: 'signal' })).toMatchObject({ verdict: 'noAnswer', silence })
    }
    expect(await agent.diagnostics.measure({ customerId: customer.id, check: 'setTop' })).toMatchObject({ verdict: 'noAnswer', silence: 'noEquipment', equipmentId: null })
  })

  it('keeps of a measurement for which nobody waited that it was asked for', async () => {
    const { customer } = await addHouse(store)
    script.measure = () => new Promise(() => undefined)
    const asked = port.asked.measured
    const given = new AbortController()
    const waiting = agent.diagnostics.measure({ customerId: customer.id, check: 'signal' }, { signal: given.signal })
    await expect.poll(() => port.asked.measured).toBe(asked + 1)
    given.abort()
    await expect(waiting).rejects.toThrow()
    const kept = await store.db.selectFrom('equipmentMeasurement').select('measurement').where('customerId', '=', customer.id).execute()
    expect(kept).toEqual([{ measurement: null }])
  })

  it('does one thing to a box at a time, once for a command, and not more than a few times an hour', async () => {
    const { customer } = await addHouse(store)
    await verifyCaller(store, agent, customer.id)
    let answer: (state: 'done' | 'failed') => void = () => undefined
    script.act = () => new Promise((resolve) => { answer = resolve })
    let run = await walk.measure(await walk.choose(await walk.start(customer.id), 0), 'signal')
    const commandId = newId()
    const [first, again] = [await walk.act(run, 'reboot', commandId), await walk.act(run, 'reboot', commandId)]
    expect(again).toEqual(first)
    await expect.poll(() => port.asked.acted.filter((id) => id === commandId).length).toBe(1)
    // Another walk to the same box finds it at work.
    await store.db.updateTable('diagnosticRun').set({ state: 'ended', outcome: { kind: 'left' } } as never).where('id', '=', run.id).execute()
    const other = await walk.measure(await walk.choose(await walk.start(customer.id), 0), 'signal')
    await expect(walk.act(other)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'equipmentAction' } })
    answer('failed')
    await settled(run)
    expect((await runNow(run)).trail.entries.at(-1)?.answer).toMatchObject({ kind: 'acted', state: 'failed' })
    run = other
    script.act = () => Promise.resolve('done')
    for (let time = 1; time < 6; time += 1) run = await walk.back(await settled(await walk.act(run)))
    await expect(walk.act(run)).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: 6, unit: 'actions' } })
  })

  it('goes on in the version in which it began, whoever publishes what meanwhile', async () => {
    const administrator = (await signInAs(store, backend.url, 'administrator', clock)).client
    const { customer } = await addHouse(store)
    const begun = await walk.start(customer.id)
    const publish = (source: string, expectedVersion: number, guideId = 'line') => administrator.diagnostics.publishGuide({ commandId: newId(), guideId, expectedVersion, source })
    const shorter = lineGuide.replace('next: signal }', 'next: solved }')
    await expect(publish(lineGuide.replaceAll(/(next|good): (solved|dead)/g, '$1: which').replaceAll(/(bad|noAnswer|failed): (visit|dead)/g, '$1: which'), begun.guideVersion), 'a loop').rejects.toMatchObject({ code: 'validation' })
    await expect(publish(lineGuide.replace('id: line', 'id: other'), begun.guideVersion), 'another').rejects.toMatchObject(issue('source', 'otherGuide'))
    // Its signal step is reached by nothing now: said with its name.
    await expect(publish(shorter, begun.guideVersion)).rejects.toMatchObject({ data: { issues: expect.arrayContaining([{ path: 'source.signal', message: 'unreachable' }]) as unknown } })
    await publish(lineGuide.replace('en: Line', 'en: The line'), begun.guideVersion)
    await expect(publish(lineGuide, begun.guideVersion)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'diagnosticGuide', current: { version: begun.guideVersion + 1 } } })
    await expect(agent.diagnostics.publishGuide({ commandId: newId(), guideId: 'line', expectedVersion: 2, source: lineGuide })).rejects.toMatchObject({ code: 'forbidden' })
    const further = await walk.choose(begun, 1)
    expect([further.guideVersion, further.title.en]).toEqual([begun.guideVersion, 'Line'])
    await walk.leave(further)
    expect((await walk.start(customer.id)).title.en).toBe('The line')
    expect((await administrator.diagnostics.guideFile({ guideId: 'line', version: null })).versions.map(({ version, by }) => [version, by === null])).toEqual([[2, false], [1, true]])
    // What the operator has edited stays, also when the program brings another.
    await keepLineGuide(store, clock)
    expect((await agent.diagnostics.guides()).find(({ id }) => id === 'line')?.version).toBe(2)
  })
})
