/**
 * Where a run stands, and where an answer leads: the same in the backend, which decides, and in a window that shows it. What was taken is a
 * trail that only grows. Back and on again is as if nothing had been; another answer leaves what was behind it for good, but not what was seen.
 */
import type { Reading, Silence, Verdict } from './equipment.schema.ts'
import type { Guide, GuideStep } from './guides.schema.ts'
import { MAX_KEPT_READINGS, type ActionState, type Answer, type Finding, type TrailEntry } from './runs.schema.ts'

type Steps = Pick<Guide, 'steps'>
/** What the engine asks before the guide begins. */
export const OUTAGE_STEP = 'outage'

const inGuide = (entries: readonly TrailEntry[]): TrailEntry[] => entries.filter(({ answer }) => answer.kind !== 'outage')
/** What leads to where it stands, in order. */
export const pathOf = (entries: readonly TrailEntry[]): TrailEntry[] => inGuide(entries).filter(({ standing }) => standing === 'on')
/** What would be there again by going on: the next one. */
export const keptOf = (entries: readonly TrailEntry[]): TrailEntry | null => inGuide(entries).find(({ standing }) => standing === 'back') ?? null

/** What is done to a box now, if something is. */
export const runningOf = (entries: readonly TrailEntry[]): TrailEntry | null => entries.find(({ answer }) => answer.kind === 'acted' && answer.state === 'running') ?? null

/** @throws Error for a trail that is of another guide */
export function stepIn({ steps }: Steps, entries: readonly TrailEntry[]): GuideStep {
  const last = pathOf(entries).at(-1)
  const at = last ? nextOf(stepNamed({ steps }, last.step), last.answer) : steps[0]?.id
  return stepNamed({ steps }, at ?? last?.step ?? '')
}

export function stepNamed({ steps }: Steps, id: string): GuideStep {
  const step = steps.find((each) => each.id === id)
  if (!step) throw new Error(`no step ${id}`)
  return step
}

/** Whether a box was asked at all: what nobody could ask says nothing about it, and leads nowhere by itself. */
export const wasAsked = (silence: Silence | null): boolean => silence === null || silence === 'timeout' || silence === 'unreachable'

/** @returns null where the answer is not of this step, or is not there yet; also of an action of which nobody knows whether it was asked for: the run stays there */
export function nextOf(step: GuideStep, answer: Answer): string | null {
  if (step.kind === 'say' && answer.kind === 'read') return step.next
  if (step.kind === 'ask' && answer.kind === 'chosen') return step.choices[answer.choice]?.next ?? null
  if (step.kind === 'check' && answer.kind === 'measured' && answer.measurement.check === step.check) return afterCheck(step.next, answer.measurement.verdict)
  if (step.kind === 'check' && answer.kind === 'judged' && answer.check === step.check) return step.next[answer.verdict]
  if (step.kind === 'act' && (answer.kind === 'acted' || answer.kind === 'byHand') && answer.action === step.act) return afterAct(step.next, answer.state)
  return null
}

type AfterCheck = Extract<GuideStep, { kind: 'check' }>['next']
const afterAct = (next: { done: string; failed: string }, state: ActionState): string | null => (state === 'running' || state === 'unknown' ? null : state === 'done' ? next.done : next.failed)
const afterCheck = (next: AfterCheck, verdict: Verdict): string => (verdict === 'marginal' ? (next.marginal ?? next.bad) : next[verdict])

/** The same words as those that wait there are these; anything else leaves them, and what came behind. */
export function take(entries: readonly TrailEntry[], entry: Omit<TrailEntry, 'standing'>): TrailEntry[] {
  const kept = keptOf(entries)
  if (kept && kept.step === entry.step && isSameSaid(kept.answer, entry.answer)) return again(entries)
  const left = entries.map((each): TrailEntry => (each.standing === 'back' ? { ...each, standing: 'left' } : each))
  return [...left, { ...entry, standing: 'on' }]
}

const isSameSaid = (one: Answer, other: Answer): boolean =>
  (one.kind === 'read' && other.kind === 'read') || (one.kind === 'chosen' && other.kind === 'chosen' && one.choice === other.choice)

/** @returns as it is, where nothing was taken back */
export function again(entries: readonly TrailEntry[]): TrailEntry[] {
  const kept = keptOf(entries)
  return entries.map((each) => (each === kept ? { ...each, standing: 'on' } : each))
}

/** @returns as it is, at the beginning */
export function back(entries: readonly TrailEntry[]): TrailEntry[] {
  const last = pathOf(entries).at(-1)
  return entries.map((each) => (each === last ? { ...each, standing: 'back' } : each))
}

/** An action that came to its end, wherever it stands by now. */
export const finish = (entries: readonly TrailEntry[], actionId: string, ended: { state: Exclude<ActionState, 'running'>; finishedAt: string }): TrailEntry[] =>
  entries.map((each) => (each.answer.kind === 'acted' && each.answer.actionId === actionId ? { ...each, answer: { ...each.answer, ...ended } } : each))

/** All that was seen and done, in order; of what was said only what still stands. */
export const findingsOf = (entries: readonly TrailEntry[]): Finding[] => inGuide(entries).flatMap(({ at, standing, answer }): Finding[] => {
  if (answer.kind === 'measured') return [{ kind: 'measured', at, check: answer.measurement.check, verdict: answer.measurement.verdict, readings: answer.measurement.readings }]
  if (answer.kind === 'acted') return [{ kind: 'acted', at, action: answer.action, state: answer.state }]
  if (answer.kind === 'judged') return standing === 'on' ? [{ kind: 'judged', at, check: answer.check, verdict: answer.verdict }] : []
  if (answer.kind === 'byHand') return standing === 'on' ? [{ kind: 'byHand', at, action: answer.action, state: answer.state }] : []
  return answer.kind === 'chosen' && standing === 'on' ? [{ kind: 'said', at, question: answer.question, words: answer.words }] : []
})

const rank = { bad: 0, marginal: 1, good: 2 } as const
/** The worst of each kind, the worst first. */
export function worstReadings(readings: readonly Reading[]): Reading[] {
  const sorted = readings.toSorted((one, other) => rank[one.verdict] - rank[other.verdict])
  return sorted.filter(({ measure }, index) => sorted.findIndex((each) => each.measure === measure) === index).slice(0, MAX_KEPT_READINGS)
}
