/** Technicians as those say who answer for them: nobody goes out of service, or out of their hours, from under a visit. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Technician, TechnicianShift } from '../../../shared/features/dispatch/technicians.schema.ts'
import { addTechnicianSchema } from '../../../shared/features/dispatch/technician-commands.schema.ts'
import type { WorkOrder } from '../../../shared/features/dispatch/visits.schema.ts'
import { readTechnicianVisits } from '../../../electron/backend/features/dispatch/technicians/technician-visits.queries.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { at, DAY, ZONE } from '../../support/booking.ts'
import { makeRow } from '../../support/rows.ts'
import { NOW, openTestStore, storeKinds, TODAY } from '../../support/stores.ts'
import { everyDay, fields, hours, openTechnicians } from '../../support/technicians.ts'

const refused = (path: string, message: string) => ({ code: 'validation', data: { issues: [{ path, message }] } })

describe.each(storeKinds)('technicians on the %s store', (kind) => {
  const clock = manualClock(NOW)
  const stores: Store[] = []
  let on: Awaited<ReturnType<typeof openTechnicians>>
  beforeEach(async () => {
    clock.advance(NOW - clock.now())
    const store = await openTestStore(kind, clock)
    stores.push(store)
    on = await openTechnicians(store, clock)
  })
  afterAll(() => Promise.all(stores.map((store) => store.close())))

  async function added(more: Parameters<typeof fields>[0] = {}): Promise<Technician> {
    const technicianId = newId(clock)
    return (await on.add({ technicianId, ...fields(more) })).rows.technician?.[0] as Technician
  }
  const shiftsOf = async (technicianId: string): Promise<TechnicianShift[]> => {
    const found = await on.store.db.selectFrom('technicianShift').select('id').where('technicianId', '=', technicianId).execute()
    return (await readRows(on.store.db, 'technicianShift', found.map(({ id }) => id))).toSorted((one, other) => one.day.localeCompare(other.day))
  }
  const visitOf = async ({ id }: Technician, from: number, to: number, more: Partial<WorkOrder> = {}): Promise<WorkOrder> => {
    const customer = await on.addCustomer()
    const promise = await on.insert('appointment', makeRow('appointment', { customerId: customer.id, windowStart: at(8), windowEnd: at(18) }))
    return on.insert('workOrder', makeRow('workOrder', { customerId: customer.id, appointmentId: promise.id, technicianId: id, plannedStart: at(from), plannedEnd: at(to), ...more }))
  }
  const visitsOf = ({ id }: Technician, ids: string[]) => readTechnicianVisits(on.store.db, { technicianId: id, ids }, ZONE)

  it('adds one, who is then offered to callers, and changes them', async () => {
    const technician = await added({ skills: ['internet', 'internet'], nodes: ['YK-07'] })
    expect(technician).toMatchObject({ version: 1, skills: ['internet'], active: true, area: null, changedBy: on.dispatcher.agent.displayName })
    await on.setShifts({ technicianId: technician.id, from: DAY, to: DAY, week: everyDay(hours(8, 17)) })
    const [jo, customer] = [await on.hire(), await on.addCustomer({ node: 'YK-07' })]
    expect((await on.offer(jo, customer.id)).map(({ technicianId }) => technicianId)).toContain(technician.id)
    const changed = (await on.change({ technicianId: technician.id, expectedVersion: 1, ...fields({ skills: ['tv'], nodes: ['YK-07'] }) })).rows.technician?.[0] as Technician
    expect(changed).toMatchObject({ version: 2, skills: ['tv'] })
    expect(await on.offer(jo, customer.id), 'another skill').toEqual([])
    await expect(on.change({ technicianId: technician.id, expectedVersion: 1, ...fields() })).rejects.toMatchObject({ code: 'conflict', data: { stream: 'technician', current: { version: 2, skills: ['tv'] }, changedBy: on.dispatcher.agent.displayName } })
    await expect(on.change({ technicianId: newId(clock), expectedVersion: 1, ...fields() })).rejects.toMatchObject({ code: 'notFound' })
    await expect(on.add({ technicianId: technician.id, ...fields() }), 'an id is used once').rejects.toMatchObject(refused('technicianId', 'taken'))
  })

  it('goes where the area of a territory says, until that is drawn anew or taken away', async () => {
    const around = (longitude: number) => ({ ring: [[longitude - 0.1, 40.9], [longitude + 0.1, 40.9], [longitude + 0.1, 41], [longitude - 0.1, 41]] as [number, number][] })
    const there = around(-73.88)
    const technician = await added({ cities: ['Nowhere'], area: there })
    expect(technician).toMatchObject({ area: there })
    await on.setShifts({ technicianId: technician.id, from: DAY, to: DAY, week: everyDay(hours(8, 17)) })
    const [jo, customer] = [await on.hire(), await on.addCustomer({ city: 'Elsewhere' })]
    const offered = async () => (await on.offer(jo, customer.id)).some(({ technicianId }) => technicianId === technician.id)
    expect(await offered()).toBe(true)
    const change = (area: Technician['area'], expectedVersion: number) => on.change({ technicianId: technician.id, expectedVersion, ...fields({ cities: ['Nowhere'], area }) })
    expect((await change(around(-72), 1)).rows.technician?.[0]).toMatchObject({ version: 2, area: around(-72) })
    expect(await offered(), 'drawn elsewhere').toBe(false)
    await change(null, 2)
    expect(await on.rowOf('technician', technician.id)).toMatchObject({ version: 3, area: null })
    const { ring } = there
    const crossing = { ring: [ring[0]!, ring[2]!, ring[1]!, ring[3]!] }
    expect(addTechnicianSchema.safeParse({ commandId: newId(clock), technicianId: newId(clock), ...fields({ area: crossing }) }).error?.issues).toMatchObject([{ path: ['area', 'ring'], message: 'crossing' }])
  })

  it('names nodes that are not in the plant', async () => {
    const technician = await on.insert('technician', makeRow('technician', {}))
    await on.insert('plantElement', makeRow('plantElement', { code: 'YK-07' }))
    await expect(on.change({ technicianId: technician.id, expectedVersion: 1, ...fields({ nodes: ['YK-07', 'YK-O7', 'yk-07'] }) })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'nodes.YK-O7', message: 'unknown' }, { path: 'nodes.yk-07', message: 'unknown' }] } })
    const { rows } = await on.change({ technicianId: technician.id, expectedVersion: 1, ...fields({ nodes: ['YK-07'] }) })
    expect(rows.technician?.[0]).toMatchObject({ nodes: ['YK-07'] })
  })

  it('takes nobody out of service who has a visit to come, and names the visits', async () => {
    const technician = await added()
    const [late, next] = [await visitOf(technician, 14, 15), await visitOf(technician, 9, 10)]
    const leave = () => on.setInService({ technicianId: technician.id, expectedVersion: 1, inService: false })
    await expect(leave()).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: `visits.${next.id}`, message: 'toCome' }, { path: `visits.${late.id}`, message: 'toCome' }] } })
    expect(await visitsOf(technician, [late.id, next.id])).toMatchObject({ visits: [{ id: next.id, reference: next.reference, day: DAY, promised: { from: at(8), to: at(18) }, start: at(9) }, { id: late.id }] })
    await on.store.db.updateTable('workOrder').set({ status: 'completed' }).where('id', '=', next.id).execute()
    await expect(leave(), 'one is left').rejects.toMatchObject(refused(`visits.${late.id}`, 'toCome'))
    await on.store.db.updateTable('workOrder').set({ status: 'cancelled' }).where('id', '=', late.id).execute()
    expect((await leave()).rows.technician?.[0]).toMatchObject({ active: false, version: 2 })
    await expect(on.setShifts({ technicianId: technician.id, from: DAY, to: DAY, week: everyDay(hours(8, 17)) })).rejects.toMatchObject(refused('technicianId', 'inactive'))
    expect((await on.setInService({ technicianId: technician.id, expectedVersion: 2, inService: true })).rows.technician?.[0]).toMatchObject({ active: true, version: 3 })
    const audited = await on.store.db.selectFrom('auditEntry').select(['action', 'outcome', 'detail', 'agentId']).where('action', '=', 'dispatch.setInService').orderBy('seq').execute()
    expect(audited.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'allowed', 'allowed'])
    expect(audited.every(({ agentId }) => agentId === on.dispatcher.agent.id)).toBe(true)
  })

  it('reads exactly the visits that a refusal named, also behind sixty others, and none of somebody else', async () => {
    const [technician, other] = [await added(), await added()]
    for (let index = 0; index < 61; index++) await visitOf(technician, 8 + index / 10, 8 + (index + 1) / 10)
    const [named, theirs] = [await visitOf(technician, 15, 16), await visitOf(other, 9, 10)]
    expect((await visitsOf(technician, [named.id, theirs.id])).visits.map(({ id }) => id)).toEqual([named.id])
    expect(await visitsOf(technician, [])).toEqual({ visits: [] })
  })

  it('keeps whoever is ill all day so over hours at another time of the day, and over a day that was taken off and given back', async () => {
    const technician = await added()
    const set = (day: ReturnType<typeof hours> | null) => on.setShifts({ technicianId: technician.id, from: DAY, to: DAY, week: everyDay(day) })
    const now = async () => (await on.store.db.selectFrom('technicianShift').select(['startAt', 'endAt', 'absence', 'absentFrom']).where('technicianId', '=', technician.id).where('removedAt', 'is', null).execute())[0]
    const away = (absence: 'sick' | null, from: number) => on.store.db.updateTable('technicianShift').set({ absence, absentFrom: absence && at(from) }).where('technicianId', '=', technician.id).where('removedAt', 'is', null).execute()
    await set(hours(13, 21))
    await away('sick', 13)
    await set(hours(5, 13))
    expect(await now(), 'hours that do not touch the old ones').toMatchObject({ startAt: at(5), absence: 'sick', absentFrom: at(5) })
    await set(null)
    clock.advance(1)
    await set(hours(14, 20))
    expect(await now(), 'given back').toMatchObject({ startAt: at(14), absence: 'sick', absentFrom: at(14) })
    await away(null, 0)
    clock.advance(1)
    await set(null)
    clock.advance(1)
    await set(hours(8, 17))
    expect(await now(), 'the control: well again when it was taken off').toMatchObject({ absence: null, absentFrom: null })
    await away('sick', 15)
    await set(hours(8, 16))
    expect(await now(), 'a part of the day').toMatchObject({ absence: 'sick', absentFrom: at(15) })
    await set(hours(8, 14))
    expect(await now(), 'over before it began').toMatchObject({ absence: null, absentFrom: null })
  })

  it('ends what is held for callers of somebody who is taken out of service', async () => {
    const technician = await on.addTechnician()
    const [jo, customer] = [await on.hire(), await on.addCustomer()]
    const held = await on.holdOffer(jo, customer.id, (await on.offer(jo, customer.id))[0]!)
    await on.setInService({ technicianId: technician.id, expectedVersion: 1, inService: false })
    await expect(on.bookHold(jo, customer.id, held)).rejects.toMatchObject(refused('holdId', 'expired'))
    expect(await on.offer(jo, customer.id)).toEqual([])
  })

  it('gives coming days a week’s hours, changes them, and takes days off', async () => {
    const technician = await added()
    const lunch = { ...hours(8, 17), breakMinutes: 30, breakFromMinute: 660, breakToMinute: 840 }
    const week = [lunch, lunch, lunch, lunch, hours(8, 12), null, null]
    await on.setShifts({ technicianId: technician.id, from: '2026-11-24', to: '2026-11-30', week })
    const first = await shiftsOf(technician.id)
    expect(first.map(({ day }) => day)).toEqual(['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-30'])
    expect(first[0]).toMatchObject({ startAt: at(8), endAt: at(17), breakMinutes: 30, breakFrom: at(11), breakTo: at(14), version: 1, absence: null })
    // Somebody is ill: that stays, and what is as it was is not written again.
    await on.store.db.updateTable('technicianShift').set({ absence: 'sick', absentFrom: at(8) }).where('id', '=', first[0]!.id).execute()
    await on.setShifts({ technicianId: technician.id, from: '2026-11-24', to: '2026-11-27', week: [null, { ...lunch, fromMinute: 420 }, null, lunch, null, null, null] })
    const then = await shiftsOf(technician.id)
    expect(then.map(({ day, version }) => [day, version])).toEqual([['2026-11-24', 2], ['2026-11-26', 1], ['2026-11-30', 1]])
    expect(then[0], 'ill all day is ill all day').toMatchObject({ startAt: at(7), absence: 'sick', absentFrom: at(7) })
    const { rows } = await on.store.pool.query<{ n: number }>('select count(*)::int as n from technician_shift where removed_at is not null')
    expect(rows[0]?.n).toBe(2)
  })

  it('refuses hours that are none, too long, in the past, too far, or that begin before the night before is over', async () => {
    const technician = await added()
    const set = (part: Partial<Parameters<typeof on.setShifts>[0]>) => on.setShifts({ technicianId: technician.id, from: DAY, to: DAY, week: everyDay(hours(8, 17)), ...part })
    await expect(set({ week: [hours(8, 8), ...everyDay(hours(8, 17)).slice(1)] })).rejects.toMatchObject(refused('week.0', 'noHours'))
    await expect(set({ week: [null, null, null, hours(6, 23), null, null, null] })).rejects.toMatchObject(refused('week.3', 'tooLong'))
    await expect(set({ from: '2026-11-22', to: TODAY })).rejects.toMatchObject(refused('from', 'past'))
    await expect(set({ to: '2026-11-23' })).rejects.toMatchObject(refused('to', 'before'))
    await expect(set({ to: '2028-11-23' })).rejects.toMatchObject(refused('to', 'tooFar'))
    await expect(set({ to: '2027-03-01' })).rejects.toMatchObject(refused('to', 'tooMany'))
    await expect(set({ to: '2026-11-25', week: everyDay(hours(18, 30)) }), 'nights').resolves.toBeDefined()
    await expect(set({ from: '2026-11-26', to: '2026-11-26', week: everyDay(hours(5, 13)) })).rejects.toMatchObject(refused('days.2026-11-26', 'nightBefore'))
    // The night on which clocks are put forward.
    await expect(set({ from: '2027-03-12', to: '2027-03-14', week: everyDay(hours(2, 3)) })).rejects.toMatchObject(refused('days.2027-03-14', 'noHours'))
    expect((await shiftsOf(technician.id)).map(({ day }) => day), 'nothing of what was refused').toEqual(['2026-11-24', '2026-11-25'])
  })

  it('leaves no visit outside the new hours, and names those that would be', async () => {
    const technician = await added()
    const set = (day: ReturnType<typeof hours> | null) => on.setShifts({ technicianId: technician.id, from: DAY, to: DAY, week: everyDay(day) })
    await set(hours(8, 17))
    const early = await visitOf(technician, 9, 10)
    // Put outside of the hours by a dispatcher who said why.
    const over = await visitOf(technician, 16.5, 17.5)
    await expect(set(hours(9.5, 17))).rejects.toMatchObject(refused(`visits.${early.id}`, 'outside'))
    await expect(set(hours(8, 16.75))).rejects.toMatchObject(refused(`visits.${over.id}`, 'outside'))
    await expect(set(null)).rejects.toMatchObject({ data: { issues: [{ path: `visits.${early.id}` }, { path: `visits.${over.id}` }] } })
    await expect(set(hours(9, 17.25)), 'no worse than it was').resolves.toBeDefined()
    expect((await shiftsOf(technician.id))[0]).toMatchObject({ startAt: at(9), endAt: at(17.25) })
  })
})
