/**
 * Finds outages in telemetry by counting (the rule: `rule.ts`; what is usual: `usual.ts`). Pure and streaming: whoever has events offers
 * them in any order, says what time it is, and gets what changed. What comes of it depends on which events there were and on
 * nothing else, as long as each came within its lateness (`telemetry.ts`).
 */
import { deserialize, serialize } from 'node:v8'
import {
  addMinute, evidenceOf, isQuiet, newTests, RETURNED_WEIGHT, RULE, thresholdOf, type Rule, type Threshold,
} from './rule.ts'
import { hearFrom, isUnsure, learnPace, minutesAtOnce } from './silence.ts'
import { count, openSuspicions, type Change, type Open } from './suspicions.ts'
import { LATENESS_MS, MINUTE_MS, newWaiting, openWaitingRoom, type ContactEvent, type ModemEvent, type Telemetry } from './telemetry.ts'
import { HOURS_OF_WEEK, learnOff, newOperatorUsual, openRates, usualOff } from './usual.ts'
import { isRestless, newWatched, noteDrop, openPlant, type Drop, type Node, type Place } from './watched-plant.ts'

/** Before anything is known: persisting drops, and contacts, of one modem in an hour. Both are on the high side. */
const DROP_PRIOR = { perModemHour: 0.012 }
const CONTACT_PRIOR = { perModemHour: 0.001 }
/** Drops older than this are of something else. */
const RECENT_MS = 90 * MINUTE_MS
/** Between two drops of one outage, ms. */
const GAP_MS = 20 * MINUTE_MS
/** Noticed within so long of each other, what happened at once. ms */
const AT_ONCE_MS = 2.5 * MINUTE_MS
/** Of one house the next is noticed within this, ms. */
const ONE_HOUSE_MS = MINUTE_MS
const CONTACTS_MINUTES = 10
const HOUR_MINUTES = 60
const DAY_MINUTES = 1_440
/** A customer who calls again within this is the same call. */
const SAME_CALL_MINUTES = 60
/** Contacts that busy hours are measured against, at least. */
const BUSY_PRIOR = 10

export type DetectorOptions = {
  /** ms since 1970; events before it are late. */
  from: number
  placeOf: (node: string) => Place
  /** Whether planned work holds alarms of this node back at this time. */
  isHeld?: (node: string, at: number) => boolean
  /** 0 to 167, in the operator's time zone. */
  hourOfWeek?: (at: number) => number
  rule?: Partial<Rule>
  /** ms. */
  lateness?: number
  /** What an earlier one saved, which this one goes on from; null to begin anew. */
  saved?: Uint8Array | null
}
type JudgedDrop = Drop & { minutes: number }
/** What planned work holds back: who went off since this minute and is off still. */
type Held = { since: number; drops: Drop[] }

/** A house loses its power at once. So many at once are no house, so many one after the other not several, and two more are no chance. */
function isMoreThanHouses(drops: readonly Drop[], least: number): boolean {
  if (drops.length >= least + 2) return true
  const times = drops.map(({ dropAt }) => dropAt).sort((one, other) => one - other)
  const moments = times.filter((time, index) => index === 0 || time - times[index - 1]! > ONE_HOUSE_MS)
  return moments.length >= least || times.some((time, index) => (times[index + least - 1] ?? Infinity) - time <= AT_ONCE_MS)
}

/** The first of those that came one after the other, with no gap between them. */
function beginOf(drops: readonly Drop[]): number {
  const times = drops.map(({ dropAt }) => dropAt).sort((one, other) => other - one)
  const gap = times.findIndex((time, index) => index + 1 === times.length || time - times[index + 1]! > GAP_MS)
  return times[gap]!
}

/** That time, and no other since. */
const isStillOff = ({ modem, dropAt }: Drop): boolean => !modem.online && modem.dropAt === dropAt

const utcHour = (at: number): number => Math.floor(at / 3_600_000 + 96) % HOURS_OF_WEEK

