/** A visit at which nobody was home: until another one is booked for it, or somebody says that none is needed. On both stores. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY_MS } from '../../../shared/kernel/calendar.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { CancelVisit } from '../../../shared/features/dispatch/booking.schema.ts'
import { asksAgain, NO_SHOW_ASKED_DAYS } from '../../../shared/features/dispatch/no-show.ts'
import type { Appointment, WorkOrder } from '../../../shared/features/dispatch/visits.schema.ts'
import { runCommand } from '../../../electron/backend/command.ts'
import { cancelVisit } from '../../../electron/backend/features/dispatch/visits.commands.ts'
import { isAskedAgain } from '../../../electron/backend/features/dispatch/visits.queries.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import { openBoard, upon, workOf } from '../../support/board.ts'
import { at } from '../../support/booking.ts'
import { sound } from '../../support/direct-commands.ts'
import { storeKinds } from '../../support/stores.ts'

describe.each(storeKinds)('a visit at which nobody was home, on %s', (kind) => {
  const clock = manualClock(Date.parse(at(9.5)))
  let on: Awaited<ReturnType<typeof openBoard>>
  let work: WorkOrder
  beforeEach(async () => {
    clock.advance(Date.parse(at(9.5)) - clock.now())
    on = await openBoard(kind, clock)
    const { technician } = await on.addTechnician({}, { breakMinutes: 0, breakFrom: null, breakTo: null })
    work = workOf(await on.put(await on.addVisit({ from: 9, to: 11 }), technician.id, at(10)))
    clock.advance(30 * 60_000)
    work = workOf(await on.progress(on.dispatcher, { ...upon(work), step: 'noShow' }))
  })
  afterEach(() => on.store.close())
  const promise = async (): Promise<Appointment> => (await readRows(on.store.db, 'appointment', [work.appointmentId!]))[0]!
  /** As the account of this customer shows them; and as the backend decides, which is the same. */
  async function asks(): Promise<boolean> {
    const shown = await shows()
    expect(await isAskedAgain(on.store.db, await promise(), clock.now())).toBe(shown)
    return shown
  }
  async function shows(): Promise<boolean> {
    const works = await on.store.db.selectFrom('workOrder').select(['id', 'appointmentId', 'followUpOf', 'status', 'endedAt']).where('customerId', '=', work.customerId).execute()
    const visits = (await readRows(on.store.db, 'appointment', works.map(({ appointmentId }) => appointmentId!))).map((appointment) => ({ appointment, workOrder: works.find(({ appointmentId }) => appointmentId === appointment.id) ?? null }))
    return asksAgain(visits.find(({ appointment }) => appointment.id === work.appointmentId)!, visits, clock.now())
  }
  const settle = ({ id: appointmentId, customerId, version: expectedVersion }: Appointment) =>
    runCommand({ services: on.services, signedIn: () => on.agent, asked: { action: 'dispatch.cancelVisit', permission: 'visits.book', verification: 'unverified' } },
      { commandId: newId(clock), customerId, appointmentId, expectedVersion, reason: 'fixedWithoutVisit', note: 'Works again' } as CancelVisit, cancelVisit).then(sound)
  const refused = { code: 'validation', data: { issues: [{ path: 'appointmentId', message: 'noShow' }] } }

  it('asks for another one, until one is booked for it, which settles it', async () => {
    expect([await asks(), (await promise()).status]).toEqual([true, 'noShow'])
    const next = await on.addVisit({ from: 15, to: 17, customerId: work.customerId, followUpOf: work.id })
    await on.store.db.updateTable('appointment').set({ customerId: work.customerId }).where('id', '=', next.appointmentId).execute()
    expect(await asks()).toBe(false)
    await expect(settle(await promise())).rejects.toMatchObject(refused)
    await on.store.db.updateTable('workOrder').set({ status: 'cancelled' }).where('id', '=', next.id).execute()
    await on.store.db.updateTable('appointment').set({ status: 'cancelled', endReason: 'other' }).where('id', '=', next.appointmentId).execute()
    expect(await asks(), 'called off again').toBe(true)
  })

  it('asks no more when none is needed, is said once, and stays one at which nobody was home', async () => {
    const before = await promise()
    await settle(before)
    expect(await promise()).toMatchObject({ status: 'noShow', endReason: 'fixedWithoutVisit', endNote: 'Works again', version: before.version + 1, changedBy: on.agent.agent.displayName })
    expect(await on.workNow(work.id), 'what the technician found').toEqual(work)
    expect(await asks()).toBe(false)
    await expect(settle(before)).rejects.toMatchObject({ code: 'conflict' })
    await expect(settle(await promise())).rejects.toMatchObject(refused)
  })

  it('asks for as long as the backend lets somebody say that none is needed, and not a moment longer', async () => {
    const over = Date.parse((await promise()).windowEnd) + NO_SHOW_ASKED_DAYS * DAY_MS
    clock.advance(over - clock.now())
    expect(await asks()).toBe(false)
    await expect(settle(await promise())).rejects.toMatchObject(refused)
    clock.advance(-1)
    expect(await asks(), 'the control').toBe(true)
    expect((await settle(await promise())).rows.appointment).toMatchObject([{ status: 'noShow', endReason: 'fixedWithoutVisit' }])
  })

  it('asks no more where another one was booked since in any way, or is the last that is over', async () => {
    const other = async (more: object) => {
      const next = await on.addVisit({ from: 15, to: 17, customerId: work.customerId })
      await on.store.db.updateTable('appointment').set({ customerId: work.customerId, ...more }).where('id', '=', next.appointmentId).execute()
      return next
    }
    const plain = await other({ bookedAt: at(8) })
    expect(await asks(), 'the control: promised before, for other work').toBe(true)
    await on.store.db.updateTable('appointment').set({ bookedAt: at(12) }).where('id', '=', plain.appointmentId).execute()
    expect(await asks()).toBe(false)
    await expect(settle(await promise())).rejects.toMatchObject(refused)
    await on.store.db.updateTable('appointment').set({ bookedAt: at(7), status: 'completed' }).where('id', '=', plain.appointmentId).execute()
    expect(await asks()).toBe(false)
    await expect(settle(await promise())).rejects.toMatchObject(refused)
  })
})
