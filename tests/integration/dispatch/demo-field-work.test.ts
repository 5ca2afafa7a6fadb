/** The days that the demo's technicians find can be driven as they are planned, and nobody is promised what nobody can keep. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { daysOnBoard } from '../../../shared/features/dispatch/board-days.ts'
import { violationsOf } from '../../../shared/features/dispatch/consequences.ts'
import { travelSeconds } from '../../../shared/features/dispatch/travel.ts'
import { addDays, DAY_MS } from '../../../shared/kernel/calendar.ts'
import { createTechnicianSimulator } from '../../../electron/backend/demo/technician-simulator.ts'
import { generateDemo } from '../../../electron/backend/demo/generate-demo.ts'
import { demoFieldWork, insertFieldWork } from '../../../electron/backend/demo/field-work.ts'
import { readBoard } from '../../../electron/backend/features/dispatch/board/board.queries.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { NOW, openTestStore, TODAY } from '../../support/stores.ts'

const ZONE = 'America/New_York'
const SEED = 7

describe(`the demo's field work (seed ${SEED})`, () => {
  let store: Store
  beforeAll(async () => void (store = await filled()))
  async function filled(seed = SEED): Promise<Store> {
    const own = await openTestStore('embedded')
    await own.db.transaction().execute(async (trx) => {
      for (const rows of generateDemo({ customers: 1_500, seed: SEED, today: TODAY, directoryOnly: true })) await bulkInsert(trx, 'customer', rows.customer)
      await insertFieldWork(trx, demoFieldWork({ clock: manualClock(NOW), timeZone: ZONE, today: TODAY, seed }))
    })
    return own
  }
  afterAll(() => store.close())

  it('can be driven on every day, with its breaks and within what was promised', async () => {
    const week = await readBoard(store.db, { from: TODAY, days: 7, region: null }, { timeZone: ZONE, now: NOW })
    expect([week.technicians.length, week.more]).toEqual([42, false])
    const days = [...daysOnBoard(week).values()]
    expect(days.reduce((sum, { visits }) => sum + visits.length, 0)).toBeGreaterThan(250)
    expect(days.flatMap((day) => violationsOf(day, travelSeconds))).toEqual([])
  })

  it('has days behind it that mostly went well, with people who were not at home and work that is left', async () => {
    const before = await readBoard(store.db, { from: addDays(TODAY, -3), days: 3, region: null }, { timeZone: ZONE, now: NOW })
    const past = before.visits.filter(({ technicianId }) => technicianId !== null)
    const ended = (as: string) => past.filter(({ outcome }) => outcome === as)
    expect(past.length).toBeGreaterThan(250)
    expect([...new Set(past.map(({ outcome }) => outcome))].sort()).toEqual(['customerAbsent', 'done', 'needsFollowUp', 'nobodyCame'])
    expect(ended('done').length / past.length).toBeGreaterThan(0.85)
    expect(ended('nobodyCame')).toHaveLength(2)
    expect(before.toCall.filter(({ missed }) => missed)).toHaveLength(2)
    const { rows } = await store.pool.query<{ status: string; outcome: string; ended: boolean }>(`select distinct appointment.status, outcome, ended_at is not null as ended from work_order join appointment on appointment.id = appointment_id where window_end < $1::date order by 1, 2`, [TODAY])
    expect(rows).toEqual([{ status: 'completed', outcome: 'done', ended: true }, { status: 'completed', outcome: 'needsFollowUp', ended: true }, { status: 'missed', outcome: 'nobodyCame', ended: true }, { status: 'noShow', outcome: 'customerAbsent', ended: true }])
  })

  it('has visits that nobody has, and work that is over where it is noon', async () => {
    const today = await readBoard(store.db, { from: TODAY, days: 1, region: null }, { timeZone: ZONE, now: NOW })
    expect(today.visits.filter(({ technicianId }) => technicianId === null).length).toBeGreaterThan(2)
    expect(new Set(today.visits.map(({ status }) => status))).toEqual(new Set(['completed', 'inProgress', 'planned']))
  })

  it('goes on by itself for days: when a demo is started again, what passed is done', async () => {
    const later = await filled()
    const clock = manualClock(NOW + 3 * DAY_MS)
    const begun = performance.now()
    const told: [done: number, total: number][] = []
    await createTechnicianSimulator({ store: later, clock, onFault: (error) => expect.fail(String(error)), onProgress: (...each) => void told.push(each) }).beat()
    // Whoever waits for it is told how far it is.
    expect([told.length > 10, told.at(-1)?.[0]]).toEqual([true, told[0]?.[1]])
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((one, other) => one - other))
    console.info(`three days were caught up with in ${Math.round(performance.now() - begun)} ms`)
    const passed = await readBoard(later.db, { from: TODAY, days: 3, region: null }, { timeZone: ZONE, now: clock.now() })
    const theirs = passed.visits.filter(({ technicianId }) => technicianId !== null)
    const open = theirs.filter(({ status }) => status === 'planned' || status === 'inProgress')
    expect(theirs.length).toBeGreaterThan(300)
    expect(open.length / theirs.length, 'those to whom nobody comes').toBeLessThan(0.03)
    await later.close()
  })

  it('goes in the same way in each demo, whatever ids its rows have', async () => {
    async function story(seed: number): Promise<unknown[]> {
      const own = await filled(seed)
      await createTechnicianSimulator({ store: own, clock: manualClock(NOW + DAY_MS), onFault: (error) => expect.fail(String(error)) }).beat()
      const { rows } = await own.pool.query<Record<string, unknown>>('select work.reference, work.status, outcome, outcome_note, follow_up, planned_start, planned_end, started_at, ended_at, visit.status as promise, customer_id from work_order work join appointment visit using (customer_id) where visit.id = work.appointment_id order by work.reference')
      await own.close()
      return rows
    }
    const [one, other, control] = [await story(SEED), await story(SEED), await story(SEED + 1)]
    expect(one.length).toBeGreaterThan(500)
    expect(one).toEqual(other)
    expect(control).not.toEqual(one)
  })
})
