/** A promise to which nobody came is marked by itself, once, and nothing of it is forgotten: not before its time, not while somebody is there, and not where it was kept. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { MISSED_AFTER_MINUTES } from '../../../shared/features/dispatch/visit-missed.ts'
import type { CancelVisit } from '../../../shared/features/dispatch/booking.schema.ts'
import type { Appointment, WorkOrder } from '../../../shared/features/dispatch/visits.schema.ts'
import { runCommand } from '../../../electron/backend/command.ts'
import { createMissedVisits } from '../../../electron/backend/features/dispatch/missed-visits.ts'
import { cancelVisit } from '../../../electron/backend/features/dispatch/visits.commands.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { openBoard, upon, workOf } from '../../support/board.ts'
import { at } from '../../support/booking.ts'
import { sound } from '../../support/direct-commands.ts'
import { makeRow } from '../../support/rows.ts'
import { storeKinds } from '../../support/stores.ts'

const MORNING = Date.parse('2026-11-24T12:00:00.000Z')
const GRACE = MISSED_AFTER_MINUTES / 60

describe.each(storeKinds)('a visit to which nobody came, on %s', (kind) => {
  const clock = manualClock(MORNING)
  let on: Awaited<ReturnType<typeof openBoard>>
  beforeEach(async () => {
    clock.advance(MORNING - clock.now())
    on = await openBoard(kind, clock)
  })
  afterEach(() => on.store.close())
  const until = (hour: number): void => void clock.advance(Date.parse(at(hour)) - clock.now())
  const look = () => createMissedVisits(on.services).work()
  const promiseOf = async ({ appointmentId }: WorkOrder): Promise<Appointment> => (await readRows(on.store.db, 'appointment', [appointmentId!]))[0]!
  const audit = async () => (await on.store.pool.query<{ customerId: string; agentId: string | null }>(`select customer_id as "customerId", agent_id as "agentId" from audit_entry where action = 'dispatch.missVisit'`)).rows
  const calls = async () => (await on.board()).toCall.map(({ workOrderId, missed }) => [workOrderId, missed])
  async function planned(hours: { from: number; to: number }, start: number) {
    const { technician } = await on.addTechnician({}, { breakMinutes: 0, breakFrom: null, breakTo: null })
    return workOf(await on.put(await on.addVisit(hours), technician.id, at(start)))
  }
  const cancel = (visit: Appointment, by = on.agent) =>
    runCommand({ services: on.services, signedIn: () => by, asked: { action: 'dispatch.cancelVisit', permission: 'visits.book', verification: 'unverified' } },
      { commandId: newId(clock), customerId: visit.customerId, appointmentId: visit.id, expectedVersion: visit.version, reason: 'fixedWithoutVisit', note: 'Works again' } as CancelVisit, cancelVisit).then(sound)

  it('is marked when its time and the grace are over, and not a minute before', async () => {
    const work = await planned({ from: 9, to: 11 }, 10)
    until(11 + GRACE - 1 / 60)
    await look()
    expect(await promiseOf(work), 'the control: a minute before').toMatchObject({ status: 'booked', version: 1 })
    until(11 + GRACE)
    await look()
    expect(await promiseOf(work)).toMatchObject({ status: 'missed', version: 2, hasGateCode: false })
    expect(await on.workNow(work.id)).toMatchObject({ status: 'notDone', outcome: 'nobodyCame', technicianId: work.technicianId })
    expect(await audit()).toEqual([{ customerId: work.customerId, agentId: null }])
    expect(await calls()).toEqual([[work.id, true]])
    await look()
    expect(await promiseOf(work), 'once').toMatchObject({ version: 2 })
  })

  it('is marked by one of two nodes that look at once', async () => {
    const works = await Promise.all([9, 10].map((from) => on.addVisit({ from, to: from + 1 })))
    until(13)
    await Promise.all([look(), look()])
    for (const work of works) expect(await promiseOf(work)).toMatchObject({ status: 'missed', version: 2 })
    expect(await audit()).toHaveLength(2)
  })

  it('is not missed while somebody comes or is there, nor where it is over, nor while a later time is planned', async () => {
    const [coming, there, done, later] = [await planned({ from: 9, to: 11 }, 9), await planned({ from: 9, to: 11 }, 10), await planned({ from: 9, to: 11 }, 9), await planned({ from: 9, to: 11 }, 10)]
    await on.progress(on.dispatcher, { ...upon(coming), step: 'onTheWay' })
    await on.progress(on.dispatcher, { ...upon(there), step: 'started' })
    await on.progress(on.dispatcher, { ...upon(done), step: 'done' })
    await on.put(later, later.technicianId!, at(16), 'Somebody is ill')
    until(15)
    await look()
    expect(await Promise.all([coming, there, done, later].map(async (work) => (await promiseOf(work)).status))).toEqual(['booked', 'booked', 'completed', 'booked'])
    expect(await calls()).toEqual([[later.id, false]])
    until(16 + GRACE)
    await look()
    expect((await promiseOf(later)).status, 'when that time is over as well').toBe('missed')
  })

  it('goes on where somebody comes late all the same, and ends as that says', async () => {
    const work = await planned({ from: 9, to: 11 }, 10)
    until(13)
    await look()
    const missed = await on.workNow(work.id)
    const record = { ticked: [], parts: [], photos: [], signature: null, outcomeNote: null, followUp: null }
    await expect(on.record(on.dispatcher, { ...upon(missed), ...record, outcome: 'done' })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'outcome', message: 'byItself' }] } })
    const begun = workOf(await on.progress(on.dispatcher, { ...upon(missed), step: 'started' }))
    expect(begun).toMatchObject({ status: 'inProgress', outcome: null, endedAt: null })
    expect(await promiseOf(work)).toMatchObject({ status: 'booked' })
    expect(await calls()).toEqual([])
    until(20)
    await look()
    expect((await promiseOf(work)).status).toBe('booked')
    await on.progress(on.dispatcher, { ...upon(begun), step: 'done' })
    expect(await promiseOf(work)).toMatchObject({ status: 'completed' })
  })

  it('stays to be called until another visit is booked for it, which nobody goes behind', async () => {
    const work = await planned({ from: 9, to: 11 }, 10)
    until(13)
    await look()
    const next = await on.addVisit({ from: 15, to: 17, customerId: work.customerId, followUpOf: work.id })
    expect(await calls()).toEqual([[next.id, false]])
    await expect(on.progress(on.dispatcher, { ...upon(await on.workNow(work.id)), step: 'started' })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'step', message: 'followedUp' }] } })
    await on.store.db.updateTable('workOrder').set({ status: 'cancelled' }).where('id', '=', next.id).execute()
    expect(await calls(), 'the control: called off again').toEqual([[work.id, true]])
  })

  it('is nobody’s to be called when none is needed any more, and stays missed', async () => {
    const work = await planned({ from: 9, to: 11 }, 10)
    until(13)
    await look()
    await cancel(await promiseOf(work))
    expect(await promiseOf(work)).toMatchObject({ status: 'missed', endReason: 'fixedWithoutVisit', endNote: 'Works again' })
    expect(await on.workNow(work.id)).toMatchObject({ status: 'notDone', outcome: 'other', outcomeNote: 'Works again' })
    expect(await calls()).toEqual([])
    await expect(cancel(await promiseOf(work))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'appointmentId', message: 'missed' }] } })
  })

  it('is marked where the promise has no job, and left alone where it was erased', async () => {
    const rows = [makeRow('appointment', { windowStart: at(8), windowEnd: at(9) }), makeRow('appointment', { windowStart: at(8), windowEnd: at(9), status: 'cancelled', endReason: 'other' })]
    await on.store.db.transaction().execute((trx) => bulkInsert(trx, 'appointment', rows))
    until(12)
    await look()
    const found = new Map((await readRows(on.store.db, 'appointment', rows.map(({ id }) => id))).map(({ id, status }) => [id, status]))
    expect(rows.map(({ id }) => found.get(id))).toEqual(['missed', 'cancelled'])
  })
})
