/** An operator's plant with what is out in it, for measurements of the map: rows as the backend has them, the same for the same seed. */
import type { Position } from '#shared/features/outages/area.ts'
import type { ServiceProblem, ServiceProblemUpdate } from '#shared/features/outages/outages.schema.ts'
import type { PlantElement } from '#shared/features/outages/plant.schema.ts'
import { isoInstant, systemClock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { PLANT_STATE_CHANNEL } from '../../../electron/backend/features/outages/plant-state.queries.ts'
import { announceChange, notify } from '../../../electron/backend/store/announce.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { seededPick } from './seeded.ts'

const HUBS = 40
const MODEMS = 100
const HOUR_MS = 3_600_000
const HOUSE_MS = 300_000

export type Plant = { nodes: PlantElement[]; problems: ServiceProblem[] }

const element = (code: string, kind: PlantElement['kind'], parentCode: string | null, [longitude, latitude]: Position, premises: number): PlantElement =>
  ({ id: newId(), version: 1, code, kind, parentCode, longitude, latitude, premises, modems: kind === 'node' ? MODEMS : premises, city: null })

/** Customers are shared out among so many nodes, each a neighbourhood, and the plant above them stands in their middle. */
export async function layPlant(store: Store, nodes: number): Promise<PlantElement[]> {
  await houseKept(store)
  // What the backend has made of the customers by itself: the map is measured without any plant first.
  await store.pool.query('delete from plant_element')
  await store.pool.query(`
    update customer set node = 'N-' || lpad(part::text, 4, '0')
    from (select id, ntile($1) over (order by substr(postal_code, 1, 3), postal_code, latitude, longitude) as part from customer where latitude is not null) of_node where customer.id = of_node.id`, [nodes])
  const { rows } = await store.pool.query<{ node: string; longitude: number; latitude: number; premises: string }>(
    `select node, avg(longitude)::float8 as longitude, avg(latitude)::float8 as latitude, count(*)::text as premises from customer where node is not null group by node order by node`)
  const below = rows.map(({ node, longitude, latitude, premises }, index) => element(node, 'node', `HUB-${Math.floor((index * HUBS) / nodes) + 1}`, [longitude, latitude], Number(premises)))
  const hubs = Array.from({ length: HUBS }, (_, index) => {
    const own = below.filter(({ parentCode }) => parentCode === `HUB-${index + 1}`)
    return element(`HUB-${index + 1}`, 'hub', 'HE-1', middle(own), own.length * MODEMS)
  })
  return [element('HE-1', 'headend', null, middle(hubs), rows.length * MODEMS), ...hubs, ...below]
}

/** The backend's first round of housekeeping puts the customers' nodes into the plant; the next one is an hour later. */
async function houseKept(store: Store): Promise<void> {
  for (const end = Date.now() + HOUSE_MS; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 500))) {
    const { rows } = await store.pool.query('select from plant_element limit 1')
    if (rows.length > 0) return
  }
  throw new Error('the housekeeping did not come')
}

const middle = (of: readonly PlantElement[]): Position => [of.reduce((sum, { longitude }) => sum + longitude, 0) / of.length, of.reduce((sum, { latitude }) => sum + latitude, 0) / of.length]

const phases = ['reported', 'assessing', 'crewOnTheWay', 'repairing', 'restored'] as const
/** Two in three at nodes, the third with an area around one. Each with two lines of history. */
export function makeProblems(nodes: readonly PlantElement[], count: number, seed: number): { problems: ServiceProblem[]; updates: ServiceProblemUpdate[] } {
  const pick = seededPick(seed)
  const problems = Array.from({ length: count }, (_, index): ServiceProblem => {
    const node = nodes[pick(nodes.length)] as PlantElement
    const beganAt = isoInstant(systemClock.now() - (1 + pick(40)) * HOUR_MS)
    const phase = phases[pick(phases.length)] ?? 'assessing'
    const planned = index % 10 === 0
    return {
      id: newId(), version: 2, reference: `SP-${5_000 + index}`, kind: planned ? 'maintenance' : 'outage', standing: !planned && index % 10 === 1 ? 'suspected' : 'confirmed', phase, phaseSince: beganAt, cause: planned ? 'plannedWork' : 'fiberCut', services: ['internet', 'tv'],
      nodes: index % 3 === 0 ? [] : [node.code, ...(index % 3 === 1 ? [(nodes[(nodes.indexOf(node) + 1) % nodes.length] as PlantElement).code] : [])], area: index % 3 === 0 ? { ring: around(node) } : null,
      beganAt, estimatedRestorationAt: null, restoredAt: phase === 'restored' ? isoInstant(systemClock.now() - 30 * 60_000) : null, customersAffected: 50 + pick(400), parentId: null, evidence: null, evidenceFacts: null, changedAt: beganAt, changedBy: 'Walt Kirschner',
    }
  })
  return { problems, updates: problems.flatMap(historyOf) }
}

/** Twelve corners, some 2 km across. */
const around = ({ longitude, latitude }: PlantElement): Position[] =>
  Array.from({ length: 12 }, (_, corner) => [longitude + 0.012 * Math.cos((corner * Math.PI) / 6), latitude + 0.009 * Math.sin((corner * Math.PI) / 6)])

function historyOf(problem: ServiceProblem): ServiceProblemUpdate[] {
  const { id: problemId, standing, beganAt, estimatedRestorationAt, customersAffected, services, nodes, area } = problem
  const line = (at: string, phase: ServiceProblem['phase']): ServiceProblemUpdate => ({ id: newId(), version: 1, problemId, at, by: 'Walt Kirschner', standing, phase, beganAt, estimatedRestorationAt, customersAffected, services, nodes, drawn: area !== null, text: null, facts: null })
  return [line(beganAt, 'reported'), line(problem.restoredAt ?? isoInstant(Date.parse(beganAt) + 10 * 60_000), problem.phase)]
}

export function insertPlant(store: Store, elements: PlantElement[], { problems, updates }: ReturnType<typeof makeProblems>): Promise<void> {
  return store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'plantElement', elements)
    await bulkInsert(trx, 'serviceProblem', problems)
    await bulkInsert(trx, 'serviceProblemUpdate', updates)
    await announceChange(trx, ['plantElement', 'serviceProblem', 'serviceProblemUpdate'], null)
  })
}

/** As the counting of modems would keep it, and told to every desk. `offline`: of each node's hundred modems, in the order of `nodes`. */
export async function tellStates(store: Store, nodes: readonly PlantElement[], offline: readonly number[]): Promise<void> {
  const out = nodes.map(({ code }, index) => ({ code, offline: offline[index] ?? 0 })).filter((each) => each.offline > 0)
  const row = { at: isoInstant(systemClock.now()), nodes: out.map(({ code }) => code), modems: out.map(() => MODEMS), offline: out.map((each) => each.offline) }
  await store.db.deleteFrom('plantStateNow').execute()
  await store.db.insertInto('plantStateNow').values(row).execute()
  await notify(store.db, PLANT_STATE_CHANNEL, {})
}
