/** A walk through a guide, one step after the other: each is kept before the next, so that a colleague goes on where one stopped. */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { isOutcome, type Guide, type GuideStep } from '#shared/features/diagnostics/guides.schema.ts'
import { again, back, keptOf, OUTAGE_STEP, pathOf, runningOf, stepIn, take } from '#shared/features/diagnostics/run-guide.ts'
import {
  MAX_TRAIL, type DiagnosticRun, type EndRun, type LeaveRun, type Outcome, type StartRun, type StepBack, type TakeStep, type TrailEntry,
} from '#shared/features/diagnostics/runs.schema.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { Act, Effect } from '../../command.ts'
import { insertNew } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { getCustomer, lockCustomer } from '../customers/customers.queries.ts'
import { findOpenContact } from '../interactions/contacts.queries.ts'
import { problemsStanding } from '../outages/standing.queries.ts'
import { getGuide } from './guides.queries.ts'
import { answerOf } from './run-answers.ts'
import { changeRun, findOpenRun, getOpenRun, nothingCame, runConflict } from './runs.queries.ts'
import { openTicket } from './tickets.commands.ts'

/** What is out at the address is asked first; where there is something, it is the answer. */
export const startRun: Effect<StartRun> = async (trx, { customerId, runId, guideId }, act) => {
  await lockCustomer(trx, customerId)
  if (hasLeft((await getCustomer(trx, customerId)).status)) throw wrong('customerId', 'closedAccount')
  const open = await findOpenRun(trx, customerId)
  if (open) throw runConflict(open)
  const { guide, version } = await getGuide(trx, guideId, null)
  const references = await outagesAt(trx, act, customerId, guide)
  const contact = await findOpenContact(trx, act.services.clock, act.by, customerId)
  const by = act.by.agent.displayName
  const out = references.length > 0
  const run: DiagnosticRun = {
    id: runId, customerId, version: 1, contactId: contact?.id ?? null, guideId, guideVersion: version, title: guide.title, state: out ? 'ended' : 'open',
    startedAt: act.at, startedBy: by, changedAt: act.at, changedBy: by,
    trail: { entries: [{ step: OUTAGE_STEP, at: act.at, by, standing: 'on', answer: { kind: 'outage', references } }] },
    outcome: out ? { ...nothingCame, kind: 'outage', references } : null, ticketId: null,
  }
  await insertNew(trx, 'diagnosticRun', run, 'runId')
  act.note({ guide: `${guideId} ${version}`, outage: out })
  return { diagnosticRun: [run] }
}

/** By their numbers, those first that are out. */
async function outagesAt(trx: Transaction, { at }: Act, customerId: string, { services }: Pick<Guide, 'services'>): Promise<string[]> {
  const problems = await problemsStanding(trx, customerId, Date.parse(at), services)
  return problems.slice(0, 10).map(({ reference }) => reference)
}

/** What went out meanwhile explains the fault: no box is restarted and nobody is sent for it. @returns null where nothing is out */
export async function endByOutage(trx: Transaction, act: Act, { run, guide, note }: { run: DiagnosticRun; guide: Guide; note: string | null }): Promise<{ diagnosticRun: DiagnosticRun[] } | null> {
  const references = await outagesAt(trx, act, run.customerId, guide)
  if (references.length === 0) return null
  act.note({ outage: true })
  return { diagnosticRun: [await changeRun(trx, act, run, { state: 'ended', outcome: { ...nothingCame, kind: 'outage', references, note } })] }
}

export const takeStep: Effect<TakeStep> = async (trx, input, act) => {
  const { run, step, entries } = await standing(trx, input)
  const { answer } = input
  if (answer.kind === 'again') {
    if (!keptOf(entries)) throw wrong('answer', 'nothingKept')
    return walk(trx, act, run, again(entries))
  }
  const entry = { step: step.id, at: act.at, by: act.by.agent.displayName, answer: await answerOf(trx, act, { run, step, answer }) }
  return walk(trx, act, run, take(entries, entry))
}

export const stepBack: Effect<StepBack> = async (trx, input, act) => {
  await lockCustomer(trx, input.customerId)
  const run = await getOpenRun(trx, input)
  const { entries } = run.trail
  if (runningOf(entries)) throw wrong('runId', 'acting')
  if (pathOf(entries).length === 0) throw wrong('runId', 'atBeginning')
  return walk(trx, act, run, back(entries))
}

export const endRun: Effect<EndRun> = async (trx, input, act) => {
  const { run, guide, step } = await standing(trx, { ...input, step: null })
  if (!isOutcome(step)) throw wrong('runId', 'notAtEnd')
  const reason = step.kind === 'visit' || step.kind === 'ticket' ? step.reason : null
  const out = reason && (await endByOutage(trx, act, { run, guide, note: input.note }))
  if (out) return out
  const outcome: Outcome = {
    ...nothingCame, kind: step.kind, step: step.id, reason, note: input.note,
    ...(step.kind === 'visit' ? { workType: step.workType, skills: step.skills } : {}),
  }
  const ticket = reason ? await openTicket(trx, act, run, { ticketId: input.ticketId, reason, workType: outcome.workType, followUp: step.kind === 'visit' ? 'visit' : 'specialist' }) : null
  const ended = await changeRun(trx, act, run, { state: 'ended', outcome, ticketId: ticket?.id ?? null })
  act.note({ outcome: step.kind, ...(ticket ? { ticket: ticket.reference } : {}) })
  return { diagnosticRun: [ended], ...(ticket ? { troubleTicket: [ticket] } : {}) }
}

export const leaveRun: Effect<LeaveRun> = async (trx, input, act) => {
  await lockCustomer(trx, input.customerId)
  const run = await getOpenRun(trx, input)
  return { diagnosticRun: [await changeRun(trx, act, run, { state: 'ended', outcome: { ...nothingCame, kind: 'left', note: input.note } })] }
}

type At = { customerId: string; runId: string; expectedVersion: number; step: string | null }
/** Where the run stands, by the guide in which it began. @throws AppError as `getOpenRun`; `validation` at `step` where it stands elsewhere, at `runId` while a box is at work */
export async function standing(trx: Transaction, input: At): Promise<{ run: DiagnosticRun; guide: Guide; step: GuideStep; entries: TrailEntry[] }> {
  await lockCustomer(trx, input.customerId)
  const run = await getOpenRun(trx, input)
  const { entries } = run.trail
  if (runningOf(entries)) throw wrong('runId', 'acting')
  const { guide } = await getGuide(trx, run.guideId, run.guideVersion)
  const step = stepIn(guide, entries)
  if (input.step !== null && step.id !== input.step) throw wrong('step', 'elsewhere')
  return { run, guide, step, entries }
}

/** @throws AppError `limitExceeded` where somebody goes round and round */
export async function walk(trx: Transaction, act: Act, run: DiagnosticRun, entries: TrailEntry[]): Promise<{ diagnosticRun: DiagnosticRun[] }> {
  if (entries.length > MAX_TRAIL) throw new AppError('limitExceeded', { limit: MAX_TRAIL, left: 0, unit: 'steps' })
  return { diagnosticRun: [await changeRun(trx, act, run, { trail: { entries } })] }
}
