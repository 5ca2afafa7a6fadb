/** A day of one queue, second by second, as it might be: people come, wait, give up; agents accept, answer, go and come. For the rule that warns. */
import type { Random } from '../../electron/backend/demo/random.ts'
import { alertsOf, QUIET_MS, type QueueNow } from '../../electron/backend/features/chat/alert-rule.ts'
import { PACE_MS } from '../../electron/backend/features/chat/customer-state.ts'
import { HOUR_MS, LEFT_AT_ONCE_MS, type Tally } from '../../shared/features/chat/chat-figures.ts'
import type { ChatAlertKind } from '../../shared/features/chat/chat-alerts.schema.ts'

const HOURS = 12
/** How often the backend looks, seconds. */
const LOOK_SECONDS = 5
/** Breaches of so little between them are one, seconds. */
const ONE_BREACH = 300
/** A conversation that lasts so long in the middle, seconds; some last much longer. */
const HANDLE_MEDIAN = 360
const HANDLE_SPREAD = 0.7
const PATIENCE_MEAN = 240

export type DayOptions = {
  targetSeconds: number
  agents: number
  capacity: number
  /** Of what the agents can take, in the middle of the day. */
  load: number
  /** From the hour `at` on, for `hours`, so many times as many people come, and so many of the agents are there. */
  trouble?: { at: number; hours: number; people: number; agents: number } | undefined
}
export type Alert = { kind: ChatAlertKind; begun: number; ended: number }
export type Day = { came: number; answered: number; inTime: number; breaches: { begun: number; ended: number }[]; alerts: Alert[] }

type Waiting = { came: number; patience: number; /** When somebody takes it; it has a place by then. */ takenAt: number | null }
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random.fraction())) * Math.cos(2 * Math.PI * random.fraction())
const exponential = (random: Random, mean: number): number => -mean * Math.log(1 - random.fraction())

export function playDay(random: Random, { targetSeconds, agents, capacity, load, trouble }: DayOptions): Day {
  const meanHandle = HANDLE_MEDIAN * Math.exp(HANDLE_SPREAD ** 2 / 2)
  const most = (agents * capacity) / meanHandle
  const day: Day = { came: 0, answered: 0, inTime: 0, breaches: [], alerts: [] }
  let line: Waiting[] = []
  /** When each place that is taken is free again. */
  let held: number[] = []
  let over: { came: number; wait: number; left: boolean }[] = []
  const takenAt: number[] = []
  const handled: number[] = []
  const running = new Map<ChatAlertKind, Alert & { held: number }>()
  for (let now = 0; now < HOURS * 3_600; now += 1) {
    const inTrouble = trouble !== undefined && now >= trouble.at * 3_600 && now < (trouble.at + trouble.hours) * 3_600
    // Fewer in the morning and in the evening.
    const rate = most * load * (0.6 + 0.4 * Math.sin((Math.PI * now) / (HOURS * 3_600))) * (inTrouble ? trouble.people : 1)
    const places = Math.round(agents * (inTrouble ? trouble.agents : 1)) * capacity
    for (let chance = rate; random.chance(Math.min(1, chance)); chance -= 1) {
      line.push({ came: now, patience: exponential(random, PATIENCE_MEAN), takenAt: null })
      day.came += 1
    }
    held = held.filter((until) => until > now)
    let free = places - held.length - line.filter(({ takenAt: at }) => at !== null).length
    for (const one of line) if (free > 0 && one.takenAt === null) [one.takenAt, free] = [now + random.between(2, 10), free - 1]
    const still: Waiting[] = []
    for (const one of line) {
      const wait = now - one.came
      if (one.takenAt !== null && one.takenAt <= now) {
        const handle = HANDLE_MEDIAN * Math.exp(HANDLE_SPREAD * normal(random))
        held.push(now + handle)
        handled.push(handle)
        takenAt.push(now)
        over.push({ came: one.came, wait, left: false })
        day.answered += 1
        day.inTime += Number(wait <= targetSeconds)
      } else if (one.takenAt === null && wait > one.patience) over.push({ came: one.came, wait, left: true })
      else still.push(one)
    }
    line = still
    if (line.some(({ came }) => now - came > targetSeconds)) {
      const last = day.breaches.at(-1)
      if (last && now - last.ended <= ONE_BREACH) last.ended = now
      else day.breaches.push({ begun: now, ended: now })
    }
    if (now % LOOK_SECONDS === 0) look(now, places)
  }
  for (const { held: _, ...alert } of running.values()) day.alerts.push(alert)
  return day

  function look(now: number, places: number): void {
    over = over.filter(({ came }) => came > now - HOUR_MS / 1_000)
    const since = (ms: number): Tally => {
      const those = over.filter(({ came }) => came > now - ms / 1_000)
      return { answered: those.filter(({ left }) => !left).length, inTime: those.filter(({ left, wait }) => !left && wait <= targetSeconds).length, left: those.filter(({ left, wait }) => left && wait > LEFT_AT_ONCE_MS / 1_000).length }
    }
    const queue: QueueNow = {
      open: true, targetSeconds, targetPercent: 80, agentsThere: places, line: line.filter(({ takenAt: at }) => at === null).map(({ came }) => now - came), offered: line.filter(({ takenAt: at }) => at !== null).map(({ came }) => now - came), taken: takenAt.filter((at) => at > now - PACE_MS / 1_000).length,
      places, handleSeconds: handled.length < 3 ? null : median(handled.slice(-100)), hour: since(HOUR_MS), halfHour: since(PACE_MS),
    }
    const kinds = alertsOf(queue)
    for (const kind of kinds) {
      const one = running.get(kind)
      if (one) [one.held, one.ended] = [now, now]
      else running.set(kind, { kind, begun: now, ended: now, held: now })
    }
    for (const [kind, { held: lastHeld, ...alert }] of running)
      if (now - lastHeld >= QUIET_MS / 1_000) {
        day.alerts.push(alert)
        running.delete(kind)
      }
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

/** Of each breach, seconds from the alert that was there to it; null: none was before it. */
export const leadsOf = ({ breaches, alerts }: Day): (number | null)[] =>
  breaches.map((breach) => {
    const before = alerts.filter(({ kind, begun, ended }) => kind === 'wait' && begun < breach.begun && ended + QUIET_MS / 1_000 >= breach.begun)
    return before.length === 0 ? null : breach.begun - Math.min(...before.map(({ begun }) => begun))
  })
/** Those behind which no target broke: while it was there, or as long as a target takes after it. */
export const falseOf = ({ breaches, alerts }: Day, targetSeconds: number): Alert[] =>
  alerts.filter(({ kind, begun, ended }) => kind === 'wait' && !breaches.some((breach) => breach.ended >= begun && breach.begun <= ended + targetSeconds))
