/**
 * What the detector suspects becomes a problem that people judge. Headend changes it for as long as nobody else has; what a person has
 * changed, confirmed or dismissed is theirs. In the transaction that saves the detector's state, so that nothing is raised twice.
 */
import { isAt } from '#shared/features/outages/affects.ts'
import { MAX_PROBLEM_NODES } from '#shared/features/outages/problem-limits.ts'
import { affectedServiceSchema, MAX_NODES_NAMED, type ServiceProblem, type UpdateFacts } from '#shared/features/outages/outages.schema.ts'
import { isOver } from '#shared/features/outages/problem-phase.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Services } from '../../../services.ts'
import { announceChange } from '../../../store/announce.ts'
import { bulkInsert } from '../../../store/bulk-insert.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { writeAudit } from '../../../write-audit.ts'
import type { Change, GivenUp, Suspicion } from '../detection/suspicions.ts'
import { countAffected } from '../extent.queries.ts'
import { change, lockProblems, nextReference, tell, type Author } from '../problems.queries.ts'
import type { KnownPlant } from './known-plant.ts'

const HEADEND = { agent: { displayName: 'Headend' } }
/** A modem that is off carries none of them. */
const SERVICES = affectedServiceSchema.options

type Around = { services: Pick<Services, 'clock'>; plant: Pick<KnownPlant, 'locate'> }
/** A problem that came of this suspicion; `version` as Headend wrote it. */
type Own = { problem: ServiceProblem; version: number }

/** @param changes in their order */
export async function writeSuspicions(trx: Transaction, changes: readonly Change[], around: Around): Promise<void> {
  for (const { kind, suspicion } of changes) {
    if (kind === 'over') await end(trx, suspicion, around)
    else await suspect(trx, suspicion, around)
  }
  if (changes.length > 0) await announceChange(trx, ['serviceProblem', 'serviceProblemUpdate'], null)
}

/** Nodes that a problem has already, whoever told of it, are no news; nor are those that somebody has dismissed. */
async function suspect(trx: Transaction, suspicion: Suspicion, around: Around): Promise<void> {
  const own = await lockOwn(trx, suspicion)
  const ours = own.find(isUntouched)
  const told = [...(await openOutages(trx)), ...own.map(({ problem }) => problem)].filter(({ id }) => id !== ours?.problem.id)
  const news = suspicion.nodes.filter((node) => !told.some((problem) => isAt(problem, around.plant.locate(node))))
  // Whatever comes in its order before them, those that it has stay.
  const nodes = [...new Set([...(ours?.problem.nodes ?? []), ...news])].slice(0, MAX_PROBLEM_NODES).sort()
  if (ours) await grow(trx, ours, { suspicion, nodes }, around)
  else if (news.length > 0) await raise(trx, { suspicion, nodes: news }, around)
}

type Found = { suspicion: Suspicion; nodes: string[] }

async function raise(trx: Transaction, { suspicion, nodes }: Found, { services }: Around): Promise<void> {
  const author = authorOf(services)
  const problem: ServiceProblem = {
    id: newId(services.clock), version: 1, reference: await nextReference(trx), kind: 'outage', standing: 'suspected', phase: 'reported', phaseSince: author.at, cause: 'unknown', services: [...SERVICES], nodes, area: null,
    beganAt: isoInstant(suspicion.beganAt), estimatedRestorationAt: null, restoredAt: null, customersAffected: await countAffected(trx, [{ nodes, area: null, services: SERVICES }]), parentId: null,
    evidence: null, evidenceFacts: suspicion.evidence, changedAt: author.at, changedBy: HEADEND.agent.displayName,
  }
  await bulkInsert(trx, 'serviceProblem', [problem])
  await trx.insertInto('outageSuspicion').values({ problemId: problem.id, suspicion: suspicion.id, version: problem.version }).execute()
  await tell(trx, author, problem, null)
  await writeAudit(trx, services.clock, { action: 'outages.suspect', by: null, detail: { problemId: problem.id, nodes: nodes.length } })
}

async function grow(trx: Transaction, { problem: before }: Own, { suspicion, nodes }: Found, { services }: Around): Promise<void> {
  const author = authorOf(services)
  const customersAffected = await countAffected(trx, [{ ...before, nodes }])
  // Where all came back at once there are no figures any more: those that it was raised by stay.
  const figures = suspicion.evidence && { evidence: null, evidenceFacts: suspicion.evidence }
  const problem = await change(trx, author, before, { nodes, customersAffected, ...figures, beganAt: isoInstant(suspicion.beganAt) })
  await trx.updateTable('outageSuspicion').set({ version: problem.version }).where('problemId', '=', problem.id).execute()
  await tell(trx, author, problem, null)
}

