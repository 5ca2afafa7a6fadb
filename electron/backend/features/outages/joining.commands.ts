/** Several problems as one, and one as several: joined, separated and split. What was promised goes along. */
import { wrong } from '#shared/kernel/errors.ts'
import type { JoinProblem, SeparateProblem, ServiceProblem, SplitProblem } from '#shared/features/outages/outages.schema.ts'
import { isOver } from '#shared/features/outages/problem-phase.ts'
import type { Effect } from '../../command.ts'
import { insertNew, readRows } from '../../store/rows.ts'
import { countAffected } from './extent.queries.ts'
import { change, getProblem, getUnchanged, lockProblems, nextReference, partsOf, recount, requireSpeaking, tell } from './problems.queries.ts'
import { joinPromises, partPromises } from './promises.ts'

export const joinProblem: Effect<JoinProblem> = async (trx, input, act) => {
  if (input.parentId === input.problemId) throw wrong('parentId', 'itself')
  // Whoever makes or ends a part of it meanwhile makes a new version of it: these are its parts, or the version is another.
  await lockProblems(trx, [input.problemId, input.parentId, ...(await partsOf(trx, input.problemId)).map(({ id }) => id)])
  const [child, parent] = [await getUnchanged(trx, input), await getProblem(trx, input.parentId)]
  requireSpeaking(parent, 'parentId')
  if (child.standing === 'joined' || child.standing === 'dismissed') throw wrong('problemId', child.standing)
  if (child.kind !== parent.kind) throw wrong('parentId', 'otherKind')
  if (isOver(child.phase)) throw wrong('problemId', 'over')
  if (isOver(parent.phase)) throw wrong('parentId', 'over')
  const joined: ServiceProblem[] = []
  for (const part of [child, ...(await partsOf(trx, child.id))]) joined.push(await change(trx, act, part, { standing: 'joined', parentId: parent.id }))
  const speaker = await recount(trx, act, parent.id)
  await joinPromises(trx, act, joined.map(({ id }) => id), speaker)
  const told = [await tell(trx, act, joined[0] as ServiceProblem, null), await tell(trx, act, speaker, null)]
  return { serviceProblem: [...joined, speaker], serviceProblemUpdate: told }
}

/** It goes on as it was when it was joined. */
export const separateProblem: Effect<SeparateProblem> = async (trx, input, act) => {
  const parentId = (await readRows(trx, 'serviceProblem', [input.problemId]))[0]?.parentId ?? null
  await lockProblems(trx, [input.problemId, ...(parentId === null ? [] : [parentId])])
  const before = await getUnchanged(trx, input)
  // Its version says that it is still the one that was read before.
  if (before.parentId === null || before.parentId !== parentId) throw wrong('problemId', 'notJoined')
  if ((await getProblem(trx, before.parentId)).phase === 'verified') throw wrong('problemId', 'over')
  const problem = await change(trx, act, before, { standing: 'confirmed', parentId: null, customersAffected: await countAffected(trx, [before]) })
  const parent = await recount(trx, act, before.parentId)
  await partPromises(trx, parent, problem)
  return { serviceProblem: [problem, parent], serviceProblemUpdate: [await tell(trx, act, problem, null), await tell(trx, act, parent, null)] }
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
    ...before, id: input.splitId, version: 1, reference: await nextReference(trx), nodes: input.nodes, area: null, evidence: null, evidenceFacts: null,
    customersAffected: await countAffected(trx, [{ ...before, nodes: input.nodes, area: null }]), changedAt: act.at, changedBy: act.by.agent.displayName,
  }
  await insertNew(trx, 'serviceProblem', split, 'splitId')
  await partPromises(trx, kept, split)
  return { serviceProblem: [kept, split], serviceProblemUpdate: [await tell(trx, act, kept, null), await tell(trx, act, split, null)] }
}
