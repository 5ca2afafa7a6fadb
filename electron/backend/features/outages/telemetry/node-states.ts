/** How many modems of each node are offline just now: what the detector has judged, and what it has heard since. */
import type { Detector } from '../detection/detector.ts'
import type { ModemEvent } from '../detection/telemetry.ts'

type Count = { modems: number; offline: number }
/** One place of each for one node, in the order of their codes; only nodes with something offline. */
export type NodeStates = { nodes: string[]; modems: number[]; offline: number[] }

/** @param modemsOf as the plant has it: not every modem has been heard of */
export function nodeStates(detector: Detector, modemsOf: (node: string) => number): NodeStates {
  const counts = new Map<string, Count>()
  for (const { code, modems, off } of detector.nodes()) counts.set(code, { modems, offline: off })
  for (const event of newest(detector.pending())) hear(counts, detector.modem(event.modem), event)
  const found = [...counts].filter(([, { offline }]) => offline > 0).sort(([one], [other]) => (one < other ? -1 : 1))
  return { nodes: found.map(([code]) => code), modems: found.map(([code, { modems }]) => Math.max(modems, modemsOf(code))), offline: found.map(([, { offline }]) => offline) }
}

/** Of several about one modem the last; where it is off and on at one moment, on. */
function newest(events: Iterable<ModemEvent>): Iterable<ModemEvent> {
  const last = new Map<string, ModemEvent>()
  for (const event of events) {
    const before = last.get(event.modem)
    if (!before || event.at > before.at || (event.at === before.at && event.online)) last.set(event.modem, event)
  }
  return last.values()
}

type Known = ReturnType<Detector['modem']>
function hear(counts: Map<string, Count>, known: Known, { node, online, at }: ModemEvent): void {
  if (known && known.lastAt > at) return
  if (known) add(counts, known.node, -1, known.online)
  add(counts, node, 1, online)
}

function add(counts: Map<string, Count>, node: string, by: 1 | -1, online: boolean): void {
  const count = counts.get(node) ?? { modems: 0, offline: 0 }
  counts.set(node, { modems: count.modems + by, offline: count.offline + (online ? 0 : by) })
}
