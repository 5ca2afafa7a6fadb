/** A trouble ticket hears how the visits for it ended: it is closed where the work is done, and stays open where it is not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { RecordWork } from '../../../shared/features/dispatch/board-commands.schema.ts'
import { MAX_TICKET_VISITS, type TroubleTicket } from '../../../shared/features/diagnostics/runs.schema.ts'
import type { Appointment, WorkOrder, WorkOutcome } from '../../../shared/features/dispatch/visits.schema.ts'
import { createMissedVisits } from '../../../electron/backend/features/dispatch/missed-visits.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import { openBoard, upon, workOf } from '../../support/board.ts'
import { at, openBooking } from '../../support/booking.ts'
import { makeRow } from '../../support/rows.ts'

const MORNING = Date.parse('2026-11-24T12:00:00.000Z')

describe('a ticket whose visit is booked', () => {
  const clock = manualClock(MORNING)
  let on: Awaited<ReturnType<typeof openBoard>>
  let ticket: TroubleTicket
  let work: WorkOrder
  beforeEach(async () => {
    clock.advance(MORNING - clock.now())
    on = await openBoard('embedded', clock)
    const runId = newId(clock)
    const { technician } = await on.addTechnician()
    work = workOf(await on.put(await on.addVisit({ from: 9, to: 11, runId }), technician.id, at(9.5)))
    ticket = makeRow('troubleTicket', { customerId: work.customerId, runId })
    await on.store.db.transaction().execute((trx) => bulkInsert(trx, 'troubleTicket', [ticket, makeRow('troubleTicket', { customerId: work.customerId })]))
  })
  afterEach(() => on.store.close())
  const now = async (): Promise<TroubleTicket> => (await readRows(on.store.db, 'troubleTicket', [ticket.id]))[0]!
  const record = async (outcome: WorkOutcome | null, more: Partial<RecordWork> = {}) =>
    on.record(on.dispatcher, { ...upon(await on.workNow(work.id)), ticked: [], parts: [], photos: [], signature: null, outcome, outcomeNote: null, followUp: null, ...more })
  const step = async (what: 'done' | 'noShow') => on.progress(on.dispatcher, { ...upon(await on.workNow(work.id)), step: what })
  const reference = async () => (await readRows(on.store.db, 'appointment', [work.appointmentId!]))[0]!.reference

  it('is closed by it where the work is done, and the answer says so', async () => {
    await record(null, { outcomeNote: 'Splitter exchanged' })
    const { rows } = await step('done')
    const { displayName } = on.dispatcher.agent
    expect(await now()).toMatchObject({ status: 'closed', version: 2, closedBy: displayName, closeText: null, visits: { list: [{ reference: await reference(), outcome: 'done', by: displayName, note: 'Splitter exchanged' }] } })
    expect(rows.troubleTicket).toEqual([await now()])
    expect((await on.store.pool.query(`select count(*)::int as open from trouble_ticket where status = 'open'`)).rows, 'another ticket').toEqual([{ open: 1 }])
  })

  it.each([['noShow', null, 'customerAbsent'], ['done', 'missingParts', 'missingParts'], ['done', 'needsFollowUp', 'needsFollowUp']] as const)('stays open at %s with %s', async (what, outcome, told) => {
    if (outcome) await record(outcome)
    await step(what)
    expect(await now()).toMatchObject({ status: 'open', closedAt: null, visits: { list: [{ outcome: told }] } })
  })

  it('stays open where nobody came, which it says by itself', async () => {
    clock.advance(Date.parse(at(13)) - clock.now())
    await createMissedVisits(on.services).work()
    expect(await now()).toMatchObject({ status: 'open', visits: { list: [{ outcome: 'nobodyCame', by: null, reference: await reference() }] } })
  })

  it('is opened again by whoever says later that it was not done, but not over a colleague’s words', async () => {
    await step('done')
    await record('plantFault')
    expect(await now()).toMatchObject({ status: 'open', closedAt: null, closedBy: null, visits: { list: [{ outcome: 'done' }, { outcome: 'plantFault' }] } })
    await on.store.pool.query(`update trouble_ticket set status = 'closed', closed_at = now(), closed_by = 'Jo Doe', close_text = 'They moved' where id = $1`, [ticket.id])
    await record('unsafe')
    expect(await now()).toMatchObject({ status: 'closed', closeText: 'They moved', visits: { list: [{}, {}, { outcome: 'unsafe' }] } })
  })

  it('is not closed by work that leaves something to do, whenever that is said', async () => {
    await record(null, { followUp: 'Bury the drop' })
    await step('done')
    expect(await now()).toMatchObject({ status: 'open', visits: { list: [{ outcome: 'done', note: 'Bury the drop' }] } })
    await record('done')
    expect((await now()).status).toBe('closed')
    await record('done', { outcomeNote: 'Photos came later' })
    expect((await now()).visits.list, 'nothing else was said').toHaveLength(2)
    await record('done', { followUp: 'Bury the drop' })
    expect(await now()).toMatchObject({ status: 'open', visits: { list: [{}, {}, { outcome: 'done' }] } })
  })

  it('is decided by the visit that follows, and not by who corrects an older one', async () => {
    await record('needsFollowUp')
    await step('done')
    const next = makeRow('workOrder', { customerId: work.customerId, appointmentId: null, followUpOf: work.id, runId: work.runId, technicianId: work.technicianId, plannedStart: at(14), plannedEnd: at(15) })
    await on.store.db.transaction().execute((trx) => bulkInsert(trx, 'workOrder', [next]))
    await record('done')
    expect((await now()).status, 'the other one is still to come').toBe('open')
    await on.progress(on.dispatcher, { ...upon(next), step: 'done' })
    expect((await now()).status).toBe('closed')
    await record('missingParts')
    expect(await now()).toMatchObject({ status: 'closed', visits: { list: [{ outcome: 'needsFollowUp' }, { outcome: 'done' }, { outcome: 'done' }, { outcome: 'missingParts' }] } })
  })

  it('keeps the last visits alone, however often somebody changes their mind', async () => {
    await step('noShow')
    for (let count = 0; count < MAX_TICKET_VISITS + 2; count += 1) await record(count % 2 === 0 ? 'noAccess' : 'unsafe')
    expect((await now()).visits.list).toHaveLength(MAX_TICKET_VISITS)
  })

  it('goes on with the visit that follows', async () => {
    const book = await openBooking(on.store, clock)
    await step('noShow')
    const agent = await book.hire()
    await on.store.db.updateTable('customer').set({ latitude: 40.94, longitude: -73.88 }).where('id', '=', work.customerId).execute()
    const [offer] = await book.offer(agent, work.customerId)
    const { rows } = await book.bookHold(agent, work.customerId, await book.holdOffer(agent, work.customerId, offer!), { followUpOf: work.id })
    const [next, visit] = [rows.workOrder![0] as WorkOrder, rows.appointment![0] as Appointment]
    expect(next).toMatchObject({ followUpOf: work.id, runId: ticket.runId })
    await on.progress(on.dispatcher, { ...upon(next), step: 'done' })
    expect(await now()).toMatchObject({ status: 'closed', visits: { list: [{ outcome: 'customerAbsent' }, { outcome: 'done', reference: visit.reference }] } })
  })
})
