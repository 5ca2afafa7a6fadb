/** What was promised to customers, whatever becomes of the problem: kept once, and to those who live there. On both stores. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServiceProblem } from '../../../shared/features/outages/outages.schema.ts'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Row } from '../../../shared/features/sync/streams.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import { addSubscriber, openOutages, problemOf } from '../../support/outages.ts'
import { storeKinds } from '../../support/stores.ts'

const HOUR = 3_600_000

describe.each(storeKinds)('promises about outages on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let at: Awaited<ReturnType<typeof openOutages>>
  beforeAll(async () => void (at = await openOutages(kind, clock)))
  afterAll(() => at.store.close())
  const inHours = (hours: number): string => isoInstant(clock.now() + hours * HOUR)
  const declare = async (...args: Parameters<typeof at.outageAt>) => problemOf(await at.declare(at.dispatcher, at.outageAt(...args)))
  const now = async ({ id }: ServiceProblem) => (await readRows(at.store.db, 'serviceProblem', [id]))[0] as ServiceProblem
  const upon = async (problem: ServiceProblem) => ({ problemId: problem.id, expectedVersion: (await now(problem)).version })
  const issue = (path: string, message: string) => ({ code: 'validation', data: { issues: [{ path, message }] } })
  const nodesOf = (...names: string[]) => names.map((name) => `${name}-${newId().slice(-6)}`)
  const liveAt = (node: string) => addSubscriber(at.store, { node, latitude: null, longitude: null })
  const call = (problem: ServiceProblem, customer: Row<'customer'>, tell = true) => at.report(at.agent, { customerId: customer.id, reportId: newId(clock), problemId: problem.id, tell })
  const restore = async (problem: ServiceProblem) => {
    await at.update(at.dispatcher, { ...(await upon(problem)), phase: 'restored', cause: problem.cause, estimatedRestorationAt: problem.estimatedRestorationAt, text: null })
    await at.worker.work()
  }
  const tellsOf = async ({ id }: Row<'customer'>) =>
    (await at.store.db.selectFrom('serviceProblemReport').select(['problemId', 'tell']).where('customerId', '=', id).where('removedAt', 'is', null).execute()).map(({ problemId, tell }) => [problemId, tell])
  const messagesTo = async ({ id }: Row<'customer'>) => (await at.store.db.selectFrom('communicationMessage').select('id').where('customerId', '=', id).where('template', '=', 'problemRestored').execute()).length

  it('go with the nodes that are split off', async () => {
    const [left, apart] = nodesOf('L', 'A') as [string, string]
    const [stays, goes, silent] = [await liveAt(left), await liveAt(apart), await liveAt(apart)]
    const whole = await declare([left, apart])
    await call(whole, stays)
    await call(whole, goes)
    await call(whole, silent, false)
    const split = problemOf(await at.split(at.dispatcher, { ...(await upon(whole)), splitId: newId(clock), nodes: [apart] }), 1)
    await restore(whole)
    expect([await tellsOf(stays), await tellsOf(goes), await tellsOf(silent)]).toEqual([[[whole.id, 'told']], [[split.id, 'waiting']], [[split.id, 'notWanted']]])
    await restore(split)
    expect([await messagesTo(stays), await messagesTo(goes), await messagesTo(silent)]).toEqual([1, 1, 0])
  })

  it('are not kept to who is outside when it is drawn anew, and are to who is inside again', async () => {
    const [one, two] = nodesOf('R', 'S') as [string, string]
    const [inside, outside] = [await liveAt(one), await liveAt(two)]
    const problem = await declare([one, two])
    await call(problem, inside)
    await call(problem, outside)
    const redraw = async (nodes: string[]) => at.redraw(at.dispatcher, { ...(await upon(problem)), nodes, area: null, services: ['internet'], text: null })
    await redraw([one])
    expect(await tellsOf(outside)).toEqual([[problem.id, 'elsewhere']])
    const [report] = await at.store.db.selectFrom('serviceProblemReport').selectAll().where('customerId', '=', outside.id).execute()
    await expect(at.changeReport(at.agent, { customerId: outside.id, reportId: report!.id, expectedVersion: report!.version, tell: true })).rejects.toMatchObject(issue('problemId', 'elsewhere'))
    await redraw([two, one])
    expect(await tellsOf(outside)).toEqual([[problem.id, 'waiting']])
    // Who has moved in the meantime.
    await at.store.db.updateTable('customer').set({ node: 'far away' }).where('id', '=', outside.id).execute()
    await restore(problem)
    expect([await tellsOf(inside), await tellsOf(outside), await messagesTo(outside)]).toEqual([[[problem.id, 'told']], [[problem.id, 'elsewhere']], 0])
    await expect(call(await declare([one]), outside)).rejects.toMatchObject(issue('problemId', 'elsewhere'))
  })

  it('are one for each customer when outages are joined, the stronger one, and go apart again', async () => {
    const [one, two] = nodesOf('J', 'K') as [string, string]
    const [both, other] = [await addSubscriber(at.store, { node: one, latitude: null, longitude: null }), await liveAt(two)]
    const [part, whole] = [await declare([one]), await declare([one, two])]
    await call(part, both)
    await call(whole, both, false)
    await call(part, await liveAt(one), false)
    await call(whole, other)
    await at.join(at.dispatcher, { ...(await upon(part)), parentId: whole.id })
    expect(await tellsOf(both)).toEqual([[whole.id, 'waiting']])
    await expect(call(whole, both)).rejects.toMatchObject({ code: 'conflict', data: { current: { tell: 'waiting' } } })
    await at.redraw(at.dispatcher, { ...(await upon(whole)), nodes: [two], area: null, services: ['internet'], text: null })
    expect(await tellsOf(both)).toEqual([[whole.id, 'waiting']])
    const apart = problemOf(await at.separate(at.dispatcher, await upon(part)))
    expect([apart.standing, apart.parentId, apart.customersAffected, (await now(whole)).customersAffected]).toEqual(['confirmed', null, 2, 1])
    expect([await tellsOf(both), await tellsOf(other)]).toEqual([[[part.id, 'waiting']], [[whole.id, 'waiting']]])
    await expect(at.separate(at.dispatcher, await upon(part))).rejects.toMatchObject(issue('problemId', 'notJoined'))
    await restore(whole)
    await restore(part)
    expect([await messagesTo(both), await messagesTo(other)]).toEqual([1, 1])
  })

  it('end when the outage was none', async () => {
    const [node] = nodesOf('W') as [string]
    const customer = await liveAt(node)
    const [part, whole] = [await declare([node]), await declare([node])]
    await call(whole, customer)
    await at.join(at.dispatcher, { ...(await upon(part)), parentId: whole.id })
    const withdraw = async (problem: ServiceProblem) => at.withdraw(at.dispatcher, { ...(await upon(problem)), text: 'Another town' })
    await expect(withdraw(whole)).rejects.toMatchObject(issue('problemId', 'hasParts'))
    await expect(withdraw(part)).rejects.toMatchObject(issue('problemId', 'joined'))
    await at.separate(at.dispatcher, await upon(part))
    const { rows } = await withdraw(whole)
    expect([rows.serviceProblem?.[0]?.standing, rows.serviceProblemUpdate?.[0]]).toMatchObject(['dismissed', { standing: 'dismissed', text: 'Another town', nodes: [node], drawn: false }])
    expect(await tellsOf(customer)).toEqual([[whole.id, 'notWanted']])
    await at.worker.work()
    expect(await messagesTo(customer)).toBe(0)
    await expect(call(whole, await liveAt(node))).rejects.toMatchObject(issue('problemId', 'notTold'))
  })

  it('of planned work are put off before it has begun, by the rules of declaring it', async () => {
    const [node] = nodesOf('P') as [string]
    const work = await declare([node], { kind: 'maintenance', beganAt: inHours(5), estimatedRestorationAt: inHours(9) })
    const putOff = async (problem: ServiceProblem, more: { beganAt: string; estimatedRestorationAt?: string | null; phase?: 'restored' }) =>
      at.update(at.dispatcher, { ...(await upon(problem)), phase: problem.phase, cause: problem.cause, estimatedRestorationAt: problem.estimatedRestorationAt, text: null, ...more })
    await expect(putOff(work, { beganAt: inHours(29) })).rejects.toMatchObject(issue('estimatedRestorationAt', 'past'))
    await expect(putOff(work, { beganAt: inHours(181 * 24), estimatedRestorationAt: inHours(181 * 24 + 4) })).rejects.toMatchObject(issue('beganAt', 'tooFar'))
    await expect(putOff(work, { beganAt: inHours(29), phase: 'restored' })).rejects.toMatchObject(issue('beganAt', 'over'))
    const { rows } = await putOff(work, { beganAt: inHours(29), estimatedRestorationAt: inHours(33) })
    expect([rows.serviceProblem?.[0], rows.serviceProblemUpdate?.[0]]).toMatchObject([{ beganAt: inHours(29) }, { beganAt: inHours(29), nodes: [node], services: ['internet'] }])
    await expect(putOff(await declare([node]), { beganAt: inHours(-1) })).rejects.toMatchObject(issue('beganAt', 'begun'))
    const begun = await declare([node], { kind: 'maintenance', beganAt: inHours(-1), estimatedRestorationAt: inHours(3) })
    await expect(putOff(begun, { beganAt: inHours(1) })).rejects.toMatchObject(issue('beganAt', 'begun'))
  })
})
