/** The board by the clock and by what is held: what is late is seen and mended, nobody is sent into what is over, held or away, and whoever must be called stays in sight. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { daysOnBoard } from '../../../shared/features/dispatch/board-days.ts'
import type { Proposal } from '../../../shared/features/dispatch/board-commands.schema.ts'
import { boardSchema } from '../../../shared/features/dispatch/board.schema.ts'
import { violationsOf } from '../../../shared/features/dispatch/consequences.ts'
import { travelSeconds } from '../../../shared/features/dispatch/travel.ts'
import { builtInPlanner } from '../../../electron/backend/features/dispatch/plan/improve.ts'
import { propose } from '../../../electron/backend/features/dispatch/replan/propose.ts'
import { openBoard, placement, upon, workOf } from '../../support/board.ts'
import { at } from '../../support/booking.ts'

/** The trigger of a job asks the database's own clock. */
const LATER = '2099-01-01T00:00:00.000Z'
const MORNING = Date.parse('2026-11-24T13:05:00.000Z')

describe('a day that goes on', () => {
  const clock = manualClock(MORNING)
  let on: Awaited<ReturnType<typeof openBoard>>
  beforeEach(async () => {
    clock.advance(MORNING - clock.now())
    on = await openBoard('embedded', clock)
  })
  afterEach(() => on.store.close())
  const until = (hour: number): void => void clock.advance(Date.parse(at(hour)) - clock.now())
  const proposed = async (): Promise<Proposal> => {
    const board = await on.board()
    return propose({ ...board.days[0]!, technicians: board.technicians, visits: board.visits, now: clock.now() / 1_000 }, { of: 'atRisk' }, { planner: builtInPlanner })
  }
  const issue = (path: string, message: string) => ({ code: 'validation', data: { issues: [{ path, message }] } })
  async function hold(technicianId: string, from: number, expiresAt = LATER): Promise<string> {
    const [id, customer] = [newId(clock), await on.addVisit({ from: 8, to: 9, status: 'cancelled' })]
    await on.store.db.insertInto('technicianTime').values({
      id, technicianId, span: sql<string>`tstzrange(${at(from)}, ${at(from + 1)})`, kind: 'hold', customerId: customer.customerId, agentId: on.agent.agent.id, contactId: null, linkId: null, workTypeId: newId(clock),
      windowStart: at(from), windowEnd: at(from + 2), heldAt: isoInstant(clock.now()), expiresAt, skills: [], travelSeconds: 60,
    }).execute()
    return id
  }

  it('finds the visit behind work that takes too long, and plans it anew without the others', async () => {
    const { technician } = await on.addTechnician({}, { breakMinutes: 0, breakFrom: null, breakTo: null })
    const [first, second, third] = [workOf(await on.put(await on.addVisit({ from: 8, to: 10 }), technician.id, at(9))), workOf(await on.put(await on.addVisit({ from: 10, to: 12 }), technician.id, at(10.5))), workOf(await on.put(await on.addVisit({ from: 14, to: 16 }), technician.id, at(14)))]
    await on.progress(on.dispatcher, { ...upon(first), step: 'started' })
    expect((await proposed()).changes, 'the control: in the morning all is well').toEqual([])
    until(11.25)
    const board = await on.board()
    expect([...daysOnBoard(board, clock.now() / 1_000).values()].flatMap((day) => violationsOf(day, travelSeconds)).map(({ kind, visitId }) => [kind, visitId])).toEqual([['late', second.id]])
    const { changes } = await proposed()
    expect(changes).toMatchObject([{ workOrderId: second.id, technicianId: technician.id, promise: 'kept', before: { start: at(10.5) } }])
    expect(Date.parse(changes[0]!.start!)).toBeGreaterThanOrEqual(clock.now())
    expect(changes.some(({ workOrderId }) => workOrderId === third.id)).toBe(false)
    await on.take(on.dispatcher, { placements: changes.map(({ workOrderId, expectedVersion, technicianId, start }) => ({ workOrderId, expectedVersion, technicianId, start })), override: null })
    // Taken back it is late again, which is a broken rule with its reason.
    const back = [placement(await on.workNow(second.id), technician.id, at(10.5))]
    await expect(on.take(on.dispatcher, { placements: back, override: null })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'override', message: 'late' }] } })
    await on.take(on.dispatcher, { placements: back, override: 'Undone' })
  })

  it('sends on whoever drives to the next visit already, though nobody pressed it', async () => {
    const { technician } = await on.addTechnician({ startLatitude: 40.8, startLongitude: -73.95 }, { breakMinutes: 0, breakFrom: null, breakTo: null })
    workOf(await on.put(await on.addVisit({ from: 10, to: 12 }), technician.id, at(11)))
    const open = await on.addVisit({ from: 12, to: 14 })
    until(11 - 1 / 60)
    expect((await proposed()).changes).toMatchObject([{ workOrderId: open.id, technicianId: technician.id, promise: 'kept' }])
  })

  it('sends nobody to a time that is over, but for a few minutes', async () => {
    const { technician } = await on.addTechnician()
    const visit = await on.addVisit({ from: 9, to: 17 })
    until(15)
    await expect(on.put(visit, technician.id, at(9.5), 'All the same')).rejects.toMatchObject(issue('start', 'past'))
    await expect(on.put(visit, technician.id, at(14.9), 'All the same')).rejects.toMatchObject(issue('start', 'past'))
    expect(workOf(await on.put(visit, technician.id, at(14.95))).plannedStart).toBe(at(14.95))
  })

  it('plans around what is held for a caller, and lets nobody be put there', async () => {
    const { technician } = await on.addTechnician({}, { startAt: at(8), endAt: at(12), breakMinutes: 0, breakFrom: null, breakTo: null })
    const visit = await on.addVisit({ from: 9, to: 11 })
    const holdId = await hold(technician.id, 9)
    expect(boardSchema.parse(await on.board()).technicians[0]?.held).toMatchObject([{ id: holdId, start: at(9), end: at(10) }])
    const { changes } = await proposed()
    expect(changes).toMatchObject([{ workOrderId: visit.id, technicianId: technician.id, promise: 'kept' }])
    expect(Date.parse(changes[0]!.start!)).toBeGreaterThanOrEqual(Date.parse(at(10)))
    await expect(on.put(visit, technician.id, at(9.5), 'All the same')).rejects.toMatchObject({ code: 'conflict', data: { stream: 'technicianTime', current: null, changedBy: on.agent.agent.displayName } })
    // The control: when it is over its time is free.
    await on.store.db.updateTable('technicianTime').set({ expiresAt: isoInstant(clock.now()) }).where('id', '=', holdId).execute()
    expect((await on.board()).technicians[0]?.held).toEqual([])
    await on.put(visit, technician.id, at(9.5))
  })

  it('ends what is held of the time of whoever falls ill, and nothing before it', async () => {
    const { technician, shift } = await on.addTechnician()
    const before = await hold(technician.id, 9)
    await hold(technician.id, 13)
    await on.markAbsence(on.dispatcher, { shiftId: shift.id, expectedVersion: 1, absence: 'sick', from: at(12) })
    expect((await on.store.pool.query(`select id from technician_time`)).rows).toEqual([{ id: before }])
  })

  it('keeps in sight whom a plan leaves to be called, until the promise is kept again', async () => {
    const { technician } = await on.addTechnician({ name: 'Ada Bell' })
    const [visit, nobody] = [await on.addVisit({ from: 9, to: 11 }), await on.addVisit({ from: 13, to: 15 })]
    const kept = workOf(await on.put(nobody, technician.id, at(13)))
    const broken = workOf(await on.put(visit, technician.id, at(11.5), 'Somebody is ill'))
    expect((await on.board()).toCall).toMatchObject([{ workOrderId: visit.id, start: at(11.5), technicianName: 'Ada Bell', promised: { from: at(9), to: at(11) } }])
    await on.unassign(on.dispatcher, upon(kept))
    expect((await on.board()).toCall.map(({ workOrderId, start }) => [workOrderId, start])).toEqual([[visit.id, at(11.5)], [nobody.id, null]])
    await on.put(broken, technician.id, at(10))
    expect((await on.board()).toCall.map(({ workOrderId }) => workOrderId)).toEqual([nobody.id])
  })

  it('shows the visits of somebody who does not go out any more, and gives them no other', async () => {
    const [{ technician: gone }, { technician: idle }, { technician: other }] = [await on.addTechnician(), await on.addTechnician(), await on.addTechnician()]
    const visit = workOf(await on.put(await on.addVisit({ from: 9, to: 11 }), gone.id, at(9.5)))
    await on.store.db.updateTable('technician').set({ active: false }).where('id', 'in', [gone.id, idle.id]).execute()
    const board = boardSchema.parse(await on.board())
    expect(new Map(board.technicians.map(({ id, active }) => [id, active]))).toEqual(new Map([[gone.id, false], [other.id, true]]))
    expect(board.visits.map(({ id }) => id)).toEqual([visit.id])
    await expect(on.put(await on.addVisit({ from: 13, to: 15 }), gone.id, at(13), 'All the same')).rejects.toMatchObject(issue('technicianId', 'inactive'))
    expect((await proposed()).changes.find(({ workOrderId }) => workOrderId === visit.id)).toMatchObject({ technicianId: other.id, promise: 'kept' })
  })

  it('names each customer of a plan in the audit', async () => {
    const { technician } = await on.addTechnician()
    const [one, two] = [await on.addVisit({ from: 9, to: 12 }), await on.addVisit({ from: 9, to: 12 })]
    await on.take(on.dispatcher, { placements: [placement(one, technician.id, at(9)), placement(two, technician.id, at(10.5))], override: null })
    const lines = await on.store.db.selectFrom('auditEntry').select('customerId').where('action', '=', 'dispatch.takePlan').where('outcome', '=', 'allowed').execute()
    expect(new Set(lines.map(({ customerId }) => customerId))).toEqual(new Set([one.customerId, two.customerId, null]))
    expect(lines).toHaveLength(3)
  })
})
