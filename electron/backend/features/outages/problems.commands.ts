/** Outages and planned work, as people who answer for them say that they are: declared, brought up to date, drawn anew, judged and taken back. */
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { wrong } from '#shared/kernel/errors.ts'
import {
  isSomewhere, MAX_BEGUN_DAYS, MAX_ESTIMATE_DAYS, MAX_PLANNED_DAYS, type DeclareProblem, type JudgeProblem, type ProblemKind, type RedrawProblem, type ServiceProblem, type UpdateProblem,
  type WithdrawProblem,
} from '#shared/features/outages/outages.schema.ts'
import { isOver } from '#shared/features/outages/problem-phase.ts'
import type { Act, Effect } from '../../command.ts'
import { notify } from '../../store/announce.ts'
import { insertNew } from '../../store/rows.ts'
import { countAffected } from './extent.queries.ts'
import { change, getUnchanged, nextReference, partsOf, requireSpeaking, tell } from './problems.queries.ts'
import { endPromises, settlePromises } from './promises.ts'

/** Says to every node's worker that somebody may be told that it is over. */
export const RESTORED_CHANNEL = 'headend_restored'

/** Two clocks differ, and nobody types seconds. */
const SLACK_MS = 5 * 60_000

export const declareProblem: Effect<DeclareProblem> = async (trx, { commandId: _, problemId: id, text, ...input }, act) => {
  requireSomewhere(input)
  requireBegin(input, act)
  requireEstimate(input, act)
  const problem: ServiceProblem = {
    ...input, id, version: 1, reference: await nextReference(trx), standing: 'confirmed', phaseSince: act.at, restoredAt: null,
    customersAffected: await countAffected(trx, [input]), parentId: null, evidence: null, evidenceFacts: null, changedAt: act.at, changedBy: act.by.agent.displayName,
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
  const { kind } = before
  const { beganAt = before.beganAt, estimatedRestorationAt } = input
  const putOff = beganAt !== before.beganAt
  if (putOff) requirePutOff(before, { beganAt, over }, act)
  // What was promised before may be past by now, and stands until somebody says another time.
  if ((putOff || estimatedRestorationAt !== before.estimatedRestorationAt) && !over) requireEstimate({ kind, beganAt, estimatedRestorationAt }, act)
  const problem = await change(trx, act, before, {
    phase: input.phase, cause: input.cause, beganAt,
    phaseSince: input.phase === before.phase ? before.phaseSince : act.at,
    estimatedRestorationAt: over ? before.estimatedRestorationAt : estimatedRestorationAt,
    restoredAt: over ? (before.restoredAt ?? act.at) : null,
  })
  if (over) await notify(trx, RESTORED_CHANNEL, {})
  return { serviceProblem: [problem], serviceProblemUpdate: [await tell(trx, act, problem, input.text)] }
}

/** A part is drawn anew once it is separated: the whole's count and promises are the whole's to change. */
export const redrawProblem: Effect<RedrawProblem> = async (trx, input, act) => {
  const before = await getUnchanged(trx, input)
  if (before.standing === 'joined' || before.standing === 'dismissed') throw wrong('problemId', before.standing)
  if (isOver(before.phase)) throw wrong('problemId', 'over')
  requireSomewhere(input)
  const { services, nodes, area } = input
  const problem = await change(trx, act, before, { services, nodes, area, customersAffected: await countAffected(trx, [input, ...(await partsOf(trx, before.id))]) })
  await settlePromises(trx, problem)
  return { serviceProblem: [problem], serviceProblemUpdate: [await tell(trx, act, problem, input.text)] }
}

export const judgeProblem: Effect<JudgeProblem> = async (trx, input, act) => {
  const before = await getUnchanged(trx, input)
  if (before.standing !== 'suspected') throw wrong('problemId', 'notSuspected')
  const problem = await change(trx, act, before, { standing: input.isProblem ? 'confirmed' : 'dismissed' })
  return { serviceProblem: [problem], serviceProblemUpdate: [await tell(trx, act, problem, input.text)] }
}

/** Declared by mistake. One that speaks for others is not: they are separated first. */
export const withdrawProblem: Effect<WithdrawProblem> = async (trx, input, act) => {
  const before = await getUnchanged(trx, input)
  if (before.standing !== 'confirmed' && before.standing !== 'suspected') throw wrong('problemId', before.standing)
  if (isOver(before.phase)) throw wrong('problemId', 'over')
  if ((await partsOf(trx, before.id)).length > 0) throw wrong('problemId', 'hasParts')
  const problem = await change(trx, act, before, { standing: 'dismissed' })
  await endPromises(trx, problem)
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

/** Only work that nobody has begun is put off, by the rules of declaring it. @throws AppError `validation` at `beganAt` */
function requirePutOff({ kind, beganAt: before }: ServiceProblem, { beganAt, over }: { beganAt: string; over: boolean }, act: Act): void {
  if (kind !== 'maintenance' || Date.parse(before) <= Date.parse(act.at)) throw wrong('beganAt', 'begun')
  if (over) throw wrong('beganAt', 'over')
  requireBegin({ kind, beganAt }, act)
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
