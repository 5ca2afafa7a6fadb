/** Modems and nodes as telemetry has shown them. Its size follows the plant and not the number of events. */
import type { ModemEvent } from './telemetry.ts'
import { newTests, RESTLESS, RESTLESS_HALF_LIFE_MS, type Tests } from './rule.ts'
import { newNodeUsual, type NodeUsual } from './usual.ts'

/** A modem that is off for so long is nobody's any more, ms. */
export const FORGOTTEN_AFTER_MS = 14 * 86_400_000
export const MAX_MODEMS = 2_000_000
export const MAX_NODES = 20_000

export type Modem = {
  node: Node
  online: boolean
  /** Of the newest event, ms since 1970. */
  lastAt: number
  /** When it last went off, ms since 1970. */
  dropAt: number
  /** Decayed count of drops at `restlessAt`. */
  restless: number
  restlessAt: number
  /** The part of a suspicion that it is counted in. */
  part: Part | null
}

/** One time that a modem went off: `dropAt` in ms since 1970. `heldUntil`: planned work held it back until then, and it counts from then on. */
export type Drop = { modem: Modem; dropAt: number; heldUntil?: number }

/** One node's share of a suspicion. */
export type Part = {
  node: Node
  /** ms since 1970: when the first of its modems went off. */
  beganAt: number
  affected: number
  stillOff: number
  /** Minutes for which nearly all were back. */
  backFor: number
}

export type Node = {
  code: string
  hub: Hub
  modems: number
  off: number
  usual: NodeUsual
  tests: Tests
  /** Persisting drops since its tests were quiet, oldest first. */
  recent: Drop[]
  /** Minutes of contacts within the last ten. */
  contacts: number[]
  part: Part | null
  /** What this hour has counted so far; `unusual` when it is not to be learned. */
  hour: { drops: number; contacts: number; unusual: boolean; usualDrops: number; usualContacts: number }
}

/** Nodes that share a poller and a way to the headend. */
export type Hub = {
  code: string
  headend: string
  /** Events a minute that are usual at each hour of the day, and at all, exponentially weighted. */
  pace: Float64Array
  everPace: number
  events: number
  modems: number
  off: number
  /** The last minute with an event. */
  heardIn: number
  /** After a silence: so many minutes came at once, until the minute `until`. */
  silence: { minutes: number; until: number }
  nodes: Node[]
}

export type Place = { hub: string; headend: string }

/** By id and code. */
export type Watched = { from: number; modems: Map<string, Modem>; nodes: Map<string, Node>; hubs: Map<string, Hub> }
/** @param from ms since 1970 */
export const newWatched = (from: number): Watched => ({ from, modems: new Map(), nodes: new Map(), hubs: new Map() })

export function openPlant(placeOf: (node: string) => Place, { from, modems, nodes, hubs }: Watched) {

  function hubOf({ hub: code, headend }: Place): Hub {
    const known = hubs.get(code)
    if (known) return known
    const hub: Hub = { code, headend, pace: new Float64Array(24), everPace: 0, events: 0, modems: 0, off: 0, heardIn: Math.floor(from / 60_000), silence: { minutes: 1, until: -1 }, nodes: [] }
    hubs.set(code, hub)
    return hub
  }

  /** @returns null for one too many */
  function nodeOf(code: string): Node | null {
    const known = nodes.get(code)
    if (known) return known
    if (nodes.size >= MAX_NODES) return null
    const hub = hubOf(placeOf(code))
    const node: Node = {
      code, hub, modems: 0, off: 0, usual: newNodeUsual(), tests: newTests(), recent: [], contacts: [], part: null,
      hour: { drops: 0, contacts: 0, unusual: true, usualDrops: 0, usualContacts: 0 },
    }
    nodes.set(code, node)
    hub.nodes.push(node)
    return node
  }

  function leaveHub(node: Node): void {
    const { hub } = node
    hub.nodes = hub.nodes.filter((other) => other !== node)
    hub.modems -= node.modems
    hub.off -= node.off
  }

  function joinHub(node: Node): void {
    node.hub.nodes.push(node)
    node.hub.modems += node.modems
    node.hub.off += node.off
  }

  function leave(modem: Modem): void {
    release(modem)
    enroll(modem.node, -1, modem.online ? 0 : -1)
  }

  function enroll(node: Node, modems: number, off: number): void {
    for (const counts of [node, node.hub]) {
      counts.modems += modems
      counts.off += off
    }
  }

  return {
    nodes,
    hubs,
    nodeOf,
    modems: () => modems.size,
    /** Takes what an event says. @returns its modem, and whether it has just gone off; null for what is known already, and for a modem that was not known before */
    see({ modem: id, node: code, online, at }: ModemEvent): { modem: Modem; dropped: boolean } | null {
      const known = modems.get(id)
      // What is said twice, or is older than what is known, is no news. On and off in the same ms is on.
      if (known && (at < known.lastAt || (at === known.lastAt && (!online || known.online)))) return null
      const node = known?.node.code === code ? known.node : nodeOf(code)
      if (!node) return null
      if (!known) {
        if (modems.size >= MAX_MODEMS) return null
        modems.set(id, { node, online, lastAt: at, dropAt: at, restless: 0, restlessAt: at, part: null })
        enroll(node, 1, online ? 0 : 1)
        return null
      }
      known.lastAt = at
      if (known.node !== node) move(known, node)
      if (known.online === online) return { modem: known, dropped: false }
      known.online = online
      enroll(node, 0, online ? -1 : 1)
      if (known.part) known.part.stillOff += online ? -1 : 1
      if (!online) known.dropAt = at
      return { modem: known, dropped: !online }
    },
    /** A node that hangs at another hub now takes its modems along. What its hub's poller was like stays there. */
    settlePlaces(): void {
      for (const node of nodes.values()) {
        const place = placeOf(node.code)
        if (node.hub.code === place.hub && node.hub.headend === place.headend) continue
        leaveHub(node)
        node.hub = hubOf(place)
        node.hub.headend = place.headend
        joinHub(node)
      }
    },
    /** Those that are off for two weeks. */
    forget(now: number): void {
      for (const [id, modem] of modems) {
        if (modem.online || now - modem.lastAt < FORGOTTEN_AFTER_MS) continue
        leave(modem)
        modems.delete(id)
      }
    },
    /** All that a part counted. */
    free(part: Part): void {
      for (const modem of modems.values()) if (modem.part === part) modem.part = null
      if (part.node.part === part) part.node.part = null
    },
  }

  function move(modem: Modem, to: Node): void {
    leave(modem)
    modem.node = to
    enroll(to, 1, modem.online ? 0 : 1)
  }
}

export function release(modem: Modem): void {
  if (!modem.part) return
  modem.part.affected -= 1
  if (!modem.online) modem.part.stillOff -= 1
  modem.part = null
}

const decayed = ({ restless, restlessAt }: Modem, at: number): number => restless * 2 ** (-Math.max(0, at - restlessAt) / RESTLESS_HALF_LIFE_MS)
export const isRestless = (modem: Modem, at: number): boolean => decayed(modem, at) > RESTLESS
export function noteDrop(modem: Modem, at: number, weight: number): void {
  modem.restless = decayed(modem, at) + weight
  modem.restlessAt = at
}
