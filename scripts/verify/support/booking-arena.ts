/** A backend over a database of its own where many agents reach for one window at one moment, each for a customer of their own. */
import { manualClock } from '#shared/kernel/clock.ts'
import { addDays } from '#shared/kernel/calendar.ts'
import { isAppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { VisitHold } from '#shared/features/dispatch/booking.schema.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import { migrate } from '../../../electron/backend/store/migrate.ts'
import { openStore, type Store, type StoreLocation } from '../../../electron/backend/store/store.ts'
import { at, openBooking } from '../../../tests/support/booking.ts'
import { makeRow } from '../../../tests/support/rows.ts'
import { withoutRowLocks } from './race-arena.ts'

const FIRST_DAY = '2026-12-01'
const DAYS = 60
export type Slot = { technicianId: string; windowStart: string; windowEnd: string }
export type Caller = { by: SignedIn; customerId: string }

/** @param locked false: no row lock is taken. @param constrained false: the database lets two have the same minutes */
export async function openBookingArena(location: StoreLocation, { agents, rounds, locked = true, constrained = true }: { agents: number; rounds: number; locked?: boolean; constrained?: boolean }) {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  const opened = await openStore(location)
  await migrate(opened, clock)
  if (!constrained) await opened.pool.query('alter table technician_time drop constraint technician_time_once')
  const store: Store = locked ? opened : { ...opened, db: opened.db.withPlugin(withoutRowLocks) }
  const book = await openBooking(store, clock)
  const slots: Slot[] = []
  while (slots.length < rounds) slots.push(...(await slotsOfOne(book, Math.min(DAYS, rounds - slots.length))))
  const callers: Caller[] = []
  while (callers.length < agents) callers.push({ by: await book.hire(), customerId: (await book.addCustomer()).id })
  return { clock, book, store: opened, slots, callers, close: () => opened.close() }
}
export type BookingArena = Awaited<ReturnType<typeof openBookingArena>>

/** A technician whose days have room for one visit each. */
async function slotsOfOne(book: Awaited<ReturnType<typeof openBooking>>, days: number): Promise<Slot[]> {
  const technician = await book.insert('technician', makeRow('technician', { cities: [], skills: ['internet'], startLatitude: 40.941, startLongitude: -73.881 }))
  const slots: Slot[] = []
  for (let day = FIRST_DAY; slots.length < days; day = addDays(day, 1)) {
    await book.insert('technicianShift', makeRow('technicianShift', { technicianId: technician.id, day, startAt: at(8, day), endAt: at(9.5, day), breakMinutes: 0, breakFrom: null, breakTo: null }))
    slots.push({ technicianId: technician.id, windowStart: at(8, day), windowEnd: at(10, day) })
  }
  return slots
}

export type Outcome = { winners: { caller: Caller; hold: VisitHold }[]; told: number; wronglyTold: number; broken: number }

/** All of them at once. A loser is told who won, by name. */
export async function raceForHold({ book, clock, callers }: BookingArena, slot: Slot): Promise<Outcome> {
  const settled = await Promise.allSettled(callers.map(({ by, customerId }) => book.hold(by, { ...book.wanted(customerId), holdId: newId(clock), ...slot })))
  const winners = settled.flatMap((each, index) => (each.status === 'fulfilled' ? [{ caller: callers[index] as Caller, hold: each.value }] : []))
  const names = new Set(winners.map(({ caller }) => caller.by.agent.displayName))
  const outcome: Outcome = { winners, told: 0, wronglyTold: 0, broken: 0 }
  for (const each of settled) {
    if (each.status === 'fulfilled') continue
    const error: unknown = each.reason
    if (!isAppError(error, 'conflict') || error.data.stream !== 'technicianTime') outcome.broken += 1
    else if (names.has(error.data.changedBy ?? '')) outcome.told += 1
    else outcome.wronglyTold += 1
  }
  return outcome
}

/** Each row beside the next one of the same technician, here and not in the database; and each job beside its own time. */
export async function sweep({ store }: BookingArena): Promise<{ overlaps: number; jobs: number; withoutTime: number }> {
  const { rows } = await store.pool.query<{ id: string; technician: string; from: number; to: number }>(`
    select id, technician_id as technician, extract(epoch from lower(span))::float8 as "from", extract(epoch from upper(span))::float8 as "to" from technician_time order by technician_id, lower(span), id`)
  const overlaps = rows.filter((row, index) => row.technician === rows[index - 1]?.technician && row.from < (rows[index - 1]?.to ?? 0)).length
  const { rows: jobs } = await store.pool.query<{ id: string; from: number; to: number }>(`
    select id, extract(epoch from planned_start)::float8 as "from", extract(epoch from planned_end)::float8 as "to" from work_order where status <> 'cancelled' and technician_id is not null`)
  const given = new Map(rows.map((row) => [row.id, row]))
  const withoutTime = jobs.filter(({ id, from, to }) => given.get(id)?.from !== from || given.get(id)?.to !== to).length
  return { overlaps, jobs: jobs.length, withoutTime }
}
