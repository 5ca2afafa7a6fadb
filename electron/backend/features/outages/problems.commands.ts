/** Outages and planned work, as people who answer for them say that they are: declared, brought up to date, drawn anew, joined, split and judged. */
import { sql } from 'kysely'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import {
  isSomewhere, MAX_BEGUN_DAYS, MAX_ESTIMATE_DAYS, MAX_PLANNED_DAYS, type DeclareProblem, type JoinProblem, type JudgeProblem, type ProblemKind, type ProblemPhase, type RedrawProblem,
  type ServiceProblem, type ServiceProblemUpdate, type SplitProblem, type UpdateProblem,
} from '#shared/features/outages/outages.schema.ts'
import type { Row } from '#shared/features/sync/streams.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Act, Effect } from '../../command.ts'
import { notify } from '../../store/announce.ts'
import { bulkInsert } from '../../store/bulk-insert.ts'
import { insertNew, readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { countAffected, type Extent } from './extent.queries.ts'

/** Says to every node's worker that somebody may be told that it is over. */
export const RESTORED_CHANNEL = 'headend_restored'

const DAY_MS = 86_400_000
/** Two clocks differ, and nobody types seconds. */
const SLACK_MS = 5 * 60_000

const isOver = (phase: ProblemPhase): boolean => phase === 'restored' || phase === 'verified'

export const declareProblem: Effect<DeclareProblem> = async (trx, { commandId: _, problemId: id, text, ...input }, act) => {
  requireSomewhere(input)
  requireBegin(input, act)
  requireEstimate(input, act)
  const problem: ServiceProblem = {
    ...input, id, version: 1, reference: await nextReference(trx), standing: 'confirmed', phaseSince: act.at, restoredAt: null,
    customersAffected: await countAffected(trx, [input]), parentId: null, evidence: null, changedAt: act.at, changedBy: act.by.agent.displayName,
  }
  await insertNew(trx, 'serviceProblem', problem, 'problemId')
  return { serviceProblem: [problem], serviceProblemUpdate: [await tell(trx, act, problem, text)] }
}

export const updateProblem: Effect<UpdateProblem> = async (trx, input, act) => {
  const before = await getUnchanged(trx, input)
  requireSpeaking(before)
  if (before.phase === 'verified') throw wrong('phase', 'verified')
  if (input.phase === 'verified' && before.phase !== 'restored') throw wrong('phase', 'notRestored')
  const over = isOver(input.phase)
  // What was promised before may be past by now, and stands until somebody says another time.
  if (input.estimatedRestorationAt !== before.estimatedRestorationAt && !over) requireEstimate({ ...before, estimatedRestorationAt: input.estimatedRestorationAt }, act)
  const problem = await change(trx, act, before, {
    phase: input.phase, cause: input.cause,
    phaseSince: input.phase === before.phase ? before.phaseSince : act.at,
    estimatedRestorationAt: over ? before.estimatedRestorationAt : input.estimatedRestorationAt,
    restoredAt: over ? (before.restoredAt ?? act.at) : null,
  })
  if (over) await notify(trx, RESTORED_CHANNEL, {})
  return { serviceProblem: [problem], serviceProblemUpdate: [await tell(trx, act, problem, input.text)] }
}

export const redrawProblem: Effect<RedrawProblem> = async (trx, input, act) => {
  const before = await getUnchanged(trx, input)
  if (isOver(before.phase)) throw wrong('problemId', 'over')
  requireSomewhere(input)
  const { services, nodes, area } = input
  const problem = await change(trx, act, before, { services, nodes, area, customersAffected: await countAffected(trx, [input, ...(await partsOf(trx, before.id))]) })
  const told = [await tell(trx, act, problem, input.text)]
  const parent = problem.parentId === null ? [] : [await recount(trx, act, problem.parentId)]
  return { serviceProblem: [problem, ...parent], serviceProblemUpdate: told }
}

export const joinProblem: Effect<JoinProblem> = async (trx, input, act) => {
  if (input.parentId === input.problemId) throw wrong('parentId', 'itself')
  await lockProblems(trx, [input.problemId, input.parentId])
  const [child, parent] = [await getUnchanged(trx, input), await getProblem(trx, input.parentId)]
  requireSpeaking(parent, 'parentId')
  if (child.standing === 'joined' || child.standing === 'dismissed') throw wrong('problemId', child.standing)
  if (isOver(child.phase)) throw wrong('problemId', 'over')
  if (isOver(parent.phase)) throw wrong('parentId', 'over')
  const parts = await partsOf(trx, child.id)
  const joined: ServiceProblem[] = []
  for (const part of [child, ...parts]) joined.push(await change(trx, act, part, { standing: 'joined', parentId: parent.id }))
  const speaker = await recount(trx, act, parent.id)
  const told = [await tell(trx, act, joined[0] as ServiceProblem, null), await tell(trx, act, speaker, null)]
  return { serviceProblem: [...joined, speaker], serviceProblemUpdate: told }
}

export const splitProblem: Effect<SplitProblem> = async (trx, input, act) => {
  const before = await getUnchanged(trx, input)
  requireSpeaking(before)
  if (isOver(before.phase)) throw wrong('problemId', 'over')
  const apart = new Set(input.nodes)
  const left = before.nodes.filter((node) => !apart.has(node))
  if (before.nodes.length - left.length !== apart.size) throw wrong('nodes', 'notOfIt')
  if (left.length === 0 && before.area === null) throw wrong('nodes', 'allOfIt')
  const kept = await change(trx, act, before, { nodes: left, customersAffected: await countAffected(trx, [{ ...before, nodes: left }, ...(await partsOf(trx, before.id))]) })
  const split: ServiceProblem = {
    ...before, id: input.splitId, version: 1, reference: await nextReference(trx), nodes: input.nodes, area: null, evidence: null,
    customersAffected: await countAffected(trx, [{ ...before, nodes: input.nodes, area: null }]), changedAt: act.at, changedBy: act.by.agent.displayName,
  }
  await insertNew(trx, 'serviceProblem', split, 'splitId')
  return { serviceProblem: [kept, split], serviceProblemUpdate: [await tell(trx, act, kept, null), await tell(trx, act, split, null)] }
}

export const judgeProblem: Effect<JudgeProblem> = async (trx, input, act) => {
  const before = await getUnchanged(trx, input)
  if (before.standing !== 'suspected') throw wrong('problemId', 'notSuspected')
  const problem = await change(trx, act, before, { standing: input.isProblem ? 'confirmed' : 'dismissed' })
  return { serviceProblem: [problem], serviceProblemUpdate: [await tell(trx, act, problem, input.text)] }
}

function requireSomewhere(extent: Parameters<typeof isSomewhere>[0]): void {
  if (!isSomewhere(extent)) throw wrong('nodes', 'nowhere')
}

/** @throws AppError `validation` at `beganAt` */
function requireBegin({ kind, beganAt }: { kind: ProblemKind; beganAt: string }, { at }: Act): void {
  const [begin, now] = [Date.parse(beganAt), Date.parse(at)]
  if (kind === 'outage' && begin > now + SLACK_MS) throw wrong('beganAt', 'future')
  if (begin < now - MAX_BEGUN_DAYS * DAY_MS) throw wrong('beganAt', 'tooLongAgo')
  if (begin > now + MAX_PLANNED_DAYS * DAY_MS) throw wrong('beganAt', 'tooFar')
}

type Estimated = { kind: ProblemKind; beganAt: string; estimatedRestorationAt: string | null }
/** @throws AppError `validation` at `estimatedRestorationAt`: nobody is told a time that is over, or a month that nobody knows */
function requireEstimate({ kind, beganAt, estimatedRestorationAt }: Estimated, { at }: Act): void {
  if (estimatedRestorationAt === null) {
    // Who plans work says until when.
    if (kind === 'maintenance') throw wrong('estimatedRestorationAt', 'missing')
    return
  }
  const [end, from] = [Date.parse(estimatedRestorationAt), Math.max(Date.parse(at), Date.parse(beganAt))]
  if (end <= from) throw wrong('estimatedRestorationAt', 'past')
  if (end > from + MAX_ESTIMATE_DAYS * DAY_MS) throw wrong('estimatedRestorationAt', 'tooFar')
}

/** A part says nothing itself, and what nobody has looked at is no problem yet. */
function requireSpeaking({ standing }: ServiceProblem, field = 'problemId'): void {
  if (standing !== 'confirmed') throw wrong(field, standing)
}

/** Taken in one order, so that two who join the same two never wait for each other. */
async function lockProblems(trx: Transaction, ids: readonly string[]): Promise<void> {
  await trx.selectFrom('serviceProblem').select('id').where('id', 'in', [...ids]).orderBy('id').forUpdate().execute()
}

/** @throws AppError `notFound` */
export async function getProblem(trx: Transaction, problemId: string, field = 'serviceProblem'): Promise<ServiceProblem> {
  await lockProblems(trx, [problemId])
  const [problem] = await readRows(trx, 'serviceProblem', [problemId])
  if (!problem) throw new AppError('notFound', { what: field })
  return problem
}

async function getUnchanged(trx: Transaction, { problemId, expectedVersion }: { problemId: string; expectedVersion: number }): Promise<ServiceProblem> {
  const problem = await getProblem(trx, problemId)
  if (problem.version !== expectedVersion)
    throw new AppError('conflict', { stream: 'serviceProblem', current: { ...problem }, changedBy: problem.changedBy, changedAt: problem.changedAt })
  return problem
}

async function partsOf(trx: Transaction, problemId: string): Promise<ServiceProblem[]> {
  const ids = await trx.selectFrom('serviceProblem').select('id').where('parentId', '=', problemId).where('removedAt', 'is', null).orderBy('id').execute()
  return readRows(trx, 'serviceProblem', ids.map(({ id }) => id))
}

/** Of the whole that it speaks for. */
async function recount(trx: Transaction, act: Act, problemId: string): Promise<ServiceProblem> {
  const problem = await getProblem(trx, problemId)
  const extents: Extent[] = [problem, ...(await partsOf(trx, problemId))]
  return change(trx, act, problem, { customersAffected: await countAffected(trx, extents) })
}

async function change(trx: Transaction, { at, by }: Act, before: ServiceProblem, part: Partial<ServiceProblem>): Promise<ServiceProblem> {
  const problem = { ...before, ...part, version: before.version + 1, changedAt: at, changedBy: by.agent.displayName }
  const { id, area, ...columns } = problem
  await trx.updateTable('serviceProblem').set({ ...columns, area: area && sql`${JSON.stringify(area)}::jsonb` } as never).where('id', '=', id).execute()
  return problem
}

/** One more line of what happened to it. */
async function tell(trx: Transaction, { at, by, services }: Act, problem: ServiceProblem, text: string | null): Promise<Row<'serviceProblemUpdate'>> {
  const { id: problemId, standing, phase, estimatedRestorationAt, customersAffected } = problem
  const update: ServiceProblemUpdate = { id: newId(services.clock), version: 1, problemId, at, by: by.agent.displayName, standing, phase, estimatedRestorationAt, customersAffected, text }
  await bulkInsert(trx, 'serviceProblemUpdate', [update])
  return update
}

/** `SP-2001` and up. */
export async function nextReference(trx: Transaction): Promise<string> {
  const { rows } = await sql<{ next: string }>`select nextval('service_problem_reference') as next`.execute(trx)
  return `SP-${rows[0]?.next}`
}
