/** What telemetry comes to, on a small plant: two hubs of one headend, another of another, nodes of 40 modems. */
import { serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_PROBLEM_NODES } from '#shared/features/outages/problem-limits.ts'
import { openDetector, type DetectorOptions } from './detector.ts'
import { LONGEST_MS, type Change } from './suspicions.ts'
import { LATENESS_MS, MINUTE_MS, type ModemEvent, type Telemetry } from './telemetry.ts'
import { FORGOTTEN_AFTER_MS } from './watched-plant.ts'

const MODEMS = 40
const NODES = ['A-1', 'A-2', 'A-3', 'B-1', 'C-1']
const placeOf = (node: string) => ({ hub: node.slice(0, 1), headend: node.startsWith('C') ? 'south' : 'north' })
const modemOf = (node: string, number: number): string => `${node}/${number}`
const modem = (node: string, number: number, online: boolean, at: number): ModemEvent => ({ kind: 'modem', modem: modemOf(node, number), node, online, at })
const call = (number: number, node: string, at: number): Telemetry => ({ kind: 'contact', contact: `c${number}`, customer: `${node}/${number}`, node, at })
const roster = (): Telemetry[] => NODES.flatMap((node) => Array.from({ length: MODEMS }, (_, number) => modem(node, number, true, 0)))
/** So many modems of a node, one after the other. */
const all = (node: string, online: boolean, at: number, count = MODEMS, step = 500): ModemEvent[] => Array.from({ length: count }, (_, number) => modem(node, number, online, at + number * step))

type Arrival = { event: Telemetry; arrivesAt: number }
const onTime = (events: readonly Telemetry[]): Arrival[] => events.map((event) => ({ event, arrivesAt: event.at }))

/** As in earnest: what has arrived is offered, and then it is said what time it is. */
function play(arrivals: readonly Arrival[], until: number, options: Partial<DetectorOptions> = {}, restartAt: number | null = null): Change[] {
  let detector = openDetector({ from: 0, placeOf, ...options })
  for (const event of roster()) detector.offer(event)
  const sorted = arrivals.toSorted((one, other) => one.arrivesAt - other.arrivesAt)
  const changes: Change[] = []
  let read = 0
  for (let now = 0; now <= until; now += MINUTE_MS) {
    for (; read < sorted.length && sorted[read]!.arrivesAt <= now; read += 1) detector.offer(sorted[read]!.event)
    changes.push(...detector.advance(now))
    if (now === restartAt) detector = openDetector({ from: 0, placeOf, ...options, saved: detector.save() })
  }
  return changes
}

const AT = 14 * 60 * MINUTE_MS + 2 * MINUTE_MS
const told = (changes: readonly Change[]) => changes.map(({ kind, suspicion: { nodes } }) => [kind, ...nodes])

