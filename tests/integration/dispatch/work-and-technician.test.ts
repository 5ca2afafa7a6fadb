/** How work goes on is decided under its technician's lock: nothing is opened again for somebody who is gone, and whoever plans that day waits. */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import type { WorkOrder } from '../../../shared/features/dispatch/visits.schema.ts'
import { createMissedVisits } from '../../../electron/backend/features/dispatch/missed-visits.ts'
import { openBoard, upon, workOf } from '../../support/board.ts'
import { at } from '../../support/booking.ts'
import { storeKinds, type StoreKind } from '../../support/stores.ts'

const MORNING = Date.parse('2026-11-24T12:00:00.000Z')
let close: () => Promise<void>
afterEach(() => close())

async function openDay(kind: StoreKind) {
  const clock = manualClock(MORNING)
  const on = await openBoard(kind, clock)
  close = () => on.store.close()
  const { technician } = await on.addTechnician({}, { breakMinutes: 0, breakFrom: null, breakTo: null })
  const work = workOf(await on.put(await on.addVisit({ from: 9, to: 11 }), technician.id, at(10)))
  return { on, clock, technician, work, until: (hour: number): void => void clock.advance(Date.parse(at(hour)) - clock.now()) }
}

describe.each(storeKinds)('work and its technician on the %s store', (kind) => {
  it('opens no missed visit again for somebody who does not go out any more', async () => {
    const { on, technician, work, until } = await openDay(kind)
    until(14)
    await createMissedVisits(on.services).work()
    const missed: WorkOrder = await on.workNow(work.id)
    const out = (active: boolean) => on.store.db.updateTable('technician').set({ active }).where('id', '=', technician.id).execute()
    await out(false)
    for (const step of ['onTheWay', 'started', 'noShow'] as const) await expect(on.progress(on.dispatcher, { ...upon(missed), step })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'step', message: 'inactive' }] } })
    expect(await on.workNow(work.id)).toEqual(missed)
    await out(true)
    expect(workOf(await on.progress(on.dispatcher, { ...upon(missed), step: 'started' })), 'the control: in service').toMatchObject({ status: 'inProgress' })
  })

  it('lets somebody end what they have begun, also where they were taken off the list since', async () => {
    const { on, technician, work } = await openDay(kind)
    const begun = workOf(await on.progress(on.dispatcher, { ...upon(work), step: 'started' }))
    await on.store.db.updateTable('technician').set({ active: false }).where('id', '=', technician.id).execute()
    expect(workOf(await on.progress(on.dispatcher, { ...upon(begun), step: 'done' }))).toMatchObject({ status: 'completed' })
  })
})

it('waits for whoever plans the technician’s day, and for nobody else’s', async () => {
  const { on, technician, work, until } = await openDay('server')
  const { technician: other } = await on.addTechnician()
  until(10.25)
  const begun = workOf(await on.progress(on.dispatcher, { ...upon(work), step: 'started' }))
  let over = false
  const ended = await on.store.db.transaction().execute(async (trx) => {
    await trx.selectFrom('technician').select('id').where('id', '=', technician.id).forNoKeyUpdate().execute()
    const { rows: [me] } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
    const going = on.progress(on.dispatcher, { ...upon(begun), step: 'done' }).finally(() => (over = true))
    const waits = async (): Promise<boolean> => (await on.store.pool.query<{ n: number }>('select count(*)::int as n from pg_stat_activity where $1 = any(pg_blocking_pids(pid))', [me!.pid])).rows[0]!.n > 0
    await expect.poll(async () => over || (await waits()), { timeout: 20_000 }).toBe(true)
    expect(over, 'it waits').toBe(false)
    return { going }
  })
  expect(workOf(await ended.going)).toMatchObject({ status: 'completed' })
  const third = workOf(await on.put(await on.addVisit({ from: 12, to: 14 }), technician.id, at(12)))
  await on.store.db.transaction().execute(async (trx) => {
    await trx.selectFrom('technician').select('id').where('id', '=', other.id).forNoKeyUpdate().execute()
    expect(workOf(await on.progress(on.dispatcher, { ...upon(third), step: 'started' })), 'the control: somebody else’s day').toMatchObject({ status: 'inProgress' })
  })
})
