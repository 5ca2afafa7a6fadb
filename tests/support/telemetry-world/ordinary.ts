/**
 * What modems do on ordinary days: nothing of it is an outage. The figures are invented, and rather worse than a plant in good order:
 * each modem reboots every twelve days and is off for longer once in seven weeks; one in twenty-five is switched off most nights.
 */
import type { Dice } from './dice.ts'
import type { PlantNode, SimulatedPlant } from './plant.ts'

export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

/** A modem is off from one ms to another; `outage` is the number of the planted one, -1 for all else. */
export type Off = { modem: number; from: number; to: number; outage: number }
export type Window = { node: string; from: number; to: number }

/** Of all modems. */
const NIGHTLY = 0.04
const NIGHTLY_DAYS = 0.75
const FLAPPING = 0.003
/** A day, of one modem. */
const REBOOTS = 0.08
const LONGER = 0.02
const LEAVES = 0.0002
/** A day, of one node. */
const HOUSES = 0.3
/** So many modems has a house that loses its power: the chance of two, three, four. */
const HOUSE_SIZES = [0.6, 0.29, 0.105, 0.005]
/** A night, of the plant. */
const HUB_WAVES = 2
const NODE_WAVES = 12
const MAINTENANCES = 3
const HUB_RESETS_A_DAY = 0.3
/** Nodes whose modems get worse over the days, to five times as many reboots. */
const DRIFTING = 0.1

/** How much of a day's faults falls into each hour, 1 on average: people touch things when they are awake. */
const AWAKE = [0.5, 0.4, 0.3, 0.3, 0.3, 0.4, 0.7, 1, 1.1, 1.1, 1.1, 1.1, 1.2, 1.2, 1.1, 1.1, 1.2, 1.4, 1.5, 1.6, 1.6, 1.4, 1.1, 0.9]

