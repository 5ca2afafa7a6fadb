/** What a simulated box says of itself. */
import type { CheckKind, LevelPoint } from '#shared/features/diagnostics/equipment.schema.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Box, RawReading } from '../equipment-port.ts'
import { between, chanceOf } from './dice.ts'
import type { SimulatedFault } from './faults.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A level is the same for so long. */
const STEADY_MS = 5 * MINUTE
const POINT_MS = 15 * MINUTE

/** `rebootedAt`, `now`: ms. `sold`: Mbps, null where nobody knows. */
export type BoxState = { box: Box; fault: SimulatedFault | null; sold: number | null; rebootedAt: number | null; rebootsToday: number; now: number }

/** The downstream of a plant of 860 MHz, 24 channels of 6 MHz, and four on the way back. */
const downstream = Array.from({ length: 24 }, (_, index) => 501 + index * 6)
const upstream = [16.4, 22.8, 29.2, 35.6]
const mhz = (frequency: number): string => `${frequency} MHz`
/** The splitter gave in so long ago. */
const SPLITTER_MS = 9 * HOUR

export function readingsOf(check: CheckKind, state: BoxState): RawReading[] {
  switch (check) {
    case 'online': return [{ measure: 'online', of: null, value: 1 }]
    case 'signal': return state.box.kind === 'ont' ? optical(state) : [...levelsOf(state)]
    case 'errors': return errors(state)
    case 'stability': return stability(state)
    case 'speed': return speed(state)
    case 'wifi': return wifi(state)
    case 'setTop': return [{ measure: 'reachable', of: null, value: state.fault === 'staleSetTop' ? 0 : 1 }]
    case 'phone': return [{ measure: 'registered', of: null, value: 1 }]
  }
}

type Level = 'down' | 'snr' | 'up'
/** Of a moment; a channel has its own place in the slope of the cable. */
function level(kind: Level, { box, fault }: Pick<BoxState, 'box' | 'fault'>, at: number, channel: number): number {
  const jitter = between(-0.4, 0.4, box.id, kind, channel, Math.floor(at / STEADY_MS))
  const bad = fault === 'badSplitter'
  // A splitter that gives in takes more of the high channels than of the low.
  const slope = (bad ? -0.12 : -0.04) * channel
  if (kind === 'down') return round((bad ? -15.4 : between(-2.5, 4, box.id, 'power')) + slope + jitter)
  if (kind === 'snr') return round((bad ? 29.4 : between(36.5, 39.5, box.id, 'snr')) + slope / 2 + jitter)
  const swing = fault === 'flappingUpstream' ? between(0, 5.5, box.id, 'swing', channel, Math.floor(at / STEADY_MS)) : 0
  return round((bad ? 51.8 : between(40, 45, box.id, 'back')) + swing + jitter)
}
const round = (value: number): number => Math.round(value * 10) / 10

function levelsOf(state: BoxState): RawReading[] {
  const of = (measure: RawReading['measure'], kind: Level, frequencies: readonly number[]): RawReading[] =>
    frequencies.map((frequency, channel) => ({ measure, of: mhz(frequency), value: level(kind, state, state.now, channel) }))
  return [...of('downstreamPower', 'down', downstream), ...of('downstreamSnr', 'snr', downstream), ...of('upstreamPower', 'up', upstream)]
}

const optical = ({ box, fault, now }: BoxState): RawReading[] =>
  [{ measure: 'opticalPower', of: null, value: round((fault === 'badSplitter' ? -28.6 : between(-21, -14, box.id, 'light')) + between(-0.2, 0.2, box.id, Math.floor(now / STEADY_MS))) }]

/** In percent of the codewords of the last hour. */
const errors = ({ box, fault }: BoxState): RawReading[] =>
  [{ measure: 'uncorrectable', of: null, value: fault === 'badSplitter' ? 0.84 : fault === 'flappingUpstream' ? 0.06 : Math.round(chanceOf(box.id, 'errors') * 20) / 10_000 }]

function stability(state: BoxState): RawReading[] {
  const { box, fault, rebootedAt, rebootsToday, now } = state
  const flapping = fault === 'flappingUpstream'
  const since = rebootedAt ?? now - (flapping ? 47 * MINUTE : between(3, 60, box.id, 'up') * DAY)
  return [
    { measure: 'uptime', of: null, value: round((now - since) / HOUR) },
    { measure: 'reboots', of: null, value: (flapping ? 7 : 0) + rebootsToday },
    { measure: 'timeouts', of: null, value: flapping ? 86 : fault === 'badSplitter' ? 9 : Math.floor(chanceOf(box.id, 'timeouts') * 3) },
  ]
}

/** What the box was told to let through; a little above what was sold, as operators do. */
function speed({ fault, sold }: BoxState): RawReading[] {
  const down = fault === 'wrongProfile' ? Math.max(25, Math.round((sold ?? 300) / 5)) : Math.round((sold ?? 300) * 1.1)
  return [{ measure: 'speedDown', of: null, value: down }, { measure: 'speedUp', of: null, value: Math.max(5, Math.round(down / 20)) }]
}

function wifi({ box, fault, now }: BoxState): RawReading[] {
  const full = fault === 'fullWifi'
  const bucket = Math.floor(now / STEADY_MS)
  return [
    { measure: 'airtime', of: '2.4 GHz, 6', value: full ? between(88, 97, box.id, '2', bucket) : between(12, 38, box.id, '2', bucket) },
    { measure: 'airtime', of: '5 GHz, 44', value: full ? between(76, 84, box.id, '5', bucket) : between(6, 25, box.id, '5', bucket) },
    { measure: 'clients', of: '2.4 GHz, 6', value: full ? 23 : 3 + Math.floor(chanceOf(box.id, 'clients') * 6) },
    { measure: 'clients', of: '5 GHz, 44', value: full ? 11 : 2 + Math.floor(chanceOf(box.id, 'clients5') * 6) },
    { measure: 'weakestClient', of: null, value: full ? -79 : between(-66, -52, box.id, 'weakest') },
  ]
}

/** Every quarter of an hour of the last day, oldest first. */
export function levelHistory(state: BoxState): LevelPoint[] {
  const last = Math.floor(state.now / POINT_MS) * POINT_MS
  return Array.from({ length: 96 }, (_, index) => pointAt(state, last - (95 - index) * POINT_MS))
}

function pointAt({ box, fault: now, now: today }: BoxState, at: number): LevelPoint {
  // Before it gave in it was well.
  const fault = now === 'badSplitter' && at < today - SPLITTER_MS ? null : now
  const away = fault === 'flappingUpstream' && chanceOf(box.id, 'away', at) < 0.14
  if (away || box.kind === 'ont') return { at: isoInstant(at), downstreamPower: null, downstreamSnr: null, upstreamPower: null }
  const mean = (kind: Level, channels: number): number => round(Array.from({ length: channels }, (_, channel) => level(kind, { box, fault }, at, channel)).reduce((one, other) => one + other, 0) / channels)
  return { at: isoInstant(at), downstreamPower: mean('down', downstream.length), downstreamSnr: mean('snr', downstream.length), upstreamPower: mean('up', upstream.length) }
}
