/** What an alert says now, by the figures of its queue; and who could help. */
import type { ChatAlert } from '#shared/features/chat/chat-alerts.schema.ts'
import type { WallAgent, WallQueue } from '#shared/features/chat/chat-wall.schema.ts'
import { shareInTime } from '#shared/features/chat/chat-figures.ts'
import { ageOf } from '../chat-ages.ts'

export type AlertNow =
  | { key: 'late' | 'half' | 'pace'; broken: boolean; ms: number; targetMs: number }
  | { key: 'share'; broken: boolean; percent: number; goal: number }
  | { key: 'nobodyThere'; broken: true }
  | { key: 'eased'; broken: false }

/** @param now ms since 1970, by the backend's clock */
export function alertNow({ kind }: Pick<ChatAlert, 'kind'>, { queue, waitingSince, forecastSeconds, lastHour, agentsThere }: Pick<WallQueue, 'queue' | 'waitingSince' | 'forecastSeconds' | 'lastHour' | 'agentsThere'>, now: number): AlertNow {
  const targetMs = queue.targetSeconds * 1_000
  if (kind === 'nobodyThere') return agentsThere > 0 ? { key: 'eased', broken: false } : { key: 'nobodyThere', broken: true }
  if (kind === 'share') {
    const percent = shareInTime({ answered: lastHour.answered, inTime: lastHour.answeredInTime, left: lastHour.abandoned })
    return percent === null ? { key: 'eased', broken: false } : { key: 'share', broken: percent < queue.targetPercent, percent: Math.floor(percent), goal: queue.targetPercent }
  }
  const waits = ageOf(waitingSince, now) ?? 0
  if (waits >= targetMs) return { key: 'late', broken: true, ms: waits, targetMs }
  if (waits * 2 >= targetMs) return { key: 'half', broken: false, ms: waits, targetMs }
  if (forecastSeconds !== null && forecastSeconds > queue.targetSeconds) return { key: 'pace', broken: false, ms: forecastSeconds * 1_000, targetMs }
  return { key: 'eased', broken: false }
}

export type Helpers = { away: WallAgent[]; elsewhere: (WallAgent & { freePlaces: number })[] }
/** Whose desk answers: those of the queue who are away, the longest away first; and those of other queues with most room first. */
export function helpersOf(queueId: string, agents: readonly WallAgent[]): Helpers {
  const there = agents.filter((agent) => agent.there && agent.capacity > 0)
  return {
    away: there.filter(({ status, queueIds }) => status === 'away' && queueIds.includes(queueId)).sort((a, b) => a.statusAt.localeCompare(b.statusAt)),
    elsewhere: there.map((agent) => ({ ...agent, freePlaces: Math.max(0, agent.capacity - agent.held) })).filter(({ status, queueIds, freePlaces }) => status === 'available' && freePlaces > 0 && !queueIds.includes(queueId)).sort((a, b) => b.freePlaces - a.freePlaces),
  }
}
