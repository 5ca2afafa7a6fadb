/** A technician's own page of their day: what the link tells, for how long, and to whom else nothing. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import type { PortalDay } from '../../../shared/features/dispatch/day-links.schema.ts'
import { portalDaySchema } from '../../../shared/features/dispatch/day-links.schema.ts'
import type { Technician } from '../../../shared/features/dispatch/technicians.schema.ts'
import type { WorkOrder } from '../../../shared/features/dispatch/visits.schema.ts'
import { endDayLinks, findDayLink, makeDayLink } from '../../../electron/backend/features/dispatch/links/day-links.ts'
import { gateCodeByLink, openDay } from '../../../electron/backend/features/dispatch/links/day-page.ts'
import { keepHouse } from '../../../electron/backend/keep-house.ts'
import { setGateCode } from '../../../electron/backend/features/dispatch/gate-codes.ts'
import { erasureQueries } from '../../../electron/backend/features/privacy/erasure-table.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { at, DAY } from '../../support/booking.ts'
import { makeRow } from '../../support/rows.ts'
import { NOW, openTestStore, storeKinds } from '../../support/stores.ts'
import { openTechnicians } from '../../support/technicians.ts'

type Open = Extract<PortalDay, { state: 'open' }>

describe.each(storeKinds)('the link to a day on the %s store', (kind) => {
  const clock = manualClock(NOW)
  const stores: Store[] = []
  let on: Awaited<ReturnType<typeof openTechnicians>>
  let ana: Technician
  let first: WorkOrder
  let token: string
  beforeEach(async () => {
    clock.advance(NOW - clock.now())
    const store = await openTestStore(kind, clock)
    stores.push(store)
    on = await openTechnicians(store, clock)
    ana = await on.addTechnician()
    first = await visit(ana, 9, { accessNotes: 'Side door', dogs: true, language: 'es', hasGateCode: true })
    await store.db.transaction().execute((trx) => setGateCode(trx, on.services, { customerId: first.customerId, appointmentId: first.appointmentId! }, '4711#'))
    token = (await make()).link.split('#')[1] ?? ''
  })
  afterAll(() => Promise.all(stores.map((store) => store.close())))

  async function visit(technician: Technician, hour: number, promise: object = {}, day = DAY): Promise<WorkOrder> {
    const customer = await on.addCustomer({ givenName: 'Rosa', familyName: `Rivera ${hour}`, houseNumber: '14', street: 'Maple St', unit: null })
    const appointment = await on.insert('appointment', makeRow('appointment', { customerId: customer.id, windowStart: at(hour, day), windowEnd: at(hour + 2, day), workTypeId: on.workType.id, ...promise }))
    return on.insert('workOrder', makeRow('workOrder', { customerId: customer.id, appointmentId: appointment.id, technicianId: technician.id, plannedStart: at(hour + 0.5, day), plannedEnd: at(hour + 1.5, day), workTypeId: on.workType.id }))
  }
  const noted: Record<string, string>[] = []
  const note = (more: Record<string, string>) => void noted.push(more)
  const of = (date = DAY, technicianId = ana.id) => ({ technicianId, date })
  const make = (date = DAY) => on.store.db.transaction().execute((trx) => makeDayLink(trx, on.services, { by: on.dispatcher, note }, of(date)))
  const open = async (): Promise<Open> => portalDaySchema.parse(await openDay(on.services, token)) as Open
  const code = (workOrderId: string) => gateCodeByLink(on.services, { token, workOrderId })
  const refused = (message: string) => ({ code: 'validation', data: { issues: [{ path: 'link', message }] } })
  const lines = () => on.store.db.selectFrom('auditEntry').select(['action', 'agentId', 'customerId', 'outcome', 'detail']).where('action', 'like', 'portal.%').orderBy('seq').execute()

  it('tells the day in its order, of this technician alone, as it is now, and no gate code', async () => {
    const second = await visit(ana, 13)
    await visit(await on.addTechnician({ name: 'Somebody else' }), 10)
    await visit(ana, 9, {}, '2026-11-25')
    const day = await open()
    expect(day).toMatchObject({ state: 'open', timeZone: 'America/New_York', asOf: new Date(NOW).toISOString(), until: at(17 + 4), sheet: { technicianName: ana.name, date: DAY } })
    expect(day.sheet.visits.map(({ id }) => id)).toEqual([first.id, second.id])
    expect(day.sheet.visits[0]).toMatchObject({ customerName: 'Rosa Rivera 9', street: '14 Maple St', promised: { from: at(9), to: at(11) }, start: at(9.5), appointment: { accessNotes: 'Side door', dogs: true, language: 'es', hasGateCode: true, contactPhone: '+19145550123' } })
    expect(JSON.stringify(day)).not.toMatch(/4711|Somebody else/)
    expect(JSON.stringify(day), 'no customer’s id').not.toContain(first.customerId)
    await on.store.db.updateTable('workOrder').set({ status: 'cancelled' }).where('id', '=', second.id).execute()
    expect((await open()).sheet.visits.map(({ id }) => id), 'loaded again').toEqual([first.id])
    await expect(openDay(on.services, `${token.slice(0, -1)}x`)).rejects.toMatchObject({ code: 'notFound' })
    expect(JSON.stringify((await on.store.pool.query('select * from technician_day_link')).rows)).not.toContain(token)
  })

  it('tells a gate code on the day, of a visit of that day that is not over, and each one is in the audit', async () => {
    await expect(code(first.id), 'the day before').rejects.toMatchObject(refused('early'))
    clock.advance(Date.parse(at(8)) - clock.now())
    expect(await code(first.id)).toEqual({ gateCode: '4711#' })
    const [other, tomorrow] = [await visit(await on.addTechnician(), 10), await visit(ana, 9, {}, '2026-11-25')]
    for (const { id } of [other, tomorrow]) await expect(code(id)).rejects.toMatchObject({ code: 'notFound' })
    await on.store.db.updateTable('workOrder').set({ status: 'completed' }).where('id', '=', first.id).execute()
    await expect(code(first.id), 'nobody goes there any more').rejects.toMatchObject({ code: 'notFound' })
    const told = await lines()
    expect(told.map(({ action, outcome, customerId }) => [action, outcome, customerId === first.customerId])).toEqual([
      ['portal.gateCode', 'refused', true], ['portal.gateCode', 'allowed', true], ['portal.gateCode', 'refused', false], ['portal.gateCode', 'refused', false], ['portal.gateCode', 'refused', true],
    ])
    expect(told[1]).toMatchObject({ agentId: null, detail: { technicianId: ana.id, date: DAY, workOrderId: first.id, appointmentId: first.appointmentId } })
    expect(JSON.stringify(told)).not.toMatch(/4711/)
  })

  it('says how often it was opened, with a line for each look', async () => {
    await open()
    await open()
    expect(await findDayLink(on.store.db, on.services, of())).toMatchObject({ possible: true, link: { madeBy: on.dispatcher.agent.displayName, openings: 2, openedAt: new Date(NOW).toISOString() } })
    expect((await lines()).map(({ action, detail }) => [action, (detail as unknown as { visits: number }).visits])).toEqual([['portal.openDay', 1], ['portal.openDay', 1]])
    expect(await findDayLink(on.store.db, { ...on.services, portalUrl: () => null }, of())).toMatchObject({ possible: false })
  })

  it('ends when a newer one is made, by hand, with the shift and some hours, and when the technician leaves', async () => {
    const before = token
    token = (await make()).link.split('#')[1] ?? ''
    expect(await openDay(on.services, before)).toEqual({ state: 'replaced', operatorName: 'Test' })
    await expect(gateCodeByLink(on.services, { token: before, workOrderId: first.id })).rejects.toMatchObject(refused('replaced'))
    expect((await open()).state).toBe('open')
    clock.advance(Date.parse(at(17 + 4)) - clock.now() - 1)
    expect((await open()).state, 'to the last millisecond').toBe('open')
    clock.advance(1)
    expect(await openDay(on.services, token)).toEqual({ state: 'over', operatorName: 'Test' })
    await expect(code(first.id)).rejects.toMatchObject(refused('over'))
    expect(await findDayLink(on.store.db, on.services, of())).toMatchObject({ link: null })
    clock.advance(NOW - clock.now())
    expect(await on.store.db.transaction().execute((trx) => endDayLinks(trx, of(), at(8)))).toBe(true)
    expect(await on.store.db.transaction().execute((trx) => endDayLinks(trx, of(), at(8))), 'twice').toBe(false)
    expect(await openDay(on.services, token)).toMatchObject({ state: 'replaced' })
    token = (await make('2026-11-25')).link.split('#')[1] ?? ''
    await on.store.db.updateTable('workOrder').set({ status: 'completed' }).execute()
    await on.setInService({ technicianId: ana.id, expectedVersion: 1, inService: false })
    expect(await openDay(on.services, token)).toMatchObject({ state: 'replaced' })
  })

  it('holds on where work goes on: with a longer shift, and with a visit that came behind it', async () => {
    expect((await open()).until).toBe(at(17 + 4))
    await on.store.db.updateTable('technicianShift').set({ endAt: at(19) }).where('technicianId', '=', ana.id).execute()
    clock.advance(Date.parse(at(22)) - clock.now())
    expect((await open()).until, 'a shift that was lengthened').toBe(at(19 + 4))
    expect(await findDayLink(on.store.db, on.services, of())).toMatchObject({ link: { expiresAt: at(19 + 4) } })
    await visit(ana, 19)
    expect((await open()).until).toBe(at(20.5 + 4))
    await on.store.db.updateTable('technicianShift').set({ endAt: at(15) }).where('technicianId', '=', ana.id).execute()
    await on.store.db.updateTable('workOrder').set({ status: 'cancelled' }).execute()
    clock.advance(Date.parse(at(20.5)) - clock.now())
    expect((await open()).until, 'never less than was said').toBe(at(17 + 4))
    clock.advance(Date.parse(at(21)) - clock.now())
    expect(await openDay(on.services, token)).toMatchObject({ state: 'over' })
  })

  it('leaves a line for each look through a link that is over or replaced, with the link and who made it', async () => {
    const before = token
    token = (await make()).link.split('#')[1] ?? ''
    await openDay(on.services, before)
    await expect(gateCodeByLink(on.services, { token: before, workOrderId: first.id })).rejects.toMatchObject(refused('replaced'))
    clock.advance(Date.parse(at(17 + 4)) - clock.now())
    await openDay(on.services, token)
    const [old, now] = [noted.at(-2)!.linkId, noted.at(-1)!.linkId]
    expect((await lines()).map(({ action, outcome, detail }) => [action, outcome, (detail as unknown as { linkId: string; state: string }).linkId, (detail as unknown as { state: string }).state])).toEqual([
      ['portal.openDay', 'refused', old, 'replaced'], ['portal.gateCode', 'refused', old, 'replaced'], ['portal.openDay', 'refused', now, 'over'],
    ])
    expect(await on.store.db.selectFrom('technicianDayLink').select('agentId').where('id', 'in', [old!, now!]).execute()).toEqual([{ agentId: on.dispatcher.agent.id }, { agentId: on.dispatcher.agent.id }])
  })

  it('is told as over for thirty days, and is forgotten then, replaced ones as well', async () => {
    const before = token
    token = (await make()).link.split('#')[1] ?? ''
    const ids = async () => (await on.store.db.selectFrom('technicianDayLink').select('id').execute()).length
    const clean = async (days: number, more = 0): Promise<void> => {
      clock.advance(Date.parse(at(17 + 4)) + days * 86_400_000 + more - clock.now())
      await keepHouse(on.services, new AbortController().signal)
    }
    await clean(30)
    expect([await ids(), (await openDay(on.services, before)).state, (await openDay(on.services, token)).state]).toEqual([2, 'replaced', 'over'])
    const later = (await make('2026-12-25')).link.split('#')[1] ?? ''
    await clean(30, 1)
    for (const gone of [before, token]) await expect(openDay(on.services, gone)).rejects.toMatchObject({ code: 'notFound' })
    expect([await ids(), (await openDay(on.services, later)).state], 'the control: one that holds').toEqual([1, 'open'])
  })

  it('is made for a day that is not over and not far, where there are pages', async () => {
    await expect(make('2026-11-21')).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'date', message: 'past' }] } })
    await expect(make('2026-12-01')).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'date', message: 'tooFar' }] } })
    await visit(ana, 16)
    expect((await make()).expiresAt, 'a visit behind the shift').toBe(at(17.5 + 4))
    expect((await make('2026-11-30')).expiresAt, 'no shift and no visit').toBe(at(24 + 4, '2026-11-30'))
    expect((await make('2026-11-30')).link).toMatch(/^https:\/\/home\.example\.com\/portal\/day#[\w-]{43}$/)
    await expect(on.store.db.transaction().execute((trx) => makeDayLink(trx, { ...on.services, portalUrl: () => null }, { by: on.dispatcher, note }, of()))).rejects.toMatchObject({ code: 'notFound', data: { what: 'portal' } })
  })

  it('has a night shift to its end, and leaves what the night before has of a day to that one', async () => {
    await on.store.db.updateTable('technicianShift').set({ startAt: at(20), endAt: at(28), breakMinutes: 0, breakFrom: null, breakTo: null }).where('technicianId', '=', ana.id).execute()
    const late = await visit(ana, 1, {}, '2026-11-25')
    token = (await make()).link.split('#')[1] ?? ''
    const day = await open()
    expect(day.sheet.visits.map(({ id }) => id)).toEqual([first.id, late.id])
    expect(day.until).toBe(at(28 + 4))
    token = (await make('2026-11-25')).link.split('#')[1] ?? ''
    expect(await open()).toMatchObject({ codesFrom: at(28), sheet: { visits: [] } })
  })

  it('names nobody whom an erasure took out of the book', async () => {
    await visit(ana, 13)
    expect(JSON.stringify(await open())).toContain('Rosa Rivera 9')
    await on.store.db.transaction().execute(async (trx) => {
      for (const query of erasureQueries(first.customerId, at(7))) await trx.executeQuery(query)
    })
    clock.advance(Date.parse(at(8)) - clock.now())
    const day = await open()
    expect(day.sheet.visits).toHaveLength(1)
    expect(JSON.stringify(day)).not.toMatch(/Rivera 9|Side door/)
    await expect(code(first.id)).rejects.toMatchObject({ code: 'notFound' })
  })
})