describe('an outage', () => {
  it('is found within nine minutes, said in figures, and over when they are back', () => {
    const events = [...all('A-1', false, AT, 31), call(1, 'A-1', AT + 3 * MINUTE_MS), call(2, 'A-1', AT + 4 * MINUTE_MS), ...all('A-1', true, AT + 60 * MINUTE_MS, 31)]
    const [raised, over] = play(onTime(events), AT + 80 * MINUTE_MS)
    expect(raised).toMatchObject({ kind: 'raised', suspicion: { nodes: ['A-1'], hub: 'A', beganAt: AT, overAt: null, evidence: { nodes: 1, off: 31, modems: 40, usual: 1, contacts: 2, since: new Date(AT).toISOString(), worst: [{ code: 'A-1', off: 31, modems: 40 }], more: false } } })
    expect(raised!.at + LATENESS_MS - AT).toBeLessThanOrEqual(9 * MINUTE_MS)
    expect(over).toMatchObject({ kind: 'over', suspicion: { id: raised!.suspicion.id } })
    expect(over!.at - (AT + 60 * MINUTE_MS)).toBeLessThanOrEqual(5 * MINUTE_MS)
  })

  it('of several nodes of one hub is one; another hub of the headend joins only what is large, another headend never', () => {
    const hub = ['A-1', 'A-2', 'A-3'].flatMap((node) => all(node, false, AT))
    expect(told(play(onTime([...hub, ...all('B-1', false, AT), ...all('C-1', false, AT)]), AT + 20 * MINUTE_MS))).toEqual([['raised', 'A-1', 'A-2', 'A-3', 'B-1'], ['raised', 'C-1']])
    expect(told(play(onTime([...all('A-1', false, AT), ...all('B-1', false, AT)]), AT + 20 * MINUTE_MS))).toEqual([['raised', 'A-1'], ['raised', 'B-1']])
  })

  it('grows by a neighbour that goes later', () => {
    expect(told(play(onTime([...all('A-1', false, AT), ...all('A-2', false, AT + 10 * MINUTE_MS)]), AT + 30 * MINUTE_MS))).toEqual([['raised', 'A-1'], ['grown', 'A-1', 'A-2']])
  })

  it('is none when all reboot and are back within minutes, when one house goes, or when many call', () => {
    const wave = [...all('A-1', false, AT), ...all('A-1', true, AT + 3 * MINUTE_MS)]
    const calls = Array.from({ length: 200 }, (_, number) => call(number, 'A-1', AT + number * 1_000))
    for (const events of [wave, all('A-1', false, AT, 3), calls]) expect(play(onTime(events), AT + 60 * MINUTE_MS)).toEqual([])
  })

  it('of four modems is one with their callers', () => {
    const four = all('A-1', false, AT, 4)
    const calls = [1, 2].map((number) => call(number, 'A-1', AT + number * MINUTE_MS))
    expect(told(play(onTime([...four, ...calls]), AT + 20 * MINUTE_MS))).toEqual([['raised', 'A-1']])
    // The same call twice is one, and so is the same customer twice.
    const again: Telemetry = { kind: 'contact', contact: 'another', customer: 'A-1/1', node: 'A-1', at: AT + 2 * MINUTE_MS }
    const [raised] = play(onTime([...four, calls[0]!, calls[0]!, again]), AT + 20 * MINUTE_MS)
    expect(raised?.suspicion.evidence).toMatchObject({ off: 4, modems: 40, contacts: 1 })
  })

  it('is none when a poller brings all of a silent hour at once', () => {
    // Twice a minute some modem of the hub says that it is on.
    const chatter = (until: number): ModemEvent[] => Array.from({ length: Math.floor(until / 30_000) }, (_, tick) => modem('A-2', tick % MODEMS, true, (tick + 1) * 30_000))
    const six = all('A-1', false, AT, 6, 20_000)
    expect(told(play(onTime([...chatter(AT + 20 * MINUTE_MS), ...six]), AT + 20 * MINUTE_MS))).toEqual([['raised', 'A-1']])
    const after = chatter(AT + 20 * MINUTE_MS).filter(({ at }) => at >= AT)
    expect(play(onTime([...chatter(AT - 90 * MINUTE_MS), ...six, ...after]), AT + 20 * MINUTE_MS)).toEqual([])
  })

  it('that stands after three days is given up, and has not come back', () => {
    const [, , back, over] = play(onTime([...all('A-1', false, AT, 31), ...all('B-1', false, AT), ...all('B-1', true, AT + 60 * MINUTE_MS)]), AT + LONGEST_MS + 60 * MINUTE_MS)
    expect(back).toMatchObject({ kind: 'over', suspicion: { nodes: ['B-1'], givenUp: null } })
    expect(over).toMatchObject({ kind: 'over', suspicion: { nodes: ['A-1'], givenUp: { nodes: ['A-1'], affected: 31, stillOff: 31 } } })
    expect(over!.at - AT).toBeGreaterThan(LONGEST_MS)
  })

  it('of more nodes than one problem holds is two, and none is left out, whatever comes later', () => {
    const nodes = Array.from({ length: MAX_PROBLEM_NODES + 10 }, (_, index) => `N-${1_000 + index}`)
    const detector = openDetector({ from: 0, placeOf: () => ({ hub: 'N', headend: 'north' }) })
    const changes: Change[] = []
    for (const node of [...nodes, 'A-0']) for (const event of all(node, true, 0, 8, 0)) detector.offer(event)
    for (let now = 0; now <= AT + 30 * MINUTE_MS; now += MINUTE_MS) {
      if (now === AT) for (const node of nodes) for (const event of all(node, false, AT, 8, 0)) detector.offer(event)
      if (now === AT + 10 * MINUTE_MS) for (const event of all('A-0', false, now, 8, 0)) detector.offer(event)
      changes.push(...detector.advance(now))
    }
    expect(changes.map(({ kind, suspicion }) => [kind, suspicion.nodes.length])).toEqual([['raised', MAX_PROBLEM_NODES], ['raised', 10], ['grown', 11]])
    expect(new Set(changes.flatMap(({ suspicion }) => suspicion.nodes))).toEqual(new Set([...nodes, 'A-0']))
  })

  it('that planned work made is found when that should be over, with no new drop, and not where all are back soon', () => {
    const [from, to] = [AT - 30 * MINUTE_MS, AT + 3 * 60 * MINUTE_MS]
    const isHeld = (node: string, at: number): boolean => node === 'A-1' && at >= from && at < to
    // Twice a minute some modem of the hub says that it is on: a poller that is silent says nothing of who is off.
    const chatter = Array.from({ length: Math.floor((to + 30 * MINUTE_MS) / 30_000) }, (_, tick) => modem('A-2', tick % MODEMS, true, (tick + 1) * 30_000))
    const off = [...chatter, ...all('A-1', false, AT)]
    for (const restartAt of [null, AT + 60 * MINUTE_MS]) {
      const [raised, ...more] = play(onTime(off), to + 30 * MINUTE_MS, { isHeld }, restartAt)
      expect(raised).toMatchObject({ kind: 'raised', suspicion: { nodes: ['A-1'], beganAt: AT } })
      expect(raised!.at - to).toBeGreaterThan(4 * MINUTE_MS)
      expect(raised!.at - to).toBeLessThanOrEqual(9 * MINUTE_MS)
      expect(more).toEqual([])
    }
    for (const backAt of [to - 5 * MINUTE_MS, to + 3 * MINUTE_MS]) expect(play(onTime([...off, ...all('A-1', true, backAt)]), to + 30 * MINUTE_MS, { isHeld })).toEqual([])
    // One here and one there in all of the night are what is usual.
    const few = Array.from({ length: 5 }, (_, number) => modem('A-1', number, false, AT + number * 30 * MINUTE_MS))
    expect(play(onTime([...chatter, ...few]), to + 30 * MINUTE_MS, { isHeld })).toEqual([])
  })

  it('is none where each modem goes every night', () => {
    const nights = Array.from({ length: 12 }, (_, day) => day * 24 * 60 * MINUTE_MS)
    // Twelve of forty, within an hour: news in the first nights, and the usual after a week.
    const events = nights.flatMap((night) => [...all('A-1', false, night + 22 * 60 * MINUTE_MS, 12, 5 * MINUTE_MS), ...all('A-1', true, night + 30 * 60 * MINUTE_MS, 12, 1_000)])
    const late = play(onTime(events), 13 * 24 * 60 * MINUTE_MS).filter(({ at }) => at > 7 * 24 * 60 * MINUTE_MS)
    expect(late).toEqual([])
  })
})

