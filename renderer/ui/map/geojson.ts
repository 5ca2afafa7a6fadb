/** What maps are told, as GeoJSON. Positions are `[longitude, latitude]` in degrees. */
import { boundsOf, type Position } from '#shared/features/outages/area.ts'

// Of the library of types that comes with the map's.
export type Geometry = GeoJSON.Geometry
export type Point = GeoJSON.Point
export type Feature<G extends Geometry = Geometry> = GeoJSON.Feature<G>
export type FeatureCollection<G extends Geometry = Geometry> = GeoJSON.FeatureCollection<G>

export const collection = <G extends Geometry>(features: Feature<G>[]): FeatureCollection<G> => ({ type: 'FeatureCollection', features })
export const nothing = (): FeatureCollection => collection([])
export const pointAt = (coordinates: Position, properties: Record<string, unknown>): Feature<Point> => ({ type: 'Feature', geometry: { type: 'Point', coordinates }, properties })
export const lineAlong = (coordinates: readonly Position[], properties: Record<string, unknown>): Feature => ({ type: 'Feature', geometry: { type: 'LineString', coordinates: [...coordinates] }, properties })

export type Bounds = [west: number, south: number, east: number, north: number]
export const boundsOfAll = (positions: readonly Position[]): Bounds | null => (positions.length === 0 ? null : boundsOf(positions))
