/** Who needs somebody that speaks their language has it for good: in the job, when it is moved by an agent or by the customer, on the board, and in a plan. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { violationsOf } from '../../../shared/features/dispatch/consequences.ts'
import { daysOnBoard } from '../../../shared/features/dispatch/board-days.ts'
import { travelSeconds } from '../../../shared/features/dispatch/travel.ts'
import type { Appointment, WorkOrder } from '../../../shared/features/dispatch/visits.schema.ts'
import { readDaySheet } from '../../../electron/backend/features/dispatch/board/day-sheet.queries.ts'
import { moveByLink, offersByLink } from '../../../electron/backend/features/dispatch/links/visit-page.ts'
import { builtInPlanner } from '../../../electron/backend/features/dispatch/plan/improve.ts'
import { propose } from '../../../electron/backend/features/dispatch/replan/propose.ts'
import { openBoard, upon, workOf } from '../../support/board.ts'
import { at, DAY, openBooking, ZONE } from '../../support/booking.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore } from '../../support/stores.ts'

const MORNING = Date.parse('2026-11-24T12:00:00.000Z')

describe('a visit that needs Spanish', () => {
  const clock = manualClock(MORNING)
  let book: Awaited<ReturnType<typeof openBooking>>
  beforeEach(async () => {
    clock.advance(MORNING - clock.now())
    book = await openBooking(await openTestStore('embedded', clock), clock)
  })
  afterEach(() => book.store.close())

  it('keeps that with its job, and another time is of somebody who speaks it, by the customer’s link as well', async () => {
    const [agent, customer] = [await book.hire(), await book.addCustomer()]
    await book.insert('contactMedium', makeRow('contactMedium', { customerId: customer.id, mediumType: 'phone', use: 'mobile', value: '+19145550123', validFrom: '2020-01-01T00:00:00.000Z' } as never))
    const speaker = await book.addTechnician({ languages: ['en', 'es-MX'], startLatitude: 40.6, startLongitude: -74.1 })
    const near = await book.addTechnician({ languages: ['en'] })
    const [offer] = await book.offer(agent, customer.id, { language: 'es' })
    expect(offer?.technicianId).toBe(speaker.id)
    expect((await book.offer(agent, customer.id))[0]?.technicianId, 'the control: without it the nearer one').toBe(near.id)
    const { rows } = await book.bookHold(agent, customer.id, await book.holdOffer(agent, customer.id, offer!, { language: 'es' }))
    const [visit, work] = [rows.appointment![0] as Appointment, rows.workOrder![0] as WorkOrder]
    expect(work.speaks).toBe('es')
    const token = await linkOf(customer.id, visit.id)
    const { offers } = await offersByLink(book.services, token)
    const [other] = offers
    await moveByLink(book.services, token, other!)
    expect(await book.rowOf('workOrder', work.id)).toMatchObject({ technicianId: speaker.id, speaks: 'es' })
  })

  it('says on the move what it needs from then on', async () => {
    const [agent, customer] = [await book.hire(), await book.addCustomer()]
    await book.addTechnician({ languages: ['en', 'es'] })
    const [first, second] = await book.offer(agent, customer.id, { language: 'es' })
    const { rows } = await book.bookHold(agent, customer.id, await book.holdOffer(agent, customer.id, first!, { language: 'es' }))
    const visit = rows.appointment![0] as Appointment
    const hold = await book.holdOffer(agent, customer.id, second!, { appointmentId: visit.id })
    await book.move(agent, { customerId: customer.id, appointmentId: visit.id, expectedVersion: visit.version, holdId: hold.holdId, tellBy: null, override: null })
    expect(await book.rowOf('workOrder', (rows.workOrder![0] as WorkOrder).id)).toMatchObject({ speaks: null })
  })

  async function linkOf(customerId: string, appointmentId: string): Promise<string> {
    const { hashToken, newToken } = await import('../../../electron/backend/secret-token.ts')
    const token = newToken()
    await book.store.db.insertInto('visitLink').values({ id: makeRow('customer').id, appointmentId, customerId, tokenHash: hashToken(token), sentAt: at(7), openedAt: null, endedAt: null }).execute()
    return token
  }
})

describe('on the board, a visit that needs Spanish', () => {
  const clock = manualClock(MORNING)
  let on: Awaited<ReturnType<typeof openBoard>>
  beforeEach(async () => void (on = await openBoard('embedded', clock)))
  afterEach(() => on.store.close())

  it('is given to nobody else without a reason, and the day sheet says it', async () => {
    const { technician } = await on.addTechnician({ languages: ['en'] })
    const visit = await on.addVisit({ from: 9, to: 11, speaks: 'es' })
    await expect(on.put(visit, technician.id, at(9.5))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'override', message: 'language' }] } })
    const put = workOf(await on.put(visit, technician.id, at(9.5), 'Her daughter translates'))
    const board = await on.board()
    expect([...daysOnBoard(board, clock.now() / 1_000).values()].flatMap((day) => violationsOf(day, travelSeconds))).toMatchObject([{ kind: 'language', visitId: visit.id, missing: ['es'] }])
    expect((await readDaySheet(on.store.db, { technicianId: technician.id, date: DAY }, ZONE)).visits).toMatchObject([{ id: visit.id, speaks: 'es' }])
    await on.unassign(on.dispatcher, upon(put))
    const { technician: speaker } = await on.addTechnician({ languages: ['es-PR'] })
    await on.put(await on.workNow(visit.id), speaker.id, at(9.5))
  })

  it('is planned with those who speak it, or with nobody', async () => {
    await on.addTechnician({ languages: ['en'] })
    const visit = await on.addVisit({ from: 9, to: 11, speaks: 'es-MX' })
    const proposed = async () => {
      const board = await on.board()
      return (await propose({ ...board.days[0]!, technicians: board.technicians, visits: board.visits, now: clock.now() / 1_000 }, { of: 'atRisk' }, { planner: builtInPlanner })).changes
    }
    expect(await proposed(), 'nobody speaks it').toEqual([])
    const { technician: speaker } = await on.addTechnician({ languages: ['en', 'es'], startLatitude: 40.6, startLongitude: -74.1 })
    expect(await proposed()).toMatchObject([{ workOrderId: visit.id, technicianId: speaker.id, promise: 'kept' }])
  })
})
