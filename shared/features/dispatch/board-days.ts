/** From the board's rows to the days that the rule of consequences knows. Window and backend alike. Seconds since 1970. */
import type { BoardDay, BoardHold, BoardTechnician, BoardVisit } from './board.schema.ts'
import type { DayVisit, Span, TechnicianDay } from './day-timeline.ts'
import { coversPlace } from './territory.ts'
import { placeOf } from './travel.ts'

export const secondsOf = (instant: string): number => Date.parse(instant) / 1_000
const spanOf = (from: string, to: string): Span => ({ from: secondsOf(from), to: secondsOf(to) })

/** @param start seconds; a visit that nobody has is asked about where somebody would put it */
export function dayVisitOf(visit: BoardVisit, start: number): DayVisit {
  const { id, minutes, promised, skills, speaks, status } = visit
  return { id, start, seconds: minutes * 60, promised: promised && spanOf(promised.from, promised.to), place: placeOf(visit), skills, speaks, status }
}

function heldVisitOf({ id, start, end, ...where }: BoardHold): DayVisit {
  const from = secondsOf(start)
  return { id, start: from, seconds: secondsOf(end) - from, promised: null, place: placeOf(where), skills: [], held: true }
}

type Places = ReadonlyMap<string, BoardVisit>
/** @param places the visits that may be asked about, by id. @param now seconds; undefined: the plan alone is looked at */
function technicianDayOf(technician: BoardTechnician, date: string, visits: readonly DayVisit[], places: Places, now: number | undefined): TechnicianDay {
  // Who does not go out any more has no shift, whatever is written of it.
  const shift = technician.active ? (technician.shifts.find(({ day }) => day === date) ?? null) : null
  const home = { latitude: technician.startLatitude, longitude: technician.startLongitude }
  return {
    technicianId: technician.id, date, shift: shift && spanOf(shift.startAt, shift.endAt), leavesFrom: home, endsAt: home, density: technician.density, skills: technician.skills, languages: technician.languages,
    break: shift && shift.breakMinutes > 0 && shift.breakFrom !== null && shift.breakTo !== null ? { seconds: shift.breakMinutes * 60, window: spanOf(shift.breakFrom, shift.breakTo) } : null,
    away: shift && shift.absentFrom !== null ? [spanOf(shift.absentFrom, shift.endAt)] : [],
    covers: (visitId) => {
      const visit = places.get(visitId)
      return !visit || coversPlace(technician, visit)
    },
    visits, ...(now === undefined ? {} : { now }),
  }
}

/** The column that an instant lies in; null outside of what is shown. @param at seconds */
const boardDayAt = (days: readonly BoardDay[], at: number): BoardDay | null => days.find(({ opens, closes }) => at >= secondsOf(opens) && at < secondsOf(closes)) ?? null

export type BoardDays = ReadonlyMap<string, TechnicianDay>
export const dayKey = (technicianId: string, date: string): string => `${technicianId} ${date}`

/** Each technician's days, by `dayKey`, with what is held for callers. @param now seconds since 1970, by which what should have begun is late; undefined: as it is planned */
export function daysOnBoard({ days, technicians, visits }: { days: readonly BoardDay[]; technicians: readonly BoardTechnician[]; visits: readonly BoardVisit[] }, now?: number): BoardDays {
  const places = new Map(visits.map((visit) => [visit.id, visit]))
  const byDay = new Map<string, DayVisit[]>()
  for (const visit of visits) {
    if (visit.technicianId === null || visit.start === null) continue
    const start = secondsOf(visit.start)
    const day = boardDayAt(days, start)
    if (!day) continue
    const key = dayKey(visit.technicianId, day.date)
    byDay.set(key, [...(byDay.get(key) ?? []), dayVisitOf(visit, start)])
  }
  for (const { id, held } of technicians) for (const hold of held) {
    const day = boardDayAt(days, secondsOf(hold.start))
    if (!day || (now !== undefined && secondsOf(hold.expiresAt) <= now)) continue
    const key = dayKey(id, day.date)
    byDay.set(key, [...(byDay.get(key) ?? []), heldVisitOf(hold)])
  }
  return new Map(technicians.flatMap((technician) => days.map(({ date }) => {
    const key = dayKey(technician.id, date)
    return [key, technicianDayOf(technician, date, byDay.get(key) ?? [], places, now)] as const
  })))
}
