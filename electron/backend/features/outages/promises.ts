/**
 * What was promised to customers goes with the problem that speaks where they live, and is kept to nobody who does not live there.
 * Whoever calls holds the lock of the problem. The reports that change are not in the command's answer: an answer is kept, and is
 * erased with the one customer of its command; desks hear of them by the hint and the feed.
 */
import { sql } from 'kysely'
import { isAt } from '#shared/features/outages/affects.ts'
import type { ServiceProblem, ServiceProblemReport } from '#shared/features/outages/outages.schema.ts'
import type { Act } from '../../command.ts'
import { announceChange } from '../../store/announce.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { partsOf } from './problems.queries.ts'

type Held = Pick<ServiceProblemReport, 'id' | 'customerId' | 'problemId' | 'tell'>
type Extent = Pick<ServiceProblem, 'nodes' | 'area'>

/** The strongest first: of two for one customer the first is kept. */
const strength: readonly ServiceProblemReport['tell'][] = ['waiting', 'told', 'unreached', 'elsewhere', 'notWanted']

/** Of parts to the one that speaks for them from now on; who has one there already keeps the stronger of the two. */
export async function joinPromises(trx: Transaction, { at }: Act, partIds: readonly string[], speaker: ServiceProblem): Promise<void> {
  const byStrength = (await holdReports(trx, [...partIds, speaker.id])).toSorted(
    (one, other) => strength.indexOf(one.tell) - strength.indexOf(other.tell) || Number(one.problemId !== speaker.id) - Number(other.problemId !== speaker.id),
  )
  const kept = new Map(byStrength.toReversed().map((report) => [report.customerId, report]))
  const second = byStrength.filter((report) => kept.get(report.customerId) !== report)
  const moved = [...kept.values()].filter(({ problemId }) => problemId !== speaker.id)
  // First: no customer has two there at any moment.
  await set(trx, second, { removedAt: at })
  await set(trx, moved, { problemId: speaker.id })
  await settlePromises(trx, speaker)
}

/** Of those who are inside what went apart, and not inside what is left. @param left the one that they called about, as it is now */
export async function partPromises(trx: Transaction, left: ServiceProblem, apart: ServiceProblem): Promise<void> {
  const reports = await holdReports(trx, [left.id])
  const [stay, leave] = [await insideOf(trx, [left, ...(await partsOf(trx, left.id))], reports), await insideOf(trx, [apart], reports)]
  await set(trx, reports.filter(({ customerId }) => leave.has(customerId) && !stay.has(customerId)), { problemId: apart.id })
  await settlePromises(trx, left)
  await settlePromises(trx, apart)
}

/** After its place has changed: who is outside is told nothing, and who is inside again is. */
export async function settlePromises(trx: Transaction, problem: ServiceProblem): Promise<void> {
  const reports = (await holdReports(trx, [problem.id])).filter(({ tell }) => tell === 'waiting' || tell === 'elsewhere')
  const inside = await insideOf(trx, [problem, ...(await partsOf(trx, problem.id))], reports)
  await set(trx, reports.filter(({ tell, customerId }) => tell === 'waiting' && !inside.has(customerId)), { tell: 'elsewhere' })
  await set(trx, reports.filter(({ tell, customerId }) => tell === 'elsewhere' && inside.has(customerId)), { tell: 'waiting' })
}

/** It was none: there is no end to be told. What was told stays told. */
export async function endPromises(trx: Transaction, { id }: ServiceProblem): Promise<void> {
  await set(trx, (await holdReports(trx, [id])).filter(({ tell }) => tell !== 'told' && tell !== 'notWanted'), { tell: 'notWanted' })
}

/** Where the customer lives now is inside it, or inside one that it speaks for. */
export async function isInsideProblem(db: Queryable, problem: Extent & { id: string }, customerId: string): Promise<boolean> {
  return (await insideOf(db, [problem, ...(await partsOf(db, problem.id))], [{ customerId }])).has(customerId)
}

async function insideOf(db: Queryable, extents: readonly Extent[], reports: readonly Pick<Held, 'customerId'>[]): Promise<Set<string>> {
  if (reports.length === 0) return new Set()
  const places = await db.selectFrom('customer').select(['id', 'node', 'latitude', 'longitude']).where('id', 'in', reports.map(({ customerId }) => customerId)).execute()
  return new Set(places.filter((place) => extents.some((extent) => isAt(extent, place))).map(({ id }) => id))
}

/** A report that the worker has in hand is waited for. */
const holdReports = (trx: Transaction, problemIds: readonly string[]): Promise<Held[]> =>
  trx.selectFrom('serviceProblemReport').select(['id', 'customerId', 'problemId', 'tell']).where('problemId', 'in', [...problemIds]).where('removedAt', 'is', null).orderBy('id').forUpdate().execute() as Promise<Held[]>

async function set(trx: Transaction, reports: readonly Held[], columns: Partial<Pick<ServiceProblemReport, 'problemId' | 'tell'>> & { removedAt?: string }): Promise<void> {
  if (reports.length === 0) return
  await trx.updateTable('serviceProblemReport').set({ ...columns, version: sql<number>`version + 1` }).where('id', 'in', reports.map(({ id }) => id)).execute()
  await announceChange(trx, ['serviceProblemReport'], [...new Set(reports.map(({ customerId }) => customerId))])
}
