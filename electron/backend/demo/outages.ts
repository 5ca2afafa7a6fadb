/** What is out and planned when the demo is filled: one cut of now at the two fullest nodes of a town, work of tonight, and one that was mended. */
import { sql } from 'kysely'
import type { ServiceProblem, ServiceProblemUpdate } from '#shared/features/outages/outages.schema.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { countAffected } from '../features/outages/extent.queries.ts'
import { nextReference } from '../features/outages/problems.queries.ts'
import { bulkInsert } from '../store/bulk-insert.ts'
import type { Transaction } from '../store/store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
type Step = Pick<ServiceProblem, 'phase' | 'estimatedRestorationAt'> & { minutesAgo: number; by: string; text: string }
type Told = Pick<ServiceProblem, 'kind' | 'cause' | 'services' | 'nodes' | 'beganAt'> & { steps: Step[] }

export async function insertDemoProblems(trx: Transaction, clock: Clock): Promise<void> {
  const nodes = await fullestNodes(trx)
  const [full, work, mended] = [nodes[0], nodes[4], nodes[8]]
  if (!full || !work || !mended) return
  const now = clock.now()
  const at = (ms: number): string => isoInstant(now + ms)
  const beside = nodes.find((node) => node !== full && node.slice(0, 2) === full.slice(0, 2))
  await tell(trx, clock, {
    kind: 'outage', cause: 'fiberCut', services: ['internet', 'tv', 'phone'], nodes: [full, ...(beside ? [beside] : [])], beganAt: at(-50 * MINUTE),
    steps: [
      { phase: 'assessing', estimatedRestorationAt: null, minutesAgo: 47, by: 'Walt Kirschner', text: 'Both nodes dark. Splice van asked for.' },
      { phase: 'crewOnTheWay', estimatedRestorationAt: at(3 * HOUR), minutesAgo: 38, by: 'Walt Kirschner', text: 'Crew left the yard. A backhoe took the trunk on the corner.' },
      { phase: 'repairing', estimatedRestorationAt: at(2 * HOUR), minutesAgo: 16, by: 'Walt Kirschner', text: '48 fibers to splice. Police hold the lane.' },
    ],
  })
  await tell(trx, clock, {
    kind: 'maintenance', cause: 'plannedWork', services: ['internet', 'tv'], nodes: [work], beganAt: at(9 * HOUR),
    steps: [{ phase: 'reported', estimatedRestorationAt: at(13 * HOUR), minutesAgo: 600, by: 'Walt Kirschner', text: 'Node split. Two short cuts of service.' }],
  })
  await tell(trx, clock, {
    kind: 'outage', cause: 'power', services: ['internet', 'tv', 'phone'], nodes: [mended], beganAt: at(-9 * HOUR),
    steps: [
      { phase: 'repairing', estimatedRestorationAt: at(-6 * HOUR), minutesAgo: 530, by: 'Walt Kirschner', text: 'Utility pole down, node on its battery, then off.' },
      { phase: 'restored', estimatedRestorationAt: at(-6 * HOUR), minutesAgo: 400, by: 'Walt Kirschner', text: 'Generator on, then the utility back.' },
    ],
  })
}

/** Most customers first; by name where they are equal. */
async function fullestNodes(trx: Transaction): Promise<string[]> {
  const { rows } = await sql<{ node: string }>`
    select node from customer where node is not null and status = 'active' group by node order by count(*) desc, node limit 40`.execute(trx)
  return rows.map(({ node }) => node)
}

async function tell(trx: Transaction, clock: Clock, { steps, ...told }: Told): Promise<void> {
  const [last, first] = [steps.at(-1), steps[0]]
  if (!last || !first) return
  const customersAffected = await countAffected(trx, [{ ...told, area: null }])
  const since = (step: Step): string => isoInstant(clock.now() - step.minutesAgo * MINUTE)
  const problem: ServiceProblem = {
    ...told, id: newId(clock), version: steps.length, reference: await nextReference(trx), standing: 'confirmed', phase: last.phase, phaseSince: since(last), area: null,
    estimatedRestorationAt: last.estimatedRestorationAt, restoredAt: last.phase === 'restored' ? since(last) : null, customersAffected, parentId: null, evidence: null, evidenceFacts: null, changedAt: since(last), changedBy: last.by,
  }
  const updates = steps.map((step): ServiceProblemUpdate => ({
    id: newId(clock), version: 1, problemId: problem.id, at: since(step), by: step.by, standing: 'confirmed', phase: step.phase, estimatedRestorationAt: step.estimatedRestorationAt, customersAffected, text: step.text,
    beganAt: told.beganAt, services: told.services, nodes: told.nodes, drawn: false, facts: null,
  }))
  await bulkInsert(trx, 'serviceProblem', [problem])
  await bulkInsert(trx, 'serviceProblemUpdate', updates)
}
