import { expect, it } from 'vitest'
import type { TechnicianShift } from '#shared/features/dispatch/technicians.schema.ts'
import { hoursFormOf, problemOfRange, readDay } from './hours-form.ts'

const NEW_YORK = { today: '2026-11-30', timeZone: 'America/New_York' }
const shift = (day: string, startAt: string, endAt: string, more: Partial<TechnicianShift> = {}): TechnicianShift =>
  ({ id: day, version: 1, technicianId: '1', day, startAt, endAt, breakMinutes: 0, breakFrom: null, breakTo: null, absence: null, absentFrom: null, changedAt: '2026-11-20T12:10:00.000Z', changedBy: 'Jo', ...more })
const pause = { breakMinutes: 30, breakFrom: '11:00', breakTo: '14:00' }
const day = (from: string, to: string, more = {}) => ({ works: true, from, to, pause: false, ...more })

it('begins with the week as it is, for the days behind the last', () => {
  const form = hoursFormOf([
    shift('2026-12-01', '2026-12-01T12:30:00.000Z', '2026-12-01T21:00:00.000Z', { breakMinutes: 45, breakFrom: '2026-12-01T17:00:00.000Z', breakTo: '2026-12-01T18:00:00.000Z' }), shift('2026-12-04', '2026-12-05T03:00:00.000Z', '2026-12-05T11:00:00.000Z'),
  ], '2026-12-04', NEW_YORK)
  expect(form).toMatchObject({ from: '2026-12-05', to: '2027-01-01', breakMinutes: 45, breakFrom: '12:00', breakTo: '13:00' })
  expect(form.days.map(({ works }) => works)).toEqual([false, true, false, false, true, false, false])
  expect(form.days[1]).toEqual({ works: true, from: '07:30', to: '16:00', pause: true })
  expect(form.days[4]).toEqual({ works: true, from: '22:00', to: '06:00', pause: false })
  expect(hoursFormOf([], null, NEW_YORK)).toMatchObject({ from: '2026-12-01', days: [{ works: true }, {}, {}, {}, {}, { works: false }, { works: false }] })
})

it('takes an end before its begin for one of the next day', () => {
  expect(readDay(day('22:00', '06:00'), pause)).toMatchObject({ fromMinute: 1_320, toMinute: 1_800 })
  expect(readDay(day('20:00', '04:00', { pause: true }), { breakMinutes: 30, breakFrom: '23:30', breakTo: '01:00' })).toMatchObject({ breakFromMinute: 1_410, breakToMinute: 1_500 })
  expect(readDay({ ...day('', ''), works: false }, pause)).toBeNull()
})

it.each([
  [day('08:00', '08:00'), 'noHours'], [day('08:00', '07:00'), 'tooLong'], [day('06:00', '23:00'), 'tooLong'], [day('', '17:00'), 'time'], [day('08:00', '12:00', { pause: true }), 'breakOutside'],
])('says what is wrong with %j', (each, problem) => {
  expect(readDay(each, pause)).toBe(problem)
})

it.each([
  ['2026-11-29', '2026-12-01', 'past'], ['2026-12-02', '2026-12-01', 'before'], ['2026-12-01', '2028-12-01', 'tooFar'], ['2026-12-01', '2027-04-01', 'tooMany'], ['', '2027-04-01', 'day'], ['2026-11-30', '2026-11-30', null],
])('says what is wrong with days from %s to %s', (from, to, problem) => {
  expect(problemOfRange({ from, to }, NEW_YORK.today)).toBe(problem)
})
