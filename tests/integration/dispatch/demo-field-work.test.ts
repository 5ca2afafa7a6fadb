/** The days that the demo's technicians find can be driven as they are planned, and nobody is promised what nobody can keep. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { daysOnBoard } from '../../../shared/features/dispatch/board-days.ts'
import { violationsOf } from '../../../shared/features/dispatch/consequences.ts'
import { travelSeconds } from '../../../shared/features/dispatch/travel.ts'
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
  beforeAll(async () => {
    store = await openTestStore('embedded')
    await store.db.transaction().execute(async (trx) => {
      for (const rows of generateDemo({ customers: 1_500, seed: SEED, today: TODAY, directoryOnly: true })) await bulkInsert(trx, 'customer', rows.customer)
      await insertFieldWork(trx, demoFieldWork({ clock: manualClock(NOW), timeZone: ZONE, today: TODAY, seed: SEED }))
    })
  })
  afterAll(() => store.close())

  it('can be driven on every day, with its breaks and within what was promised', async () => {
    const week = await readBoard(store.db, { from: TODAY, days: 7, region: null }, { timeZone: ZONE, now: NOW })
    expect([week.technicians.length, week.more]).toEqual([42, false])
    const days = [...daysOnBoard(week).values()]
    expect(days.reduce((sum, { visits }) => sum + visits.length, 0)).toBeGreaterThan(250)
    expect(days.flatMap((day) => violationsOf(day, travelSeconds))).toEqual([])
  })

  it('has visits that nobody has, and work that is over where it is noon', async () => {
    const today = await readBoard(store.db, { from: TODAY, days: 1, region: null }, { timeZone: ZONE, now: NOW })
    expect(today.visits.filter(({ technicianId }) => technicianId === null).length).toBeGreaterThan(2)
    expect(new Set(today.visits.map(({ status }) => status))).toEqual(new Set(['completed', 'inProgress', 'planned']))
  })
})
