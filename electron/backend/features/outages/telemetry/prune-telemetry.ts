/** Telemetry goes when the detector has it in its state; what nobody has counted, and states of nodes, when they are of no use any more. */
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { PLANT_STATE_HOURS } from '#shared/features/outages/plant.schema.ts'
import type { Services } from '../../../services.ts'

const HOUR_MS = 3_600_000
/** Nobody counts it any more, whoever comes. */
const UNCOUNTED_MS = 2 * DAY_MS

/** The oldest state that can be asked for is one from before. */
const STATES_MS = (PLANT_STATE_HOURS + 1) * HOUR_MS

export async function pruneTelemetry({ store, clock }: Pick<Services, 'store' | 'clock'>): Promise<void> {
  const before = (ms: number): string => isoInstant(clock.now() - ms)
  await store.db.deleteFrom('telemetryBatch').where('receivedAt', '<', before(UNCOUNTED_MS)).execute()
  await store.db.deleteFrom('plantState').where('at', '<', before(STATES_MS)).execute()
  // It is written anew again and again, and an embedded database clears up after nobody.
  if (store.kind === 'embedded') await store.pool.query('vacuum outage_detector, telemetry_batch, plant_state, plant_state_now')
}
