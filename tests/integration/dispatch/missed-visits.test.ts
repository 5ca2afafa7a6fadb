/** A promise to which nobody came is marked by itself, once, and nothing of it is forgotten: not before its time, not while somebody is there, and not where it was kept. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { GATE_CODE_KEPT_HOURS, MISSED_AFTER_MINUTES, MISSED_WITHIN_DAYS } from '../../../shared/features/dispatch/visit-missed.ts'
import type { CancelVisit } from '../../../shared/features/dispatch/booking.schema.ts'
import type { Appointment, WorkOrder } from '../../../shared/features/dispatch/visits.schema.ts'
import { runCommand } from '../../../electron/backend/command.ts'
import { readGateCode, setGateCode } from '../../../electron/backend/features/dispatch/gate-codes.ts'
import { createMissedVisits } from '../../../electron/backend/features/dispatch/missed-visits.ts'
import { cancelVisit } from '../../../electron/backend/features/dispatch/visits.commands.ts'
import { erasureQueries } from '../../../electron/backend/features/privacy/erasure-table.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { openBoard, upon, workOf } from '../../support/board.ts'
import { at, openBooking } from '../../support/booking.ts'
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
    expect(await promiseOf(work)).toMatchObject({ status: 'missed', version: 2 })
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

  it('gives back what is left of its technician’s minutes, and takes them again while they are free', async () => {
    const { technician } = await on.addTechnician({}, { breakMinutes: 0, breakFrom: null, breakTo: null })
    const [work, other] = [workOf(await on.put(await on.addVisit({ from: 9, to: 11, minutes: 120 }), technician.id, at(10.75))), await on.addVisit({ from: 12, to: 15 })]
    until(12)
    await expect(on.put(other, technician.id, at(12), 'Nobody is there'), 'the control: before it is marked').rejects.toMatchObject({ code: 'conflict', data: { stream: 'technicianTime' } })
    await look()
    expect(await on.workNow(work.id)).toMatchObject({ plannedEnd: at(12), minutes: 120 })
    const placed = workOf(await on.put(other, technician.id, at(12), 'Nobody is there'))
    const begun = workOf(await on.progress(on.dispatcher, { ...upon(await on.workNow(work.id)), step: 'started' }))
    const again = { placements: [], longer: { workOrderId: work.id, expectedVersion: begun.version, minutes: 120 }, override: 'All the same' }
    await expect(on.take(on.dispatcher, again)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'technicianTime', current: { id: other.id } } })
    await on.unassign(on.dispatcher, upon(placed))
    await on.take(on.dispatcher, again)
    expect(await on.workNow(work.id)).toMatchObject({ plannedEnd: at(12.75), status: 'inProgress' })
  })

  describe('the code of its gate', () => {
    const code = async ({ customerId, appointmentId }: WorkOrder) => readGateCode(on.store.db, on.services, { customerId, appointmentId: appointmentId! })
    async function missed() {
      const work = await planned({ from: 9, to: 11 }, 10)
      await on.store.db.transaction().execute((trx) => setGateCode(trx, on.services, { customerId: work.customerId, appointmentId: work.appointmentId! }, '4711#'))
      await on.store.db.updateTable('appointment').set({ hasGateCode: true }).where('id', '=', work.appointmentId!).execute()
      until(12)
      await look()
      expect(await promiseOf(work)).toMatchObject({ status: 'missed', hasGateCode: true })
      return on.workNow(work.id)
    }
    const forgotten = async (work: WorkOrder) => expect([await code(work), (await promiseOf(work)).hasGateCode]).toEqual([null, false])

    it('is there for who comes late all the same, until they leave', async () => {
      const work = await missed()
      const begun = workOf(await on.progress(on.dispatcher, { ...upon(work), step: 'started' }))
      expect(await code(work)).toBe('4711#')
      await on.progress(on.dispatcher, { ...upon(begun), step: 'done' })
      await forgotten(work)
    })

    it('is forgotten when nobody has come for a day', async () => {
      const work = await missed()
      until(12 + GATE_CODE_KEPT_HOURS - 1 / 60)
      await look()
      expect(await code(work), 'the control: a minute before').toBe('4711#')
      until(12 + GATE_CODE_KEPT_HOURS)
      await look()
      await forgotten(work)
      expect(await promiseOf(work)).toMatchObject({ status: 'missed', version: 3 })
    })

    it('is forgotten when none is needed any more', async () => {
      const work = await missed()
      await cancel(await promiseOf(work))
      await forgotten(work)
    })

    it('is forgotten when another visit is booked for it', async () => {
      const work = await missed()
      const book = await openBooking(on.store, clock)
      await on.addTechnician({ name: 'Free' })
      await on.store.db.updateTable('customer').set({ latitude: 40.94, longitude: -73.88 }).where('id', '=', work.customerId).execute()
      const agent = await book.hire()
      const [offer] = await book.offer(agent, work.customerId)
      const { rows } = await book.bookHold(agent, work.customerId, await book.holdOffer(agent, work.customerId, offer!), { followUpOf: work.id })
      expect(rows.appointment).toMatchObject([{ status: 'booked' }, { id: work.appointmentId, status: 'missed', hasGateCode: false }])
      await forgotten(work)
      await expect(cancel(await promiseOf(work))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'appointmentId', message: 'missed' }] } })
    })
  })

  describe('of many', () => {
    const MINUTE = 60_000
    /** To whom nobody came, so many days before today. */
    async function insertMissed(count: number, { daysAgo, hour }: { daysAgo: number; hour: number }, of: { technicianId?: string } = {}) {
      const customer = makeRow('customer', {})
      const back = (time: string, index = 0) => isoInstant(Date.parse(time) - daysAgo * 24 * 60 * MINUTE + index * MINUTE)
      const promises = Array.from({ length: count }, () => makeRow('appointment', { customerId: customer.id, status: 'missed', windowStart: back(at(hour)), windowEnd: back(at(hour + 1)) }))
      const works = promises.map(({ id }, index) => makeRow('workOrder', {
        customerId: customer.id, appointmentId: id, status: 'notDone', outcome: 'nobodyCame', endedAt: back(at(hour + 2)),
        ...(of.technicianId ? { technicianId: of.technicianId, plannedStart: back(at(hour), index), plannedEnd: back(at(hour), index + 1) } : {}),
      }))
      await on.store.db.transaction().execute(async (trx) => {
        await bulkInsert(trx, 'customer', [customer])
        await bulkInsert(trx, 'appointment', promises)
        await bulkInsert(trx, 'workOrder', works)
      })
      return works
    }

    it('today’s are asked to be called first, and it is said that there are more', async () => {
      await insertMissed(100, { daysAgo: 3, hour: 9 })
      expect((await on.board()).moreToCall, 'the control: these are all').toBe(false)
      const [today] = await insertMissed(1, { daysAgo: 0, hour: 5 })
      const { toCall, moreToCall } = await on.board()
      expect([toCall[0]?.workOrderId, toCall.length, moreToCall]).toEqual([today!.id, 100, true])
    })

    it('those of another region keep nobody of this one from being called', async () => {
      const [{ technician: near }, { technician: far }] = [await on.addTechnician({ region: 'North' }), await on.addTechnician({ region: 'South' })]
      const [mine] = await insertMissed(1, { daysAgo: 3, hour: 9 }, { technicianId: near.id })
      await insertMissed(500, { daysAgo: 1, hour: 5 }, { technicianId: far.id })
      const { toCall, moreToCall } = await on.board(1, 'North')
      expect([toCall.map(({ workOrderId }) => workOrderId), moreToCall]).toEqual([[mine!.id], false])
    })

    it('those that nobody closed long ago are left as they are', async () => {
      const days = (count: number) => isoInstant(clock.now() - count * 24 * 60 * MINUTE)
      const rows = [MISSED_WITHIN_DAYS + 0.1, MISSED_WITHIN_DAYS - 0.1].map((count) => makeRow('appointment', { windowStart: days(count + 0.1), windowEnd: days(count) }))
      await on.store.db.transaction().execute((trx) => bulkInsert(trx, 'appointment', rows))
      await look()
      const found = new Map((await readRows(on.store.db, 'appointment', rows.map(({ id }) => id))).map(({ id, status }) => [id, status]))
      expect(rows.map(({ id }) => found.get(id))).toEqual(['booked', 'missed'])
    })

    it('one that cannot be marked keeps no other from it, is told of once, and is tried again', async () => {
      const [first, second] = [await planned({ from: 9, to: 10 }, 9), await planned({ from: 9, to: 11 }, 10)]
      await on.store.pool.query(`create function refuse_marking() returns trigger language plpgsql as $$ begin raise 'not this one'; end $$;
        create trigger refuse_marking before update on appointment for each row when (old.id = '${first.appointmentId}') execute function refuse_marking()`)
      const error = vi.fn()
      const worker = createMissedVisits({ ...on.services, log: { ...on.services.log, error } })
      until(12)
      await worker.work()
      await worker.work()
      expect([(await promiseOf(first)).status, (await promiseOf(second)).status]).toEqual(['booked', 'missed'])
      expect(error).toHaveBeenCalledTimes(1)
      expect(await audit(), 'nothing of it is written').toHaveLength(1)
      await on.store.pool.query('drop trigger refuse_marking on appointment')
      await worker.work()
      expect((await promiseOf(first)).status).toBe('missed')
    })
  })

  it('is marked where the promise has no job, and called about until none is needed or another one is made', async () => {
    const customer = makeRow('customer', { familyName: 'Quill' })
    const promise = (hour: number, more = {}) => makeRow('appointment', { customerId: customer.id, windowStart: at(hour), windowEnd: at(hour + 1), ...more })
    const [mine, over] = [promise(8), promise(8, { status: 'cancelled', endReason: 'other' })]
    const insert = (...rows: Appointment[]) => on.store.db.transaction().execute((trx) => bulkInsert(trx, 'appointment', rows))
    await on.store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [customer]))
    await insert(mine, over)
    until(12)
    await look()
    const found = new Map((await readRows(on.store.db, 'appointment', [mine.id, over.id])).map((row) => [row.id, row]))
    expect([found.get(mine.id)?.status, found.get(over.id)?.status]).toEqual(['missed', 'cancelled'])
    const asked = async () => (await on.board()).toCall.map(({ appointmentId, workOrderId, missed, promised }) => ({ appointmentId, workOrderId, missed, promised }))
    const call = { appointmentId: mine.id, workOrderId: null, missed: true, promised: { from: at(8), to: at(9) } }
    expect(await asked()).toEqual([call])
    const next = promise(15, { bookedAt: at(12) })
    await insert(next)
    expect(await asked()).toEqual([])
    await on.store.db.updateTable('appointment').set({ status: 'cancelled', endReason: 'other' }).where('id', '=', next.id).execute()
    expect(await asked(), 'the control: called off again').toEqual([call])
    await cancel(found.get(mine.id)!)
    expect(await asked()).toEqual([])
  })

  it('is left alone where an erasure was first, though it was found before', async () => {
    const work = await planned({ from: 9, to: 11 }, 10)
    until(13)
    let looking = Promise.resolve()
    await on.store.db.transaction().execute(async (trx) => {
      await trx.selectFrom('customer').select('id').where('id', '=', work.customerId).forUpdate().execute()
      looking = look()
      const waits = async () => (await on.store.pool.query<{ waits: number }>(`select count(*)::int as waits from pg_locks where not granted`)).rows[0]?.waits
      // The embedded one has one transaction at a time.
      if (kind === 'server') await vi.waitFor(async () => expect(await waits()).toBeGreaterThan(0), { timeout: 10_000 })
      for (const query of erasureQueries(work.customerId, isoInstant(clock.now()))) await trx.executeQuery(query)
    })
    const versions = async () => (await on.store.pool.query<{ of: string; version: number }>(`select 'promise' as of, version::int from appointment where id = $1 union all select 'work', version::int from work_order where id = $2 order by 1`, [work.appointmentId, work.id])).rows
    await looking
    expect(await versions()).toEqual([{ of: 'promise', version: 2 }, { of: 'work', version: work.version + 1 }])
    expect(await audit()).toEqual([])
    expect(await calls()).toEqual([])
  })
})
