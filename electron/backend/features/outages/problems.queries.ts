/** Problems in the store: taken in hand, read, changed, and told in their history. */
import { sql } from 'kysely'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { ServiceProblem, ServiceProblemUpdate, UpdateFacts } from '#shared/features/outages/outages.schema.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Services } from '../../services.ts'
import { bulkInsert } from '../../store/bulk-insert.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { countAffected } from './extent.queries.ts'

/** Who changes a problem, and when; `Headend` itself as well. */
export type Author = { at: string; by: { agent: { displayName: string } }; services: Pick<Services, 'clock'> }

/** A part says nothing itself, and what nobody has looked at is no problem yet. */
export function requireSpeaking({ standing }: ServiceProblem, field = 'problemId'): void {
  if (standing !== 'confirmed') throw wrong(field, standing)
}

/** Taken in the order of their ids, so that two who want the same ones never wait for each other: all at once, or one and no more. */
export async function lockProblems(trx: Transaction, ids: readonly string[]): Promise<void> {
  await trx.selectFrom('serviceProblem').select('id').where('id', 'in', [...ids]).orderBy('id').forUpdate().execute()
}

/** @throws AppError `notFound` */
export async function getProblem(trx: Transaction, problemId: string): Promise<ServiceProblem> {
  await lockProblems(trx, [problemId])
  const [problem] = await readRows(trx, 'serviceProblem', [problemId])
  if (!problem) throw new AppError('notFound', { what: 'serviceProblem' })
  return problem
}

/** @throws AppError `conflict` with what is there now */
export async function getUnchanged(trx: Transaction, { problemId, expectedVersion }: { problemId: string; expectedVersion: number }): Promise<ServiceProblem> {
  const problem = await getProblem(trx, problemId)
  if (problem.version !== expectedVersion)
    throw new AppError('conflict', { stream: 'serviceProblem', current: { ...problem }, changedBy: problem.changedBy, changedAt: problem.changedAt })
  return problem
}

/** They stay as they are for whoever holds the lock of the one that speaks for them. */
export async function partsOf(db: Queryable, problemId: string): Promise<ServiceProblem[]> {
  const ids = await db.selectFrom('serviceProblem').select('id').where('parentId', '=', problemId).where('removedAt', 'is', null).orderBy('id').execute()
  return readRows(db, 'serviceProblem', ids.map(({ id }) => id))
}

/** Of the whole that it speaks for. */
export async function recount(trx: Transaction, act: Author, problemId: string): Promise<ServiceProblem> {
  const problem = await getProblem(trx, problemId)
  return change(trx, act, problem, { customersAffected: await countAffected(trx, [problem, ...(await partsOf(trx, problemId))]) })
}

export async function change(trx: Transaction, { at, by }: Author, before: ServiceProblem, part: Partial<ServiceProblem>): Promise<ServiceProblem> {
  const problem = { ...before, ...part, version: before.version + 1, changedAt: at, changedBy: by.agent.displayName }
  const { id, area, ...columns } = problem
  await trx.updateTable('serviceProblem').set({ ...columns, area: area && sql`${JSON.stringify(area)}::jsonb` } as never).where('id', '=', id).execute()
  return problem
}

/** One more line of what happened to it. */
export async function tell(trx: Transaction, { at, by, services: { clock } }: Author, problem: ServiceProblem, text: string | null, facts: UpdateFacts | null = null): Promise<ServiceProblemUpdate> {
  const { id: problemId, standing, phase, beganAt, estimatedRestorationAt, customersAffected, services, nodes, area } = problem
  const update: ServiceProblemUpdate = {
    id: newId(clock), version: 1, problemId, at, by: by.agent.displayName, standing, phase, beganAt, estimatedRestorationAt, customersAffected, services, nodes, drawn: area !== null, text, facts,
  }
  await bulkInsert(trx, 'serviceProblemUpdate', [update])
  return update
}

/** `SP-2001` and up. */
export async function nextReference(trx: Transaction): Promise<string> {
  const { rows } = await sql<{ next: string }>`select nextval('service_problem_reference') as next`.execute(trx)
  return `SP-${rows[0]?.next}`
}
