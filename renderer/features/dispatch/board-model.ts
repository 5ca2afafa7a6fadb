/** The board as it is drawn: made anew for each answer of the backend, and never while somebody drags. Seconds since 1970; places as fractions of the width. */
import { dayKey, daysOnBoard, secondsOf, type BoardDays } from '#shared/features/dispatch/board-days.ts'
import type { Board, BoardShift, BoardTechnician, BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import { violationsOf, type Violation } from '#shared/features/dispatch/consequences.ts'
import { timelineOf, type TechnicianDay } from '#shared/features/dispatch/day-timeline.ts'
import { travelSeconds } from '#shared/features/dispatch/travel.ts'
import { axisOf, placeOf, type BoardAxis } from './board-axis.ts'

export type Piece = { key: string; left: number; width: number }
export type VisitPiece = Piece & { visit: BoardVisit; start: number; violations: readonly Violation[] }
export type BoardRow = {
  technician: BoardTechnician
  /** Of the first day that is shown. */
  shift: BoardShift | null
  visits: readonly VisitPiece[]
  travel: readonly Piece[]
  breaks: readonly Piece[]
  /** Where nobody works: before and after the shift, on days off. */
  off: readonly Piece[]
  away: readonly Piece[]
  /** Kept for callers who are about to book. */
  held: readonly Piece[]
  /** Of all days that are shown. */
  travelMinutes: number
  atRisk: number
}
export type BoardModel = { axis: BoardAxis; days: BoardDays; rows: readonly BoardRow[]; unassigned: readonly BoardVisit[]; visits: ReadonlyMap<string, BoardVisit>; technicians: ReadonlyMap<string, BoardTechnician> }

/** @param now seconds since 1970 */
export function modelOf(board: Board, now: number): BoardModel {
  const axis = axisOf(board.days)
  const days = daysOnBoard(board, now)
  const visits = new Map(board.visits.map((visit) => [visit.id, visit]))
  return {
    axis, days, visits, technicians: new Map(board.technicians.map((technician) => [technician.id, technician])),
    rows: board.technicians.map((technician) => rowOf(technician, axis, days, visits)),
    unassigned: board.visits.filter(({ technicianId }) => technicianId === null),
  }
}

function rowOf(technician: BoardTechnician, axis: BoardAxis, days: BoardDays, visits: BoardModel['visits']): BoardRow {
  const own = axis.columns.flatMap(({ date }) => days.get(dayKey(technician.id, date)) ?? [])
  const timed = own.map((day) => ({ day, timeline: timelineOf(day, travelSeconds), violations: violationsOf(day, travelSeconds) }))
  const piece = (key: string, from: number, to: number): Piece[] => {
    const place = placeOf(axis, from, to)
    return place && place.width > 0 ? [{ key, ...place }] : []
  }
  const pieces = timed.flatMap(({ timeline, violations }) => timeline.stops.flatMap(({ visit }): VisitPiece[] => {
    const about = violations.filter(({ visitId, with: other }) => visitId === visit.id || other === visit.id)
    const known = visits.get(visit.id)
    return known ? piece(visit.id, visit.start, visit.start + visit.seconds).map((place) => ({ ...place, visit: known, start: visit.start, violations: known.status === 'planned' ? about : [] })) : []
  })).toSorted((one, other) => one.start - other.start)
  return {
    technician, shift: technician.shifts.find(({ day }) => day === axis.columns[0]?.date) ?? null, visits: pieces,
    travel: timed.flatMap(({ timeline: { stops, returns, wayBack } }) => [
      ...stops.flatMap(({ visit, arrival, travel, start }) => piece(`to ${visit.id}`, Math.max(arrival - travel, start - travel), start)), ...(wayBack > 0 && stops.length > 0 ? piece(`home ${stops.at(-1)!.visit.id}`, returns - wayBack, returns) : []),
    ]),
    breaks: timed.flatMap(({ day, timeline: { pause } }) => (pause ? piece(`break ${day.date}`, pause.from, pause.to) : [])),
    off: timed.flatMap(({ day }) => offOf(day, axis, piece)),
    away: timed.flatMap(({ day }) => day.away.flatMap(({ from, to }) => piece(`away ${day.date}`, from, to))),
    held: timed.flatMap(({ timeline }) => timeline.stops.flatMap(({ visit }) => (visit.held ? piece(`held ${visit.id}`, visit.start, visit.start + visit.seconds) : []))),
    travelMinutes: Math.round(timed.reduce((sum, { timeline }) => sum + timeline.travelSeconds, 0) / 60),
    atRisk: pieces.filter(({ violations }) => violations.length > 0).length,
  }
}

function offOf({ date, shift }: TechnicianDay, axis: BoardAxis, piece: (key: string, from: number, to: number) => Piece[]): Piece[] {
  const column = axis.columns.find((one) => one.date === date)
  if (!column) return []
  if (!shift) return piece(`off ${date}`, column.opens, column.closes)
  return [...piece(`before ${date}`, column.opens, Math.max(column.opens, shift.from)), ...piece(`after ${date}`, Math.min(column.closes, shift.to), column.closes)]
}

export const startOf = ({ start }: BoardVisit): number | null => (start === null ? null : secondsOf(start))
/** Somebody may move it: the work has not begun. */
export const isMovable = ({ status }: BoardVisit): boolean => status === 'planned'
