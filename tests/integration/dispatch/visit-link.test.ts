/** The customer's own page of a visit: what the link tells, does, and does no more. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import type { Appointment } from '../../../shared/features/dispatch/visits.schema.ts'
import { forgetOldVisitLinks, listLinkChannels } from '../../../electron/backend/features/dispatch/links/visit-links.ts'
import { cancelByLink, confirmByLink, moveByLink, offersByLink, openVisit } from '../../../electron/backend/features/dispatch/links/visit-page.ts'
import { renderMessage } from '../../../electron/backend/messages/render-message.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { at, openBooking } from '../../support/booking.ts'
import { makeRow } from '../../support/rows.ts'
import { NOW, openTestStore, storeKinds } from '../../support/stores.ts'

describe.each(storeKinds)('the link to a visit on the %s store', (kind) => {
  const clock = manualClock(NOW)
  const stores: Store[] = []
  let book: Awaited<ReturnType<typeof openBooking>>
  let jo: SignedIn
  let token: string
  let visit: Appointment
  beforeEach(async () => {
    clock.advance(NOW - clock.now())
    const store = await openTestStore(kind, clock)
    stores.push(store)
    book = await openBooking(store, clock)
    jo = await book.hire()
    await book.addTechnician()
    const customer = await book.addCustomer({ accountNumber: '07810-449-2210-7' })
    await book.insert('contactMedium', makeRow('contactMedium', { customerId: customer.id, mediumType: 'phone', use: 'mobile', value: '+19145550123', validFrom: '2026-01-01T00:00:00.000Z' }))
    const first = (await book.offer(jo, customer.id)).find(({ windowStart }) => windowStart === at(10))!
    const { rows } = await book.bookHold(jo, customer.id, await book.holdOffer(jo, customer.id, first), { tellBy: 'sms', language: 'es', accessNotes: 'Side door', gateCode: '4711#' })
    visit = rows.appointment?.[0] as Appointment
    token = await newestToken()
  })
  afterAll(() => Promise.all(stores.map((store) => store.close())))
  async function newestToken(): Promise<string> {
    const { rows } = await book.store.pool.query<{ params: { link: string; window: string; lastFour: string }; template: 'visitBooked' }>(`select params, template from message_dispatch join communication_message message on message.id = message_id order by message_id desc limit 1`)
    const { params, template } = rows[0]!
    expect(renderMessage({ template, channel: 'sms', language: 'es', params }, { operatorName: 'Isla Cable', timeZone: 'America/New_York' }).text).toContain('/portal/visit#')
    return params.link.split('#')[1] ?? ''
  }
  const now = () => book.rowOf('appointment', visit.id)
  const refused = (message: string) => ({ code: 'validation', data: { issues: [{ path: 'link', message }] } })

  it('tells when somebody comes and what for, and nothing else of the account', async () => {
    const told = await openVisit(book.services, token)
    expect(told).toEqual({ state: 'open', operatorName: 'Test', language: 'es', lastFour: '2107', when: expect.stringMatching(/martes, 24 de noviembre/) as string, work: 'Sin internet', supportPhone: null })
    expect(JSON.stringify(told)).not.toMatch(/Side door|4711|Rivera|914/)
    await expect(openVisit(book.services, `${token.slice(0, -1)}x`)).rejects.toMatchObject({ code: 'notFound' })
    expect(JSON.stringify((await book.store.pool.query('select * from visit_link')).rows)).not.toContain(token)
  })

  it('says of a promise without a job that nobody came, until none is needed or another one is made', async () => {
    await book.store.db.updateTable('workOrder').set({ status: 'cancelled' }).where('appointmentId', '=', visit.id).execute()
    await book.store.db.updateTable('appointment').set({ status: 'missed' }).where('id', '=', visit.id).execute()
    const state = async () => (await openVisit(book.services, token)).state
    expect(await state()).toBe('missed')
    const next = await book.insert('appointment', makeRow('appointment', { customerId: visit.customerId, bookedAt: at(15) }))
    expect(await state()).toBe('over')
    await book.store.db.updateTable('appointment').set({ status: 'cancelled', endReason: 'other' }).where('id', '=', next.id).execute()
    expect(await state(), 'the control: called off again').toBe('missed')
    await book.store.db.updateTable('appointment').set({ endReason: 'fixedWithoutVisit' }).where('id', '=', visit.id).execute()
    expect(await state()).toBe('over')
  })

  it('confirms once, however often it is pressed', async () => {
    expect((await confirmByLink(book.services, token)).state).toBe('confirmed')
    expect((await confirmByLink(book.services, token)).state).toBe('confirmed')
    expect(await now()).toMatchObject({ status: 'confirmed', confirmedBy: 'customer', version: 2 })
  })

  it('moves it to what is really free, and says so where somebody was first', async () => {
    const { offers } = await offersByLink(book.services, token)
    expect(offers.map(({ windowStart }) => windowStart)).not.toContain(visit.windowStart)
    const [first, second] = offers.filter(({ windowStart }) => windowStart.startsWith('2026-11-24'))
    // Somebody takes all of that day.
    const other = await book.addCustomer()
    await book.store.db.updateTable('technicianShift').set({ absence: 'sick', absentFrom: second!.windowStart }).execute()
    await expect(moveByLink(book.services, token, second!)).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'window', message: 'taken' }] } })
    await book.store.db.updateTable('technicianShift').set({ absence: null, absentFrom: null }).execute()
    const moved = await moveByLink(book.services, token, first!)
    expect(moved.state).toBe('confirmed')
    expect(await now()).toMatchObject({ windowStart: first!.windowStart, moves: 1, confirmedBy: 'customer' })
    expect((await moveByLink(book.services, token, first!)).state, 'pressed twice').toBe('confirmed')
    expect((await now()).moves).toBe(1)
    expect((await book.store.pool.query(`select kind from technician_time`)).rows, 'nothing is left held').toEqual([{ kind: 'job' }])
    expect((await book.offer(jo, other.id)).length).toBeGreaterThan(0)
  })

  it('moves nobody into an outage or planned work, and says which', async () => {
    const blocked = (message: string) => ({ code: 'validation', data: { issues: [{ path: 'window', message }] } })
    const { offers } = await offersByLink(book.services, token)
    const chosen = offers.find(({ windowStart }) => windowStart === at(14)) ?? expect.fail('nothing is free')
    await book.store.db.updateTable('customer').set({ node: 'YK-07' }).where('id', '=', visit.customerId).execute()
    await book.insert('product', makeRow('product', { customerId: visit.customerId }))
    const work = await book.insert('serviceProblem', makeRow('serviceProblem', { kind: 'maintenance', cause: 'plannedWork', nodes: ['YK-07'], area: null, services: ['internet'], beganAt: at(14), estimatedRestorationAt: at(16) }))
    expect((await offersByLink(book.services, token)).offers.map(({ windowStart }) => windowStart)).not.toContain(at(14))
    await expect(moveByLink(book.services, token, chosen)).rejects.toMatchObject(blocked('maintenance'))
    await book.store.db.updateTable('serviceProblem').set({ kind: 'outage', beganAt: '2026-11-01T00:00:00.000Z' }).where('id', '=', work.id).execute()
    await expect(offersByLink(book.services, token)).rejects.toMatchObject(blocked('outage'))
    await expect(moveByLink(book.services, token, chosen)).rejects.toMatchObject(blocked('outage'))
    expect(await now()).toMatchObject({ windowStart: visit.windowStart, moves: 0 })
    await book.store.db.updateTable('serviceProblem').set({ nodes: ['YK-99'] }).where('id', '=', work.id).execute()
    expect((await moveByLink(book.services, token, chosen)).state, 'the control: at another place').toBe('confirmed')
  })

  it('offers no other time to who has left, who may still say no; nor does an agent', async () => {
    const { offers } = await offersByLink(book.services, token)
    expect(offers.length, 'the control').toBeGreaterThan(0)
    await book.store.db.updateTable('customer').set({ status: 'closed' }).where('id', '=', visit.customerId).execute()
    expect(await offersByLink(book.services, token)).toEqual({ offers: [] })
    await expect(moveByLink(book.services, token, offers[0]!)).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'window', message: 'taken' }] } })
    await expect(book.offer(jo, visit.customerId)).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'customerId', message: 'closedAccount' }] } })
    expect((await cancelByLink(book.services, token)).state).toBe('cancelled')
  })

  it('can be sent by those ways alone that are told beforehand', async () => {
    const ways = (more: object = {}) => listLinkChannels(book.store.db, { ...book.services, ...more }, jo, visit.customerId)
    expect(await ways()).toEqual(['sms'])
    expect(await ways({ portalUrl: () => null }), 'customers have no pages').toEqual([])
    expect(await ways({ demo: null, channels: { sms: null, email: null } }), 'nothing sends').toEqual([])
    await book.insert('contactMedium', makeRow('contactMedium', { customerId: visit.customerId, mediumType: 'email', use: 'home', value: 'new@example.com', validFrom: new Date(clock.now()).toISOString() }))
    expect(await ways(), 'too new for a caller whom nobody knows').toEqual(['sms'])
    await expect(book.sendLink(jo, { customerId: visit.customerId, appointmentId: visit.id, channel: 'email' }), 'and it is refused').rejects.toMatchObject({ code: 'verificationRequired' })
    clock.advance(25 * 3_600_000)
    expect(await ways(), 'a day later').toEqual(['sms', 'email'])
  })

  it('cancels, and then does nothing more', async () => {
    expect((await cancelByLink(book.services, token)).state).toBe('cancelled')
    expect((await cancelByLink(book.services, token)).state).toBe('cancelled')
    expect(await now()).toMatchObject({ status: 'cancelled', endReason: 'customerAsked' })
    await expect(confirmByLink(book.services, token)).rejects.toMatchObject(refused('cancelled'))
    await expect(offersByLink(book.services, token)).rejects.toMatchObject(refused('cancelled'))
    expect((await book.store.pool.query('select id from technician_time')).rows).toEqual([])
  })

  it('says when it was replaced, when somebody is on the way, and when the window has begun', async () => {
    await book.sendLink(jo, { customerId: visit.customerId, appointmentId: visit.id, channel: 'sms' })
    expect((await openVisit(book.services, token)).state).toBe('replaced')
    await expect(cancelByLink(book.services, token)).rejects.toMatchObject(refused('replaced'))
    const newer = await newestToken()
    expect((await openVisit(book.services, newer)).state).toBe('open')
    await book.store.db.updateTable('workOrder').set({ status: 'onTheWay' }).execute()
    expect((await openVisit(book.services, newer)).state).toBe('underWay')
    await book.store.db.updateTable('workOrder').set({ status: 'planned' }).execute()
    clock.advance(Date.parse(visit.windowStart) - clock.now())
    expect((await openVisit(book.services, newer)).state).toBe('over')
    await expect(confirmByLink(book.services, newer)).rejects.toMatchObject(refused('over'))
  })

  it('confirms no window that is not kept: it says that it is being changed, and lets them choose another', async () => {
    const plan = (part: { plannedStart: string; plannedEnd: string } | { technicianId: null; plannedStart: null; plannedEnd: null }) => book.store.db.updateTable('workOrder').set(part).execute()
    await plan({ plannedStart: at(14), plannedEnd: at(15) })
    expect((await openVisit(book.services, token)).state).toBe('changing')
    await expect(confirmByLink(book.services, token)).rejects.toMatchObject(refused('changing'))
    expect(await now()).toMatchObject({ status: 'booked', version: 1 })
    // The control: at the edge of what was promised it is kept.
    await plan({ plannedStart: visit.windowEnd, plannedEnd: at(13) })
    expect((await openVisit(book.services, token)).state).toBe('open')
    await plan({ technicianId: null, plannedStart: null, plannedEnd: null })
    expect((await openVisit(book.services, token)).state).toBe('changing')
    const { offers } = await offersByLink(book.services, token)
    expect((await moveByLink(book.services, token, offers[0]!)).state).toBe('confirmed')
    expect((await now()).windowStart).toBe(offers[0]!.windowStart)
  })

  it('is forgotten thirty days behind the window, also one that was replaced, and no sooner', async () => {
    const HOUR = 3_600_000
    await book.sendLink(jo, { customerId: visit.customerId, appointmentId: visit.id, channel: 'sms' })
    const newer = await newestToken()
    const [later] = (await book.offer(jo, visit.customerId)).filter(({ windowStart }) => windowStart === at(14))
    const other = await book.addCustomer()
    const next = await book.bookHold(jo, other.id, await book.holdOffer(jo, other.id, later!))
    const { id: othersId } = next.rows.appointment?.[0] as Appointment
    await book.store.pool.query(`insert into visit_link (id, appointment_id, customer_id, token_hash, sent_at) values (gen_random_uuid(), $1, $2, 'of another', now())`, [othersId, other.id])
    const kept = async () => (await book.store.db.selectFrom('visitLink').select('appointmentId').execute()).map(({ appointmentId }) => appointmentId)
    clock.advance(Date.parse(visit.windowEnd) + 30 * 24 * HOUR - clock.now())
    await forgetOldVisitLinks(book.store.db, clock)
    expect((await openVisit(book.services, newer)).state, 'the control: to the day').toBe('over')
    clock.advance(1)
    await forgetOldVisitLinks(book.store.db, clock)
    expect(await kept(), 'the control: a visit of two hours later').toEqual([othersId])
    for (const each of [token, newer]) await expect(openVisit(book.services, each)).rejects.toMatchObject({ code: 'notFound', data: { what: 'visitLink' } })
    // A visit that is put off keeps its link as long.
    await book.store.db.updateTable('appointment').set({ windowStart: at(8, '2026-12-24'), windowEnd: at(10, '2026-12-24') }).where('id', '=', othersId).execute()
    clock.advance(20 * 24 * HOUR)
    await forgetOldVisitLinks(book.store.db, clock)
    expect(await kept()).toEqual([othersId])
  })

  it('leaves its line in the audit, without a name or a token', async () => {
    await openVisit(book.services, token)
    await openVisit(book.services, token)
    await confirmByLink(book.services, token)
    const lines = await book.store.db.selectFrom('auditEntry').select(['action', 'customerId', 'agentId']).where('action', 'like', 'portal.%').orderBy('seq').execute()
    expect(lines).toEqual(['portal.openVisit', 'portal.confirmVisit'].map((action) => ({ action, customerId: visit.customerId, agentId: null })))
  })
})
