/** The two days before the filling, as the map's slider shows them: nodes of the demo's outages dark for as long, and a few modems off here and there. */
import { isAt } from '#shared/features/outages/affects.ts'
import { PLANT_STATE_HOURS, PLANT_STATE_MINUTES } from '#shared/features/outages/plant.schema.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import type { NodeStates } from '../features/outages/telemetry/node-states.ts'
import type { Transaction } from '../store/store.ts'
import { isDark, listDemoModems, listDemoOutages, type DemoModem } from './demo-modems.ts'
import { Random } from './random.ts'

const STEP_MS = PLANT_STATE_MINUTES * 60_000
const HOUR_MS = 3_600_000
const PURPOSE = 4_733
/** Of all modems, off at any moment for a reason of their own; for so long on average, ms. */
export const OFF_SHARE = 0.008
const OFF_MS = 3 * HOUR_MS

type Off = { modem: DemoModem; from: number; to: number }

/** @param seed a number */
export async function insertDemoStates(trx: Transaction, clock: Clock, seed: number): Promise<void> {
  const [modems, outages, now] = [await listDemoModems(trx), await listDemoOutages(trx), clock.now()]
  const sizes = new Map<string, number>()
  for (const { node } of modems) sizes.set(node, (sizes.get(node) ?? 0) + 1)
  const newest = Math.floor(now / STEP_MS) * STEP_MS
  const offs = ordinary(new Random(seed, 0, PURPOSE), modems, now)
  const within = modems.filter((modem) => outages.some((outage) => isAt(outage, modem)))
  const stateAt = (at: number): NodeStates => statesOf([...new Set([...within.filter((modem) => isDark(modem, outages, at)), ...offs.filter(({ from, to }) => from <= at && at < to).map(({ modem }) => modem)])], sizes)
  const kept = Array.from({ length: (PLANT_STATE_HOURS * HOUR_MS) / STEP_MS + 1 }, (_, step) => newest - step * STEP_MS)
  await trx.insertInto('plantState').values(kept.map((at) => ({ at: isoInstant(at), heardAt: isoInstant(at), ...stateAt(at) }))).execute()
  await trx.insertInto('plantStateNow').values({ at: isoInstant(now), ...stateAt(now) }).execute()
}

function ordinary(random: Random, modems: readonly DemoModem[], now: number): Off[] {
  const from = now - PLANT_STATE_HOURS * HOUR_MS - 4 * OFF_MS
  if (modems.length === 0) return []
  return Array.from({ length: Math.round((modems.length * OFF_SHARE * (now - from)) / OFF_MS) }, () => {
    const began = from + random.fraction() * (now - from)
    return { modem: random.pick(modems), from: began, to: began - Math.log(1 - random.fraction()) * OFF_MS }
  })
}

function statesOf(offline: readonly DemoModem[], sizes: ReadonlyMap<string, number>): NodeStates {
  const counts = new Map<string, number>()
  for (const { node } of offline) counts.set(node, (counts.get(node) ?? 0) + 1)
  const nodes = [...counts.keys()].sort()
  return { nodes, modems: nodes.map((node) => sizes.get(node)!), offline: nodes.map((node) => counts.get(node)!) }
}

