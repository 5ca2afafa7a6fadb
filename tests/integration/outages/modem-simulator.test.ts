/** The demo's modems live: those of an outage are off until it is restored, and what they do raises no alarm. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createModemSimulator } from '../../../electron/backend/demo/modem-simulator.ts'
import { insertDemoPlant } from '../../../electron/backend/demo/plant.ts'
import { createDetectionLeader } from '../../../electron/backend/features/outages/telemetry/detection-leader.ts'
import { findPlantState } from '../../../electron/backend/features/outages/plant-state.queries.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { random } from '../../support/customer-book.ts'
import { openOutages, problemOf } from '../../support/outages.ts'
import { makeRow } from '../../support/rows.ts'
import { NOW } from '../../support/stores.ts'

const SEED = 20_261_130
const NODES = 12
const HOMES = 25
const clock = manualClock(NOW)
let at: Awaited<ReturnType<typeof openOutages>>
beforeAll(async () => {
  at = await openOutages('embedded', clock)
  const customers = Array.from({ length: NODES * HOMES }, (_, index) => makeRow('customer', { node: `BK-${String((index % NODES) + 1).padStart(2, '0')}` }))
  await at.store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'customer', customers)
    await bulkInsert(trx, 'equipment', customers.map(({ id: customerId }, index) => makeRow('equipment', { customerId, macAddress: index.toString(16).toUpperCase().padStart(12, '0') })))
    await insertDemoPlant(trx, clock, 1)
  })
})
afterAll(() => at.store.close())

it('goes dark with an outage, comes back with its end, and is quiet beside (seed printed)', async () => {
  console.info(`seed ${SEED}`)
  const services = { ...at.services, log: at.services.log }
  const [simulator, leader] = [createModemSimulator(services, random(SEED)), createDetectionLeader(services)]
  const live = async (minutes: number): Promise<void> => {
    for (let beat = 0; beat < minutes * 4; beat += 1) {
      clock.advance(15_000)
      await simulator.beat()
      await leader.work()
    }
  }
  const offline = async (code: string): Promise<number> => (await findPlantState(services, { at: null })).nodes.find((node) => node.code === code)?.offline ?? 0
  await live(15)
  expect(await offline('BK-03')).toBeLessThan(5)
  const problem = problemOf(await at.declare(at.dispatcher, at.outageAt(['BK-03'], { beganAt: new Date(clock.now()).toISOString() })))
  await live(15)
  expect(await offline('BK-03')).toBe(HOMES)
  await at.update(at.dispatcher, { problemId: problem.id, expectedVersion: 1, phase: 'restored', cause: 'power', estimatedRestorationAt: null, text: null })
  await live(180)
  expect(await offline('BK-03')).toBeLessThan(5)
  const standings = await at.store.db.selectFrom('serviceProblem').select('standing').execute()
  expect(standings, 'nothing else was suspected').toEqual([{ standing: 'confirmed' }])
}, 60_000)

it('says nothing of a real book', async () => {
  const customer = await at.store.db.selectFrom('customer').select('id').limit(1).executeTakeFirstOrThrow()
  await at.store.db.insertInto('importSource').values({ customerId: customer.id, rowHash: 'x', importedAt: new Date(NOW).toISOString() }).execute()
  const before = await at.store.db.selectFrom('telemetryBatch').select('seq').execute()
  await createModemSimulator(at.services, random(SEED)).beat()
  expect(await at.store.db.selectFrom('telemetryBatch').select('seq').execute()).toEqual(before)
  await at.store.db.deleteFrom('importSource').execute()
})
