/** Somebody is taken out of service, or given other hours, while a caller books them and a dispatcher gives them a visit: one of them wins. The same without the technician's lock must be caught. */
import { afterAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { addDays } from '../../../shared/kernel/calendar.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { outsideOf } from '../../../shared/features/dispatch/shift-hours.ts'
import { withoutRowLocks } from '../../../scripts/verify/support/race-arena.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { at, DAY } from '../../support/booking.ts'
import { makeRow } from '../../support/rows.ts'
import { NOW, openTestStore, storeKinds, type StoreKind } from '../../support/stores.ts'
import { everyDay, hours, openTechnicians } from '../../support/technicians.ts'

const ROUNDS = { embedded: 8, server: 30 } as const
const CONTROL_ROUNDS = 60
const stores: Store[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))

async function open(kind: StoreKind, locked = true) {
  const clock = manualClock(NOW)
  const store = await openTestStore(kind, clock)
  stores.push(store)
  const on = await openTechnicians(locked ? store : { ...store, db: store.db.withPlugin(withoutRowLocks) }, clock)
  return { on, clock, store }
}
type Arena = Awaited<ReturnType<typeof open>>
type Tally = { broken: number; gone: number; booked: number; odd: string[] }

/** One technician, one visit that is being given to them in one of two ways, and somebody who wants them out of service, or at work in the evening alone. */
async function round({ on, clock, store }: Arena, what: 'book' | 'move', against: 'leave' | 'evening', tally: Tally): Promise<void> {
  const technician = await on.addTechnician()
  const [jo, customer] = [await on.hire(), await on.addCustomer()]
  const give = what === 'book' ? await booking(on, technician.id, jo, customer.id) : await moving(on, technician.id, customer.id)
  const take = () => (against === 'leave' ? on.setInService({ technicianId: technician.id, expectedVersion: 1, inService: false }) : on.setShifts({ technicianId: technician.id, from: DAY, to: DAY, week: everyDay(hours(20, 22)) }))
  const both = await Promise.allSettled(clock.now() % 2 ? [give(), take()] : [take(), give()])
  for (const each of both) {
    const code = each.status === 'fulfilled' ? 'done' : ((each.reason as { code?: string }).code ?? String(each.reason))
    if (!['done', 'validation', 'conflict'].includes(code)) tally.odd.push(code)
  }
  const { rows } = await store.pool.query<{ active: boolean; start: string | null; end: string | null }>(
    `select active, planned_start as start, planned_end as "end" from technician left join work_order work on work.technician_id = technician.id and work.status = 'planned' where technician.id = $1`, [technician.id])
  const shifts = (await store.pool.query<{ startAt: string; endAt: string }>(`select start_at as "startAt", end_at as "endAt" from technician_shift where technician_id = $1 and removed_at is null`, [technician.id])).rows
  const [now] = rows
  const isOut = now?.start != null && (!now.active || outsideOf({ startAt: now.start, endAt: now.end! }, shifts) > 0)
  tally.broken += Number(isOut)
  tally.booked += Number(now?.start != null)
  tally.gone += Number(now?.start == null)
  await store.pool.query(`update technician set active = false where id = $1`, [technician.id])
  await store.pool.query(`delete from technician_time where technician_id = $1`, [technician.id])
}

async function booking(on: Arena['on'], technicianId: string, jo: Awaited<ReturnType<Arena['on']['hire']>>, customerId: string) {
  const held = await on.hold(jo, { ...on.wanted(customerId), holdId: newId(), technicianId, windowStart: at(8), windowEnd: at(10) })
  return () => on.bookHold(jo, customerId, held)
}

async function moving(on: Arena['on'], technicianId: string, customerId: string) {
  const work = await on.insert('workOrder', makeRow('workOrder', { customerId }))
  return () => on.moveVisit({ customerId, workOrderId: work.id, expectedVersion: 1, technicianId, start: at(9), override: null })
}

async function play(arena: Arena, rounds: number): Promise<Tally> {
  const tally: Tally = { broken: 0, gone: 0, booked: 0, odd: [] }
  for (let index = 0; index < rounds; index++) {
    arena.clock.advance(1)
    await round(arena, index % 4 < 2 ? 'book' : 'move', index % 2 ? 'leave' : 'evening', tally)
  }
  return tally
}

describe.each(storeKinds)('two at once about a technician on the %s store', (kind) => {
  it('never leaves a visit with somebody who is gone, or outside their hours', async () => {
    const tally = await play(await open(kind), ROUNDS[kind])
    expect(tally).toMatchObject({ broken: 0, odd: [] })
    expect(tally.booked + tally.gone).toBe(ROUNDS[kind])
  })
})

it('would be caught: without the technician’s lock somebody is gone with a visit', async () => {
  const tally = await play(await open('server', false), CONTROL_ROUNDS)
  expect(tally.broken).toBeGreaterThan(0)
}, 120_000)

/** On one store, whose days are each used once. */
describe('hours over visits', () => {
  const FIRST = addDays(DAY, 7)
  const quarter = (min: number, max: number) => fc.integer({ min, max }).map((value) => value / 4)
  const span = fc.record({ from: quarter(20, 76), length: quarter(1, 24) }).map(({ from, length }) => ({ from, to: from + length }))
  const visits = fc.array(fc.record({ gap: quarter(0, 12), length: quarter(1, 8) }), { maxLength: 4 }).map((all) => {
    let end = 5
    return all.map(({ gap, length }) => ({ from: (end += gap), to: (end += length) }))
  })
  it('refuses exactly what leaves a visit further outside than it was, minute by minute', async () => {
    const { on, store } = await open('embedded')
    const technician = await on.addTechnician()
    let day = FIRST
    await fc.assert(fc.asyncProperty(fc.option(span), fc.option(span), visits, async (before, after, works) => {
      day = addDays(day, 3)
      const hour = (each: { from: number; to: number } | null) => each && hours(each.from, each.to)
      const set = (each: { from: number; to: number } | null) => on.setShifts({ technicianId: technician.id, from: day, to: day, week: everyDay(hour(each)) })
      await set(before)
      const rows = await Promise.all(works.map(async ({ from, to }) => on.insert('workOrder', makeRow('workOrder', { customerId: (await on.addCustomer()).id, technicianId: technician.id, plannedStart: at(from, day), plannedEnd: at(to, day) }))))
      const outside = (work: { from: number; to: number }, shift: { from: number; to: number } | null): number => {
        let minutes = 0
        for (let minute = work.from * 60; minute < work.to * 60; minute++) minutes += Number(!shift || minute < shift.from * 60 || minute >= shift.to * 60)
        return minutes
      }
      const named = works.flatMap((work, index) => (outside(work, after) > outside(work, before) ? [rows[index]!.id] : []))
      const answer = await set(after).then(() => [], (error: { data: { issues: { path: string }[] } }) => error.data.issues.map(({ path }) => path.replace('visits.', '')))
      expect(answer).toEqual(named)
      const { rows: left } = await store.pool.query<{ n: number }>('select count(*)::int as n from technician_shift where technician_id = $1 and day = $2 and removed_at is null', [technician.id, day])
      expect(left[0]?.n).toBe(Number((named.length > 0 ? before : after) !== null))
    }), { numRuns: 40 })
  }, 120_000)
})
