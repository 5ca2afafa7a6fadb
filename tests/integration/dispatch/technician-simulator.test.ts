/** The demo’s technicians go through their days, whether somebody watches or not; and touch nothing that is not theirs. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import type { WorkOrder } from '../../../shared/features/dispatch/visits.schema.ts'
import { createTechnicianSimulator } from '../../../electron/backend/demo/technician-simulator.ts'
import { demoEndOf, type DemoEnd } from '../../../electron/backend/demo/visit-outcomes.ts'
import { createMissedVisits } from '../../../electron/backend/features/dispatch/missed-visits.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import { openBoard, upon, workOf } from '../../support/board.ts'
import { at } from '../../support/booking.ts'

const MORNING = Date.parse(at(8))
/** A number by which a visit ends like that; each time another one. */
let tried = 0
function referenceFor(end: DemoEnd): string {
  for (;;) {
    const reference = `WO-${(tried += 1)}`
    if (demoEndOf(reference) === end) return reference
  }
}

describe('the demo’s technicians', () => {
  const clock = manualClock(MORNING)
  let on: Awaited<ReturnType<typeof openBoard>>
  let simulator: ReturnType<typeof createTechnicianSimulator>
  const faults: unknown[] = []
  beforeEach(async () => {
    clock.advance(MORNING - clock.now())
    faults.length = 0
    on = await openBoard('embedded', clock)
    simulator = createTechnicianSimulator({ ...on, ...on.services, onFault: (error) => void faults.push(error) })
  })
  afterEach(async () => {
    await on.store.close()
    expect(faults).toEqual([])
  })
  const until = (hour: number): void => void clock.advance(Date.parse(at(hour)) - clock.now())
  const promiseOf = async ({ appointmentId }: WorkOrder) => (await readRows(on.store.db, 'appointment', [appointmentId!]))[0]!
  async function planned(end: DemoEnd): Promise<WorkOrder> {
    const { technician } = await on.addTechnician({ name: 'Sam Okafor' }, { breakMinutes: 0, breakFrom: null, breakTo: null })
    return workOf(await on.put(await on.addVisit({ from: 9, to: 11, reference: referenceFor(end) }), technician.id, at(10)))
  }

  it('begin what is planned when its time has come, and end it when its minutes are over', async () => {
    const work = await planned('done')
    until(9.9)
    await simulator.beat()
    expect(await on.workNow(work.id), 'the control: before its time').toEqual(work)
    until(10.2)
    await simulator.beat()
    expect(await on.workNow(work.id)).toMatchObject({ status: 'inProgress', startedAt: at(10), changedBy: 'Sam Okafor' })
    expect((await promiseOf(work)).status).toBe('booked')
    until(11.1)
    await simulator.beat()
    const done = await on.workNow(work.id)
    expect(done).toMatchObject({ status: 'completed', outcome: 'done', startedAt: at(10), endedAt: at(11), plannedEnd: at(11), checklist: { items: [{ done: true }] } })
    expect((await promiseOf(work)).status).toBe('completed')
    await simulator.beat()
    expect(await on.workNow(work.id), 'once').toEqual(done)
    const audit = await on.store.db.selectFrom('auditEntry').select(['agentId', 'detail']).where('action', '=', 'dispatch.progressWork').orderBy('seq').execute()
    expect(audit).toMatchObject([{ agentId: null, detail: { step: 'started' } }, { agentId: null, detail: { step: 'done' } }])
  })

  it('have done meanwhile what passed while no demo ran, also what was taken for missed', async () => {
    const [work, absent, more, never] = [await planned('done'), await planned('customerAbsent'), await planned('needsFollowUp'), await planned('nobodyComes')]
    until(24 * 3)
    await createMissedVisits(on.services).work()
    expect((await promiseOf(work)).status, 'the control: nobody had gone there').toBe('missed')
    await simulator.beat()
    expect([await on.workNow(work.id), (await promiseOf(work)).status]).toMatchObject([{ status: 'completed', outcome: 'done', startedAt: at(10), endedAt: at(11) }, 'completed'])
    expect([await on.workNow(absent.id), (await promiseOf(absent)).status]).toMatchObject([{ status: 'notDone', outcome: 'customerAbsent', startedAt: null, endedAt: at(10 + 1 / 6), plannedEnd: at(10 + 1 / 6) }, 'noShow'])
    expect([await on.workNow(more.id), (await promiseOf(more)).status]).toMatchObject([{ status: 'completed', outcome: 'needsFollowUp', followUp: expect.stringMatching(/\w/) }, 'completed'])
    expect([await on.workNow(never.id), (await promiseOf(never)).status]).toMatchObject([{ outcome: 'nobodyCame' }, 'missed'])
    expect((await on.board()).toCall.map(({ workOrderId }) => workOrderId)).toEqual([never.id])
  })

  it('leave what somebody who is away has, what nobody has, what people have said, and a real book', async () => {
    const [ill, over] = [await planned('done'), await planned('done')]
    await on.store.db.updateTable('technicianShift').set({ absence: 'sick', absentFrom: at(9.5) }).where('technicianId', '=', ill.technicianId).execute()
    const open = await on.addVisit({ from: 9, to: 11, reference: referenceFor('done') })
    const said = workOf(await on.progress(on.dispatcher, { ...upon(over), step: 'noShow' }))
    const real = await planned('done')
    until(12)
    await on.store.pool.query(`insert into import_source (customer_id, row_hash, imported_at) values ($1, 'x', now())`, [real.customerId])
    await simulator.beat()
    expect(await on.workNow(real.id), 'a book was imported').toEqual(real)
    await on.store.pool.query('delete from import_source')
    await simulator.beat()
    expect((await on.workNow(real.id)).status, 'the control').toBe('completed')
    expect([(await on.workNow(ill.id)).status, (await on.workNow(open.id)).status]).toEqual(['planned', 'planned'])
    expect(await on.workNow(said.id)).toEqual(said)
  })

  it('leave what a dispatcher has written into the work order, and say the rest', async () => {
    const [parts, note] = [await planned('done'), await planned('done')]
    const wrote = workOf(await on.record(on.dispatcher, { ...upon(parts), ticked: [], parts: [{ name: 'Drop cable', quantity: 2 }], photos: [], signature: null, outcome: 'missingParts', outcomeNote: 'No amplifier in the van', followUp: 'Bring one' }))
    await on.record(on.dispatcher, { ...upon(note), ticked: [], parts: [], photos: [], signature: null, outcome: null, outcomeNote: 'The dog bites', followUp: null })
    until(12)
    await simulator.beat()
    const { outcome, outcomeNote, followUp, parts: used, checklist } = wrote
    expect([await on.workNow(parts.id), (await promiseOf(parts)).status]).toMatchObject([{ status: 'notDone', outcome, outcomeNote, followUp, parts: used, checklist, startedAt: at(10), endedAt: at(11) }, 'completed'])
    expect(await on.workNow(note.id)).toMatchObject({ status: 'completed', outcome: 'done', outcomeNote: 'The dog bites', checklist: { items: [{ done: true }] } })
  })

  it('need their minutes where a dispatcher began late what was missed, and write it down when they do', async () => {
    const [late, onTheWay, past] = [await planned('done'), await planned('done'), await planned('done')]
    until(13)
    await createMissedVisits(on.services).work()
    await on.progress(on.dispatcher, { ...upon(await on.workNow(late.id)), step: 'started' })
    const { travelSeconds } = workOf(await on.progress(on.dispatcher, { ...upon(await on.workNow(onTheWay.id)), step: 'onTheWay' }))
    await simulator.beat()
    expect(await on.workNow(late.id)).toMatchObject({ status: 'inProgress', startedAt: at(13), endedAt: null })
    expect(await on.workNow(past.id), 'the day’s times, and the time of writing').toMatchObject({ status: 'completed', startedAt: at(10), endedAt: at(11), changedAt: at(13) })
    expect((await promiseOf(past)).changedAt).toBe(at(13))
    until(15)
    await simulator.beat()
    expect(await on.workNow(late.id)).toMatchObject({ status: 'completed', startedAt: at(13), endedAt: at(14), changedAt: at(15) })
    const there = (hour: number) => isoInstant(Date.parse(at(hour)) + travelSeconds! * 1_000)
    expect(await on.workNow(onTheWay.id)).toMatchObject({ status: 'completed', startedAt: there(13), endedAt: there(14) })
  })

  it('go on where one visit cannot, which is told of once', async () => {
    const [faulty, sound] = [await planned('done'), await planned('done')]
    await on.store.pool.query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$; create trigger refuse before update on work_order for each row when (old.id = '${faulty.id}') execute function refuse()`)
    until(12)
    await simulator.beat()
    await simulator.beat()
    expect([await on.workNow(faulty.id), (await on.workNow(sound.id)).status]).toEqual([faulty, 'completed'])
    expect(faults.splice(0)).toHaveLength(1)
    await on.store.pool.query('drop trigger refuse on work_order')
    await simulator.beat()
    expect((await on.workNow(faulty.id)).status, 'the control').toBe('completed')
  })
})
