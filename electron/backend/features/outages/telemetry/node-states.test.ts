import { expect, it } from 'vitest'
import { random } from '../../../../../tests/support/customer-book.ts'
import { openDetector } from '../detection/detector.ts'
import type { ModemEvent } from '../detection/telemetry.ts'
import { nodeStates } from './node-states.ts'

const MINUTE_MS = 60_000
const NODES = ['A', 'B', 'C']

/** What is true after all of them: the last of each modem, and on where it was off and on at one moment. */
function truth(events: readonly ModemEvent[]) {
  const last = new Map<string, ModemEvent>()
  for (const event of events) {
    const before = last.get(event.modem)
    if (!before || event.at > before.at || (event.at === before.at && event.online)) last.set(event.modem, event)
  }
  return NODES.map((node) => [...last.values()].filter((one) => one.node === node && !one.online).length)
}

it.each([11, 12, 13, Date.now() % 1_000_000])('tells what is off now, judged or not, also of modems that have moved (seed %i)', (seed) => {
  const next = random(seed)
  const detector = openDetector({ from: 0, placeOf: (node) => ({ hub: node, headend: 'W' }) })
  const heard: ModemEvent[] = []
  for (let minute = 1; minute <= 30; minute += 1) {
    for (let event = 0; event < 20; event += 1) {
      const at = Math.max(0, minute * MINUTE_MS - Math.floor(next() * 100_000))
      const one: ModemEvent = { kind: 'modem', modem: `m${Math.floor(next() * 25)}`, node: NODES[Math.floor(next() * 3)]!, online: next() < 0.5, at }
      // Of two at one moment at two nodes nobody knows which was last.
      if (heard.some(({ modem, at: when }) => modem === one.modem && when === at)) continue
      heard.push(one)
      detector.offer(one)
    }
    const { nodes, offline } = nodeStates(detector, () => 0)
    expect(NODES.map((node) => offline[nodes.indexOf(node)] ?? 0)).toEqual(truth(heard))
    detector.advance(minute * MINUTE_MS)
  }
})

it('says as many modems as the plant has, where not all have been heard of', () => {
  const detector = openDetector({ from: 0, placeOf: (node) => ({ hub: node, headend: 'W' }) })
  detector.offer({ kind: 'modem', modem: 'm', node: 'A', online: false, at: 1_000 })
  expect(nodeStates(detector, () => 40)).toEqual({ nodes: ['A'], modems: [40], offline: [1] })
})
