/** How telemetry travels: noticed late, delivered later, out of order, twice, or not at all while a poller hangs. */
import type { Telemetry } from '../../../electron/backend/features/outages/detection/telemetry.ts'
import type { Dice } from './dice.ts'
import { DAY, MINUTE } from './ordinary.ts'
import type { SimulatedPlant } from './plant.ts'

export type Arrival = { event: Telemetry; arrivesAt: number }
export type Transition = { modem: number; online: boolean; at: number }
/** `blind`: sees at its end what has changed; else it brings all of it at its end. */
export type Gap = { hub: number; from: number; to: number; blind: boolean }

/** Of all events: within the lateness, but out of order; far beyond it; twice. */
const SLOW = 0.04
const SLOWEST = 0.004
const DOUBLED = 0.03
/** A day, of one hub's poller. */
const GAPS = 0.2
/** A day: the collector starts anew, and sends all that it had of the last while once more, in no order. */
const REPLAYS = 1
const REPLAYED_MS = 90 * MINUTE

export function openDelivery(dice: Dice, plant: SimulatedPlant) {
  const allGaps: Gap[] = []
  const delay = (): number => dice.exponential(3_000) + (dice.chance(SLOW) ? dice.between(0, 100_000) : 0) + (dice.chance(SLOWEST) ? dice.between(2, 30) * MINUTE : 0)

  function send(arrivals: Arrival[], event: Telemetry, arrivesAt: number): void {
    arrivals.push({ event, arrivesAt })
    if (dice.chance(DOUBLED)) arrivals.push({ event, arrivesAt: arrivesAt + (dice.chance(0.1) ? dice.between(2, 60) * MINUTE : dice.exponential(20_000)) })
  }

  function replay(arrivals: Arrival[], at: number): void {
    for (const { event } of arrivals.filter(({ arrivesAt }) => arrivesAt > at - REPLAYED_MS && arrivesAt <= at)) arrivals.push({ event, arrivesAt: at + dice.between(0, MINUTE) })
  }

  const gapsOf = (day: number): Gap[][] => plant.hubs.map((_, hub) => Array.from({ length: dice.poisson(GAPS) }, () => {
    const from = day * DAY + dice.next() * (DAY - 70 * MINUTE)
    return { hub, from, to: from + dice.between(5, 60) * MINUTE, blind: dice.chance(0.5) }
  }))

  return {
    /** All so far. */
    gaps: allGaps,
    /** @param transitions of this day, each as it truly was, in any order */
    day(day: number, transitions: readonly Transition[], contacts: readonly Telemetry[]): Arrival[] {
      const arrivals: Arrival[] = []
      const gaps = gapsOf(day)
      allGaps.push(...gaps.flat())
      const unseen = new Map<Gap, Map<number, Transition & { odd: boolean }>>()
      for (const { modem, online, at: truly } of transitions) {
        const node = plant.nodeOf[modem]!
        const at = Math.round((truly + (online ? dice.between(3_000, 20_000) : dice.between(8_000, 45_000))) / 1_000) * 1_000
        const gap = gaps[node.hubIndex]!.find(({ from, to }) => at >= from && at < to)
        if (gap?.blind) {
          const seen = unseen.get(gap) ?? new Map<number, Transition & { odd: boolean }>()
          unseen.set(gap, seen)
          const before = seen.get(modem)
          seen.set(modem, { modem, at, online: before && before.at > at ? before.online : online, odd: !before?.odd })
        } else send(arrivals, { kind: 'modem', modem: plant.modemIds[modem]!, node: node.code, online, at }, gap ? gap.to + dice.exponential(20_000) : at + delay())
      }
      for (const [{ to }, seen] of unseen) for (const { modem, online, odd } of seen.values()) {
        if (!odd) continue
        const at = Math.round((to + dice.between(0, 20_000)) / 1_000) * 1_000
        send(arrivals, { kind: 'modem', modem: plant.modemIds[modem]!, node: plant.nodeOf[modem]!.code, online, at }, at + delay())
      }
      for (const contact of contacts) send(arrivals, contact, contact.at + dice.exponential(2_000))
      for (let left = dice.poisson(REPLAYS); left > 0; left -= 1) replay(arrivals, day * DAY + dice.next() * DAY)
      return arrivals
    },
  }
}
