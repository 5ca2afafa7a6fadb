/**
 * When a supervisor is warned, before a queue's target breaks. Nobody waits while an agent who may take them has a free place
 * (`route-waiting.ts` gives at once), so whoever waits does so because none is free: how long is what the rule looks at.
 *
 *   wait         somebody has waited half of what is promised: the other half is what is left to bring a colleague back. Or, at the
 *                pace of the last half hour, or of the places that are at work if that is quicker, somebody who waits is answered
 *                later than promised: the pace that customers are told as well (`customer-state.ts`)
 *   share        of those who came in the last hour too few were in time, or it falls towards that
 *   nobodyThere  open, and no agent is there: whoever comes is turned away
 *
 * Measured on simulated days of twelve hours (tests/support/queue-day.ts; teams of 4 and 12 with three places each, seed 20261130): of 191
 * breaches by load each was told of before, at a promise of 60 s in the middle a minute before (27 s at least), of 300 s two minutes at
 * least. Alerts that nothing came of: 74 of 249 at 60 s; 51 of 64 at 300 s, where half the time is left to mend it. A quiet day has none.
 * A share of 0.6 finds the same with a third less time.
 */
import type { ChatAlertKind } from '#shared/features/chat/chat-alerts.schema.ts'
import { shareInTime, type Tally } from '#shared/features/chat/chat-figures.ts'
import { paceOf, PACE_MS } from './customer-state.ts'

/** Of what is promised. */
const WAITED_SHARE = 0.5
/** The same for whom an agent is being asked: most offers are taken within seconds. */
const OFFERED_SHARE = 0.8
/** Per cent points above the goal that count as falling towards it, where the last half hour is worse than the hour. */
const NEAR_GOAL = 5
/** Fewer say nothing of a share. */
const FEWEST_OF_SHARE = 20
const FEWEST_LATELY = 10
/** An alert is over when nothing of it was so for this long, ms: what comes and goes is one trouble, and told once. */
export const QUIET_MS = 180_000

export type QueueNow = {
  open: boolean
  /** Seconds. */
  targetSeconds: number
  targetPercent: number
  /** As for whoever comes: available, or with somebody. */
  agentsThere: number
  /** How long each waits to whom nobody is offered, seconds; the first in turn first. */
  line: readonly number[]
  /** The same of those of whom an agent is being asked. */
  offered: readonly number[]
  /** Within PACE_MS. */
  taken: number
  /** Of agents who take chats now; of one with several queues their part. */
  places: number
  /** How long one is taken up with a conversation, seconds, in the middle; null: nothing is known of it. */
  handleSeconds: number | null
  hour: Tally
  halfHour: Tally
}

/** @returns seconds after which the last of them is answered, from when they came; null where nobody waits or nothing is known */
export function forecastOf({ line, taken, places, handleSeconds }: Pick<QueueNow, 'line' | 'taken' | 'places' | 'handleSeconds'>): number | null {
  const byPlaces = handleSeconds === null || handleSeconds <= 0 ? 0 : Math.floor((places * PACE_MS) / 1_000 / handleSeconds)
  const waits = line.flatMap((waited, index) => {
    const more = paceOf(Math.max(taken, byPlaces), index + 1)
    return more === null ? [] : [waited + more]
  })
  return waits.length === 0 ? null : Math.round(Math.max(...waits))
}

export function alertsOf(queue: QueueNow): ChatAlertKind[] {
  return [
    ...(waitsTooLong(queue) ? (['wait'] as const) : []),
    ...(falls(queue) ? (['share'] as const) : []),
    ...(queue.open && queue.agentsThere === 0 ? (['nobodyThere'] as const) : []),
  ]
}

function waitsTooLong(queue: QueueNow): boolean {
  const { line, offered, targetSeconds } = queue
  if (line.some((waited) => waited >= targetSeconds * WAITED_SHARE) || offered.some((waited) => waited >= targetSeconds * OFFERED_SHARE)) return true
  const forecast = forecastOf(queue)
  return forecast !== null && forecast > targetSeconds
}

function falls({ hour, halfHour, targetPercent }: QueueNow): boolean {
  const share = shareInTime(hour)
  if (share === null || hour.answered + hour.left < FEWEST_OF_SHARE) return false
  if (share < targetPercent) return true
  const lately = halfHour.answered + halfHour.left < FEWEST_LATELY ? null : shareInTime(halfHour)
  return share < targetPercent + NEAR_GOAL && lately !== null && lately < share
}
