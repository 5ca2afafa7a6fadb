/** Windows offered, held for one caller, promised, moved and called off. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { HOLD_MINUTES } from '../../../shared/features/dispatch/booking.schema.ts'
import type { Appointment, WorkOrder } from '../../../shared/features/dispatch/visits.schema.ts'
import type { CommandResult } from '../../../shared/features/sync/sync.schema.ts'
import { readGateCode } from '../../../electron/backend/features/dispatch/gate-codes.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { at, DAY, openBooking } from '../../support/booking.ts'
import { makeRow } from '../../support/rows.ts'
import { NOW, openTestStore, storeKinds } from '../../support/stores.ts'

const MINUTE = 60_000
const promiseOf = ({ rows }: CommandResult): Appointment => rows.appointment?.[0] as Appointment
const workOf = ({ rows }: CommandResult): WorkOrder => rows.workOrder?.[0] as WorkOrder
const refused = (path: string, message: string) => ({ code: 'validation', data: { issues: [{ path, message }] } })

describe.each(storeKinds)('visits on the %s store', (kind) => {
  const clock = manualClock(NOW)
  const stores: Store[] = []
  let book: Awaited<ReturnType<typeof openBooking>>
  let jo: SignedIn
  let mo: SignedIn
  beforeEach(async () => {
    clock.advance(NOW - clock.now())
    const store = await openTestStore(kind, clock)
    stores.push(store)
    book = await openBooking(store, clock)
    ;[jo, mo] = [await book.hire(), await book.hire()]
  })
  afterAll(() => Promise.all(stores.map((store) => store.close())))
  const booked = async (by: SignedIn = jo, more: Parameters<typeof book.bookHold>[3] = {}) => {
    const customer = await book.addCustomer()
    const [first] = await book.offer(by, customer.id)
    const held = await book.holdOffer(by, customer.id, first!)
    return { customer, held, result: await book.bookHold(by, customer.id, held, more) }
  }

  it('offers what can be driven, to whoever can do it, speaks it, goes there and is at work', async () => {
    const customer = await book.addCustomer()
    expect(await book.offer(jo, customer.id)).toEqual([])
    const technician = await book.addTechnician({ name: 'Ana Ríos', languages: ['en', 'es'] })
    await book.addTechnician({ skills: ['tv'] })
    await book.addTechnician({ cities: ['Rye'] })
    await book.addTechnician({}, { absence: 'sick', absentFrom: at(8) })
    const offers = await book.offer(jo, customer.id)
    expect(offers.map(({ windowStart }) => windowStart).sort()).toEqual([at(8), at(10), at(12), at(14)])
    expect(new Set(offers.map(({ technicianId, technicianName, choices }) => `${technicianId} ${technicianName} ${choices}`))).toEqual(new Set([`${technician.id} Ana Ríos 1`]))
    expect(offers[0]!.near).toMatchObject({ what: 'home' })
    expect(await book.offer(jo, customer.id, { language: 'es-MX' })).toHaveLength(4)
    expect(await book.offer(jo, customer.id, { language: 'zh' })).toEqual([])
    expect(await book.offer(jo, customer.id, { skills: ['fiber'] })).toEqual([])
    expect((await book.offer(jo, customer.id, { notBefore: at(11) })).map(({ windowStart }) => windowStart).sort()).toEqual([at(12), at(14)])
  })

  it('ranks by the driving that is added, and says who is near', async () => {
    await book.addTechnician({ name: 'Far' })
    const near = await book.addTechnician({ name: 'Near' })
    const there = await book.addCustomer()
    await book.insert('workOrder', makeRow('workOrder', { customerId: there.id, technicianId: near.id, plannedStart: at(10), plannedEnd: at(11), latitude: 40.942, longitude: -73.881 }))
    const customer = await book.addCustomer()
    const [best] = await book.offer(jo, customer.id)
    expect(best).toMatchObject({ technicianName: 'Near', near: { what: 'before', at: at(10) } })
    expect(best!.near.seconds).toBeLessThan(180)
    // What was written since is in the next offer: the book is no older than the question.
    await book.store.db.updateTable('workOrder').set({ status: 'cancelled' }).execute()
    expect((await book.offer(jo, customer.id))[0]).toMatchObject({ near: { what: 'home' } })
  })

  it('keeps a window for one caller for five minutes, and not a second longer', async () => {
    await book.addTechnician({}, { endAt: at(9.5), breakMinutes: 0, breakFrom: null, breakTo: null })
    const [mine, other] = [await book.addCustomer(), await book.addCustomer()]
    const [first] = await book.offer(jo, mine.id)
    const held = await book.holdOffer(jo, mine.id, first!)
    expect(Date.parse(held.expiresAt) - clock.now()).toBe(HOLD_MINUTES * MINUTE)
    expect(await book.offer(mo, other.id), 'nothing is left for others').toEqual([])
    expect(await book.offer(jo, mine.id), 'their own counts as free').toHaveLength(1)
    const conflict = { code: 'conflict', data: { stream: 'technicianTime', changedBy: jo.agent.displayName, current: { windowStart: first!.windowStart } } }
    await expect(book.holdOffer(mo, other.id, first!)).rejects.toMatchObject(conflict)
    await expect(book.bookHold(mo, other.id, held)).rejects.toMatchObject(refused('holdId', 'expired'))
    clock.advance(4 * MINUTE)
    const renewed = await book.holdOffer(jo, mine.id, first!, { holdId: held.holdId })
    expect(renewed).toMatchObject({ holdId: held.holdId, start: held.start })
    clock.advance(HOLD_MINUTES * MINUTE - 1)
    await expect(book.holdOffer(mo, other.id, first!)).rejects.toMatchObject(conflict)
    clock.advance(1)
    expect(await book.offer(mo, other.id)).toHaveLength(1)
    const theirs = await book.holdOffer(mo, other.id, first!)
    await expect(book.bookHold(jo, mine.id, held)).rejects.toMatchObject(refused('holdId', 'expired'))
    expect(await book.release(jo, { customerId: mine.id, holdId: theirs.holdId }), 'not one’s own').toBe(false)
    expect(await book.release(mo, { customerId: other.id, holdId: theirs.holdId })).toBe(true)
    expect(await book.offer(jo, mine.id)).toHaveLength(1)
  })

  it('promises what was held, once, and says who won to whoever comes second', async () => {
    const technician = await book.addTechnician()
    const commandId = newId(clock)
    const { customer, held, result } = await booked(jo, { commandId, gateCode: '4711#', findings: ['Downstream −14 dBmV'], dogs: true })
    expect(promiseOf(result)).toMatchObject({ status: 'booked', windowStart: held.windowStart, hasGateCode: true, dogs: true, bookedBy: jo.agent.displayName, version: 1 })
    expect(promiseOf(result).reference).toMatch(/^V-\d+$/)
    expect(workOf(result)).toMatchObject({ technicianId: technician.id, plannedStart: held.start, plannedEnd: held.end, minutes: 60, skills: ['internet'], status: 'planned', findings: ['Downstream −14 dBmV'], travelSeconds: expect.any(Number) as number })
    expect(JSON.stringify(result), 'the gate code is in no row').not.toContain('4711')
    expect(await readGateCode(book.store.db, book.services, { customerId: customer.id, appointmentId: promiseOf(result).id })).toBe('4711#')
    expect(JSON.stringify(await book.store.db.selectFrom('auditEntry').selectAll().execute())).not.toContain('4711')
    expect((await book.store.pool.query(`select kind from technician_time`)).rows).toEqual([{ kind: 'job' }])
    const { rows } = await book.store.pool.query<{ n: number }>('select count(*)::int as n from appointment')
    expect(rows[0]?.n).toBe(1)
    await expect(book.bookHold(jo, customer.id, held), 'a hold makes one visit').rejects.toMatchObject(refused('holdId', 'expired'))
  })

  it('refuses a visit of no time and of 40 hours, windows that are none, and days that nobody plans', async () => {
    const technician = await book.addTechnician()
    const customer = await book.addCustomer()
    const [first] = await book.offer(jo, customer.id)
    const { offerVisitsSchema } = await import('../../../shared/features/dispatch/booking.schema.ts')
    for (const minutes of [0, 14, 481, 2_400]) expect(offerVisitsSchema.safeParse({ ...book.wanted(customer.id), from: DAY, to: DAY, minutes }).success).toBe(false)
    await expect(book.holdOffer(jo, customer.id, { ...first!, windowStart: at(8.5) })).rejects.toMatchObject(refused('windowStart', 'noWindow'))
    await expect(book.holdOffer(jo, customer.id, { ...first!, windowStart: at(8, '2026-11-20'), windowEnd: at(10, '2026-11-20') })).rejects.toMatchObject(refused('windowStart', 'past'))
    await expect(book.offer(jo, customer.id, { from: DAY, to: '2026-11-23' })).rejects.toMatchObject(refused('to', 'beforeFrom'))
    await expect(book.offer(jo, customer.id, { from: '2026-11-20', to: '2026-11-21' })).rejects.toMatchObject(refused('to', 'past'))
    await expect(book.offer(jo, customer.id, { from: DAY, to: '2027-06-01' })).rejects.toMatchObject(refused('to', 'tooLong'))
    await book.store.db.updateTable('technician').set({ active: false }).where('id', '=', technician.id).execute()
    await expect(book.holdOffer(jo, customer.id, first!)).rejects.toMatchObject(refused('technicianId', 'unknown'))
  })

  it('sends nobody into an outage, unless somebody who may says why', async () => {
    await book.addTechnician()
    const customer = await book.addCustomer({ node: 'YK-07' })
    await book.insert('product', makeRow('product', { customerId: customer.id }))
    const problem = await book.insert('serviceProblem', makeRow('serviceProblem', { nodes: ['YK-07'], area: null, services: ['internet'] }))
    const { offers, blockedBy } = await book.offersOf(jo, customer.id)
    expect(blockedBy).toBe(problem.id)
    const held = await book.holdOffer(jo, customer.id, offers[0]!)
    await expect(book.bookHold(jo, customer.id, held)).rejects.toMatchObject(refused('override', 'outage'))
    await expect(book.bookHold(jo, customer.id, held, { override: 'They insist' })).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'dispatch.override' } })
    const supervisor = await book.hire('supervisor')
    await book.release(jo, { customerId: customer.id, holdId: held.holdId })
    const theirs = await book.holdOffer(supervisor, customer.id, offers[0]!)
    await book.bookHold(supervisor, customer.id, theirs, { override: 'The drop is torn off as well' })
    const told = await book.store.db.selectFrom('auditEntry').select(['override', 'outcome']).where('action', '=', 'dispatch.bookVisit').orderBy('seq').execute()
    expect(told.at(-1)).toEqual({ override: 'The drop is torn off as well', outcome: 'allowed' })
  })

  it('lets planned work stand in the way of its own hours alone', async () => {
    await book.addTechnician()
    const customer = await book.addCustomer({ node: 'YK-07' })
    await book.insert('product', makeRow('product', { customerId: customer.id }))
    await book.insert('serviceProblem', makeRow('serviceProblem', { kind: 'maintenance', cause: 'plannedWork', nodes: ['YK-07'], area: null, services: ['internet'], beganAt: at(9), estimatedRestorationAt: at(11) }))
    const { offers, blockedBy } = await book.offersOf(jo, customer.id)
    expect(blockedBy).toBeNull()
    expect(offers.map(({ windowStart }) => windowStart).sort(), 'from 9 to 11 nobody is offered').toEqual([at(12), at(14)])
    const noon = offers.find(({ windowStart }) => windowStart === at(12))!
    // As where the work was planned between the offer and the booking.
    await expect(book.bookHold(jo, customer.id, await book.holdOffer(jo, customer.id, { ...noon, windowStart: at(10), windowEnd: at(12) }))).rejects.toMatchObject(refused('override', 'maintenance'))
    expect(promiseOf(await book.bookHold(jo, customer.id, await book.holdOffer(jo, customer.id, noon))).windowStart).toBe(at(12))
    const elsewhere = await book.addCustomer({ node: 'YK-08' })
    expect((await book.offer(jo, elsewhere.id)).map(({ windowStart }) => windowStart), 'the control: at another place').toContain(at(10))
  })

  it('offers nothing over planned work that is weeks away either', async () => {
    const day = '2026-12-15'
    await book.addTechnician({}, { day, startAt: at(8, day), endAt: at(17, day), breakMinutes: 0, breakFrom: null, breakTo: null })
    const customer = await book.addCustomer({ node: 'YK-07' })
    await book.insert('product', makeRow('product', { customerId: customer.id }))
    const look = async () => (await book.offer(jo, customer.id, { from: day, to: day })).map(({ windowStart }) => windowStart)
    expect(await look()).toContain(at(10, day))
    await book.insert('serviceProblem', makeRow('serviceProblem', { kind: 'maintenance', cause: 'plannedWork', nodes: ['YK-07'], area: null, services: ['internet'], beganAt: at(10, day), estimatedRestorationAt: at(12, day) }))
    const left = await look()
    expect(left).not.toContain(at(10, day))
    expect(left).toContain(at(12, day))
  })

  it('is booked as the follow-up of one that left something to do, of this customer alone', async () => {
    await book.addTechnician()
    const { customer, result } = await booked()
    const first = workOf(result)
    const again = async (followUpOf: string) => book.bookHold(jo, customer.id, await book.holdOffer(jo, customer.id, (await book.offer(jo, customer.id))[0]!), { followUpOf })
    await expect(again(first.id), 'somebody is still to go there').rejects.toMatchObject(refused('followUpOf', 'unknown'))
    const other = await book.addCustomer()
    const theirs = await book.insert('workOrder', makeRow('workOrder', { customerId: other.id, status: 'completed' }))
    await expect(again(theirs.id)).rejects.toMatchObject(refused('followUpOf', 'unknown'))
    await book.store.db.updateTable('workOrder').set({ status: 'notDone', outcome: 'missingParts' }).where('id', '=', first.id).execute()
    const next = workOf(await again(first.id))
    expect(next.followUpOf).toBe(first.id)
    await expect(again(first.id), 'two people press the same key').rejects.toMatchObject(refused('followUpOf', 'followed'))
    await book.cancel(jo, { customerId: customer.id, appointmentId: next.appointmentId!, expectedVersion: 1, reason: 'customerAsked', note: null })
    expect(workOf(await again(first.id)).followUpOf, 'the control: that one is called off').toBe(first.id)
  })

  it('moves a visit upon what was seen, gives its old time back and takes the confirmation away', async () => {
    await book.addTechnician()
    const { customer, result } = await booked()
    const confirmed = promiseOf(await book.confirm(jo, { customerId: customer.id, appointmentId: promiseOf(result).id, expectedVersion: 1 }))
    expect(confirmed).toMatchObject({ status: 'confirmed', confirmedBy: 'agent', version: 2 })
    const offers = await book.offer(jo, customer.id, { appointmentId: confirmed.id })
    const later = offers.find(({ windowStart }) => windowStart === at(14))!
    expect(later.near.what, 'its own old time is nobody near').toBe('home')
    const held = await book.holdOffer(jo, customer.id, later, { appointmentId: confirmed.id })
    const move = (expectedVersion: number) => book.move(jo, { customerId: customer.id, appointmentId: confirmed.id, expectedVersion, holdId: held.holdId, tellBy: null, override: null })
    await expect(move(1)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'appointment', current: { version: 2 } } })
    const moved = await move(2)
    expect(promiseOf(moved)).toMatchObject({ windowStart: at(14), status: 'booked', confirmedAt: null, moves: 1, version: 3 })
    expect(workOf(moved)).toMatchObject({ plannedStart: held.start, version: 2 })
    expect((await book.store.pool.query<{ n: number }>('select count(*)::int as n from technician_time')).rows[0]?.n).toBe(1)
  })

  it('moves a visit only to time that was held for its own work: as long, and with all of its skills', async () => {
    await book.addTechnician({ skills: ['internet', 'tv'] })
    const { customer, result } = await booked()
    const visit = promiseOf(result)
    const tv = await book.insert('workType', makeRow('workType', { minutes: 60, skills: ['tv'] }))
    await book.store.db.updateTable('workOrder').set({ skills: ['internet', 'tv'] }).execute()
    const moveTo = async (more: Partial<Parameters<typeof book.hold>[1]>) => {
      const wanted = { appointmentId: visit.id, ...more }
      const later = (await book.offer(jo, customer.id, wanted)).find(({ windowStart }) => windowStart === at(14))!
      const { holdId } = await book.holdOffer(jo, customer.id, later, wanted)
      return book.move(jo, { customerId: customer.id, appointmentId: visit.id, expectedVersion: 1, holdId, tellBy: null, override: null })
    }
    for (const other of [{ skills: ['tv'], minutes: 30 }, { skills: [] }, { workTypeId: tv.id, skills: ['internet'] }]) await expect(moveTo(other), JSON.stringify(other)).rejects.toMatchObject(refused('holdId', 'otherWork'))
    expect(promiseOf(await moveTo({ skills: ['tv'] }))).toMatchObject({ windowStart: at(14), version: 2 })
  })

  it('calls a visit off with a reason, but not while somebody is on the way', async () => {
    await book.addTechnician()
    const { customer, result } = await booked(jo, { gateCode: '4711#' })
    const of = { customerId: customer.id, appointmentId: promiseOf(result).id }
    expect((await book.store.pool.query('select * from appointment_gate_code')).rows).toHaveLength(1)
    await book.store.db.updateTable('workOrder').set({ status: 'onTheWay' }).execute()
    await expect(book.cancel(jo, { ...of, expectedVersion: 1, reason: 'customerAsked', note: null })).rejects.toMatchObject(refused('appointmentId', 'underWay'))
    await book.store.db.updateTable('workOrder').set({ status: 'planned' }).execute()
    const ended = await book.cancel(jo, { ...of, expectedVersion: 1, reason: 'fixedWithoutVisit', note: 'It came back' })
    expect(promiseOf(ended)).toMatchObject({ status: 'cancelled', endReason: 'fixedWithoutVisit', endNote: 'It came back' })
    expect(workOf(ended).status).toBe('cancelled')
    expect(promiseOf(ended).hasGateCode).toBe(false)
    expect((await book.store.pool.query('select * from appointment_gate_code')).rows, 'nobody goes there any more').toEqual([])
    expect((await book.store.pool.query('select id from technician_time')).rows).toEqual([])
    await expect(book.cancel(jo, { ...of, expectedVersion: 2, reason: 'other', note: null })).rejects.toMatchObject(refused('appointmentId', 'cancelled'))
  })

  it('shows windows by the wall on the night on which the clock is put forward', async () => {
    const day = '2027-03-14'
    clock.advance(Date.parse('2027-03-10T15:00:00.000Z') - clock.now())
    await book.addTechnician({}, { day, startAt: at(0, day), endAt: at(12, day), breakMinutes: 0, breakFrom: null, breakTo: null })
    const customer = await book.addCustomer()
    const offers = await book.offer(jo, customer.id, { from: day, to: day })
    expect(offers.map(({ windowStart }) => windowStart).sort()).toEqual(['2027-03-14T12:00:00.000Z', '2027-03-14T14:00:00.000Z'])
    clock.advance(NOW - clock.now())
  })

  it('answers a command that comes twice once', async () => {
    await book.addTechnician()
    const customer = await book.addCustomer()
    const held = await book.holdOffer(jo, customer.id, (await book.offer(jo, customer.id))[0]!)
    const input = { commandId: newId(clock), appointmentId: newId(clock), workOrderId: newId(clock) }
    const [one, two] = [await book.bookHold(jo, customer.id, held, input), await book.bookHold(jo, customer.id, held, input)]
    expect(two).toEqual(one)
    expect((await book.store.pool.query('select id from appointment')).rows).toHaveLength(1)
  })
})
