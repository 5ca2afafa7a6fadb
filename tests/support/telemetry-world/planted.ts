/** Outages put into a simulated plant, and what is true of them. */
import type { Dice } from './dice.ts'
import { DAY, HOUR, MINUTE, type Off } from './ordinary.ts'
import type { PlantNode, SimulatedPlant } from './plant.ts'

export type Planted = {
  customers: number
  nodes: Set<string>
  modems: number[]
  /** ms: when the first may go off, and when the last is back. */
  from: number
  to: number
  /** How long it takes until the last is off, ms. */
  spread: number
  /** When each modem that was on went off, ms; filled while the days are played. */
  drops: number[]
}

export const SMALLEST = 5
export const LARGEST = 5_000
/** All at once, else over 3 to 40 minutes: a battery, a cable that fills with water. */
const SUDDEN = 0.7
/** Modems of an outage that come back on their own for a while (a generator, a flicker). */
const EARLY = 0.03
const FLICKERS = 0.15
/** Two outages of one node are so long apart, so that it is clear which was found, ms. */
const APART = 3 * HOUR

/** @param count sizes are even on a logarithmic scale, times even over the days */
export function plantOutages(dice: Dice, plant: SimulatedPlant, count: number, days: number): Planted[] {
  const all: Planted[] = []
  while (all.length < count) {
    const one = draw(dice, plant, days)
    if (!all.some((other) => one.from < other.to + APART && other.from < one.to + APART && [...one.nodes].some((node) => other.nodes.has(node)))) all.push(one)
  }
  return all.sort((one, other) => one.from - other.from)
}

function draw(dice: Dice, plant: SimulatedPlant, days: number): Planted {
  const customers = Math.round(dice.logUniform(SMALLEST, LARGEST))
  const modems: number[] = []
  const nodes = new Set<string>()
  // A modem at random names the node, so that large nodes have more outages.
  for (const node of from(plant, plant.nodeOf[dice.below(plant.nodeOf.length)]!)) {
    const wanted = Math.min(node.size, customers - modems.length)
    const first = node.first + dice.below(node.size - wanted + 1)
    for (let modem = first; modem < first + wanted; modem += 1) modems.push(modem)
    nodes.add(node.code)
    if (modems.length === customers) break
  }
  const spread = dice.chance(SUDDEN) ? dice.between(5, 90) * 1_000 : dice.between(3, 40) * MINUTE
  const begin = dice.next() * (days * DAY - 2 * HOUR)
  return { customers, nodes, modems, from: begin, to: begin + spread + 15 * MINUTE + dice.lognormal(75 * MINUTE, 0.8), spread, drops: [] }
}

/** This node, those beside it in its hub, then the hubs beside. */
function* from(plant: SimulatedPlant, node: PlantNode): Generator<PlantNode> {
  const hubs = [...plant.hubs.slice(node.hubIndex), ...plant.hubs.slice(0, node.hubIndex)]
  for (const [index, hub] of hubs.entries()) {
    const start = index === 0 ? hub.indexOf(node) : 0
    yield* [...hub.slice(start), ...hub.slice(0, start)]
  }
}

/** @param number of the outage among all. @returns its modems' times off */
export function offsOf(dice: Dice, outage: Planted, number: number): Off[] {
  const flickers = dice.chance(FLICKERS)
  const offs: Off[] = []
  for (const modem of outage.modems) {
    const from = Math.round(outage.from + dice.between(0, outage.spread))
    const to = Math.round(outage.to - dice.between(0, 6 * MINUTE))
    if (flickers && dice.chance(0.5)) {
      offs.push({ modem, from, to: from + 40_000, outage: number }, { modem, from: from + 100_000, to, outage: number })
    } else if (dice.chance(EARLY)) {
      offs.push({ modem, from, to: from + dice.between(1, 8) * MINUTE, outage: number })
    } else offs.push({ modem, from, to, outage: number })
  }
  return offs
}
