/**
 * What is usual, by hour of the week: exponentially weighted counts per modem and hour, each level with the one above it as its prior
 * (a gamma prior of a Poisson rate). The operator's hour of the day, its hour of the week, the node's own temper, the node's hour.
 * So a node of five modems has a sound rate on its first day, and one of several hundred soon has its own.
 */

export const HOURS_OF_WEEK = 168

/** Prior of everything, events per modem and hour. Cautious: the first days have few figures. */
export type RatePrior = { perModemHour: number }
/** Modem-hours that the prior counts for at the operator's hour of the day, and this one at its hour of the week. */
const DAY_PRIOR = 2_000
const WEEK_PRIOR = 5_000
/** Events that the operator's rate counts for against a node's own temper. */
const TEMPER_PRIOR = 5
/** Hours of its whole size that the levels above count for against one hour of the week of one node. */
const NODE_PRIOR_HOURS = 4
/** What is kept of a count when the same cell is seen again: weekly cells a half-life of three weeks, daily ones and temper of two. */
const KEEP_WEEKLY = 0.8
const KEEP_DAILY = 0.95
const KEEP_HOURLY = 0.998
/** An hour counts at most this much: what is far above the usual is what is looked for, and not what is usual. */
const CLIP_FACTOR = 4
const CLIP_EVENTS = 3

export type NodeUsual = { drops: NodeRates; contacts: NodeRates; off: Float32Array; offHours: Float32Array; offShare: number }
type NodeRates = { events: Float32Array; modemHours: Float32Array; seen: number; expected: number }

const newRates = (): NodeRates => ({ events: new Float32Array(HOURS_OF_WEEK), modemHours: new Float32Array(HOURS_OF_WEEK), seen: 0, expected: 0 })
export const newNodeUsual = (): NodeUsual => ({ drops: newRates(), contacts: newRates(), off: new Float32Array(HOURS_OF_WEEK), offHours: new Float32Array(HOURS_OF_WEEK), offShare: 0.02 })

export type OperatorUsual = { day: Cells; week: Cells }
const newCells = (hours: number): Cells => ({ events: new Float64Array(hours), modemHours: new Float64Array(hours) })
export const newOperatorUsual = (): OperatorUsual => ({ day: newCells(24), week: newCells(HOURS_OF_WEEK) })

/** Rates of one kind of event, over all nodes. */
export function openRates({ perModemHour }: RatePrior, { day, week }: OperatorUsual) {
  const pending: { node: NodeRates; events: number; modems: number }[] = []

  function operators(hour: number): number {
    const ofDay = (DAY_PRIOR * perModemHour + day.events[hour % 24]!) / (DAY_PRIOR + day.modemHours[hour % 24]!)
    return (WEEK_PRIOR * ofDay + week.events[hour]!) / (WEEK_PRIOR + week.modemHours[hour]!)
  }

  /** @returns events per hour that are usual for so many modems of this node */
  function usual(node: NodeRates, hour: number, modems: number): number {
    const temper = (TEMPER_PRIOR + node.seen) / (TEMPER_PRIOR + node.expected)
    const prior = NODE_PRIOR_HOURS * modems
    return (modems * (prior * operators(hour) * temper + node.events[hour]!)) / (prior + node.modemHours[hour]! || 1)
  }

  return {
    usual,
    /** One hour of one node, clipped. It is learned at `closeHour`. */
    count(node: NodeRates, hour: number, modems: number, counted: number): void {
      pending.push({ node, modems, events: Math.min(counted, CLIP_EVENTS + CLIP_FACTOR * usual(node, hour, modems)) })
    },
    /** After all nodes of an hour: first what is usual for all, so that each is measured against the others of the same hour. */
    closeHour(hour: number): void {
      const events = pending.reduce((sum, one) => sum + one.events, 0)
      const modemHours = pending.reduce((sum, one) => sum + one.modems, 0)
      for (const [cells, at, keep] of [[day, hour % 24, KEEP_DAILY], [week, hour, KEEP_WEEKLY]] as const) add(cells, at, keep, events, modemHours)
      const rate = operators(hour)
      for (const { node, modems, events: own } of pending.splice(0)) {
        add(node, hour, KEEP_WEEKLY, own, modems)
        node.seen = node.seen * KEEP_HOURLY + own
        node.expected = node.expected * KEEP_HOURLY + modems * rate
      }
    },
  }
}

type Cells = { events: Float32Array | Float64Array; modemHours: Float32Array | Float64Array }
function add(cells: Cells, at: number, keep: number, events: number, modemHours: number): void {
  cells.events[at] = cells.events[at]! * keep + events
  cells.modemHours[at] = cells.modemHours[at]! * keep + modemHours
}

/** Learns the share of modems that are off at the end of an hour, 0 to 1. */
export function learnOff(usual: NodeUsual, hour: number, share: number): void {
  usual.off[hour] = usual.off[hour]! * KEEP_WEEKLY + share
  usual.offHours[hour] = usual.offHours[hour]! * KEEP_WEEKLY + 1
  usual.offShare += (share - usual.offShare) / 100
}

/** @returns the share of modems that is usually off at this hour of the week, 0 to 1 */
export const usualOff = (usual: NodeUsual, hour: number): number => (2 * usual.offShare + usual.off[hour]!) / (2 + usual.offHours[hour]!)
