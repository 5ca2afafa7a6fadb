/** Keeps how many modems are offline where: as it is now, and as it was each ten minutes of the last two days. */
import { PLANT_STATE_MINUTES } from '#shared/features/outages/plant.schema.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { notify } from '../../../store/announce.ts'
import type { Transaction } from '../../../store/store.ts'
import type { Detector } from '../detection/detector.ts'
import { PLANT_STATE_CHANNEL } from '../plant-state.queries.ts'
import type { Lease } from './detector-lease.ts'
import type { KnownPlant } from './known-plant.ts'
import { nodeStates, type NodeStates } from './node-states.ts'

const STEP_MS = PLANT_STATE_MINUTES * 60_000

type Counted = { detector: Detector; heardAt: number | null }

export function openStateKeeper(clock: Clock) {
  let told: string | null = null
  let keptAt = -Infinity

  return {
    /** Somebody else may have written meanwhile. */
    forget(): void {
      told = null
      keptAt = -Infinity
    },
    /** Writes where something has changed, or ten minutes are full. @param counted `heardAt`: when telemetry was heard last, ms since 1970. @throws LeaseLost */
    async keep(lease: Lease, { detector, heardAt }: Counted, plant: Pick<KnownPlant, 'modemsOf'>): Promise<void> {
      // Before anybody has said anything nothing is known, which is another thing than that all is well.
      if (detector.sizes().modems === 0 || heardAt === null) return
      const [state, now] = [nodeStates(detector, plant.modemsOf), clock.now()]
      const [text, step] = [JSON.stringify(state), Math.floor(now / STEP_MS) * STEP_MS]
      if (text === told && step === keptAt) return
      await lease.write(async (trx) => {
        if (text !== told) await writeNow(trx, isoInstant(now), state)
        if (step !== keptAt) await trx.insertInto('plantState').values({ at: isoInstant(step), heardAt: isoInstant(heardAt), ...state }).onConflict((conflict) => conflict.doNothing()).execute()
      })
      told = text
      keptAt = step
    },
  }
}

async function writeNow(trx: Transaction, at: string, state: NodeStates): Promise<void> {
  await trx.insertInto('plantStateNow').values({ at, ...state }).onConflict((conflict) => conflict.column('singleton').doUpdateSet({ at, ...state })).execute()
  await notify(trx, PLANT_STATE_CHANNEL, {})
}
