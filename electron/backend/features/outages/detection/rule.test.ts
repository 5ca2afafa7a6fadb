import { describe, expect, it } from 'vitest'
import { rollFrom } from '../../../../../tests/support/telemetry-world/dice.ts'
import { addMinute, evidenceOf, MINUTES_A_DAY, newTests, thresholdOf } from './rule.ts'

const quiet = { persisted: 0, returned: 0, usualDrops: 0.01, minutes: 1, contacts: 0, usualContacts: 0.001 }

/** @returns alarms a day of one node where nothing happens but what is usual; the tests begin anew after each */
function alarmsADay(seed: number, days: number, falseAlarmsPerDay: number, [drops, contacts]: [number, number]): number {
  const [dice, threshold, state] = [rollFrom(seed), thresholdOf(1, falseAlarmsPerDay), { tests: newTests(), alarms: 0 }]
  for (let minute = 0; minute < days * MINUTES_A_DAY; minute += 1) {
    addMinute(state.tests, { persisted: dice.poisson(drops), returned: 0, usualDrops: drops, minutes: 1, contacts: dice.poisson(contacts), usualContacts: contacts })
    const { modems, both } = evidenceOf(state.tests, threshold)
    if (modems < threshold.alone && both < threshold.both) continue
    state.alarms += 1
    state.tests = newTests()
  }
  return state.alarms / days
}

describe('the threshold', () => {
  it('rises with the nodes that are watched, and with the rarity that is wanted', () => {
    expect(thresholdOf(2_000, 0.5).alone).toBeCloseTo(Math.log((2_000 * 6 * 1_440) / 0.5))
    expect(thresholdOf(2_000, 0.1).alone).toBeGreaterThan(thresholdOf(2_000, 0.5).alone)
    const { alone, both } = thresholdOf(2_000, 0.5)
    expect((1 + both / 2) * Math.exp(-both)).toBeCloseTo(Math.exp(-alone), 12)
  })

  it.each([[0.01, 0.001], [0.1, 0.01], [1, 0.05]] as [number, number][])('keeps the stated rate of false alarms where %d modems and %d contacts a minute are usual', (drops, contacts) => {
    // Many more than anybody wants, so that there are some to count; minutes of 400 days.
    expect(alarmsADay(7, 400, 2, [drops, contacts])).toBeLessThanOrEqual(2)
  })
})

describe('the tests of a node', () => {
  it('stay at nothing when nothing happens', () => {
    const tests = newTests()
    for (let minute = 0; minute < 1_000; minute += 1) addMinute(tests, quiet)
    expect(tests).toEqual(newTests())
  })

  it('take ten at once for an outage, and the same ten among ninety that came back for a wave of reboots', () => {
    const threshold = thresholdOf(2_000, 0.5)
    const [outage, wave] = [newTests(), newTests()]
    addMinute(outage, { ...quiet, persisted: 10 })
    addMinute(wave, { ...quiet, persisted: 10, returned: 90 })
    expect(evidenceOf(outage, threshold).modems).toBeGreaterThan(threshold.alone)
    expect(evidenceOf(wave, threshold).modems).toBe(0)
  })

  it('take the drops of a silent hour for those of an hour', () => {
    const [now, silence] = [newTests(), newTests()]
    addMinute(now, { ...quiet, usualDrops: 0.1, persisted: 6 })
    addMinute(silence, { ...quiet, usualDrops: 0.1, persisted: 6, minutes: 60 })
    expect(Math.max(...now.sums)).toBeGreaterThan(10)
    expect(Math.max(...silence.sums)).toBe(0)
  })

  it('count contacts for half of the threshold at most', () => {
    const threshold = thresholdOf(2_000, 0.5)
    const tests = newTests()
    addMinute(tests, { ...quiet, contacts: 500 })
    expect(evidenceOf(tests, threshold)).toEqual({ modems: 0, both: threshold.alone / 2 })
  })
})
