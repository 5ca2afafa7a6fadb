/** What was decided about an agent's own requests, and has not been read yet. */
import { shallowReactive } from 'vue'
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'

/** Older ones are history: the list and the timeline have them. Milliseconds. */
const NEWS_MS = 24 * 60 * 60 * 1000

/** For this run of the window: what is asked again after a restart is better than what was never told. */
export const understood = shallowReactive(new Set<string>())
export const understand = (adjustmentId: string): void => void understood.add(adjustmentId)

/** Those that somebody else decided; one that was within the limit was decided by nobody. */
export function decisionsFor(adjustments: readonly Adjustment[], agentId: string | null, now: number): Adjustment[] {
  return adjustments.filter(({ requestedById, state, decidedAt, decidedBy }) =>
    requestedById === agentId && (state === 'posted' || state === 'refused') && decidedBy !== null && decidedAt !== null && now - Date.parse(decidedAt) < NEWS_MS)
}
