/** How visits of the demo end: mostly well, and by chance in one of the other ways. The same visit ends in the same way, whoever asks, in each demo. */
import type { WorkOrder, WorkOutcome } from '#shared/features/dispatch/visits.schema.ts'
import { statusOf } from '../features/dispatch/board/work.commands.ts'
import { Random, seedNumber } from './random.ts'

/** Technicians and visits stay the same ones, whichever customers there are. */
export const FIELD_WORK_SEED = 71
const PURPOSE = 73

/** `nobodyComes`: the technician does not go there, and says nothing. */
export type DemoEnd = 'done' | 'customerAbsent' | 'needsFollowUp' | 'nobodyComes'
/** Of a hundred visits. */
const shares: readonly (readonly [DemoEnd, number])[] = [['nobodyComes', 1], ['customerAbsent', 4], ['needsFollowUp', 4]]
const followUps = ['Run a new drop from the tap, the old one is spliced twice', 'Bury the drop, it lies on the lawn', 'Come back with a second access point for the top floor'] as const

/** By its number, which is the same in each demo; ids are made anew. */
const chanceOf = (reference: string): number => new Random(FIELD_WORK_SEED, seedNumber(reference), PURPOSE).next()

/** @param reference `WO-30417` */
export function demoEndOf(reference: string): DemoEnd {
  let left = chanceOf(reference) % 100
  for (const [end, share] of shares) if ((left -= share) < 0) return end
  return 'done'
}

type Written = Pick<WorkOrder, 'outcome' | 'outcomeNote' | 'followUp' | 'checklist' | 'startedAt'>
type Ended = Written & Pick<WorkOrder, 'status' | 'endedAt'>
/** What somebody has written into the work order stays; chance says the rest. @param start,end of the work, instants */
export function endedAs(end: Exclude<DemoEnd, 'nobodyComes'>, { reference, ...before }: Written & Pick<WorkOrder, 'reference'>, { start, end: endedAt }: { start: string; end: string }): Ended {
  const outcome = before.outcome === null || before.outcome === 'nobodyCame' ? end : before.outcome
  const absent = outcome === 'customerAbsent'
  return {
    status: statusOf(outcome), outcome, endedAt,
    outcomeNote: before.outcomeNote ?? (absent ? 'Rang twice and called, left a card' : null),
    followUp: before.followUp ?? (outcome === 'needsFollowUp' ? followUps[chanceOf(reference) % followUps.length]! : null),
    checklist: tickedAs(outcome, before.checklist), startedAt: absent ? before.startedAt : (before.startedAt ?? start),
  }
}

function tickedAs(outcome: WorkOutcome, { items }: WorkOrder['checklist']): WorkOrder['checklist'] {
  const isWritten = items.some(({ done }) => done) || (outcome !== 'done' && outcome !== 'needsFollowUp')
  return { items: isWritten ? items : items.map((item) => ({ ...item, done: true })) }
}
