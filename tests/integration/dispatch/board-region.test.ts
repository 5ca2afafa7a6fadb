/** A board cut by region: whatever waits elsewhere, the region's own visits and calls are on it. On both stores. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { coversPlace, type Territory, type WorkPlace } from '../../../shared/features/dispatch/territory.ts'
import type { Row } from '../../../shared/features/sync/streams.ts'
import { isCovered } from '../../../electron/backend/features/dispatch/board/covered-places.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { openBoard } from '../../support/board.ts'
import { at } from '../../support/booking.ts'
import { makeRow } from '../../support/rows.ts'
import { storeKinds } from '../../support/stores.ts'

/** As many as one board reads. */
const FULL = 500

describe.each(storeKinds)('a board of one region on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-24T13:05:00.000Z'))
  let on: Awaited<ReturnType<typeof openBoard>>
  beforeEach(async () => {
    on = await openBoard(kind, clock)
    await on.addTechnician({ region: 'North', cities: ['Yonkers'] })
    await on.addTechnician({ region: 'South', cities: ['Brooklyn'] })
  })
  afterEach(() => on.store.close())
  type Where = { city: string; hour: number }
  async function waiting(count: number, { city, hour }: Where, work: Partial<Row<'workOrder'>> = {}, promise: Partial<Row<'appointment'>> = {}): Promise<string[]> {
    const customer = makeRow('customer', { city })
    const promises = Array.from({ length: count }, () => makeRow('appointment', { customerId: customer.id, windowStart: at(hour), windowEnd: at(hour + 2), ...promise }))
    const works = promises.map(({ id }) => makeRow('workOrder', { customerId: customer.id, appointmentId: id, city, postalCode: null, node: null, latitude: null, longitude: null, ...work }))
    await on.store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'customer', [customer])
      await bulkInsert(trx, 'appointment', promises)
      await bulkInsert(trx, 'workOrder', works)
    })
    return works.map(({ id }) => id)
  }
  const shown = async (region: string | null) => {
    const { visits, toCall, more, moreToCall } = await on.board(1, region)
    return { visits: visits.map(({ id }) => id), calls: toCall.map(({ workOrderId }) => workOrderId), more, moreToCall }
  }

  it('has its own of what nobody has, however many wait before them elsewhere, and nothing of these', async () => {
    await waiting(FULL, { city: 'Brooklyn', hour: 9 })
    const mine = await waiting(1, { city: 'Yonkers', hour: 15 })
    expect(await shown('North')).toEqual({ visits: mine, calls: mine, more: false, moreToCall: false })
    const all = await shown(null)
    expect([all.visits.includes(mine[0]!), all.more], 'the control: without a region they fill the board').toEqual([false, true])
  })

  it('calls its own of those to whom nobody came, with a job and without one', async () => {
    const past = { status: 'missed', windowStart: at(9, '2026-11-23'), windowEnd: at(11, '2026-11-23') } as const
    const gone = { status: 'notDone', outcome: 'nobodyCame', endedAt: at(12, '2026-11-23') } as const
    await waiting(FULL, { city: 'Brooklyn', hour: 9 }, gone, { ...past, windowStart: at(10, '2026-11-23') })
    const mine = await waiting(1, { city: 'Yonkers', hour: 9 }, gone, past)
    const customers = ['Brooklyn', 'Yonkers'].map((city) => makeRow('customer', { city }))
    const alone = customers.map(({ id }) => makeRow('appointment', { customerId: id, ...past }))
    await on.store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'customer', customers)
      await bulkInsert(trx, 'appointment', alone)
    })
    const { toCall, moreToCall } = await on.board(1, 'North')
    expect(toCall.map(({ workOrderId, appointmentId }) => workOrderId ?? appointmentId).sort()).toEqual([mine[0]!, alone[1]!.id].sort())
    expect(moreToCall).toBe(false)
  })

  it('goes where its technicians go: the rule of the board and of the database are one', async () => {
    const word = (...words: string[]) => fc.subarray(words, { maxLength: 2 })
    const corner = fc.tuple(fc.double({ min: -74.1, max: -73.7, noNaN: true }), fc.double({ min: 40.6, max: 41, noNaN: true }))
    // A fan around a middle crosses itself nowhere, and need not be convex.
    const area = fc.tuple(corner, fc.array(fc.double({ min: 0.01, max: 0.2, noNaN: true }), { minLength: 3, maxLength: 9 }))
      .map(([[x, y], reaches]) => ({ ring: reaches.map((reach, index): [number, number] => [x + reach * Math.cos((index / reaches.length) * 2 * Math.PI), y + reach * Math.sin((index / reaches.length) * 2 * Math.PI)]) }))
    const territory: fc.Arbitrary<Territory> = fc.record({ cities: word('Yonkers', 'Bronx'), postalCodes: word('10701', '10451'), nodes: word('YK-07', 'BX-01'), area: fc.option(area) })
    const place: fc.Arbitrary<WorkPlace> = fc.tuple(fc.option(fc.constantFrom('Yonkers', 'Bronx', 'Elsewhere')), fc.option(fc.constantFrom('10701', '10451', '99999')), fc.option(fc.constantFrom('YK-07', 'BX-01', 'ZZ-1')), fc.option(corner))
      .map(([city, postalCode, node, at2]) => ({ city, postalCode, node, longitude: at2?.[0] ?? null, latitude: at2?.[1] ?? null }))
    let covered = 0
    const seen = await fc.check(fc.asyncProperty(fc.array(territory, { maxLength: 3 }), fc.array(place, { minLength: 8, maxLength: 8 }), async (territories, places) => {
      const works = places.map((where) => makeRow('workOrder', where))
      await on.store.db.transaction().execute((trx) => bulkInsert(trx, 'workOrder', works))
      const found = await on.store.db.selectFrom('workOrder').select('id').where('id', 'in', works.map(({ id }) => id)).where(isCovered(territories, 'workOrder')).where('status', '=', 'planned').execute()
      const expected = works.filter((work) => territories.some((one) => coversPlace(one, work))).map(({ id }) => id)
      covered += expected.length
      expect(found.map(({ id }) => id).sort()).toEqual(expected.sort())
    }), { numRuns: 200 })
    console.info(`seed ${seen.seed}, ${covered} places covered of ${seen.numRuns * 8}`)
    expect(fc.defaultReportMessage(seen)).toBeUndefined()
    expect(covered, 'it has something to agree on').toBeGreaterThan(100)
  })
})
