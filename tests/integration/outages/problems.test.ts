/** Outages as people declare and change them: counted right, flat, told once. On both stores. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAt, problemsAt } from '../../../shared/features/outages/affects.ts'
import type { AffectedService, ProblemPhase, ServiceProblem } from '../../../shared/features/outages/outages.schema.ts'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import { addSubscriber, openOutages, problemOf } from '../../support/outages.ts'
import type { Row } from '../../../shared/features/sync/streams.ts'
import { storeKinds } from '../../support/stores.ts'

const HOUR = 3_600_000
const square = (x: number, y: number, half: number) => ({ ring: [[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]] as [number, number][] })

describe.each(storeKinds)('outages on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let at: Awaited<ReturnType<typeof openOutages>>
  beforeAll(async () => void (at = await openOutages(kind, clock)))
  afterAll(() => at.store.close())
  const inHours = (hours: number): string => isoInstant(clock.now() + hours * HOUR)
  const declare = async (...args: Parameters<typeof at.outageAt>) => problemOf(await at.declare(at.dispatcher, at.outageAt(...args)))
  const upon = ({ id: problemId, version: expectedVersion }: ServiceProblem) => ({ problemId, expectedVersion })
  const next = (problem: ServiceProblem, more: { phase?: ProblemPhase; estimatedRestorationAt?: string | null } = {}) =>
    at.update(at.dispatcher, { ...upon(problem), phase: problem.phase, cause: problem.cause, estimatedRestorationAt: problem.estimatedRestorationAt, text: null, ...more })
  const issue = (path: string, message: string) => ({ code: 'validation', data: { issues: [{ path, message }] } })

  const reportsOf = ({ id }: Row<'customer'>) => at.store.db.selectFrom('serviceProblemReport').selectAll().where('customerId', '=', id).where('removedAt', 'is', null).orderBy('id').execute()
  const tellsOf = async (customer: Row<'customer'>) => (await reportsOf(customer)).map(({ problemId, tell }) => [problemId, tell])

  it('counts whose services run there, once each, by node and by place', async () => {
    const node = `N-${newId().slice(-6)}`
    const here = { node, latitude: 41, longitude: -73 }
    await addSubscriber(at.store, here)
    await addSubscriber(at.store, { ...here, status: 'closed' })
    await addSubscriber(at.store, here, { kind: 'tv' })
    await addSubscriber(at.store, { node: `${node}-other`, latitude: 41.001, longitude: -73.001 }, { kind: 'bundle' })
    await addSubscriber(at.store, { node: null, latitude: null, longitude: null })
    expect((await declare([node])).customersAffected).toBe(1)
    expect((await declare([node], { services: ['internet', 'tv'] })).customersAffected).toBe(2)
    expect((await declare([node], { area: square(-73, 41, 0.005) })).customersAffected).toBe(2)
    expect((await declare([], { area: square(-73, 41, 0.0005) })).customersAffected).toBe(1)
    expect((await declare([], { area: square(-73.0011, 41.0011, 0.0005), services: ['phone'] })).customersAffected).toBe(1)
  })

  it('goes through its phases with a history of what was promised, and is not changed once verified', async () => {
    let problem = await declare(['YK-07'], { estimatedRestorationAt: inHours(2) })
    problem = problemOf(await next(problem, { phase: 'crewOnTheWay' }))
    clock.advance(3 * HOUR)
    // The time that was promised is past; it stands until somebody says another.
    problem = problemOf(await next(problem, { phase: 'repairing' }))
    await expect(next(problem, { estimatedRestorationAt: inHours(-2) })).rejects.toMatchObject(issue('estimatedRestorationAt', 'past'))
    await expect(next(problem, { phase: 'verified' })).rejects.toMatchObject(issue('phase', 'notRestored'))
    problem = problemOf(await next(problem, { estimatedRestorationAt: inHours(1) }))
    problem = problemOf(await next(problem, { phase: 'restored' }))
    expect(problem).toMatchObject({ phase: 'restored', restoredAt: isoInstant(clock.now()) })
    // It came back.
    problem = problemOf(await next(problem, { phase: 'repairing' }))
    expect(problem.restoredAt).toBeNull()
    problem = problemOf(await next(problem, { phase: 'restored' }))
    problem = problemOf(await next(problem, { phase: 'verified' }))
    await expect(next(problem, { phase: 'repairing' })).rejects.toMatchObject(issue('phase', 'verified'))
    const told = await at.store.db.selectFrom('serviceProblemUpdate').select(['phase', 'estimatedRestorationAt']).where('problemId', '=', problem.id).orderBy('at').orderBy('id').execute()
    expect(told.map(({ phase }) => phase)).toEqual(['assessing', 'crewOnTheWay', 'repairing', 'repairing', 'restored', 'repairing', 'restored', 'verified'])
    expect(new Set(told.map(({ estimatedRestorationAt }) => estimatedRestorationAt)).size).toBe(2)
    clock.advance(-3 * HOUR)
  })

  it.each([
    ['an outage of nowhere', { nodes: [] }, 'nodes', 'nowhere'],
    ['an outage of tomorrow', { beganAt: () => inHours(24) }, 'beganAt', 'future'],
    ['an outage of last year', { beganAt: () => inHours(-31 * 24) }, 'beganAt', 'tooLongAgo'],
    ['work of next year', { kind: 'maintenance', beganAt: () => inHours(181 * 24) }, 'beganAt', 'tooFar'],
    ['work without an end', { kind: 'maintenance', beganAt: () => inHours(24) }, 'estimatedRestorationAt', 'missing'],
    ['work that ends before it begins', { kind: 'maintenance', beganAt: () => inHours(24), estimatedRestorationAt: () => inHours(23) }, 'estimatedRestorationAt', 'past'],
    ['an estimate that is past', { estimatedRestorationAt: () => inHours(-0.01) }, 'estimatedRestorationAt', 'past'],
    ['an estimate of two months', { estimatedRestorationAt: () => inHours(60 * 24) }, 'estimatedRestorationAt', 'tooFar'],
  ] as const)('refuses %s', async (_what, more, path, message) => {
    const input = Object.fromEntries(Object.entries(more).map(([name, value]) => [name, typeof value === 'function' ? value() : value]))
    await expect(declare(['YK-07'], input)).rejects.toMatchObject(issue(path, message))
  })

  it('shows a stale writer what is there now', async () => {
    const problem = await declare(['YK-07'])
    await next(problem, { phase: 'repairing' })
    await expect(next(problem, { phase: 'restored' })).rejects.toMatchObject({ code: 'conflict', data: { stream: 'serviceProblem', current: { phase: 'repairing', version: 2 } } })
  })

  it('joins several to one that speaks for them, with all who are inside, and never to a part or in a circle', async () => {
    const [one, two] = [`J-${newId().slice(-6)}`, `J-${newId().slice(-6)}`]
    for (const node of [one, two, two]) await addSubscriber(at.store, { node, latitude: null, longitude: null })
    const [child, parent, other] = [await declare([one]), await declare([two]), await declare([one])]
    await at.join(at.dispatcher, { ...upon(other), parentId: child.id })
    const grown = { ...child, version: child.version + 1 }
    const { serviceProblem } = (await at.join(at.dispatcher, { ...upon(grown), parentId: parent.id })).rows
    expect((serviceProblem as ServiceProblem[]).map(({ id, standing, parentId, customersAffected }) => [id, standing, parentId, customersAffected])).toEqual([
      [child.id, 'joined', parent.id, 1], [other.id, 'joined', parent.id, 1], [parent.id, 'confirmed', null, 3],
    ])
    const [joined, speaker] = await Promise.all([child.id, parent.id].map(async (id) => (await readRows(at.store.db, 'serviceProblem', [id]))[0] as ServiceProblem)) as [ServiceProblem, ServiceProblem]
    await expect(at.join(at.dispatcher, { ...upon(speaker), parentId: joined.id })).rejects.toMatchObject(issue('parentId', 'joined'))
    const work = await declare(['YK-07'], { kind: 'maintenance', estimatedRestorationAt: inHours(2) })
    await expect(at.join(at.dispatcher, { ...upon(speaker), parentId: work.id })).rejects.toMatchObject(issue('parentId', 'otherKind'))
    await expect(at.redraw(at.dispatcher, { ...upon(joined), nodes: [two], area: null, services: ['internet'], text: null })).rejects.toMatchObject(issue('problemId', 'joined'))
    await expect(at.join(at.dispatcher, { ...upon(speaker), parentId: speaker.id })).rejects.toMatchObject(issue('parentId', 'itself'))
    await expect(next(joined, { phase: 'restored' })).rejects.toMatchObject(issue('problemId', 'joined'))
    // Who lives at the part hears of the whole.
    const all = await at.store.db.selectFrom('serviceProblem').select('id').execute()
    const heard = problemsAt(await readRows(at.store.db, 'serviceProblem', all.map(({ id }) => id)), { node: one, latitude: null, longitude: null }, ['internet'], clock.now())
    expect(heard.map(({ id }) => id)).toEqual([parent.id])
  })

  it('splits nodes off, and never all or what is not of it', async () => {
    const nodes = ['a', 'b', 'c'].map((name) => `S-${name}-${newId().slice(-6)}`)
    for (const node of nodes) await addSubscriber(at.store, { node, latitude: null, longitude: null })
    const whole = await declare(nodes)
    const split = (apart: string[]) => at.split(at.dispatcher, { ...upon(whole), splitId: newId(clock), nodes: apart })
    await expect(split(nodes)).rejects.toMatchObject(issue('nodes', 'allOfIt'))
    await expect(split(['elsewhere'])).rejects.toMatchObject(issue('nodes', 'notOfIt'))
    const { rows } = await split(nodes.slice(2))
    expect((rows.serviceProblem as ServiceProblem[]).map(({ nodes: of, customersAffected }) => [of, customersAffected])).toEqual([[nodes.slice(0, 2), 2], [nodes.slice(2), 1]])
  })

  it('notes a customer’s call once, and tells them once when it is over', async () => {
    const node = `R-${newId().slice(-6)}`
    const [told, silent, unreached] = [await addSubscriber(at.store, { node }), await addSubscriber(at.store, { node }), await addSubscriber(at.store, { node }, { reached: false })]
    const problem = await declare([node])
    const call = (customer: Row<'customer'>, tell: boolean) => at.report(at.agent, { customerId: customer.id, reportId: newId(clock), problemId: problem.id, tell })
    const { rows } = await call(told, true)
    await expect(call(told, true)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'serviceProblemReport', current: { id: rows.serviceProblemReport?.[0]?.id } } })
    await call(silent, false)
    await call(unreached, true)
    await at.worker.work()
    const messages = () => at.store.db.selectFrom('communicationMessage').select(['customerId', 'channel', 'template']).where('template', '=', 'problemRestored').where('customerId', 'in', [told.id, silent.id, unreached.id]).execute()
    expect(await messages()).toEqual([])
    const over = problemOf(await next(problem, { phase: 'restored' }))
    await Promise.all([at.worker.work(), at.worker.work()])
    expect(await messages()).toEqual([{ customerId: told.id, channel: 'sms', template: 'problemRestored' }])
    const tells = await at.store.db.selectFrom('serviceProblemReport').select(['customerId', 'tell']).where('problemId', '=', problem.id).execute()
    expect(new Map(tells.map(({ customerId, tell }) => [customerId, tell]))).toEqual(new Map([[told.id, 'told'], [silent.id, 'notWanted'], [unreached.id, 'unreached']]))
    // Whoever comes now has nothing to wait for, and who was told has been.
    await expect(call(await addSubscriber(at.store, { node }), true)).rejects.toMatchObject(issue('problemId', 'over'))
    const change = async (customer: Row<'customer'>, tell: boolean) => {
      const [report] = await reportsOf(customer)
      return at.changeReport(at.agent, { customerId: customer.id, reportId: report!.id, expectedVersion: report!.version, tell })
    }
    await expect(change(told, true)).rejects.toMatchObject(issue('problemId', 'over'))
    // It came back: nobody is told again by themselves, but whoever calls again is promised it again.
    const again = problemOf(await next(over, { phase: 'repairing' }))
    await expect(change(told, false)).rejects.toMatchObject(issue('reportId', 'told'))
    await expect(call(told, true)).rejects.toMatchObject({ code: 'conflict', data: { current: { tell: 'told' }, changedBy: null } })
    clock.advance(60_000)
    const anew = (await change(told, true)).rows.serviceProblemReport?.[0]
    // Who noted the call, and when, stays.
    expect(anew).toMatchObject({ tell: 'waiting', toldAt: null, at: rows.serviceProblemReport?.[0]?.at, by: at.agent.agent.displayName, version: 3 })
    await change(unreached, true)
    expect((await reportsOf(unreached))[0]).toMatchObject({ tell: 'waiting' })
    await at.worker.work()
    expect(await messages()).toHaveLength(1)
    await next(again, { phase: 'restored' })
    await at.worker.work()
    expect(await messages()).toHaveLength(2)
    clock.advance(-60_000)
  })

  it('tells who called about a part when the whole is over', async () => {
    const [one, two] = [`P-${newId().slice(-6)}`, `P-${newId().slice(-6)}`]
    const customer = await addSubscriber(at.store, { node: one })
    const [part, whole] = [await declare([one]), await declare([two])]
    await at.report(at.agent, { customerId: customer.id, reportId: newId(clock), problemId: part.id, tell: true })
    const joined = await at.join(at.dispatcher, { ...upon(part), parentId: whole.id })
    await at.worker.work()
    await next(problemOf(joined, 1), { phase: 'restored' })
    await at.worker.work()
    expect(await tellsOf(customer)).toEqual([[whole.id, 'told']])
  })

  it('is managed by those alone who may', async () => {
    await expect(at.declare(at.agent, at.outageAt(['YK-07']))).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('stays flat and rightly counted, whatever is done to it in whatever order', async () => {
    const nodes = Array.from({ length: 4 }, (_, index) => `F${index}-${newId().slice(-6)}`)
    const people = await Promise.all(nodes.flatMap((node, index) => [1, 2].map((many) => addSubscriber(at.store, { node, latitude: 42 + index / 100 + many / 1_000, longitude: -74 }, { kind: many === 1 ? 'internet' : 'tv' }))))
    const services = fc.subarray<AffectedService>(['internet', 'tv'], { minLength: 1 })
    const extent = fc.record({ services, nodes: fc.subarray(nodes, { minLength: 1 }), area: fc.option(fc.integer({ min: 0, max: 3 }).map((index) => square(-74, 42 + index / 100 + 0.0015, 0.001)), { nil: null }) })
    const step = fc.oneof(
      fc.record({ what: fc.constant('declare' as const), extent }),
      fc.record({ what: fc.constant('redraw' as const), which: fc.nat(), extent }),
      fc.record({ what: fc.constant('join' as const), which: fc.nat(), other: fc.nat() }),
      fc.record({ what: fc.constant('split' as const), which: fc.nat(), extent }),
      fc.record({ what: fc.constant('separate' as const), which: fc.nat() }),
      fc.record({ what: fc.constant('withdraw' as const), which: fc.nat() }),
      fc.record({ what: fc.constant('update' as const), which: fc.nat(), phase: fc.constantFrom<ProblemPhase>('assessing', 'repairing', 'restored', 'verified') }),
    )
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const ids: string[] = []
      const read = () => readRows(at.store.db, 'serviceProblem', ids)
      for (const each of steps) {
        const all = await read()
        const pick = (index: number) => all[index % all.length] as ServiceProblem
        if (each.what === 'declare' || all.length === 0) {
          const input = at.outageAt(nodes.slice(0, 1), each.what === 'declare' ? each.extent : {})
          await at.declare(at.dispatcher, input)
          ids.push(input.problemId)
          continue
        }
        const splitId = newId(clock)
        const work = each.what === 'redraw' ? at.redraw(at.dispatcher, { ...upon(pick(each.which)), ...each.extent, text: null })
          : each.what === 'join' ? at.join(at.dispatcher, { ...upon(pick(each.which)), parentId: pick(each.other).id })
            : each.what === 'split' ? at.split(at.dispatcher, { ...upon(pick(each.which)), splitId, nodes: each.extent.nodes }).then(() => void ids.push(splitId))
              : each.what === 'separate' ? at.separate(at.dispatcher, upon(pick(each.which)))
                : each.what === 'withdraw' ? at.withdraw(at.dispatcher, { ...upon(pick(each.which)), text: null })
                  : next(pick(each.which), { phase: each.phase })
        // A refusal is right or wrong by what is there afterwards.
        await work.catch((error: { code?: string }) => expect(error.code).toBe('validation'))
      }
      const all = await read()
      for (const problem of all.filter(({ standing }) => standing === 'confirmed')) {
        const extents = [problem, ...all.filter(({ parentId }) => parentId === problem.id)]
        const inside = people.filter((person, index) => extents.some((each) => isAt(each, person) && each.services.includes(index % 2 === 0 ? 'internet' : 'tv')))
        expect(problem.customersAffected).toBe(inside.length)
      }
      const speakers = new Set(all.filter(({ standing }) => standing === 'confirmed').map(({ id }) => id))
      for (const { standing, parentId } of all) if (standing === 'joined') expect(speakers.has(parentId ?? '')).toBe(true)
    }), { numRuns: 25 })
  })
})
