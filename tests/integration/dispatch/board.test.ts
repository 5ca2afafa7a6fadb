/** The board, as dispatchers change it: by the rule that they are shown, and never two jobs in one minute. On both stores. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boardSchema } from '../../../shared/features/dispatch/board.schema.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { openBoard, placement, upon, workOf } from '../../support/board.ts'
import { at, DAY } from '../../support/booking.ts'
import type { WorkOrder } from '../../../shared/features/dispatch/visits.schema.ts'
import { setGateCode } from '../../../electron/backend/features/dispatch/gate-codes.ts'
import { hire } from '../../support/direct-commands.ts'
import { storeKinds } from '../../support/stores.ts'

describe.each(storeKinds)('the board on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-24T13:05:00.000Z'))
  let on: Awaited<ReturnType<typeof openBoard>>
  beforeAll(async () => void (on = await openBoard(kind, clock)))
  afterAll(() => on.store.close())
  const broken = (...kinds: string[]) => ({ code: 'validation', data: { issues: kinds.map((message) => ({ path: 'override', message })) } })
  const there = ({ technicianId, plannedStart }: { technicianId: string | null; plannedStart: string | null }) => ({ technicianId, plannedStart })

  it('shows technicians by name, their visits with who lives there, and what nobody has', async () => {
    const { technician } = await on.addTechnician({ name: 'Ada Bell', region: 'Shown' })
    const visit = await on.addVisit({ from: 9, to: 11 })
    const open = await on.addVisit({ from: 13, to: 15 })
    await on.put(visit, technician.id, at(9.5))
    const board = boardSchema.parse(await on.board(2, 'Shown'))
    expect(board.technicians.map(({ name }) => name)).toEqual(['Ada Bell'])
    expect(board.days.map(({ date }) => date)).toEqual([DAY, '2026-11-25'])
    expect([board.days[0]?.opens, board.days[0]?.closes]).toEqual([at(8), at(17)])
    expect(board.visits.find(({ id }) => id === visit.id)).toMatchObject({ technicianId: technician.id, start: at(9.5), street: '14 Maple St', promised: { from: at(9), to: at(11) } })
    expect(board.visits.find(({ id }) => id === open.id)).toMatchObject({ technicianId: null, start: null })
  })

  it('moves a visit, by one who saw it as it is', async () => {
    const [{ technician: one }, { technician: other }] = [await on.addTechnician(), await on.addTechnician()]
    const visit = await on.addVisit({ from: 9, to: 12 })
    const first = workOf(await on.put(visit, one.id, at(9.5)))
    expect(first).toMatchObject({ technicianId: one.id, plannedStart: at(9.5), plannedEnd: at(10.5), version: 2, changedBy: on.dispatcher.agent.displayName })
    expect(first.travelSeconds).toBeGreaterThan(0)
    const second = workOf(await on.put(first, other.id, at(10)))
    await expect(on.put(first, one.id, at(11))).rejects.toMatchObject({ code: 'conflict', data: { stream: 'workOrder', changedBy: on.dispatcher.agent.displayName, current: { version: 3 } } })
    const back = workOf(await on.unassign(on.dispatcher, upon(second)))
    expect(back).toMatchObject({ technicianId: null, plannedStart: null, plannedEnd: null, travelSeconds: null })
  })

  it('breaks no rule without a reason, and keeps the reason', async () => {
    const { technician } = await on.addTechnician({ skills: ['tv'] })
    const visit = await on.addVisit({ from: 9, to: 11 })
    await expect(on.put(visit, technician.id, at(12))).rejects.toMatchObject(broken('window', 'skills'))
    expect(there(await on.workNow(visit.id))).toEqual({ technicianId: null, plannedStart: null })
    const moved = workOf(await on.put(visit, technician.id, at(12), 'They asked for it at noon'))
    expect(moved.plannedStart).toBe(at(12))
    const entry = await on.store.db.selectFrom('auditEntry').select(['override', 'detail']).where('override', '=', 'They asked for it at noon').executeTakeFirstOrThrow()
    expect(entry.detail).toMatchObject({ broken: 'window skills' })
  })

  it('lets nobody break one who may not', async () => {
    const { technician } = await on.addTechnician({ skills: ['tv'] })
    const visit = await on.addVisit({ from: 9, to: 11 })
    const may = { ...on.dispatcher, agent: { ...on.dispatcher.agent, permissions: on.dispatcher.agent.permissions.filter((right) => right !== 'dispatch.override') } }
    await expect(on.move(may, { ...upon(visit), technicianId: technician.id, start: at(9), override: 'I may not' })).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'dispatch.override' } })
    await expect(on.move(on.agent, { ...upon(visit), technicianId: technician.id, start: at(9), override: null })).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'dispatch.manage' } })
  })

  it('says who has the time already, reason or not', async () => {
    const { technician } = await on.addTechnician()
    const [first, second] = [await on.addVisit({ from: 9, to: 12 }), await on.addVisit({ from: 9, to: 12 })]
    await on.put(first, technician.id, at(10))
    await expect(on.put(second, technician.id, at(10.5), 'Both at once')).rejects.toMatchObject({ code: 'conflict', data: { stream: 'technicianTime', current: { id: first.id }, changedBy: on.dispatcher.agent.displayName } })
    expect(there(await on.workNow(second.id))).toEqual({ technicianId: null, plannedStart: null })
  })

  it('gives one gap to one of two dispatchers at once, and tells the other who has it', async () => {
    const other = await hire(on.store, clock, 'dispatcher')
    for (let round = 0; round < 8; round++) {
      const { technician } = await on.addTechnician()
      const visits = [await on.addVisit({ from: 9, to: 12 }), await on.addVisit({ from: 9, to: 12 })] as const
      const outcomes = await Promise.allSettled([on.dispatcher, other].map((by, index) => on.move(by, { ...upon(visits[index]!), technicianId: technician.id, start: at(9.5 + index / 4), override: 'Both at once' })))
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown)
      expect(lost).toHaveLength(1)
      expect(lost[0]).toMatchObject({ code: 'conflict', data: { stream: 'technicianTime', current: { technicianId: technician.id } } })
    }
  })

  it('changes two visits of one technician for each other, at once and whole', async () => {
    const { technician } = await on.addTechnician({}, { breakMinutes: 0, breakFrom: null, breakTo: null })
    const [first, second] = [workOf(await on.put(await on.addVisit({ from: 9, to: 12 }), technician.id, at(9))), workOf(await on.put(await on.addVisit({ from: 9, to: 12 }), technician.id, at(10.5)))]
    const swap = [placement(first, technician.id, at(10.5)), placement(second, technician.id, at(9))]
    await on.take(on.dispatcher, { placements: swap, override: null })
    expect([await on.workNow(first.id), await on.workNow(second.id)].map(({ plannedStart }) => plannedStart)).toEqual([at(10.5), at(9)])
    // The control: the same plan again is of an older board, and nothing of it is done.
    await expect(on.take(on.dispatcher, { placements: swap, override: null })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('does nothing of a plan of which one part cannot be', async () => {
    const { technician } = await on.addTechnician()
    const [first, second, third] = [await on.addVisit({ from: 9, to: 12 }), await on.addVisit({ from: 9, to: 12 }), await on.addVisit({ from: 9, to: 12 })]
    await on.put(third, technician.id, at(11))
    await expect(on.take(on.dispatcher, { placements: [placement(first, technician.id, at(9)), placement(second, technician.id, at(11.25))], override: 'All of it' })).rejects.toMatchObject({ code: 'conflict', data: { stream: 'technicianTime' } })
    expect((await on.workNow(first.id)).technicianId).toBeNull()
    await expect(on.take(on.dispatcher, { placements: [placement(first, technician.id, at(9)), placement(first, technician.id, at(10))], override: null })).rejects.toMatchObject({ code: 'validation' })
  })

  it('refuses yesterday, next year, work that is under way, and half a place', async () => {
    const { technician } = await on.addTechnician()
    const visit = await on.addVisit({ from: 9, to: 12 })
    const issue = (path: string, message: string) => ({ code: 'validation', data: { issues: [{ path, message }] } })
    await expect(on.put(visit, technician.id, at(9, '2026-11-23'))).rejects.toMatchObject(issue('start', 'past'))
    await expect(on.put(visit, technician.id, at(9, '2027-11-23'))).rejects.toMatchObject(issue('start', 'tooFar'))
    await expect(on.take(on.dispatcher, { placements: [placement(visit, technician.id, null)], override: null })).rejects.toMatchObject(issue('start', 'withTechnician'))
    const planned = workOf(await on.put(visit, technician.id, at(9)))
    const begun = workOf(await on.progress(on.dispatcher, { ...upon(planned), step: 'started' }))
    await expect(on.put(begun, technician.id, at(10))).rejects.toMatchObject(issue('workOrderId', 'inProgress'))
  })

  it('leaves visits at risk with whoever falls ill, and says so on the board', async () => {
    const { technician, shift } = await on.addTechnician({ region: 'Ill' })
    const visit = workOf(await on.put(await on.addVisit({ from: 13, to: 16 }), technician.id, at(14)))
    await expect(on.markAbsence(on.dispatcher, { shiftId: shift.id, expectedVersion: 1, absence: 'sick', from: at(18) })).rejects.toMatchObject({ code: 'validation' })
    await on.markAbsence(on.dispatcher, { shiftId: shift.id, expectedVersion: 1, absence: 'sick', from: at(12) })
    expect((await on.workNow(visit.id)).technicianId).toBe(technician.id)
    expect((await on.board(1, 'Ill')).technicians[0]?.shifts[0]).toMatchObject({ absence: 'sick', absentFrom: at(12), version: 2 })
    await expect(on.put(visit, technician.id, at(15))).rejects.toMatchObject(broken('away'))
    await expect(on.markAbsence(on.dispatcher, { shiftId: shift.id, expectedVersion: 1, absence: null, from: null })).rejects.toMatchObject({ code: 'conflict' })
    await on.markAbsence(on.dispatcher, { shiftId: shift.id, expectedVersion: 2, absence: null, from: null })
    await on.put(visit, technician.id, at(15))
  })

  it('ends work that was not done as not done, with its outcome', async () => {
    const { technician } = await on.addTechnician()
    const end = async (outcome: WorkOrder['outcome'], hour: number, step: 'done' | 'noShow' = 'done') => {
      const begun = workOf(await on.progress(on.dispatcher, { ...upon(workOf(await on.put(await on.addVisit({ from: hour, to: hour + 1 }), technician.id, at(hour), 'As it must be'))), step: 'started' }))
      const written = workOf(await on.record(on.dispatcher, { ...upon(begun), ticked: [], parts: [], photos: [], signature: null, outcome, outcomeNote: null, followUp: null }))
      const ended = await on.progress(on.dispatcher, { ...upon(written), step })
      return { work: workOf(ended), said: [workOf(ended).status, workOf(ended).outcome, ended.rows.appointment?.[0]?.['status']] }
    }
    expect((await end('missingParts', 8)).said).toEqual(['notDone', 'missingParts', 'completed'])
    expect((await end('plantFault', 9)).said).toEqual(['notDone', 'plantFault', 'completed'])
    expect((await end('unsafe', 10)).said).toEqual(['notDone', 'unsafe', 'completed'])
    expect((await end('noAccess', 11)).said).toEqual(['notDone', 'noAccess', 'noShow'])
    expect((await end('noAccess', 12, 'noShow')).said).toEqual(['notDone', 'noAccess', 'noShow'])
    expect((await end('needsFollowUp', 13)).said).toEqual(['completed', 'needsFollowUp', 'completed'])
    const { work, said } = await end(null, 14)
    expect(said, 'the control').toEqual(['completed', 'done', 'completed'])
    const later = workOf(await on.record(on.dispatcher, { ...upon(work), ticked: [], parts: [], photos: [], signature: null, outcome: 'missingParts', outcomeNote: null, followUp: null }))
    expect([later.status, later.outcome], 'said after the end').toEqual(['notDone', 'missingParts'])
  })

  it('goes back from the way, upon what was seen, and no further', async () => {
    const { technician } = await on.addTechnician()
    const visit = workOf(await on.put(await on.addVisit({ from: 9, to: 12 }), technician.id, at(9)))
    const step = async (work: WorkOrder, what: 'onTheWay' | 'back' | 'started') => workOf(await on.progress(on.dispatcher, { ...upon(work), step: what }))
    const driving = await step(visit, 'onTheWay')
    await expect(step(visit, 'back')).rejects.toMatchObject({ code: 'conflict' })
    const back = await step(driving, 'back')
    expect(back).toMatchObject({ status: 'planned', onTheWayAt: null, technicianId: technician.id, plannedStart: at(9) })
    const begun = await step(back, 'started')
    await expect(step(begun, 'back')).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'step', message: 'inProgress' }] } })
  })

  it('forgets the gate’s code when the visit ends', async () => {
    const { technician } = await on.addTechnician()
    const visit = workOf(await on.put(await on.addVisit({ from: 9, to: 12 }), technician.id, at(9)))
    const appointmentId = visit.appointmentId ?? expect.fail('nothing was promised')
    const codes = async () => (await on.store.db.selectFrom('appointmentGateCode').select('appointmentId').where('appointmentId', '=', appointmentId).execute()).length
    await on.store.db.transaction().execute((trx) => setGateCode(trx, on.services, { customerId: visit.customerId, appointmentId }, '4711#'))
    const begun = workOf(await on.progress(on.dispatcher, { ...upon(visit), step: 'started' }))
    expect(await codes(), 'the control').toBe(1)
    const done = await on.progress(on.dispatcher, { ...upon(begun), step: 'done' })
    expect([await codes(), done.rows.appointment?.[0]?.['hasGateCode']]).toEqual([0, false])
  })

  it('follows the work to its end: the promise is kept, or nobody was there', async () => {
    const { technician } = await on.addTechnician()
    const [kept, missed] = [workOf(await on.put(await on.addVisit({ from: 9, to: 12 }), technician.id, at(9))), workOf(await on.put(await on.addVisit({ from: 13, to: 16 }), technician.id, at(14)))]
    const driving = workOf(await on.progress(on.dispatcher, { ...upon(kept), step: 'onTheWay' }))
    const written = workOf(await on.record(on.dispatcher, { ...upon(driving), ticked: [0], parts: [{ name: 'Splitter', quantity: 1 }], photos: ['p/1'], signature: 's/1', outcome: null, outcomeNote: null, followUp: 'Bury the drop' }))
    expect(written).toMatchObject({ checklist: { items: [{ done: true }] }, parts: { items: [{ name: 'Splitter', quantity: 1 }] }, photos: ['p/1'], signature: 's/1', followUp: 'Bury the drop' })
    const done = await on.progress(on.dispatcher, { ...upon(written), step: 'done' })
    expect([workOf(done).status, done.rows.appointment?.[0]?.['status']]).toEqual(['completed', 'completed'])
    await expect(on.progress(on.dispatcher, { ...upon(workOf(done)), step: 'started' })).rejects.toMatchObject({ code: 'validation' })
    const nobody = await on.progress(on.dispatcher, { ...upon(missed), step: 'noShow' })
    expect([workOf(nobody).status, workOf(nobody).outcome, nobody.rows.appointment?.[0]?.['status']]).toEqual(['notDone', 'customerAbsent', 'noShow'])
    await expect(on.record(on.dispatcher, { ...upon(workOf(nobody)), ticked: [7], parts: [], photos: [], signature: null, outcome: null, outcomeNote: null, followUp: null })).rejects.toMatchObject({ code: 'validation' })
  })
})
