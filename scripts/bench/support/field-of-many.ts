/** Five hundred technicians for fourteen days, 70 % full, near their customers: what `bench slots` asks. Seeded. */
import { addDays } from '#shared/kernel/calendar.ts'
import { isoInstant, manualClock } from '#shared/kernel/clock.ts'
import { wallInstant } from '#shared/kernel/wall-time.ts'
import { travelSeconds } from '#shared/features/dispatch/travel.ts'
import { Random } from '../../../electron/backend/demo/random.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { migrate } from '../../../electron/backend/store/migrate.ts'
import { openStore, type Store, type StoreLocation } from '../../../electron/backend/store/store.ts'
import { servicesOf } from '../../../tests/support/direct-commands.ts'
import type { Row } from '#shared/features/sync/streams.ts'
import { makeRow } from '../../../tests/support/rows.ts'

export const ZONE = 'America/New_York'
export const FIRST_DAY = '2026-12-01'
export type Size = { technicians: number; days: number; regions: number; customers: number; fullness: number }
export type Field = Awaited<ReturnType<typeof openField>>

/** Minutes at work without the break: what fullness is of. */
const SHIFT = { from: 8 * 60, to: 17 * 60, break: 30 }
const VISIT_MINUTES = 60

export async function openField(location: StoreLocation, { technicians, days, regions, customers, fullness }: Size, seed: number) {
  const clock = manualClock(wallInstant(ZONE, addDays(FIRST_DAY, -1), 17 * 60))
  const store = await openStore(location)
  await migrate(store, clock)
  const random = new Random(seed, 0, 1)
  const middles = Array.from({ length: regions }, () => ({ latitude: random.between(40_500, 41_500) / 1_000, longitude: random.between(-74_500, -72_500) / 1_000 }))
  const near = (region: number) => ({ latitude: middles[region]!.latitude + random.between(-60, 60) / 1_000, longitude: middles[region]!.longitude + random.between(-60, 60) / 1_000 })
  const people = Array.from({ length: customers }, (_, index) => makeRow('customer', { ...near(index % regions), city: `Town ${index % regions}`, node: null }))
  const crew = Array.from({ length: technicians }, (_, index) => {
    const home = near(index % regions)
    return makeRow('technician', { name: `Technician ${index}`, startLatitude: home.latitude, startLongitude: home.longitude, cities: [`Town ${index % regions}`], region: `Region ${index % regions}`, skills: random.chance(0.2) ? ['internet'] : ['internet', 'tv'], languages: random.chance(0.3) ? ['en', 'es'] : ['en'] })
  })
  const dates = Array.from({ length: days }, (_, index) => addDays(FIRST_DAY, index))
  const at = (day: string, minute: number): string => isoInstant(wallInstant(ZONE, day, minute))
  const shifts = crew.flatMap(({ id: technicianId }) => dates.map((day) => makeRow('technicianShift', { technicianId, day, startAt: at(day, SHIFT.from), endAt: at(day, SHIFT.to), breakMinutes: SHIFT.break, breakFrom: at(day, 11 * 60), breakTo: at(day, 14 * 60) })))
  const jobs = crew.flatMap((technician, index) => dates.flatMap((day) => fillDay({ technician, region: index % regions, day })))
  function fillDay({ technician, region, day }: { technician: (typeof crew)[number]; region: number; day: string }): Row<'workOrder'>[] {
    const made: Row<'workOrder'>[] = []
    let [minute, busy, rested] = [SHIFT.from, 0, false]
    let place = { latitude: technician.startLatitude, longitude: technician.startLongitude }
    while (busy < fullness * (SHIFT.to - SHIFT.from - SHIFT.break)) {
      const customer = people[region + regions * random.between(0, Math.floor((customers - 1 - region) / regions))]!
      const there = { latitude: customer.latitude!, longitude: customer.longitude! }
      const way = Math.ceil(travelSeconds(place, there, technician.density) / 60)
      if (!rested && minute >= 11 * 60) [minute, rested] = [minute + SHIFT.break, true]
      const start = Math.ceil((minute + way + random.between(0, 25)) / 5) * 5
      if (start + VISIT_MINUTES > SHIFT.to - 20) break
      made.push(makeRow('workOrder', { customerId: customer.id, technicianId: technician.id, plannedStart: at(day, start), plannedEnd: at(day, start + VISIT_MINUTES), ...there, city: customer.city, travelSeconds: way * 60 }))
      ;[minute, busy, place] = [start + VISIT_MINUTES, busy + VISIT_MINUTES + way, there]
    }
    return made
  }
  const workType = makeRow('workType', { minutes: 60, skills: ['internet'] })
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'customer', people)
    await bulkInsert(trx, 'technician', crew)
    await bulkInsert(trx, 'technicianShift', shifts)
    await bulkInsert(trx, 'workOrder', jobs)
    await bulkInsert(trx, 'workType', [workType])
    await bulkInsert(trx, 'timeSlot', [8, 10, 12, 14, 16].map((hour) => makeRow('timeSlot', { fromMinute: hour * 60, toMinute: hour * 60 + 120 })))
  })
  await store.analyze()
  return { store, services: servicesOf(store, clock), random, people, workType, jobs: jobs.length, last: dates.at(-1)!, close: () => store.close() }
}

/** The share of the shifts, without breaks, that is work or driving. */
export async function measuredFullness(store: Store): Promise<number> {
  const { rows } = await store.pool.query<{ share: number }>(`
    select ((select sum(extract(epoch from planned_end - planned_start) + travel_seconds) from work_order) / (select sum(extract(epoch from end_at - start_at) - break_minutes * 60) from technician_shift))::float8 as share`)
  return rows[0]?.share ?? 0
}
