/** Opening hours against somebody who looks at the wall minute by minute, over the nights on which clocks are changed. A failure prints fast-check's seed and path. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../kernel/calendar.ts'
import { wallInstant } from '../../kernel/wall-time.ts'
import { isOpen, openHoursSchema, opensAt, problemsOfHours, weekdayOf, type OpenHours, type OpenSpan } from './open-hours.ts'

const RUNS = 25
const MINUTE_MS = 60_000
/** Clocks that are changed at two, at midnight, by half an hour, and never. */
const nights = { 'America/New_York': ['2026-03-08', '2026-11-01'], 'Europe/Madrid': ['2026-03-29', '2026-10-25'], 'America/Havana': ['2026-03-08', '2026-11-01'], 'Australia/Lord_Howe': ['2026-04-05', '2026-10-04'], 'America/Phoenix': ['2026-03-08', '2026-11-01'] } as const
const place = fc.constantFrom(...(Object.keys(nights) as (keyof typeof nights)[])).chain((zone) => fc.record({ zone: fc.constant(zone), night: fc.constantFrom(...nights[zone]) }))

const span: fc.Arbitrary<OpenSpan> = fc.oneof(
  fc.record({ from: fc.integer({ min: 0, max: 1_439 }), length: fc.integer({ min: 1, max: 1_440 }) }),
  // Where something happens: between midnight and four.
  fc.record({ from: fc.integer({ min: 0, max: 240 }), length: fc.integer({ min: 1, max: 240 }) }),
).map(({ from, length }) => ({ from, to: from + length }))
const week = fc.array(fc.array(span, { maxLength: 2 }), { minLength: 7, maxLength: 7 })
const hoursNear = (night: string): fc.Arbitrary<OpenHours> =>
  fc.record({ week, closed: fc.subarray([-1, 0, 1]) }).map(({ week: days, closed }) => ({ week: days, closedDays: closed.map((off) => ({ day: addDays(night, off), name: '' })) }))

