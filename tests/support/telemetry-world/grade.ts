/** Lets a detector watch a simulated plant as it would in earnest, minute by minute of the clock, and says how well it did. */
import { openDetector, type Detector, type DetectorOptions } from '../../../electron/backend/features/outages/detection/detector.ts'
import type { Suspicion } from '../../../electron/backend/features/outages/detection/suspicions.ts'
import type { Telemetry } from '../../../electron/backend/features/outages/detection/telemetry.ts'
import type { Gap } from './delivery.ts'
import { DAY, MINUTE, type Window } from './ordinary.ts'
import type { Planted } from './planted.ts'
import { openWorld, type WorldSize } from './world.ts'

/** What is told of what arrived at `arrivesAt`; the control that ignores lateness tells another time. */
export type Telling = (event: Telemetry, arrivesAt: number) => Telemetry
export type Watch = { options?: Partial<DetectorOptions>; tell?: Telling; onDay?: (day: number) => void }
/** ms since the begin of the simulation: when somebody could have read that these nodes were suspected. */
type Told = { suspicion: Suspicion; at: number; nodes: Set<string>; raisedAt: number; overAt: number | null }
export type Watched = { outages: Planted[]; told: Told[]; nodesTold: Map<string, number[]>; gaps: (Gap & { hubCode: string })[]; events: number; sizes: ReturnType<Detector['sizes']> }

export function watch(seed: number, size: WorldSize, { options = {}, tell = (event) => event, onDay = () => undefined }: Watch = {}): Watched {
  const world = openWorld(seed, size)
  const places = new Map(world.plant.nodes.map(({ code, hub, headend }) => [code, { hub, headend }]))
  const held = new Map<string, Window[]>()
  const isHeld = (node: string, at: number): boolean => held.get(node)?.some(({ from, to }) => at >= from && at < to) ?? false
  const detector = openDetector({ from: 0, placeOf: (node) => places.get(node)!, isHeld, ...options })
  const told = new Map<string, Told>()
  const nodesTold = new Map<string, number[]>()
  let events = 0

  function advance(now: number): void {
    for (const { kind, suspicion } of detector.advance(now)) {
      const known = told.get(suspicion.id) ?? { suspicion, at: now, raisedAt: now, nodes: new Set<string>(), overAt: null }
      told.set(suspicion.id, known)
      known.suspicion = suspicion
      if (kind === 'over') known.overAt = now
      else for (const node of suspicion.nodes) if (!known.nodes.has(node) || kind === 'raised') note(known, node, now)
    }
  }
  function note(known: Told, node: string, now: number): void {
    known.nodes.add(node)
    nodesTold.set(node, [...(nodesTold.get(node) ?? []), now])
  }

  for (const event of world.roster()) detector.offer(event)
  let now = 0
  for (const { day, arrivals, windows } of world.play()) {
    for (const window of windows) held.set(window.node, [...(held.get(window.node) ?? []), window])
    let read = 0
    for (; now < (day + 1) * DAY; advance(now)) {
      now += MINUTE
      for (; read < arrivals.length && arrivals[read]!.arrivesAt <= now; read += 1) detector.offer(tell(arrivals[read]!.event, arrivals[read]!.arrivesAt))
    }
    events += arrivals.length
    onDay(day)
  }
  return { outages: world.outages, told: [...told.values()], nodesTold, gaps: world.gaps.map((gap) => ({ ...gap, hubCode: world.plant.hubs[gap.hub]![0]!.hub })), events, sizes: detector.sizes() }
}

/** Customers, from and below. */
export const SIZE_CLASSES = [[5, 10], [10, 20], [20, 50], [50, 200], [200, 1_000], [1_000, 5_001]] as const
/** Time within which it must be found, after the 20th affected modem, or the last of fewer. */
export const WITHIN_MS = 10 * MINUTE
export const DECIDING_MODEM = 20
/** What is raised so long after an outage is about something else. */
const AFTERWARDS_MS = 20 * MINUTE

export type Graded = { outage: Planted; decidedAt: number; foundAt: number | null }

/** A modem that was off already is not affected. @returns each outage with when its 20th modem went off (or its last) and when one of its nodes was named */
export function gradeOutages({ outages, nodesTold }: Watched): Graded[] {
  return outages.map((outage) => {
    const drops = outage.drops.toSorted((one, other) => one - other)
    const decidedAt = drops[Math.min(DECIDING_MODEM, drops.length) - 1] ?? outage.from
    const found = [...outage.nodes].flatMap((node) => nodesTold.get(node) ?? []).filter((at) => at >= outage.from && at <= outage.to + AFTERWARDS_MS)
    return { outage, decidedAt, foundAt: found.length > 0 ? Math.min(...found) : null }
  })
}
/** Whether the poller of one of its hubs hung while it was to be found. */
export const isHidden = ({ outage, decidedAt }: Graded, { gaps }: Watched): boolean =>
  gaps.some(({ hubCode, from, to }) => from < decidedAt + WITHIN_MS && to > outage.from && [...outage.nodes].some((node) => node.startsWith(`${hubCode}-`)))
export const isInTime = ({ foundAt, decidedAt }: Graded): boolean => foundAt !== null && foundAt - decidedAt <= WITHIN_MS

/** @returns suspicions of which no node was out at the time */
export function falseAlarms({ told, outages }: Watched): Told[] {
  const isOf = (one: Told) => (outage: Planted): boolean => one.raisedAt >= outage.from && one.raisedAt <= outage.to + AFTERWARDS_MS && [...outage.nodes].some((node) => one.nodes.has(node))
  return told.filter((one) => !outages.some(isOf(one)))
}

/** How exact the nodes are, and when what is over is said to be; shares 0 to 1, ms after the last modem is back. */
export function exactness({ told, outages }: Watched): { wronglyNamed: number; leftOut: number; overAfter: number[] } {
  const isOut = (node: string, { raisedAt, overAt }: Told) => (outage: Planted): boolean => outage.nodes.has(node) && outage.from <= (overAt ?? Infinity) && outage.to + AFTERWARDS_MS >= raisedAt
  const named = told.flatMap((one) => [...one.nodes].map((node) => outages.some(isOut(node, one))))
  const all = outages.flatMap((outage) => [...outage.nodes].map((node) => told.some((one) => one.nodes.has(node) && isOut(node, one)(outage))))
  const overAfter = told.flatMap((one) => {
    const of = outages.filter((outage) => [...outage.nodes].some((node) => one.nodes.has(node) && isOut(node, one)(outage)))
    return one.overAt === null || of.length === 0 ? [] : [one.overAt - Math.max(...of.map(({ to }) => to))]
  })
  const shareOf = (list: readonly boolean[]): number => list.filter((right) => !right).length / Math.max(1, list.length)
  return { wronglyNamed: shareOf(named), leftOut: shareOf(all), overAfter }
}
