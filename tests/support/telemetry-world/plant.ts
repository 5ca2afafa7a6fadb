/** An invented plant: headends, hubs, nodes of very different sizes, and a modem for each customer. */
import type { Dice } from './dice.ts'

export type PlantNode = { code: string; hub: string; headend: string; first: number; size: number; hubIndex: number }
export type SimulatedPlant = {
  nodes: PlantNode[]
  /** By number of the hub, its nodes in the order in which they lie beside each other. */
  hubs: PlantNode[][]
  /** By number of the modem. */
  nodeOf: PlantNode[]
  modemIds: string[]
}

export const SMALLEST_NODE = 5
export const LARGEST_NODE = 600
const NODES_OF_HUB = 50
const HUBS_OF_HEADEND = 5

/** Sizes are lognormal about 80, 5 to 600 modems, and made to come to the wanted number. */
export function layPlant(dice: Dice, { nodes: count, modems }: { nodes: number; modems: number }): SimulatedPlant {
  const drawn = Array.from({ length: count }, () => dice.lognormal(80, 0.75))
  const scale = modems / drawn.reduce((sum, size) => sum + size, 0)
  const plant: SimulatedPlant = { nodes: [], hubs: [], nodeOf: [], modemIds: [] }
  for (const [index, size] of drawn.entries()) {
    const hubIndex = Math.floor(index / NODES_OF_HUB)
    const node: PlantNode = {
      code: `H${hubIndex}-${String(index % NODES_OF_HUB).padStart(2, '0')}`, hub: `H${hubIndex}`, headend: `E${Math.floor(hubIndex / HUBS_OF_HEADEND)}`,
      first: plant.nodeOf.length, size: Math.round(Math.min(LARGEST_NODE, Math.max(SMALLEST_NODE, size * scale))), hubIndex,
    }
    plant.nodes.push(node)
    ;(plant.hubs[hubIndex] ??= []).push(node)
    for (let modem = 0; modem < node.size; modem += 1) {
      plant.modemIds.push(`m${plant.nodeOf.length}`)
      plant.nodeOf.push(node)
    }
  }
  return plant
}
