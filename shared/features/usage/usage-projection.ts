/**
 * Where a cycle's use goes if the customer goes on as they do. No clock: the day is told.
 *
 * Method. The customer's own last 28 whole days, of this cycle and the one before, are two urns: weekends and other days
 * (one urn where one of them would hold fewer than two days). The point adds, for each day to come, the mean of its urn.
 * The range is made of 400 courses: each day to come is a draw from its urn, and the drawn day is put back with copies of
 * itself (a Polya urn, as in the Bayesian bootstrap's prediction). So the level itself is uncertain too, and the fewer days are known the
 * wider the range. It reaches from the 10th to the 90th of a hundred courses: four of five cycles should end inside
 * (usage-projection.test.ts measures it). The draws are the same each time; nothing here is chance.
 */
import { dateOf, dayOf } from '../../kernel/calendar.ts'
import type { UsageDay } from './usage.schema.ts'

export type ProjectionBasis = {
  periodStart: string
  /** The last day. */
  periodEnd: string
  /** Its use so far is in `days`, and it is not over. */
  today: string
  usedMegabytes: number
  days: readonly UsageDay[]
  /** Of the cycle before. */
  before: readonly UsageDay[]
}
/** At the end of the cycle, in megabytes. `knownDays`: how many whole days it rests on. */
export type UsageProjection = { point: number; low: number; high: number; knownDays: number }

/** Fewer say nothing about a month. */
export const LEAST_DAYS = 3
/** Below this a range is wide, and that is said. */
export const FEW_DAYS = 7
const MOST_DAYS = 28
const COURSES = 400
const TAIL = 0.1
/**
 * How often a drawn day is put back beside itself. One would be right if days had nothing to do with each other; the days
 * of a week resemble each other, so each tells less than a day. Three was measured to keep what the range says.
 */
const COPIES = 3

/** @returns null while too few days are known. A cycle that is over is what it is. */
export function projectUsage(basis: ProjectionBasis): UsageProjection | null {
  const { usedMegabytes, today, periodEnd } = basis
  const known = wholeDays(basis)
  if (today > periodEnd) return { point: usedMegabytes, low: usedMegabytes, high: usedMegabytes, knownDays: known.length }
  if (known.length < LEAST_DAYS) return null
  const urns = urnsOf(known)
  const toCome = daysToCome(basis)
  const point = usedMegabytes + Math.round(total(toCome.map(({ day, already }) => Math.max(0, mean(urns[kindOf(day, urns)]) - already))))
  const courses = Array.from({ length: COURSES }, (_, course) => usedMegabytes + drawCourse(course, toCome, urns)).sort((a, b) => a - b)
  const at = (share: number): number => courses[Math.round(share * (COURSES - 1))] ?? point
  return { point, low: Math.min(point, at(TAIL)), high: Math.max(point, at(1 - TAIL)), knownDays: known.length }
}

/** The newest that are over. */
function wholeDays({ days, before, today }: ProjectionBasis): UsageDay[] {
  return [...before, ...days].filter(({ day }) => day < today).sort((a, b) => (a.day < b.day ? -1 : 1)).slice(-MOST_DAYS)
}

type Urns = { weekend: readonly number[]; weekday: readonly number[]; apart: boolean }

function urnsOf(known: readonly UsageDay[]): Urns {
  const of = (weekend: boolean): number[] => known.filter(({ day }) => isWeekend(dayOf(day)) === weekend).map(({ megabytes }) => megabytes)
  const [weekend, weekday] = [of(true), of(false)]
  if (weekend.length >= 2 && weekday.length >= 2) return { weekend, weekday, apart: true }
  const all = known.map(({ megabytes }) => megabytes)
  return { weekend: all, weekday: all, apart: false }
}

/** 1970-01-01 was a Thursday. */
const isWeekend = (day: number): boolean => [0, 6].includes((day + 4) % 7)
const kindOf = (day: number, { apart }: Urns): 'weekend' | 'weekday' => (apart && isWeekend(day) ? 'weekend' : 'weekday')

/** From the newest day that was measured: what is missing behind it comes late. Today has a part already. */
function daysToCome({ days, today, periodStart, periodEnd }: ProjectionBasis): { day: number; already: number }[] {
  const newest = days.at(-1)
  const partly = newest?.day === today ? newest.megabytes : 0
  const first = newest === undefined ? dayOf(periodStart) : dayOf(newest.day) + (newest.day < today ? 1 : 0)
  const last = dayOf(periodEnd)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => ({ day: first + at, already: dateOf(first + at) === today ? partly : 0 }))
}

function drawCourse(course: number, toCome: readonly { day: number; already: number }[], urns: Urns): number {
  const draw = repeatable(course)
  const own = { weekend: [...urns.weekend], weekday: [...urns.weekday] }
  let sum = 0
  for (const { day, already } of toCome) {
    const urn = own[kindOf(day, urns)]
    const drawn = urn[Math.floor(draw() * urn.length)] ?? 0
    for (let copy = 0; copy < COPIES; copy += 1) urn.push(drawn)
    sum += Math.max(0, drawn - already)
  }
  return sum
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const mean = (values: readonly number[]): number => total(values) / values.length

/** Mulberry32 (public domain), in [0, 1): the same numbers for the same course on every machine. */
function repeatable(course: number): () => number {
  let state = Math.imul(course + 1, 0x9e3779b1)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
