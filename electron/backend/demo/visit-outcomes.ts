/** How visits of the demo end: mostly well, and by chance in one of the other ways. The same visit ends in the same way, whoever asks. */
import type { WorkOrder } from '#shared/features/dispatch/visits.schema.ts'

/** `nobodyComes`: the technician does not go there, and says nothing. */
export type DemoEnd = 'done' | 'customerAbsent' | 'needsFollowUp' | 'nobodyComes'
/** Of a hundred visits. */
const shares: readonly (readonly [DemoEnd, number])[] = [['nobodyComes', 1], ['customerAbsent', 4], ['needsFollowUp', 4]]
const followUps = ['Run a new drop from the tap, the old one is spliced twice', 'Bury the drop, it lies on the lawn', 'Come back with a second access point for the top floor'] as const

/** The end of an id is chance. */
const chanceOf = (id: string): number => Number.parseInt(id.slice(-8), 16)

export function demoEndOf(id: string): DemoEnd {
  let left = chanceOf(id) % 100
  for (const [end, share] of shares) if ((left -= share) < 0) return end
  return 'done'
}

type Ended = Pick<WorkOrder, 'status' | 'outcome' | 'outcomeNote' | 'followUp' | 'checklist' | 'startedAt' | 'endedAt'>
/** @param start,end of the work, instants */
export function endedAs(end: Exclude<DemoEnd, 'nobodyComes'>, { id, checklist }: Pick<WorkOrder, 'id' | 'checklist'>, { start, end: endedAt }: { start: string; end: string }): Ended {
  if (end === 'customerAbsent') return { status: 'notDone', outcome: end, outcomeNote: 'Rang twice and called, left a card', followUp: null, checklist, startedAt: null, endedAt }
  const ticked = { items: checklist.items.map((item) => ({ ...item, done: true })) }
  return { status: 'completed', outcome: end, outcomeNote: null, followUp: end === 'needsFollowUp' ? followUps[chanceOf(id) % followUps.length]! : null, checklist: ticked, startedAt: start, endedAt }
}