export function openOrdinary(dice: Dice, plant: SimulatedPlant, days: number) {
  const modems = plant.nodeOf.length
  const nightly = Uint8Array.from({ length: modems }, () => (dice.chance(NIGHTLY) ? 1 : 0))
  const bedtime = Float32Array.from({ length: modems }, () => 23 + dice.normal() * 0.9)
  const flapping = Uint8Array.from({ length: modems }, () => (dice.chance(FLAPPING) ? 1 : 0))
  const drifting = new Map(plant.nodes.map((node) => [node, dice.chance(DRIFTING) ? dice.between(2, 5) : 1]))
  const anyModem = (): number => dice.below(modems)
  const anyNode = (): PlantNode => plant.nodes[dice.below(plant.nodes.length)]!

  function moment(day: number): number {
    for (;;) {
      const hour = dice.next() * 24
      if (dice.next() * 1.6 < AWAKE[Math.floor(hour)]!) return day * DAY + hour * HOUR
    }
  }
  const rebootMs = (): number => Math.min(14, 1.5 + dice.lognormal(1.3, 0.6)) * MINUTE

  function wave(offs: Off[], nodes: readonly PlantNode[], start: number, spread: number): void {
    for (const node of nodes) {
      const begin = start + dice.between(0, spread)
      const within = dice.between(0, 15) * MINUTE
      for (let modem = node.first; modem < node.first + node.size; modem += 1) {
        if (!dice.chance(0.85)) continue
        const from = begin + dice.between(0, within)
        // One in fifty hangs, until somebody pulls the plug or its watchdog does.
        offs.push({ modem, from, to: from + (dice.chance(0.02) ? dice.between(10, 90) * MINUTE : rebootMs()), outage: -1 })
      }
    }
  }

  function single(offs: Off[], day: number): void {
    for (let left = dice.poisson(modems * REBOOTS); left > 0; left -= 1) {
      const modem = anyModem()
      const again = 1 + (drifting.get(plant.nodeOf[modem]!)! - 1) * (day / days)
      for (let times = Math.floor(again + dice.next()); times > 0; times -= 1) offs.push(off(modem, moment(day), rebootMs()))
    }
    for (let left = dice.poisson(modems * LONGER); left > 0; left -= 1) offs.push(off(anyModem(), moment(day), dice.lognormal(25 * MINUTE, 1.2)))
    for (let left = dice.poisson(modems * LEAVES); left > 0; left -= 1) offs.push(off(anyModem(), moment(day), days * DAY))
    for (let left = dice.poisson(plant.nodes.length * HOUSES); left > 0; left -= 1) house(offs, anyNode(), moment(day))
  }

  /** Neighbours under one roof, within seconds. */
  function house(offs: Off[], node: PlantNode, from: number): void {
    let roll = dice.next()
    const size = 1 + HOUSE_SIZES.findIndex((share) => (roll -= share) < 0)
    const first = node.first + dice.below(Math.max(1, node.size - size))
    const long = dice.lognormal(8 * MINUTE, 1)
    for (let modem = first; modem < Math.min(first + size, node.first + node.size); modem += 1) offs.push(off(modem, from + dice.between(0, 5_000), long + dice.between(0, 90_000)))
  }

  function habits(offs: Off[], day: number): void {
    for (let modem = 0; modem < modems; modem += 1) {
      if (nightly[modem] && dice.chance(NIGHTLY_DAYS)) {
        const from = day * DAY + (bedtime[modem]! + dice.normal() * 0.5) * HOUR
        offs.push({ modem, from, to: (day + 1) * DAY + (7 + dice.normal()) * HOUR, outage: -1 })
      }
      if (flapping[modem] && dice.chance(0.5)) flap(offs, modem, day)
    }
  }

  function flap(offs: Off[], modem: number, day: number): void {
    let at = moment(day)
    const end = Math.min(at + dice.between(1, 8) * HOUR, (day + 1) * DAY)
    while (at < end) {
      const long = dice.exponential(3 * MINUTE)
      offs.push(off(modem, at, long))
      at += long + dice.exponential(8 * MINUTE)
    }
  }

  const off = (modem: number, from: number, long: number): Off => ({ modem, from: Math.round(from), to: Math.round(from + long), outage: -1 })

  return {
    /** @returns all that begins on this day (number from 0), and planned work of the night, which is known beforehand */
    day(day: number): { offs: Off[]; windows: Window[] } {
      const offs: Off[] = []
      single(offs, day)
      habits(offs, day)
      const night = (): number => day * DAY + dice.between(1, 4.5) * HOUR
      for (let left = dice.poisson(HUB_WAVES); left > 0; left -= 1) wave(offs, plant.hubs[dice.below(plant.hubs.length)]!, night(), dice.between(10, 60) * MINUTE)
      for (let left = dice.poisson(NODE_WAVES); left > 0; left -= 1) wave(offs, [anyNode()], night(), 0)
      // A line card starts anew by day: a quarter of a hub reboots at one moment.
      for (let left = dice.poisson(HUB_RESETS_A_DAY); left > 0; left -= 1) {
        const hub = plant.hubs[dice.below(plant.hubs.length)]!
        const at = moment(day)
        for (const node of hub.slice(0, Math.ceil(hub.length / 4))) for (let modem = node.first; modem < node.first + node.size; modem += 1) offs.push(off(modem, at + dice.between(0, 20_000), rebootMs()))
      }
      const windows = Array.from({ length: dice.poisson(MAINTENANCES) }, () => maintenance(offs, day)).flat()
      return { offs, windows }
    },
  }

  function maintenance(offs: Off[], day: number): Window[] {
    const hub = plant.hubs[dice.below(plant.hubs.length)]!
    const first = dice.below(hub.length)
    const from = day * DAY + dice.between(0.5, 3) * HOUR
    const to = from + dice.between(2, 4) * HOUR
    const down = from + dice.between(0.1, 0.9) * HOUR
    return hub.slice(first, first + 1 + dice.below(8)).map((node) => {
      for (let modem = node.first; modem < node.first + node.size; modem += 1) offs.push(off(modem, down + dice.between(0, 60_000), Math.min(to - down - 5 * MINUTE, dice.between(10, 70) * MINUTE)))
      return { node: node.code, from, to }
    })
  }
}