describe('bad telemetry', () => {
  it('of the future is refused, and so is more than can be held', () => {
    const detector = openDetector({ from: AT, placeOf })
    expect(detector.offer(modem('A-1', 1, false, AT + 3_600_000))).toBe('future')
    expect(detector.offer(modem('A-1', 1, false, Number.NaN))).toBe('future')
    expect(detector.offer(modem('A-1', 1, false, AT))).toBe('taken')
    expect(detector.offer(modem('A-1', 1, false, AT))).toBe('doubled')
    expect(detector.offer(modem('A-1', 2, false, AT - 3_600_000))).toBe('late')
    expect(detector.offer({ ...call(1, 'A-1', AT), at: AT - 3_600_000 })).toBe('late')
  })

  const eventArbitrary = fc.record({ node: fc.constantFrom(...NODES), number: fc.nat(MODEMS - 1), kind: fc.constantFrom('off', 'on', 'call'), second: fc.nat(90 * 60) })
  /** A quiet mixture with an outage of random size in it, so that there is something to be changed. */
  const streamArbitrary = fc.record({ events: fc.array(eventArbitrary, { maxLength: 300 }), outage: fc.record({ node: fc.constantFrom(...NODES), count: fc.integer({ min: 0, max: MODEMS }), minute: fc.nat(60), step: fc.integer({ min: 100, max: 20_000 }) }) })
  const streamOf = ({ events, outage }: typeof streamArbitrary extends fc.Arbitrary<infer T> ? T : never): Telemetry[] => [
    ...events.map(({ node, number, kind, second }, index) => (kind === 'call' ? call(index, node, second * 1_000) : modem(node, number, kind === 'on', second * 1_000))),
    ...all(outage.node, false, outage.minute * MINUTE_MS, outage.count, outage.step),
  ]
  const END = 130 * MINUTE_MS

  let raised = 0
  /** @param lateness of the detector that gets them out of order, ms */
  const sameInAnyOrder = (lateness: number) =>
    fc.property(streamArbitrary, fc.array(fc.tuple(fc.nat(LATENESS_MS), fc.nat(3), fc.nat(60 * MINUTE_MS)), { minLength: 1, maxLength: 50 }), (stream, delays) => {
      const events = streamOf(stream)
      const shuffled = events.flatMap((event, index) => {
        const [delay, copies, later] = delays[index % delays.length]!
        return [{ event, arrivesAt: event.at + delay }, ...Array.from({ length: copies }, (_, copy) => ({ event, arrivesAt: event.at + delay + copy * later }))]
      })
      const wanted = play(onTime(events), END, { lateness })
      raised += wanted.length
      expect(play(shuffled, END, { lateness })).toEqual(wanted)
    })

  it('comes to the same in any order within its lateness, and however often', () => {
    fc.assert(sameInAnyOrder(LATENESS_MS), { numRuns: 100 })
    expect(raised).toBeGreaterThan(20)
    // A detector that waits for nobody would have been noticed.
    expect(fc.check(sameInAnyOrder(0), { numRuns: 100 }).failed).toBe(true)
  })

  it('goes on after a restart as if there had been none', () => {
    fc.assert(
      fc.property(streamArbitrary, fc.integer({ min: 1, max: 120 }), (stream, restartAt) => {
        const arrivals = onTime(streamOf(stream))
        expect(play(arrivals, END, {}, restartAt * MINUTE_MS)).toEqual(play(arrivals, END))
      }),
      { numRuns: 50 },
    )
    expect(() => openDetector({ from: 0, placeOf, saved: serialize({ version: 0 }) })).toThrow(/version 0/)
  })

  it('raises nothing where planned work holds it back, and only there', () => {
    fc.assert(
      fc.property(streamArbitrary, fc.constantFrom(...NODES), (stream, node) => {
        const events = onTime(streamOf(stream))
        expect(play(events, END, { isHeld: () => true })).toEqual([])
        expect(play(events, END, { isHeld: (code) => code === node }).filter(({ suspicion }) => suspicion.nodes.includes(node))).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  it('raises nothing without events, whatever the time is', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10 * 24 * 60 * MINUTE_MS), { maxLength: 20 }), (times) => {
        const detector = openDetector({ from: 0, placeOf })
        for (const event of roster()) detector.offer(event)
        for (const now of times) expect(detector.advance(now)).toEqual([])
      }),
      { numRuns: 20 },
    )
  })
})

