/** Whether what was measured is as it should be. */
import type { CheckKind, Limits, Measure, Reading, Verdict } from './equipment.schema.ts'

const between = (low: number | null, lowGood: number | null, highGood: number | null, high: number | null): Limits => ({ low, lowGood, highGood, high })
const atLeast = (bad: number, good: number): Limits => between(bad, good, null, null)
const atMost = (good: number, bad: number): Limits => between(null, null, good, bad)

/**
 * Sources. Downstream power: CableLabs CM-SP-PHYv3.0 and v3.1 ask a modem to work from -15 to +15 dBmV; technicians aim at -7 to +7. SNR (RxMER): 256-QAM needs 30 dB from
 * -6 dBmV up, and 33 dB below (CM-SP-PHYv3.0, 6.3). Upstream: best from 40 to 50 dBmV, with four bonded channels at most 51 (Volpe, "DOCSIS 3.1 cable modem transmit power"); below 30 the plant hears it
 * over others' noise only. Optical: ITU-T G.984.2 class B+, -27 to -8 dBm. Weakest Wi-Fi client: -67 dBm carries video, below -75 it breaks up. The others are this house's
 * and may be argued with: airtime in use, codewords beyond repair, restarts and T3/T4 timeouts of a day.
 */
export const LIMITS: Partial<Record<Measure, Limits>> = {
  online: atLeast(1, 1),
  reachable: atLeast(1, 1),
  registered: atLeast(1, 1),
  downstreamPower: between(-15, -7, 7, 15),
  downstreamSnr: atLeast(30, 33),
  upstreamPower: between(30, 35, 50, 51),
  opticalPower: between(-27, -25, -10, -8),
  uncorrectable: atMost(0.01, 0.1),
  reboots: atMost(1, 3),
  timeouts: atMost(5, 20),
  airtime: atMost(50, 75),
  weakestClient: atLeast(-75, -67),
}

/** Equipment may round what was sold; a twentieth less is another plan. */
const speedLimits = (planMbps: number): Limits => atLeast(planMbps * 0.95, planMbps * 0.95)

/** @param planMbps downstream speed of what is sold; null where nobody knows it, and it is not judged */
export function judgeReading({ measure, of, value }: Pick<Reading, 'measure' | 'of' | 'value'>, planMbps: number | null): Reading {
  const limits = measure === 'speedDown' ? (planMbps === null ? null : speedLimits(planMbps)) : (LIMITS[measure] ?? null)
  return { measure, of, value, limits, verdict: limits === null ? 'good' : verdictOf(value, limits) }
}

export function verdictOf(value: number, { low, lowGood, highGood, high }: Limits): Reading['verdict'] {
  if ((low !== null && value < low) || (high !== null && value > high)) return 'bad'
  if ((lowGood !== null && value < lowGood) || (highGood !== null && value > highGood)) return 'marginal'
  return 'good'
}

const rank = { good: 0, marginal: 1, bad: 2 } as const

/** As its worst reading. Without any the box has not answered. */
export function verdictOfAll(check: CheckKind, readings: readonly Reading[]): Verdict {
  if (readings.length === 0) return 'noAnswer'
  const worst = readings.reduce((one, other) => (rank[other.verdict] > rank[one.verdict] ? other : one)).verdict
  // One channel that is somewhat weak among many is usual; of the rest each counts.
  if (check !== 'signal' || worst !== 'marginal') return worst
  return readings.filter(({ verdict }) => verdict === 'marginal').length * 4 > readings.length ? 'marginal' : 'good'
}

/** `Internet 500`, `Fiber 1 Gig`: what is sold by its name, in Mbps downstream; null where the name has no speed. */
export function planSpeed(productName: string): number | null {
  const found = /(\d+(?:\.\d+)?)\s*(gig)?/i.exec(productName)
  return found ? Number(found[1]) * (found[2] ? 1_000 : 1) : null
}
