/** What an answer of the desk comes to: what the box said is taken from where it was kept, never from the desk. */
import { wrong } from '#shared/kernel/errors.ts'
import type { ActionKind, CheckKind, Measurement } from '#shared/features/diagnostics/equipment.schema.ts'
import type { GuideStep } from '#shared/features/diagnostics/guides.schema.ts'
import { pathOf, wasAsked, worstReadings } from '#shared/features/diagnostics/run-guide.ts'
import type { Answer, DiagnosticRun, GivenAnswer } from '#shared/features/diagnostics/runs.schema.ts'
import type { Act } from '../../command.ts'
import type { Transaction } from '../../store/store.ts'
import { findBoxToActOn } from './boxes.queries.ts'

type Given<K extends GivenAnswer['kind'] = Exclude<GivenAnswer['kind'], 'again'>> = { run: DiagnosticRun; step: GuideStep; answer: Extract<GivenAnswer, { kind: K }> }

/** What was done comes by itself, and is gone on from. @throws AppError `validation` at `answer` */
export async function answerOf(trx: Transaction, { services }: Act, { run, step, answer }: Given): Promise<Answer> {
  if (answer.kind === 'read' && step.kind === 'say') return { kind: 'read' }
  if (answer.kind === 'chosen' && step.kind === 'ask') {
    const chosen = step.choices[answer.choice]
    if (!chosen) throw wrong('answer', 'notOffered')
    return { kind: 'chosen', choice: answer.choice, question: step.ask, words: chosen.answer }
  }
  if (answer.kind === 'measured' && step.kind === 'check') return measured(await keptMeasurement(trx, { run, check: step.check, answer }))
  if (answer.kind === 'judged' && step.kind === 'check') {
    if (wasAsked((await keptMeasurement(trx, { run, check: step.check, answer })).silence)) throw wrong('answer', 'measured')
    return { kind: 'judged', check: step.check, verdict: answer.verdict }
  }
  if (answer.kind === 'byHand' && step.kind === 'act') {
    if (services.equipment && (await canBeAsked(trx, run, step.act))) throw wrong('answer', 'askTheBox')
    return { kind: 'byHand', action: step.act, state: answer.state }
  }
  throw wrong('answer', 'notOfThisStep')
}

/** What nobody could ask a box is no evidence, and sends nobody to the house. */
function measured(measurement: Measurement): Answer {
  if (!wasAsked(measurement.silence)) throw wrong('answer', 'notAsked')
  return { kind: 'measured', measurement: { ...measurement, readings: worstReadings(measurement.readings) } }
}

/** Of this run: what was measured before it, or before something was done to a box, does not say how it is now. */
async function keptMeasurement(trx: Transaction, { run, check, answer }: { run: DiagnosticRun; check: CheckKind; answer: { measurementId: string } }): Promise<Measurement> {
  const found = await trx.selectFrom('equipmentMeasurement').select('measurement').where('id', '=', answer.measurementId).where('customerId', '=', run.customerId).executeTakeFirst()
  if (found?.measurement?.check !== check) throw wrong('answer', 'notOfThisStep')
  const finished = run.trail.entries.flatMap(({ answer: each }) => (each.kind === 'acted' && each.finishedAt !== null ? [Date.parse(each.finishedAt)] : []))
  if (Date.parse(found.measurement.at) < Math.max(Date.parse(run.startedAt), ...finished)) throw wrong('answer', 'tooOld')
  return found.measurement
}

/** Not where the last try did not get through to the box. */
async function canBeAsked(trx: Transaction, { customerId, trail: { entries } }: DiagnosticRun, action: ActionKind): Promise<boolean> {
  const last = pathOf(entries).at(-1)?.answer
  if (last?.kind === 'acted' && last.state === 'unknown') return false
  return (await findBoxToActOn(trx, customerId, action, null)) !== null
}
