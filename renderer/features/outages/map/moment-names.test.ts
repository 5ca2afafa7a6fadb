import { expect, it } from 'vitest'
import { momentNames } from './moment-names.ts'

const HOUR_MS = 3_600_000
const STEP_MS = 600_000
/** In New York clocks go back at 6:00 UTC of this day, and forward on 14 March 2027. */
const back = Date.parse('2026-11-01T06:00:00.000Z')
const forward = Date.parse('2027-03-14T07:00:00.000Z')
const quiet = Date.parse('2026-11-24T00:30:00.000Z')
const around = (at: number): [number, number] => [at - 24 * HOUR_MS, at + 24 * HOUR_MS]

it.each(['en', 'es'])('has a name of its own for each step of two days, also when clocks are changed (%s)', (locale) => {
  for (const change of [back, forward, quiet]) {
    const [from, to] = around(change)
    const names = momentNames(locale, 'America/New_York', [from, to], false)
    const all = Array.from({ length: (to - from) / STEP_MS }, (_, step) => names.format(from + step * STEP_MS))
    expect(new Set(all).size).toBe(all.length)
  }
})

it('says the zone only then, or where it is asked for', () => {
  const said = (between: [number, number], named = false): boolean => 'timeZoneName' in momentNames('en', 'America/New_York', between, named).resolvedOptions()
  expect([said(around(back)), said(around(quiet)), said(around(quiet), true)]).toEqual([true, false, true])
  // The control: without it the two are one.
  const plain = new Intl.DateTimeFormat('en', { weekday: 'long', hour: 'numeric', minute: '2-digit', timeZone: 'America/New_York' })
  expect(plain.format(back)).toBe(plain.format(back - HOUR_MS))
})
