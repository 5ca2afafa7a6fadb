/** Two at once upon the same outages, which only PostgreSQL has: nobody waits for each other, and nobody is told twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServiceProblem } from '../../../shared/features/outages/outages.schema.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { createRestorationWorker } from '../../../electron/backend/features/outages/restoration-worker.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import { addSubscriber, openOutages, problemOf } from '../../support/outages.ts'

const ROUNDS = 12

describe('two at once upon an outage', () => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let at: Awaited<ReturnType<typeof openOutages>>
  beforeAll(async () => void (at = await openOutages('server', clock)))
  afterAll(() => at.store.close())
  const declare = async (...nodes: string[]) => problemOf(await at.declare(at.dispatcher, at.outageAt(nodes)))
  const upon = async ({ id: problemId }: ServiceProblem) => ({ problemId, expectedVersion: (await readRows(at.store.db, 'serviceProblem', [problemId]))[0]?.version ?? 0 })
  /** Whoever came second is refused in words, and never for a deadlock. */
  const settled = async (...both: Promise<unknown>[]) => {
    const outcomes = (await Promise.allSettled(both)).map((outcome) => (outcome.status === 'fulfilled' ? 'done' : ((outcome.reason as { code?: string }).code ?? String(outcome.reason))))
    outcomes.forEach((outcome) => expect(['done', 'conflict', 'validation']).toContain(outcome))
    expect(outcomes).toContain('done')
  }

  it.each(['redraw', 'separate'] as const)('joins a whole and its parts to another, while somebody wants to %s a part', async (what) => {
    for (let round = 0; round < ROUNDS; round++) {
      // Ids grow: the part is now before, now behind the one that speaks for it.
      const [first, second] = [await declare('DL-1'), await declare('DL-2')]
      const [part, whole] = round % 2 ? [first, second] : [second, first]
      const other = await declare('DL-3')
      await at.join(at.dispatcher, { ...(await upon(part)), parentId: whole.id })
      const [onPart, onWhole] = [await upon(part), await upon(whole)]
      await settled(
        at.join(at.dispatcher, { ...onWhole, parentId: other.id }),
        what === 'separate' ? at.separate(at.dispatcher, onPart) : at.redraw(at.dispatcher, { ...onPart, nodes: ['DL-4'], area: null, services: ['internet'], text: null }),
      )
    }
  })

  it('changes a promise while it is being split', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const node = `DS-${newId().slice(-6)}`
      const [customer, problem] = [await addSubscriber(at.store, { node }), await declare(node, 'DS-left')]
      const reportId = newId(clock)
      await at.report(at.agent, { customerId: customer.id, reportId, problemId: problem.id, tell: true })
      await settled(
        at.split(at.dispatcher, { ...(await upon(problem)), splitId: newId(clock), nodes: [node] }),
        at.changeReport(at.agent, { customerId: customer.id, reportId, expectedVersion: 1, tell: false }),
      )
    }
  })

  it('tells each customer once, however many nodes work, and while a promise is taken back', async () => {
    const node = `TW-${newId().slice(-6)}`
    const problem = await declare(node)
    const customers = await Promise.all(Array.from({ length: 20 }, () => addSubscriber(at.store, { node })))
    const reports = await Promise.all(customers.map(async ({ id: customerId }) => {
      const reportId = newId(clock)
      await at.report(at.agent, { customerId, reportId, problemId: problem.id, tell: true })
      return { customerId, reportId }
    }))
    await at.update(at.dispatcher, { ...(await upon(problem)), phase: 'restored', cause: 'power', estimatedRestorationAt: null, text: null })
    const workers = [createRestorationWorker(at.services), createRestorationWorker(at.services)]
    const takenBack = reports.slice(0, 6).map((report) => at.changeReport(at.agent, { ...report, expectedVersion: 1, tell: false }))
    const [, , ...answers] = await Promise.allSettled([...workers.map((worker) => worker.work()), ...takenBack])
    answers.forEach((answer) => { if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'conflict' }) })
    const messages = await at.store.db.selectFrom('communicationMessage').select('customerId').where('customerId', 'in', customers.map(({ id }) => id)).where('template', '=', 'problemRestored').execute()
    const tells = await at.store.db.selectFrom('serviceProblemReport').select(['customerId', 'tell']).where('problemId', '=', problem.id).execute()
    expect(messages.map(({ customerId }) => customerId).toSorted()).toEqual(tells.filter(({ tell }) => tell === 'told').map(({ customerId }) => customerId).toSorted())
    expect(tells.filter(({ tell }) => tell === 'told').length).toBeGreaterThanOrEqual(14)
    expect(tells.filter(({ tell }) => tell === 'waiting')).toEqual([])
  })
})
