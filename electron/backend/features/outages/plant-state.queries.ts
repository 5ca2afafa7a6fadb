/** How many modems of each node are offline, and were: what the leader of the detection has kept (`detection/`). */
import { MAX_LISTED_PLANT, PLANT_STATE_HOURS, type PlantState, type PlantStateInput } from '#shared/features/outages/plant.schema.ts'
import { wrong } from '#shared/kernel/errors.ts'
import type { Services } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'

/** Says to every node that its desks' maps are old. */
export const PLANT_STATE_CHANNEL = 'headend_plant_state'
/** Two clocks differ. */
const SLACK_MS = 5 * 60_000
const HOUR_MS = 3_600_000

type Kept = { at: string; nodes: string[]; modems: number[]; offline: number[] }

/** @throws AppError `validation` at `at` */
export async function findPlantState({ store: { db }, clock }: Services, { at }: PlantStateInput): Promise<PlantState> {
  if (at !== null) requireKept(Date.parse(at), clock.now())
  const kept = at === null ? await findNow(db) : await findBefore(db, at)
  return { at: kept?.at ?? null, nodes: kept ? toNodes(kept) : [] }
}

function requireKept(at: number, now: number): void {
  if (at > now + SLACK_MS) throw wrong('at', 'future')
  if (at < now - PLANT_STATE_HOURS * HOUR_MS - SLACK_MS) throw wrong('at', 'tooLongAgo')
}

/** As it was written last; of the moment at which telemetry was heard last, for pollers can be dead while somebody counts. */
async function findNow(db: Queryable): Promise<Kept | undefined> {
  const written = await db.selectFrom('plantStateNow').select(['at', 'nodes', 'modems', 'offline']).executeTakeFirst()
  const counting = await db.selectFrom('outageDetector').select('heardAt').executeTakeFirst()
  return written && { ...written, at: counting?.heardAt ?? written.at }
}

async function findBefore(db: Queryable, at: string): Promise<Kept | undefined> {
  const kept = await db.selectFrom('plantState').select(['at', 'heardAt', 'nodes', 'modems', 'offline']).where('at', '<=', at).orderBy('at', 'desc').limit(1).executeTakeFirst()
  return kept && { ...kept, at: kept.heardAt < kept.at ? kept.heardAt : kept.at }
}

const toNodes = ({ nodes, modems, offline }: Kept): PlantState['nodes'] =>
  nodes.slice(0, MAX_LISTED_PLANT).map((code, index) => ({ code, modems: modems[index]!, offline: offline[index]! }))
