/** An area while it is drawn, on any map that has the source `draft`. */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { Position } from '#shared/features/outages/area.ts'
import { collection, type Feature, type FeatureCollection } from '../../ui/map/geojson.ts'
import type { Palette } from '../../ui/theme.ts'

const polygon = (ring: readonly Position[]): GeoJSON.Polygon => ({ type: 'Polygon', coordinates: [[...ring, ring[0]!]] })

/** Its corners in their order, the line between them, and what it would fill. */
export function draftFeatures(corners: readonly Position[], sound: readonly Position[], good: boolean): FeatureCollection {
  const features: Feature[] = []
  if (!good && sound.length >= 3) features.push({ type: 'Feature', geometry: polygon(sound), properties: { what: 'sound' } })
  if (corners.length >= 3) features.push({ type: 'Feature', geometry: polygon(corners), properties: { what: 'draft', good } })
  else if (corners.length === 2) features.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: [...corners] }, properties: { what: 'draft', good } })
  return collection(features)
}

const isPolygon: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
const draftColour = (palette: Palette): ExpressionSpecification => ['case', ['boolean', ['get', 'good'], false], palette.accent, palette.stop]
export const draftLayers = (palette: Palette): LayerSpecification[] => [
  { id: 'draft-sound', type: 'line', source: 'draft', filter: ['==', ['get', 'what'], 'sound'], paint: { 'line-color': palette.accent, 'line-width': 1.5, 'line-dasharray': [2, 2] } },
  { id: 'draft-fill', type: 'fill', source: 'draft', filter: ['all', isPolygon, ['==', ['get', 'what'], 'draft']], paint: { 'fill-color': draftColour(palette), 'fill-opacity': 0.18 } },
  { id: 'draft-line', type: 'line', source: 'draft', filter: ['==', ['get', 'what'], 'draft'], paint: { 'line-color': draftColour(palette), 'line-width': 2 } },
]