describe('what is held', () => {
  it('follows the plant and not the number of events', () => {
    const detector = openDetector({ from: 0, placeOf })
    for (let round = 0; round < 500; round += 1) {
      for (let number = 0; number < 100; number += 1) {
        detector.offer(modem('A-1', number % MODEMS, (round + number) % 2 === 0, round * MINUTE_MS + number))
        detector.offer(call(round * 100 + number, 'A-1', round * MINUTE_MS + number))
      }
      detector.advance((round + 1) * MINUTE_MS)
      const { waiting, modems, nodes, active, callers } = detector.sizes()
      expect(waiting).toBeLessThanOrEqual((LATENESS_MS / MINUTE_MS + 2) * 200)
      expect({ modems, nodes }).toEqual(round < 2 ? expect.anything() : { modems: MODEMS, nodes: 1 })
      expect(active).toBeLessThanOrEqual(1)
      expect(callers).toBeLessThanOrEqual(121 * 100)
    }
  })

  it('loses modems that are off for two weeks', () => {
    const detector = openDetector({ from: 0, placeOf })
    for (const event of all('A-1', false, 0)) detector.offer(event)
    detector.advance(FORGOTTEN_AFTER_MS)
    expect(detector.sizes().modems).toBe(MODEMS)
    detector.advance(FORGOTTEN_AFTER_MS + 2 * 24 * 60 * MINUTE_MS)
    expect(detector.sizes()).toMatchObject({ modems: 0, waiting: 0 })
  })
})