/** What nobody has judged was none that anybody needs to know of. Whether a confirmed one is over, a person says. */
async function end(trx: Transaction, suspicion: Suspicion, around: Around): Promise<void> {
  const author = authorOf(around.services)
  const own = await lockOwn(trx, suspicion)
  if (suspicion.givenUp) return giveUp(trx, author, own, suspicion.givenUp)
  const since = isoInstant(suspicion.overAt ?? Date.parse(author.at))
  for (const { problem } of own) {
    if (problem.standing === 'suspected') await dismiss(trx, author, problem, { ...noFacts, kind: 'cameBack', since })
    else if (problem.standing !== 'dismissed') await tellSpeaker(trx, author, problem, { ...noFacts, kind: 'onlineAgain', since, ...named(problem.nodes) })
  }
}

/** What has not come back is a person's to judge: from here on it is nothing of Headend's own, and nothing ends it but people. */
async function giveUp(trx: Transaction, author: Author, own: readonly Own[], { nodes, affected, stillOff }: GivenUp): Promise<void> {
  const facts: UpdateFacts = { ...noFacts, kind: 'stillOff', affected, stillOff, ...named(nodes) }
  for (const { problem } of own) {
    if (problem.standing === 'suspected') await tell(trx, author, problem, null, facts)
    else if (problem.standing !== 'dismissed') await tellSpeaker(trx, author, problem, facts)
    await trx.deleteFrom('outageSuspicion').where('problemId', '=', problem.id).execute()
  }
}

/** A detector that begins anew could end none of what was suspected before, which would hide the next outage at its nodes. What somebody has changed is theirs. */
export async function dismissLeftBehind(trx: Transaction, services: Pick<Services, 'clock'>): Promise<void> {
  const left = await trx.selectFrom('outageSuspicion as own').innerJoin('serviceProblem as problem', 'problem.id', 'own.problemId').select(['problem.id', 'own.version'])
    .where('problem.standing', '=', 'suspected').where('problem.removedAt', 'is', null).whereRef('problem.version', '=', 'own.version').execute()
  if (left.length === 0) return
  const [author, own] = [authorOf(services), await lockWritten(trx, left.map(({ id, version }) => ({ problemId: id, version })))]
  for (const { problem } of own.filter(isUntouched)) await dismiss(trx, author, problem, { ...noFacts, kind: 'begunAnew' })
  await announceChange(trx, ['serviceProblem', 'serviceProblemUpdate'], null)
}

async function dismiss(trx: Transaction, author: Author, before: ServiceProblem, facts: UpdateFacts): Promise<void> {
  const problem = await change(trx, author, before, { standing: 'dismissed' })
  await tell(trx, author, problem, null, facts)
  await writeAudit(trx, author.services.clock, { action: 'outages.suspectNoMore', by: null, detail: { problemId: problem.id } })
}

async function tellSpeaker(trx: Transaction, author: Author, { id, parentId }: ServiceProblem, facts: UpdateFacts): Promise<void> {
  const [speaker] = await readRows(trx, 'serviceProblem', [parentId ?? id])
  if (!speaker || speaker.standing !== 'confirmed' || isOver(speaker.phase)) return
  await tell(trx, author, speaker, null, facts)
}

const noFacts: Omit<UpdateFacts, 'kind'> = { since: null, nodes: [], more: false, affected: null, stillOff: null }
const named = (nodes: readonly string[]): Pick<UpdateFacts, 'nodes' | 'more'> => ({ nodes: nodes.slice(0, MAX_NODES_NAMED), more: nodes.length > MAX_NODES_NAMED })

const isUntouched = ({ problem, version }: Own): boolean => problem.standing === 'suspected' && problem.version === version

async function lockOwn(trx: Transaction, { id }: Suspicion): Promise<Own[]> {
  return lockWritten(trx, await trx.selectFrom('outageSuspicion').select(['problemId', 'version']).where('suspicion', '=', id).execute())
}

async function lockWritten(trx: Transaction, written: readonly { problemId: string; version: number }[]): Promise<Own[]> {
  if (written.length === 0) return []
  const versions = new Map(written.map(({ problemId, version }) => [problemId, version]))
  await lockProblems(trx, [...versions.keys()])
  return (await readRows(trx, 'serviceProblem', [...versions.keys()])).map((problem) => ({ problem, version: versions.get(problem.id)! }))
}

/** Also those that others speak for: their nodes are told. */
async function openOutages(trx: Transaction): Promise<ServiceProblem[]> {
  const open = await trx.selectFrom('serviceProblem').select('id').where('kind', '=', 'outage').where('standing', '!=', 'dismissed').where('restoredAt', 'is', null).where('removedAt', 'is', null).execute()
  return readRows(trx, 'serviceProblem', open.map(({ id }) => id))
}

const authorOf = (services: Pick<Services, 'clock'>): Author => ({ at: isoInstant(services.clock.now()), by: HEADEND, services })
