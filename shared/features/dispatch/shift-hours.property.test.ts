/** Hours on the wall against a calendar of its own, over the nights on which clocks are changed. A failure prints fast-check's seed and path. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addDays } from '../../kernel/calendar.ts'
import { hoursOn, outsideOf, problemOfHours, problemOfTimes, shiftTimes, weekday, type DayHours } from './shift-hours.ts'

const RUNS = 500
/** Zones whose clocks are changed at different hours, one of them by half an hour; and days around those nights. */
const zones = { 'America/New_York': ['2026-03-08', '2026-11-01'], 'Europe/Madrid': ['2026-03-29', '2026-10-25'], 'Australia/Lord_Howe': ['2026-04-05', '2026-10-04'], 'America/Phoenix': ['2026-03-08', '2026-11-01'] } as const
const place = fc.constantFrom(...Object.keys(zones) as (keyof typeof zones)[]).chain((zone) => fc.record({ zone: fc.constant(zone), day: fc.tuple(fc.constantFrom(...zones[zone]), fc.integer({ min: -2, max: 1 })).map(([night, off]) => addDays(night, off)) }))
const hours: fc.Arbitrary<DayHours> = fc.record({ fromMinute: fc.integer({ min: 0, max: 1_439 }), length: fc.integer({ min: 1, max: 960 }), breakMinutes: fc.integer({ min: 1, max: 60 }), early: fc.integer({ min: 0, max: 900 }), wide: fc.integer({ min: 0, max: 200 }) })
  .map(({ fromMinute, length, breakMinutes, early, wide }) => ({ fromMinute, toMinute: fromMinute + length, breakMinutes, breakFromMinute: fromMinute + early, breakToMinute: fromMinute + early + wide }))
  .map((each) => (problemOfHours(each) === null ? each : { ...each, breakMinutes: 0, breakFromMinute: null, breakToMinute: null }))

const shown = (zone: string, ms: number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(ms)
const said = (day: string, minute: number): string => `${addDays(day, Math.floor(minute / 1_440))} ${String(Math.floor((minute % 1_440) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const HALF_HOUR = 1_800_000
/** Whether the wall shows it at that moment, or never that night. */
function isThen(zone: string, words: string, at: string): boolean {
  const ms = Date.parse(at)
  if (shown(zone, ms) === words) return true
  return [-2, -1, 1, 2].every((halves) => shown(zone, ms + halves * HALF_HOUR) !== words)
}

it('begins and ends when the wall says so, also in the nights in which clocks are changed', () => {
  fc.assert(fc.property(place, hours, ({ zone, day }, each) => {
    const times = shiftTimes(zone, day, each)
    expect(isThen(zone, said(day, each.fromMinute), times.startAt)).toBe(true)
    expect(isThen(zone, said(day, each.toMinute), times.endAt)).toBe(true)
    if (times.breakFrom) expect(isThen(zone, said(day, each.breakFromMinute!), times.breakFrom)).toBe(true)
  }), { numRuns: RUNS })
})

it('tells an hour that is left out, and one that makes a long night too long', () => {
  const of = (fromMinute: number, toMinute: number): DayHours => ({ fromMinute, toMinute, breakMinutes: 0, breakFromMinute: null, breakToMinute: null })
  const on = (day: string, each: DayHours) => problemOfTimes(shiftTimes('America/New_York', day, each))
  expect(on('2026-03-08', of(120, 180)), '2 to 3 is not there').toBe('noHours')
  expect(on('2026-03-15', of(120, 180))).toBeNull()
  expect(on('2026-10-31', of(14 * 60, 30 * 60)), 'an hour more').toBe('tooLong')
  expect(on('2026-10-30', of(14 * 60, 30 * 60))).toBeNull()
  expect(problemOfHours(of(480, 480))).toBe('noHours')
  expect(problemOfHours(of(0, 961))).toBe('tooLong')
  expect(problemOfHours(of(0, 960))).toBeNull()
  expect(problemOfHours({ ...of(480, 1_020), breakMinutes: 30 })).toBe('breakHalf')
  expect(problemOfHours({ ...of(480, 1_020), breakMinutes: 30, breakFromMinute: 1_000, breakToMinute: 1_010 }), 'no room for it').toBe('breakOutside')
})

it('knows the days of the week', () => {
  expect(['2026-11-30', '2026-12-06', '1969-12-31'].map(weekday)).toEqual([0, 6, 2])
  expect(hoursOn([null, null, null, null, null, null, null], '2026-11-30')).toBeNull()
})

it('counts what lies outside as one who counts minute by minute', () => {
  const span = fc.record({ from: fc.integer({ min: 0, max: 200 }), length: fc.integer({ min: 1, max: 60 }) })
  const at = (minute: number): string => new Date(minute * 60_000).toISOString()
  fc.assert(fc.property(span, fc.array(span, { maxLength: 4 }), (work, gaps) => {
    let end = 0
    const shifts = gaps.map(({ from, length }) => ({ from: (end += from), to: (end += length) }))
    const minutes = Array.from({ length: work.length }, (_, index) => work.from + index).filter((minute) => !shifts.some(({ from, to }) => minute >= from && minute < to))
    expect(outsideOf({ startAt: at(work.from), endAt: at(work.from + work.length) }, shifts.map(({ from, to }) => ({ startAt: at(from), endAt: at(to) }))) / 60_000).toBe(minutes.length)
  }), { numRuns: RUNS })
})
