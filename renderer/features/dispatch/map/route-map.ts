/** The technicians' ways of one day, as the map draws them: from where they leave, visit by visit, and back. Plain data, without the map. */
import type { Position } from '#shared/features/outages/area.ts'
import { dayKey, dayVisitOf } from '#shared/features/dispatch/board-days.ts'
import type { BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import { changed } from '#shared/features/dispatch/consequences.ts'
import { byStart, type DayVisit, type TechnicianDay } from '#shared/features/dispatch/day-timeline.ts'
import { placeOf, type TravelPlace } from '#shared/features/dispatch/travel.ts'
import { collection, lineAlong, pointAt, type FeatureCollection } from '../../../ui/map/geojson.ts'
import type { BoardModel, BoardRow } from '../board-model.ts'
import type { Carried } from '../carry.ts'
import { ROUTE_COLOURS } from './route-colours.ts'

/** `number`: which of the day's visits it is, those without a place counted too. */
export type RouteStop = { visitId: string; number: number; position: Position; atRisk: boolean }
export type TechnicianRoute = { technicianId: string; name: string; /** Index of its colour. */ colour: number; home: Position; stops: readonly RouteStop[] }

export const positionOf = ({ latitude, longitude }: TravelPlace): Position => [longitude, latitude]
const placed = (place: TravelPlace | null): Position[] => (place ? [positionOf(place)] : [])
/** What is held for callers is nobody's visit yet. */
const inOrder = ({ visits }: TechnicianDay): DayVisit[] => visits.filter(({ held }) => !held).toSorted(byStart)

/** Of those who are shown and have somewhere to go. A technician's colour is the same whoever else is shown. */
export function routesOf({ rows: all, days }: Pick<BoardModel, 'rows' | 'days'>, shown: readonly BoardRow[], date: string): TechnicianRoute[] {
  const wanted = new Set(shown.map(({ technician }) => technician.id))
  return all.flatMap(({ technician: { id, name }, visits }, index) => {
    const day = days.get(dayKey(id, date))
    if (!day || !wanted.has(id)) return []
    const risky = new Set(visits.filter(({ violations }) => violations.length > 0).map(({ key }) => key))
    const stops = inOrder(day).flatMap(({ id: visitId, place }, at) => placed(place).map((position) => ({ visitId, number: at + 1, position, atRisk: risky.has(visitId) })))
    return stops.length > 0 ? [{ technicianId: id, name, colour: index % ROUTE_COLOURS, home: positionOf(day.leavesFrom), stops }] : []
  })
}

export const openVisits = (visits: readonly BoardVisit[]): FeatureCollection => collection(visits.flatMap((visit) => placed(placeOf(visit)).map((position) => pointAt(position, { visitId: visit.id }))))

/** @param technicianId who is looked at: the others step back */
export function routeFeatures(routes: readonly TechnicianRoute[], technicianId: string | null): { lines: FeatureCollection; stops: FeatureCollection; homes: FeatureCollection } {
  const looked = routes.some((route) => route.technicianId === technicianId)
  const of = ({ technicianId: id, colour }: TechnicianRoute) => ({ technicianId: id, colour, front: id === technicianId, faded: looked && id !== technicianId })
  return {
    lines: collection(routes.map((route) => lineAlong([route.home, ...route.stops.map(({ position }) => position), route.home], of(route)))),
    stops: collection(routes.flatMap((route) => route.stops.map(({ visitId, number, position, atRisk }) => pointAt(position, { ...of(route), visitId, label: atRisk ? `${number}!` : `${number}` })))),
    homes: collection(routes.map((route) => pointAt(route.home, { ...of(route), name: route.name }))),
  }
}

/** `key` is another one as soon as the way is another one. */
export type Preview = { key: string; technicianId: string; line: readonly Position[]; at: Position | null }
/** The way of whoever a visit is carried over, as it would be with it; null over no lane of that day. */
export function previewOf({ days }: Pick<BoardModel, 'days'>, date: string, { visit, target }: Carried, column: { opens: number; closes: number }): Preview | null {
  const day = target.technicianId !== null && target.start >= column.opens && target.start < column.closes ? days.get(dayKey(target.technicianId, date)) : undefined
  if (!day) return null
  const visits = inOrder(changed(day, dayVisitOf(visit, target.start), true))
  const home = positionOf(day.leavesFrom)
  return { key: `${day.technicianId} ${visits.map(({ id }) => id).join(' ')}`, technicianId: day.technicianId, line: [home, ...visits.flatMap(({ place }) => placed(place)), home], at: placed(placeOf(visit))[0] ?? null }
}

export const previewFeatures = (preview: Preview | null): FeatureCollection => (preview ? collection([lineAlong(preview.line, {}), ...(preview.at ? [pointAt(preview.at, {})] : [])]) : collection([]))
