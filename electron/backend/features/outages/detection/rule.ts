/**
 * The rule. A drop is a modem that went off; five minutes later it has persisted or returned. Persisting drops of a node are a Poisson
 * stream with the node's usual rate of this hour of the week; in an outage they come much faster. Three CUSUM tests for each node (Page 1954),
 * for outages of three speeds, add up the log likelihood ratio of the two, minute by minute, and never fall below nothing. By Lorden
 * (1971) such a test is above `h` by chance at most once in `exp(h)` minutes, so for T tests (six for each node: each speed alone, and
 * together with contacts) and F false alarms a day
 *
 *     h = ln(T × 1,440 / F)
 *
 * Contacts of the node have a CUSUM of their own. They are further evidence and never raise anything alone: theirs counts at most h / 2,
 * and the sum of the two must reach `hBoth`, with (1 + hBoth / 2) × exp(-hBoth) = exp(-h), the tail of the sum of two such tests.
 *
 * What Poisson does not know is held off otherwise. Firmware and reboots: modems that returned within five minutes make persisting ones
 * usual for a while, a quarter of them (`RETURNERS`). One house: fewer than five modems are none (`minModems`). A modem that goes
 * off again and again, or each night, is no evidence (`RESTLESS`). A poller that was silent brings the drops of the whole silence
 * at once: the usual rate is that of so many minutes. A neighbour in the same hub of one that is out needs half of `h`: they are not independent,
 * and it raises nothing new.
 */

export const MINUTES_A_DAY = 1_440
/** Persisting drops a minute in an outage of each speed: all at once, within half an hour, over an hour or two. */
export const SPEEDS = [2, 0.4, 0.12] as const
/** Each speed alone, and together with contacts. */
const TESTS_OF_NODE = 2 * SPEEDS.length
/** An outage is at least so much faster than the usual. */
const LEAST_RATIO = 4
/** Persisting drops a minute that are usual everywhere: one house loses its power now and then. */
const LEAST_USUAL = 0.002
/** Of modems that reboot, so many for each that is back within five minutes may take longer. */
export const RETURNERS = 0.25
/** So few in a minute are no wave. */
const LONE_RETURNERS = 2
/** Of the returners of the minute before, so many still speak for a wave. */
const WAVE_KEEPS = 0.8
/** Contacts a minute in an outage: one in seven minutes, or four times the usual. */
const CONTACT_SPEED = 0.15
const LEAST_CONTACTS = 0.0005
/** More decayed drops than this and a modem is restless; a drop loses half its weight in three days. */
export const RESTLESS = 2
export const RESTLESS_HALF_LIFE_MS = 3 * 86_400_000
/** A drop from which it returned counts as so much of one. */
export const RETURNED_WEIGHT = 0.25
/** One within a suspicion: what comes every night for a week, a shop that switches all off, is usual by then. */
export const SUSPECTED_WEIGHT = 0.75

export type Rule = {
  /** Of all nodes together, by what the tests take for chance. */
  falseAlarmsPerDay: number
  /** After so many minutes a modem that is still off has persisted. */
  persistMinutes: number
  /** Fewer modems are a house, and no outage. */
  minModems: number
  /** So many suffice where callers say the same, or neighbours of one hub are out already. */
  minModemsBeside: number
}
export const RULE: Rule = { falseAlarmsPerDay: 1, persistMinutes: 5, minModems: 5, minModemsBeside: 4 }

export type Threshold = { alone: number; both: number }

/** @param nodes how many are watched, at least 1 */
export function thresholdOf(nodes: number, falseAlarmsPerDay: number): Threshold {
  const alone = Math.max(0, Math.log((Math.max(1, nodes) * TESTS_OF_NODE * MINUTES_A_DAY) / falseAlarmsPerDay))
  let both = alone
  for (let round = 0; round < 20; round += 1) both = alone + Math.log(1 + both / 2)
  return { alone, both }
}

/** Where the tests of one node stand. */
export type Tests = { sums: number[]; contacts: number; wave: number }
export const newTests = (): Tests => ({ sums: SPEEDS.map(() => 0), contacts: 0, wave: 0 })
export const isQuiet = ({ sums, contacts, wave }: Tests): boolean => contacts === 0 && wave < 0.05 && sums.every((sum) => sum === 0)

export type MinuteOfNode = {
  persisted: number
  returned: number
  /** Persisting drops a minute that are usual now. */
  usualDrops: number
  /** So many minutes came at once, at least 1. */
  minutes: number
  contacts: number
  /** Contacts a minute that are usual now. */
  usualContacts: number
}

/** Adds one minute to the tests of a node. */
export function addMinute(tests: Tests, { persisted, returned, usualDrops, minutes, contacts, usualContacts }: MinuteOfNode): void {
  const wave = tests.wave + returned
  tests.wave = wave * WAVE_KEEPS
  const chance = Math.max(usualDrops, LEAST_USUAL) * minutes + RETURNERS * Math.max(0, returned + (wave - returned) * (1 - WAVE_KEEPS) - LONE_RETURNERS)
  SPEEDS.forEach((speed, index) => {
    tests.sums[index] = cusum(tests.sums[index]!, persisted, chance, Math.max(speed, LEAST_RATIO * chance))
  })
  const calls = Math.max(usualContacts, LEAST_CONTACTS)
  tests.contacts = cusum(tests.contacts, contacts, calls, Math.max(CONTACT_SPEED, LEAST_RATIO * calls))
}

/** One step of a CUSUM of Poisson counts: `usual` and `outage` are expected counts of the step. */
const cusum = (sum: number, count: number, usual: number, outage: number): number => Math.max(0, sum + count * Math.log(outage / usual) - (outage - usual))

/** @returns what speaks for an outage by modems, and by modems and callers together */
export function evidenceOf({ sums, contacts }: Tests, { alone }: Threshold): { modems: number; both: number } {
  const modems = Math.max(...sums)
  return { modems, both: modems + Math.min(contacts, alone / 2) }
}