/** Everything that is remembered. Plain data, so that it can be saved as it is. */
type State = ReturnType<typeof newState>
const newState = (from: number) => ({
  waiting: newWaiting(from),
  watched: newWatched(from),
  usualDrops: newOperatorUsual(),
  usualContacts: newOperatorUsual(),
  open: new Set<Open>(),
  /** By the minute in which they are judged. */
  drops: new Map<number, JudgedDrop[]>(),
  active: new Set<Node>(),
  held: new Map<Node, Held>(),
  /** Customers and the minute in which they called. */
  calledIn: new Map<string, number>(),
  /** How much busier the phones are than usual, everywhere; at least 1. */
  phones: { busy: 1, lately: 0, expected: 0 },
  /** Nodes at the begin of the hour, for the threshold. */
  nodesAtHour: 1,
})
const STATE_VERSION = 2

/** @throws Error for what another version saved, or what was not saved by one */
function restored(saved: Uint8Array): State {
  const { version, state } = deserialize(saved) as { version: number; state: State }
  if (version !== STATE_VERSION) throw new Error(`the state of a detector of version ${version} is not read by version ${STATE_VERSION}`)
  return state
}

export type Detector = ReturnType<typeof openDetector>
export function openDetector({ from, placeOf, isHeld = () => false, hourOfWeek = utcHour, rule: given = {}, lateness = LATENESS_MS, saved = null }: DetectorOptions) {
  const rule: Rule = { ...RULE, ...given }
  const state = saved === null ? newState(from) : restored(saved)
  const { drops, active, held, calledIn, phones } = state
  const room = openWaitingRoom(state.waiting, lateness)
  const plant = openPlant(placeOf, state.watched)
  const rates = { drops: openRates(DROP_PRIOR, state.usualDrops), contacts: openRates(CONTACT_PRIOR, state.usualContacts) }
  const suspicions = openSuspicions({ free: plant.free, usualOff: (node) => node.modems * usualOff(node.usual, hour) }, state.open)
  const counted = new Map<Node, { persisted: number; returned: number; minutes: number; contacts: number }>()
  let hour = hourOfWeek(state.waiting.next * MINUTE_MS)
  let threshold: Threshold = thresholdOf(state.nodesAtHour, rule.falseAlarmsPerDay)

  const countOf = (node: Node) => {
    const known = counted.get(node)
    if (known) return known
    const fresh = { persisted: 0, returned: 0, minutes: 1, contacts: 0 }
    counted.set(node, fresh)
    return fresh
  }

  function hear(event: ModemEvent, minute: number): void {
    const seen = plant.see(event)
    if (!seen) return
    const { modem, dropped } = seen
    hearFrom(modem.node.hub, minute, hour)
    if (!dropped) return
    const judged = Math.max(minute, Math.floor(event.at / MINUTE_MS) + rule.persistMinutes)
    judgeLater({ modem, dropAt: event.at, minutes: minutesAtOnce(modem.node.hub, minute) }, judged)
  }

  function judgeLater(drop: JudgedDrop, minute: number): void {
    const beside = drops.get(minute)
    if (beside) beside.push(drop)
    else drops.set(minute, [drop])
  }

  function call({ node: code, customer }: ContactEvent, minute: number): void {
    const node = plant.nodeOf(code)
    if (!node) return
    const before = customer === null ? undefined : calledIn.get(customer)
    if (customer !== null) calledIn.set(customer, minute)
    if (before !== undefined && minute - before < SAME_CALL_MINUTES) return
    countOf(node).contacts += 1
    node.hour.contacts += 1
    phones.lately += 1
    node.contacts.push(minute)
  }

  function judge(minute: number): void {
    for (const drop of drops.get(minute) ?? []) {
      const { modem, dropAt } = drop
      if (isUnsure(modem.node.hub, minute, hour)) judgeLater(drop, minute + 1)
      else if (modem.online) judgeReturned(drop)
      // One that went off once more meanwhile is judged by the last time.
      else if (modem.dropAt === dropAt) judgePersisted(drop)
    }
    drops.delete(minute)
  }

  /** Who is back after planned work was no wave of reboots either. */
  function judgeReturned({ modem, dropAt, heldUntil }: JudgedDrop): void {
    if (heldUntil !== undefined) return
    if (!isRestless(modem, dropAt)) countOf(modem.node).returned += 1
    noteDrop(modem, dropAt, RETURNED_WEIGHT)
  }

  function judgePersisted(drop: JudgedDrop): void {
    const { modem, dropAt, minutes } = drop
    const { node } = modem
    if (node.part) return count(modem, node.part)
    const now = countOf(node)
    now.minutes = Math.max(now.minutes, minutes)
    node.recent.push(drop)
    if (isRestless(modem, dropAt)) return
    now.persisted += 1
    // What came of work is not what is usual of the hour after it.
    if (drop.heldUntil === undefined) node.hour.drops += 1
  }

  /** @returns what it has to say when it is above the threshold */
  function test(node: Node, minute: number) {
    const { persisted = 0, returned = 0, minutes = 1, contacts = 0 } = counted.get(node) ?? {}
    const at = minute * MINUTE_MS
    while (node.contacts.length > 0 && node.contacts[0]! <= minute - CONTACTS_MINUTES) node.contacts.shift()
    if (node.part) return rest(node)
    if (isHeld(node.code, at)) return hold(node, minute)
    expectOf(node)
    const { usualDrops, usualContacts } = node.hour
    addMinute(node.tests, { persisted, returned, minutes, contacts, usualDrops: usualDrops / HOUR_MINUTES, usualContacts: (usualContacts * phones.busy) / HOUR_MINUTES })
    settleRecent(node, node.tests.sums.every((sum) => sum === 0) ? Infinity : at - RECENT_MS)
    if (isQuiet(node.tests) && node.recent.length === 0 && node.contacts.length === 0) active.delete(node)
    return isOut(node) ? { node, modems: node.recent.map(({ modem }) => modem), beganAt: beginOf(node.recent) } : null
  }

  /** One that came within the hour has nothing usual yet. */
  function expectOf({ hour: now, usual, modems }: Node): void {
    if (now.usualDrops > 0) return
    now.usualDrops = rates.drops.usual(usual.drops, hour, modems)
    now.usualContacts = rates.contacts.usual(usual.contacts, hour, modems)
  }

  function isOut(node: Node): boolean {
    if (node.recent.length < rule.minModemsBeside) return false
    const { modems, both } = evidenceOf(node.tests, threshold)
    // Neighbours on one hub fall together, so the second needs less.
    if (suspicions.open.size > 0 && suspicions.hasNeighbours(node, node.recent[0]!.dropAt)) return both >= threshold.alone / 2
    if (both > modems && both >= threshold.both) return true
    return modems >= threshold.alone && isMoreThanHouses(node.recent, rule.minModems)
  }

  function rest(node: Node): null {
    node.tests = newTests()
    node.recent = []
    node.hour.unusual = true
    if (node.contacts.length === 0) active.delete(node)
    return null
  }

  function hold(node: Node, minute: number): null {
    const known = held.get(node)
    if (known || node.recent.length > 0) held.set(node, { since: known?.since ?? minute, drops: [...(known?.drops ?? []), ...node.recent].filter(isStillOff) })
    return rest(node)
  }

  /** Work that should be over: who is off still is judged once more, as late as who has just gone, and as what came of all that time. */
  function endHolds(minute: number): void {
    const end = (minute + 1) * MINUTE_MS
    for (const [node, { since, drops: those }] of held) {
      if (isHeld(node.code, end)) continue
      held.delete(node)
      for (const drop of those) if (isStillOff(drop)) judgeLater({ ...drop, heldUntil: end, minutes: minute + 1 - since }, minute + 1 + rule.persistMinutes)
    }
  }

  /** Those who are back, and those of long ago, were no outage: who does it often is known by it, unless planned work did it. @param until ms since 1970 */
  function settleRecent(node: Node, until: number): void {
    const isOpen = (drop: Drop): boolean => isStillOff(drop) && (drop.heldUntil ?? drop.dropAt) > until
    for (const drop of node.recent) if (!isOpen(drop) && drop.heldUntil === undefined) noteDrop(drop.modem, drop.dropAt, 1)
    node.recent = node.recent.filter(isOpen)
  }

  function closeHour(minute: number): void {
    phones.expected = 0
    const next = hourOfWeek((minute + 1) * MINUTE_MS)
    for (const node of plant.nodes.values()) {
      if (!node.hour.unusual && !node.part) {
        rates.drops.count(node.usual.drops, hour, node.modems, node.hour.drops)
        rates.contacts.count(node.usual.contacts, hour, node.modems, node.hour.contacts)
        if (node.modems > 0) learnOff(node.usual, hour, node.off / node.modems)
      }
    }
    rates.drops.closeHour(hour)
    rates.contacts.closeHour(hour)
    for (const node of plant.nodes.values()) {
      const usualContacts = rates.contacts.usual(node.usual.contacts, next, node.modems)
      node.hour = { drops: 0, contacts: 0, unusual: node.part !== null, usualDrops: rates.drops.usual(node.usual.drops, next, node.modems), usualContacts }
      phones.expected += usualContacts
    }
    for (const hub of plant.hubs.values()) learnPace(hub, hour, HOUR_MINUTES)
    for (const [customer, called] of calledIn) if (minute - called >= SAME_CALL_MINUTES) calledIn.delete(customer)
    hour = next
    state.nodesAtHour = plant.nodes.size
    threshold = thresholdOf(state.nodesAtHour, rule.falseAlarmsPerDay)
  }

  function close(minute: number, events: readonly Telemetry[]): Change[] {
    for (const event of events) if (event.kind === 'modem') hear(event, minute)
    else call(event, minute)
    judge(minute)
    for (const node of counted.keys()) active.add(node)
    const end = (minute + 1) * MINUTE_MS
    const raised = [...active].map((node) => test(node, minute)).filter((found) => found !== null)
    counted.clear()
    phones.lately *= 1 - 1 / HOUR_MINUTES
    phones.busy = Math.max(1, (BUSY_PRIOR + phones.lately) / (BUSY_PRIOR + phones.expected))
    const changes = raised.length > 0 ? suspicions.raise(raised, end) : []
    for (const { node } of raised) rest(node)
    if (suspicions.open.size > 0) changes.push(...suspicions.settle(end))
    if (held.size > 0) endHolds(minute)
    if ((minute + 1) % HOUR_MINUTES === 0) closeHour(minute)
    if ((minute + 1) % DAY_MINUTES === 0) plant.forget(end)
    return changes
  }

  return {
    /** @returns what became of it */
    offer: (event: Telemetry) => room.offer(event),
    /** @param now ms since 1970. @returns what changed, in its order */
    advance(now: number): Change[] {
      const changes: Change[] = []
      for (const { minute, events } of room.complete(now)) changes.push(...close(minute, events))
      return changes
    },
    /** Moves those whose place is another one now, as `placeOf` says. */
    settlePlaces: (): void => plant.settlePlaces(),
    /** Of the minutes that were judged: how many modems a node has, and how many of them are off. */
    nodes: (): Iterable<{ code: string; modems: number; off: number }> => plant.nodes.values(),
    modem(id: string): { node: string; online: boolean; lastAt: number } | undefined {
      const known = state.watched.modems.get(id)
      return known && { node: known.node.code, online: known.online, lastAt: known.lastAt }
    },
    /** What was heard and not judged yet. */
    *pending(): Generator<ModemEvent> {
      for (const events of state.waiting.minutes.values()) for (const event of events.values()) if (event.kind === 'modem') yield event
    },
    /** ms since 1970: all before it is judged. */
    judgedUntil: (): number => state.waiting.next * MINUTE_MS,
    /** The last time that it was told, ms since 1970. */
    now: (): number => state.waiting.now,
    /** All that it knows, for `saved` of a later one with the same rule. Bytes that only this version reads. */
    save: (): Uint8Array => serialize({ version: STATE_VERSION, state }),
    /** How much is held, for whoever watches the memory. */
    sizes: () => ({ waiting: state.waiting.count, modems: plant.modems(), nodes: plant.nodes.size, active: active.size, suspicions: suspicions.open.size, callers: calledIn.size }),
  }
}
