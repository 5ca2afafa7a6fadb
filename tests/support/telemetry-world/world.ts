/** Days of a simulated plant with its outages: what arrives, in the order of arrival, and what was true. */
import type { Telemetry } from '../../../electron/backend/features/outages/detection/telemetry.ts'
import { openDelivery, type Arrival, type Transition } from './delivery.ts'
import { rollFrom, type Dice } from './dice.ts'
import { DAY, HOUR, MINUTE, openOrdinary, type Off, type Window } from './ordinary.ts'
import { layPlant, type SimulatedPlant } from './plant.ts'
import { offsOf, plantOutages, type Planted } from './planted.ts'

export type WorldSize = { days: number; nodes: number; modems: number; outages: number }
export type SimulatedDay = { day: number; arrivals: Arrival[]; windows: Window[] }

/** Contacts a day of one customer, and how they fall into the hours (1 on average). */
const CONTACTS = 0.02
const OFFICE = [0.1, 0.05, 0.05, 0.05, 0.05, 0.1, 0.3, 0.8, 1.5, 2, 2, 1.8, 1.6, 1.6, 1.7, 1.7, 1.8, 1.8, 1.5, 1.2, 1, 0.7, 0.4, 0.2]
/** Days of a month on which bills come, and how much more people call. */
const BILL_DAYS = [4, 5, 18]
const BILL_FACTOR = 4
/** Who is out and awake calls, sooner or later. */
const CALLERS = 0.06
const CALLS_AGAIN = 0.2

export function openWorld(seed: number, { days, nodes, modems, outages: count }: WorldSize) {
  const dice = rollFrom(seed)
  const plant = layPlant(dice, { nodes, modems })
  const outages = plantOutages(dice, plant, count, days)
  const ordinary = openOrdinary(dice, plant, days)
  const delivery = openDelivery(dice, plant)
  const contactsOf = openContacts(dice, plant)
  /** ms until which each modem is off; 0 when it is on. */
  const until = new Float64Array(plant.nodeOf.length)
  let waiting: Off[] = []
  let next = 0
  let undelivered: Arrival[] = []

  /** Times off that overlap are one; each begin that was one belongs to its outage. */
  function play(day: number, offs: Off[]): Transition[] {
    const end = (day + 1) * DAY
    const transitions: Transition[] = []
    const today = [...waiting, ...offs].filter(({ from }) => from < end).sort((one, other) => one.from - other.from)
    waiting = [...waiting, ...offs].filter(({ from }) => from >= end)
    const affected = new Set<string>()
    for (const { modem, from, to, outage } of today) {
      if (until[modem]! >= from) {
        until[modem] = Math.max(until[modem]!, to)
        continue
      }
      if (until[modem]! > 0) transitions.push({ modem, online: true, at: until[modem]! })
      transitions.push({ modem, online: false, at: from })
      until[modem] = to
      if (outage < 0 || affected.has(`${outage} ${modem}`)) continue
      affected.add(`${outage} ${modem}`)
      outages[outage]!.drops.push(from)
    }
    for (let modem = 0; modem < until.length; modem += 1) {
      if (until[modem]! === 0 || until[modem]! >= end) continue
      transitions.push({ modem, online: true, at: until[modem]! })
      until[modem] = 0
    }
    return transitions
  }

  function simulate(day: number): SimulatedDay {
    const { offs, windows } = ordinary.day(day)
    const begun: Planted[] = []
    for (; next < outages.length && outages[next]!.from < (day + 1) * DAY; next += 1) {
      offs.push(...offsOf(dice, outages[next]!, next))
      begun.push(outages[next]!)
    }
    const all = [...undelivered, ...delivery.day(day, play(day, offs), contactsOf(day, begun))]
    const isToday = ({ arrivesAt }: Arrival): boolean => arrivesAt < (day + 1) * DAY
    undelivered = all.filter((arrival) => !isToday(arrival))
    return { day, windows, arrivals: all.filter(isToday).sort((one, other) => one.arrivesAt - other.arrivesAt) }
  }

  return {
    plant,
    outages,
    gaps: delivery.gaps,
    /** What a poller says when it begins: who is there. Arrives at 0. */
    roster: (): Telemetry[] => plant.nodeOf.map((node, modem) => ({ kind: 'modem', modem: plant.modemIds[modem]!, node: node.code, online: true, at: 0 })),
    *play(): Generator<SimulatedDay> {
      for (let day = 0; day < days; day += 1) yield simulate(day)
    },
  }
}

function openContacts(dice: Dice, plant: SimulatedPlant) {
  let number = 0
  const contact = (modem: number, at: number): Telemetry => {
    number += 1
    return { kind: 'contact', contact: `c${number}`, customer: plant.modemIds[modem]!, node: plant.nodeOf[modem]!.code, at: Math.round(at) }
  }

  function ordinary(day: number, all: Telemetry[]): void {
    const mean = plant.nodeOf.length * CONTACTS * (BILL_DAYS.includes(day % 30) ? BILL_FACTOR : 1) * (day % 7 < 5 ? 1 : 0.6)
    for (let left = dice.poisson(mean); left > 0;) {
      const hour = dice.next() * 24
      if (dice.next() * 2 > OFFICE[Math.floor(hour)]!) continue
      left -= 1
      const [modem, at] = [dice.below(plant.nodeOf.length), day * DAY + hour * HOUR]
      all.push(contact(modem, at))
      if (dice.chance(CALLS_AGAIN)) all.push(contact(modem, Math.min((day + 1) * DAY - 1, at + dice.exponential(15 * MINUTE))))
    }
  }

  function ofOutage({ modems, from, to, spread }: Planted, all: Telemetry[]): void {
    const awake = Math.min(1, OFFICE[Math.floor(from / HOUR) % 24]! + 0.1)
    for (const modem of modems) {
      if (!dice.chance(CALLERS * awake)) continue
      const at = from + dice.between(0, spread) + MINUTE + dice.exponential(20 * MINUTE)
      if (at < to) all.push(contact(modem, at))
    }
  }

  return (day: number, begun: readonly Planted[]): Telemetry[] => {
    const all: Telemetry[] = []
    ordinary(day, all)
    for (const outage of begun) ofOutage(outage, all)
    return all.filter(({ at }) => at < (day + 1) * DAY)
  }
}
