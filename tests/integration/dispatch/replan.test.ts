/** Re-planning: the fewest broken promises, then the fewest moves; never two jobs at one time, never one lost, and undone exactly. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { daysOnBoard } from '../../../shared/features/dispatch/board-days.ts'
import type { Board } from '../../../shared/features/dispatch/board.schema.ts'
import type { Proposal, ProposalState, ProposePlan } from '../../../shared/features/dispatch/board-commands.schema.ts'
import { violationsOf } from '../../../shared/features/dispatch/consequences.ts'
import { travelSeconds } from '../../../shared/features/dispatch/travel.ts'
import { generateDemo } from '../../../electron/backend/demo/generate-demo.ts'
import { demoFieldWork, insertFieldWork } from '../../../electron/backend/demo/field-work.ts'
import { workerPlanner } from '../../../electron/backend/features/dispatch/plan/plan-in-worker.ts'
import { beginProposal, cancelProposal, proposalState } from '../../../electron/backend/features/dispatch/replan/proposals.ts'
import { propose } from '../../../electron/backend/features/dispatch/replan/propose.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { openBoard, workOf } from '../../support/board.ts'
import { at, DAY, ZONE } from '../../support/booking.ts'

const SEED = Number(process.env['SEED'] ?? 11)
const CHANGED = new Set(['version', 'changedAt', 'changedBy'])

describe(`re-planning (seed ${SEED})`, () => {
  const clock = manualClock(Date.parse('2026-11-24T09:00:00.000Z'))
  let on: Awaited<ReturnType<typeof openBoard>>
  beforeAll(async () => void (on = await openBoard('embedded', clock)))
  afterAll(() => on.store.close())

  const region = (name: string): Promise<Board> => on.board(1, name)
  const proposed = (board: Board, of: 'atRisk' | 'day' = 'atRisk'): Promise<Proposal> => propose({ ...board.days[0]!, technicians: board.technicians, visits: board.visits, now: clock.now() / 1_000 }, { of }, { planner: workerPlanner })
  const take = ({ changes }: Proposal, override: string | null = null) => on.take(on.dispatcher, { placements: changes.map(({ workOrderId, expectedVersion, technicianId, start }) => ({ workOrderId, expectedVersion, technicianId, start })), override })

  /** Nobody of another test works there, whichever comes first. */
  const [at1, at2] = ['R-1', 'R-2'].map((node) => ({ node, city: null, postalCode: null }))

  it('gives the visits of somebody who is ill to whoever is free, and leaves all others where they are', async () => {
    const [ill, free] = [await on.addTechnician({ region: 'One', nodes: ['R-1'] }), await on.addTechnician({ region: 'One', nodes: ['R-1'] })]
    const [first, second] = [await on.addVisit({ ...at1, from: 9, to: 12 }), await on.addVisit({ ...at1, from: 14, to: 16 })]
    const stays = workOf(await on.put(await on.addVisit({ ...at1, from: 9, to: 10 }), free.technician.id, at(9)))
    await on.put(first, ill.technician.id, at(9.5))
    await on.put(second, ill.technician.id, at(14))
    await on.markAbsence(on.dispatcher, { shiftId: ill.shift.id, expectedVersion: 1, absence: 'sick', from: at(8) })
    const proposal = await proposed(await region('One'))
    const mine = new Set([first.id, second.id])
    const changes = proposal.changes.filter(({ workOrderId }) => mine.has(workOrderId))
    expect(changes.map(({ technicianId, promise }) => [technicianId, promise]), JSON.stringify(changes)).toEqual([[free.technician.id, 'kept'], [free.technician.id, 'kept']])
    expect(proposal.changes.some(({ workOrderId }) => workOrderId === stays.id)).toBe(false)
    expect(proposal.promises).toBeGreaterThanOrEqual(2)
    await take(proposal)
    expect((await on.workNow(first.id)).technicianId).toBe(free.technician.id)
    // Nothing is left to mend.
    expect((await proposed(await region('One'))).changes).toEqual([])
  })

  it('says whose promise is broken, and who has nobody', async () => {
    const [ill, busy] = [await on.addTechnician({ region: 'Two', nodes: ['R-2'] }), await on.addTechnician({ region: 'Two', nodes: ['R-2'], skills: ['internet'] }, { startAt: at(8), endAt: at(17), breakMinutes: 0, breakFrom: null, breakTo: null })]
    const kept = workOf(await on.put(await on.addVisit({ ...at2, from: 9, to: 10 }), busy.technician.id, at(9.5)))
    await on.pin(on.dispatcher, { workOrderId: kept.id, customerId: kept.customerId, expectedVersion: kept.version, pinned: true })
    // Both are due when the other is at the pinned one, and the second needs what nobody else can.
    const broken = workOf(await on.put(await on.addVisit({ ...at2, from: 9, to: 10 }), ill.technician.id, at(9.25)))
    const nobody = workOf(await on.put(await on.addVisit({ ...at2, from: 13, to: 15, skills: ['fiber'] }), ill.technician.id, at(13), 'Learns it on the way'))
    await on.markAbsence(on.dispatcher, { shiftId: ill.shift.id, expectedVersion: 1, absence: 'sick', from: at(8) })
    const { changes } = await proposed(await region('Two'))
    const of = (id: string) => changes.find(({ workOrderId }) => workOrderId === id)
    expect(of(broken.id)).toMatchObject({ technicianId: busy.technician.id, promise: 'broken' })
    expect(of(nobody.id)).toMatchObject({ technicianId: null, start: null, promise: 'noPlace' })
    expect(of(kept.id)).toBeUndefined()
    const pick = changes.filter(({ workOrderId }) => workOrderId === broken.id || workOrderId === nobody.id)
    await expect(take({ changes: pick } as Proposal)).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'override', message: 'window' }] } })
    await take({ changes: pick } as Proposal, 'Ana is ill; both are called')
  })

  it('never overlaps, never loses a visit, and is undone to the letter, on days of the demo', async () => {
    await on.store.db.transaction().execute(async (trx) => {
      for (const rows of generateDemo({ customers: 1_200, seed: SEED, today: DAY, directoryOnly: true })) await bulkInsert(trx, 'customer', rows.customer)
      await insertFieldWork(trx, demoFieldWork({ clock, timeZone: ZONE, today: DAY, seed: SEED }))
    })
    const before = await region('Brooklyn')
    const rowsOf = async () => (await on.store.db.selectFrom('workOrder').selectAll().orderBy('id').execute()).map(({ changedXid: _, ...row }) => Object.fromEntries(Object.entries(row).filter(([key]) => !CHANGED.has(key))))
    const shift = before.technicians[1]!.shifts[0]!
    await on.markAbsence(on.dispatcher, { shiftId: shift.id, expectedVersion: 1, absence: 'sick', from: shift.startAt })
    for (const scope of ['atRisk', 'day'] as const) {
      const board = await region('Brooklyn')
      const rows = await rowsOf()
      const proposal = await proposed(board, scope)
      expect(proposal.changes.length, scope).toBeGreaterThan(0)
      // Whoever is not at risk is kept what they were promised; some begin at another time of it, or are exchanged.
      const others = proposal.changes.filter(({ before: was }) => was.technicianId !== null && was.technicianId !== before.technicians[1]!.id)
      if (scope === 'atRisk') expect(others.filter(({ promise }) => promise !== 'kept')).toEqual([])
      await take(proposal, 'As planned')
      const after = await region('Brooklyn')
      expect(after.visits.map(({ id }) => id).toSorted()).toEqual(board.visits.map(({ id }) => id).toSorted())
      const kinds = [...daysOnBoard(after).values()].flatMap((day) => violationsOf(day, travelSeconds)).map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind !== 'window'), scope).toEqual([])
      // Somebody else's change in between makes it stale: nothing of it is done.
      await expect(take(proposal, 'Again')).rejects.toMatchObject({ code: 'conflict', data: { stream: 'workOrder' } })
      await on.take(on.dispatcher, { placements: proposal.changes.map(({ workOrderId, expectedVersion, before: was }) => ({ workOrderId, expectedVersion: expectedVersion + 1, ...was })), override: 'Undone' })
      expect((await rowsOf()).map(({ travelSeconds: _, pinned: _pinned, ...row }) => row), scope).toEqual(rows.map(({ travelSeconds: _, pinned: _pinned, ...row }) => row))
    }
  }, 120_000)

  it('is made for one dispatcher at a time, tells how far it is, and is given up', async () => {
    const ids = [newId(), newId()] as const
    const input = { date: DAY, region: 'Brooklyn', scope: { of: 'atRisk' } } as const
    const begin = (asked: ProposePlan): Promise<void> => on.store.db.transaction().execute((trx) => beginProposal(trx, on.services, on.dispatcher, asked))
    await begin({ proposalId: ids[0], ...input })
    expect(proposalState(on.services, on.dispatcher, ids[0]).state).toBe('working')
    expect(() => proposalState(on.services, on.agent, ids[0])).toThrow(expect.objectContaining({ code: 'notFound' }))
    await begin({ proposalId: ids[1], ...input })
    expect(() => proposalState(on.services, on.dispatcher, ids[0])).toThrow(expect.objectContaining({ code: 'notFound' }))
    await expect.poll((): ProposalState['state'] => proposalState(on.services, on.dispatcher, ids[1]).state, { timeout: 60_000 }).toBe('ready')
    cancelProposal(on.services, on.dispatcher, ids[1])
    expect(() => proposalState(on.services, on.dispatcher, ids[1])).toThrow(expect.objectContaining({ code: 'notFound' }))
    await expect(begin({ proposalId: newId(), ...input, date: '2026-11-20' })).rejects.toMatchObject({ code: 'validation' })
  }, 90_000)
})