/** What the wall shows then, as text that sorts. */
const formats = new Map<string, Intl.DateTimeFormat>()
const walls = new Map<string, { at: number; wall: string }[]>()
function wallOf(zone: string, night: string): { at: number; wall: string }[] {
  const key = `${zone} ${night}`
  const from = wallInstant(zone, addDays(night, -3), 0)
  const wall = walls.get(key) ?? Array.from({ length: 6 * 1_440 }, (_, index) => from + index * MINUTE_MS).map((at) => ({ at, wall: shown(zone, at) }))
  walls.set(key, wall)
  return wall
}
function shown(zone: string, ms: number): string {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  formats.set(zone, format)
  return format.format(ms)
}
const said = (day: string, minute: number): string => `${addDays(day, Math.floor(minute / 1_440))} ${String(Math.floor((minute % 1_440) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Each minute of five days, with whether it is open: a span is on from the first minute at which the wall shows its beginning or more, until the first that shows its end or more. */
function watched(zone: string, night: string, { week: days, closedDays }: OpenHours): { at: number; open: boolean }[] {
  const minutes = wallOf(zone, night)
  const firstWith = (words: string): number => minutes.findIndex(({ wall }) => wall >= words)
  const spans = Array.from({ length: 7 }, (_, index) => addDays(night, index - 3)).filter((day) => !closedDays.some((each) => each.day === day))
    .flatMap((day) => days[weekdayOf(day)]!.map((each) => [firstWith(said(day, each.from)), firstWith(said(day, each.to))] as const))
  const on = (index: number): boolean => spans.some(([begins, ends]) => begins >= 0 && index >= begins && (ends < 0 || index < ends))
  return minutes.map(({ at }, index) => ({ at, open: on(index) })).slice(1_440 * 2, 1_440 * 5)
}

describe('opening hours', () => {
  it('are open at those moments alone at which the wall says so, also in the nights in which clocks are changed', () => {
    fc.assert(fc.property(place.chain(({ zone, night }) => fc.record({ zone: fc.constant(zone), night: fc.constant(night), hours: hoursNear(night) })), ({ zone, night, hours }) => {
      const minutes = watched(zone, night, hours)
      // Each at which it opens or closes, the one before it, and every seventh.
      const looked = minutes.filter(({ open }, index) => index % 7 === 0 || open !== minutes[index - 1]?.open || open !== minutes[index + 1]?.open)
      const wrongly = looked.filter(({ at, open }) => isOpen(hours, zone, at) !== open || isOpen(hours, zone, at + MINUTE_MS - 1) !== open)
      expect(wrongly.map(({ at, open }) => [shown(zone, at), open])).toEqual([])
    }), { numRuns: RUNS })
  })

  it('say when they open next: at no moment before, and then they are', () => {
    fc.assert(fc.property(place.chain(({ zone, night }) => fc.record({ zone: fc.constant(zone), night: fc.constant(night), hours: hoursNear(night), begin: fc.integer({ min: 0, max: 2_000 }) })), ({ zone, night, hours, begin }) => {
      const minutes = watched(zone, night, hours)
      const now = minutes.slice(begin).find(({ open }) => !open)
      if (!now) return
      const next = minutes.find(({ at, open }) => at > now.at && open)
      const told = opensAt(hours, zone, now.at)
      if (next) expect(told, shown(zone, now.at)).toBe(next.at)
      else if (told !== null) expect(isOpen(hours, zone, told)).toBe(true)
    }), { numRuns: RUNS * 6 })
  })

  it('would be open twice by the minute on the wall alone: the hour that comes twice', () => {
    const hours: OpenHours = { week: Array.from({ length: 7 }, () => [{ from: 60, to: 90 }]), closedDays: [] }
    const first = wallInstant('America/New_York', '2026-11-01', 60)
    const second = first + 60 * MINUTE_MS
    expect([shown('America/New_York', first), shown('America/New_York', second)]).toEqual(['2026-11-01 01:00', '2026-11-01 01:00'])
    expect([isOpen(hours, 'America/New_York', first), isOpen(hours, 'America/New_York', second)]).toEqual([true, false])
  })

  it('go on over midnight into a closed day, and do not begin on it', () => {
    const hours: OpenHours = { week: Array.from({ length: 7 }, () => [{ from: 1_080, to: 1_560 }]), closedDays: [{ day: '2026-12-25', name: 'Christmas' }] }
    const at = (day: string, minute: number) => isOpen(hours, 'America/New_York', wallInstant('America/New_York', day, minute))
    expect([at('2026-12-24', 1_200), at('2026-12-25', 60), at('2026-12-25', 1_200), at('2026-12-26', 60), at('2026-12-26', 1_200)]).toEqual([true, true, false, false, true])
    expect(opensAt(hours, 'America/New_York', wallInstant('America/New_York', '2026-12-25', 600))).toBe(wallInstant('America/New_York', '2026-12-26', 1_080))
  })
})

describe('a week that cannot be meant', () => {
  const on = (...days: OpenSpan[][]): OpenHours => ({ week: Array.from({ length: 7 }, (_, day) => days[day] ?? []), closedDays: [] })
  it('is said with its place', () => {
    expect(problemsOfHours(on([{ from: 480, to: 480 }]))).toEqual([{ day: 0, place: 0, problem: 'endsBeforeItBegins' }])
    expect(problemsOfHours(on([{ from: 1_000, to: 2_441 }]))).toEqual([{ day: 0, place: 0, problem: 'longerThanADay' }])
    expect(problemsOfHours(on([{ from: 480, to: 720 }, { from: 700, to: 900 }]))).toEqual([{ day: 0, place: 0, problem: 'overlaps' }, { day: 0, place: 1, problem: 'overlaps' }])
    expect(problemsOfHours(on([{ from: 0, to: 60 }], [], [], [], [], [], [{ from: 1_200, to: 1_441 }])), 'Sunday’s night and Monday').toHaveLength(2)
    expect(problemsOfHours(on([{ from: 480, to: 720 }, { from: 720, to: 900 }], [{ from: 0, to: 60 }]))).toEqual([])
    expect(openHoursSchema.safeParse(on([{ from: 480, to: 480 }])).error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([['week.0.0', 'endsBeforeItBegins']])
  })
})
