/** A walk through a guide, one step after the other: each is kept before the next, so that a colleague goes on where one stopped. */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { isOutcome, type GuideStep } from '#shared/features/diagnostics/guides.schema.ts'
import { again, back, keptOf, OUTAGE_STEP, pathOf, runningOf, stepIn, take, worstReadings } from '#shared/features/diagnostics/run-guide.ts'
import {
  MAX_TRAIL, type Answer, type DiagnosticRun, type EndRun, type GivenAnswer, type LeaveRun, type Outcome, type StartRun, type StepBack, type TakeStep, type TrailEntry,
} from '#shared/features/diagnostics/runs.schema.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { Act, Effect } from '../../command.ts'
import { insertNew } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { getCustomer, lockCustomer } from '../customers/customers.queries.ts'
import { findOpenContact } from '../interactions/contacts.queries.ts'
import { problemsStanding } from '../outages/standing.queries.ts'
import { getGuide } from './guides.queries.ts'
import { changeRun, findOpenRun, getOpenRun, runConflict } from './runs.queries.ts'
import { openTicket } from './tickets.commands.ts'

const nothing: Omit<Outcome, 'kind'> = { step: null, reason: null, workType: null, skills: [], references: [], note: null }

/** What is out at the address is asked first; where there is something, it is the answer. */
export const startRun: Effect<StartRun> = async (trx, { customerId, runId, guideId }, act) => {
  await lockCustomer(trx, customerId)
  if (hasLeft((await getCustomer(trx, customerId)).status)) throw wrong('customerId', 'closedAccount')
  const open = await findOpenRun(trx, customerId)
  if (open) throw runConflict(open)
  const { guide, version } = await getGuide(trx, guideId, null)
  const problems = await problemsStanding(trx, customerId, Date.parse(act.at), guide.services)
  const references = problems.slice(0, 10).map(({ reference }) => reference)
  const contact = await findOpenContact(trx, act.services.clock, act.by, customerId)
  const by = act.by.agent.displayName
  const out = references.length > 0
  const run: DiagnosticRun = {
    id: runId, customerId, version: 1, contactId: contact?.id ?? null, guideId, guideVersion: version, title: guide.title, state: out ? 'ended' : 'open',
    startedAt: act.at, startedBy: by, changedAt: act.at, changedBy: by,
    trail: { entries: [{ step: OUTAGE_STEP, at: act.at, by, standing: 'on', answer: { kind: 'outage', references } }] },
    outcome: out ? { ...nothing, kind: 'outage', references } : null, ticketId: null,
  }
  await insertNew(trx, 'diagnosticRun', run, 'runId')
  act.note({ guide: `${guideId} ${version}`, outage: out })
  return { diagnosticRun: [run] }
}

export const takeStep: Effect<TakeStep> = async (trx, input, act) => {
  const { run, step, entries } = await standing(trx, input)
  const { answer } = input
  if (answer.kind === 'again') {
    if (!keptOf(entries)) throw wrong('answer', 'nothingKept')
    return walk(trx, act, run, again(entries))
  }
  const entry = { step: step.id, at: act.at, by: act.by.agent.displayName, answer: await answerOf(trx, { step, answer, customerId: run.customerId, entries }) }
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
  const { run, step } = await standing(trx, { ...input, step: null })
  if (!isOutcome(step)) throw wrong('runId', 'notAtEnd')
  const reason = step.kind === 'visit' || step.kind === 'ticket' ? step.reason : null
  const outcome: Outcome = {
    ...nothing, kind: step.kind, step: step.id, reason, note: input.note,
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
  return { diagnosticRun: [await changeRun(trx, act, run, { state: 'ended', outcome: { ...nothing, kind: 'left', note: input.note } })] }
}

type At = { customerId: string; runId: string; expectedVersion: number; step: string | null }
/** Where the run stands, by the guide in which it began. @throws AppError as `getOpenRun`; `validation` at `step` where it stands elsewhere, at `runId` while a box is at work */
export async function standing(trx: Transaction, input: At): Promise<{ run: DiagnosticRun; step: GuideStep; entries: TrailEntry[] }> {
  await lockCustomer(trx, input.customerId)
  const run = await getOpenRun(trx, input)
  const { entries } = run.trail
  if (runningOf(entries)) throw wrong('runId', 'acting')
  const { guide } = await getGuide(trx, run.guideId, run.guideVersion)
  const step = stepIn(guide, entries)
  if (input.step !== null && step.id !== input.step) throw wrong('step', 'elsewhere')
  return { run, step, entries }
}

/** @throws AppError `limitExceeded` where somebody goes round and round */
export async function walk(trx: Transaction, act: Act, run: DiagnosticRun, entries: TrailEntry[]): Promise<{ diagnosticRun: DiagnosticRun[] }> {
  if (entries.length > MAX_TRAIL) throw new AppError('limitExceeded', { limit: MAX_TRAIL, left: 0, unit: 'steps' })
  return { diagnosticRun: [await changeRun(trx, act, run, { trail: { entries } })] }
}

type Given = { step: GuideStep; answer: Exclude<GivenAnswer, { kind: 'again' }>; customerId: string; entries: readonly TrailEntry[] }

/** What the box said is taken from where it was kept, never from the desk; what was done comes by itself, and is gone on from. */
async function answerOf(trx: Transaction, { step, answer, customerId }: Given): Promise<Answer> {
  if (answer.kind === 'read' && step.kind === 'say') return { kind: 'read' }
  if (answer.kind === 'chosen' && step.kind === 'ask') {
    const chosen = step.choices[answer.choice]
    if (!chosen) throw wrong('answer', 'notOffered')
    return { kind: 'chosen', choice: answer.choice, question: step.ask, words: chosen.answer }
  }
  if (answer.kind === 'measured' && step.kind === 'check') {
    const found = await trx.selectFrom('equipmentMeasurement').select('measurement').where('id', '=', answer.measurementId).where('customerId', '=', customerId).executeTakeFirst()
    if (found?.measurement.check !== step.check) throw wrong('answer', 'notOfThisStep')
    return { kind: 'measured', measurement: { ...found.measurement, readings: worstReadings(found.measurement.readings) } }
  }
  throw wrong('answer', 'notOfThisStep')
}
