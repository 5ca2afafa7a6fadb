/** The map's look, from the theme's palette: what is drawn, in which order, from which zoom on. Nothing in it is fetched. */
import type { DataDrivenPropertyValueSpecification, ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl'
import { draftLayers } from '../../../app/area/draft-features.ts'
import type { Palette } from '../../../ui/theme.ts'
import { BOLD, FONT, geojson } from '../../../ui/map/base-map.ts'

/** Below it nodes are told by clusters, from it on one by one. */
export const NODES_FROM_ZOOM = 10
/** From farther away an area is a speck below its mark. */
const AREAS_FROM_ZOOM = 9
/** From it on nodes have their names. */
export const NAMES_FROM_ZOOM = 11.5
/** From it on taps and premises are asked for and drawn. */
export const PREMISES_FROM_ZOOM = 14

const worst = { worst: ['max', ['get', 'rank']] } satisfies Record<string, unknown>

export const sources = (): Record<string, SourceSpecification> => ({
  nodeClusters: geojson({ promoteId: 'key' }),
  nodes: geojson({ promoteId: 'code' }),
  shares: geojson(),
  sites: geojson(),
  nearby: geojson(),
  problemPlaces: geojson(),
  problems: geojson({ cluster: true, clusterMaxZoom: NODES_FROM_ZOOM, clusterRadius: 34, clusterProperties: worst as never }),
  selected: geojson(),
  draft: geojson(),
  picked: geojson(),
})

/** Told apart from the places, so that it changes without a tile being made anew: 0 to 3, as `nodeLevel` has it. */
const level: ExpressionSpecification = ['coalesce', ['feature-state', 'level'], 0]
const byLevel = (of: [string, string, string, string]): ExpressionSpecification => ['match', level, 3, of[3], 2, of[2], 1, of[1], of[0]]
const numberByLevel = (of: [number, number, number, number]): ExpressionSpecification => ['match', level, 3, of[3], 2, of[2], 1, of[1], of[0]]
const byTone = (palette: Palette): DataDrivenPropertyValueSpecification<string> => ['match', ['get', 'tone'], 'stop', palette.stop, 'look', palette.look, palette.done]
const byWorst = (palette: Palette): DataDrivenPropertyValueSpecification<string> => ['match', ['get', 'worst'], 2, palette.stop, 1, palette.look, palette.done]
const isPolygon: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point']

export function layers(palette: Palette): LayerSpecification[] {
  return [...plant(palette), ...problems(palette), ...drawing(palette)]
}

/** Where most are offline a node is larger and has a dark edge: its colour says nothing that its size does not. */
const plant = (palette: Palette): LayerSpecification[] => [
  { id: 'areas', type: 'fill', source: 'problemPlaces', minzoom: AREAS_FROM_ZOOM, filter: isPolygon, paint: { 'fill-color': byTone(palette), 'fill-opacity': 0.16 } },
  { id: 'area-lines', type: 'line', source: 'problemPlaces', minzoom: AREAS_FROM_ZOOM, filter: ['all', isPolygon, ['get', 'open']], paint: { 'line-color': byTone(palette), 'line-width': 1.5 } },
  { id: 'area-dashes', type: 'line', source: 'problemPlaces', minzoom: AREAS_FROM_ZOOM, filter: ['all', isPolygon, ['!', ['get', 'open']]], paint: { 'line-color': byTone(palette), 'line-width': 1.5, 'line-dasharray': [3, 2] } },
  { id: 'nearby', type: 'circle', source: 'nearby', minzoom: PREMISES_FROM_ZOOM, paint: { 'circle-radius': ['case', ['==', ['get', 'what'], 'tap'], 4, 2.5], 'circle-color': ['case', ['==', ['get', 'what'], 'tap'], palette.surface, palette.edge], 'circle-stroke-color': palette.soft, 'circle-stroke-width': ['case', ['==', ['get', 'what'], 'tap'], 1.5, 0] } },
  { id: 'node-halos', type: 'circle', source: 'problemPlaces', filter: isPoint, minzoom: NODES_FROM_ZOOM, paint: { 'circle-radius': 13, 'circle-color': byTone(palette), 'circle-opacity': 0.2, 'circle-stroke-color': byTone(palette), 'circle-stroke-width': 1.5 } },
  {
    id: 'node-clusters', type: 'circle', source: 'nodeClusters', maxzoom: NODES_FROM_ZOOM,
    paint: {
      'circle-color': byLevel([palette.raised, palette.raised, palette.lookSoft, palette.stopSoft]), 'circle-stroke-color': byLevel([palette.edge, palette.edge, palette.look, palette.stop]), 'circle-stroke-width': numberByLevel([1, 1, 2.5, 4]),
      'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'count']], 1, 8, 12, 15, 30, 21],
    },
  },
  { id: 'node-counts', type: 'symbol', source: 'nodeClusters', maxzoom: NODES_FROM_ZOOM, layout: { 'text-field': ['to-string', ['get', 'count']], 'text-font': FONT, 'text-size': 11, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': palette.text } },
  {
    id: 'nodes', type: 'circle', source: 'nodes', minzoom: NODES_FROM_ZOOM,
    paint: { 'circle-radius': numberByLevel([3.5, 4, 6, 8]), 'circle-color': byLevel([palette.surface, palette.done, palette.look, palette.stop]), 'circle-stroke-color': byLevel([palette.edge, palette.surface, palette.text, palette.text]), 'circle-stroke-width': numberByLevel([1.5, 1, 1, 2]) },
  },
  { id: 'node-names', type: 'symbol', source: 'nodes', minzoom: NAMES_FROM_ZOOM, layout: { 'text-field': ['get', 'code'], 'text-font': FONT, 'text-size': 11, 'text-anchor': 'top', 'text-offset': [0, 0.9], 'text-optional': true }, paint: { 'text-color': palette.text, 'text-halo-color': palette.surface, 'text-halo-width': 1.5 } },
  { id: 'node-shares', type: 'symbol', source: 'shares', minzoom: NAMES_FROM_ZOOM, layout: { 'text-field': ['get', 'share'], 'text-font': BOLD, 'text-size': 11, 'text-anchor': 'bottom', 'text-offset': [0, -0.9], 'text-optional': true }, paint: { 'text-color': palette.text, 'text-halo-color': palette.surface, 'text-halo-width': 1.5 } },
  { id: 'sites', type: 'circle', source: 'sites', minzoom: NODES_FROM_ZOOM, paint: { 'circle-radius': ['case', ['==', ['get', 'kind'], 'headend'], 6, 4.5], 'circle-color': palette.surface, 'circle-stroke-color': palette.accent, 'circle-stroke-width': ['case', ['==', ['get', 'kind'], 'headend'], 4, 2.5] } },
  { id: 'site-names', type: 'symbol', source: 'sites', minzoom: NODES_FROM_ZOOM, layout: { 'text-field': ['get', 'code'], 'text-font': BOLD, 'text-size': 11, 'text-anchor': 'top', 'text-offset': [0, 0.8] }, paint: { 'text-color': palette.accent, 'text-halo-color': palette.surface, 'text-halo-width': 1.5 } },
]

const mark = { 'icon-image': ['get', 'mark'], 'icon-allow-overlap': true, 'icon-ignore-placement': true } satisfies object
const problems = (palette: Palette): LayerSpecification[] => [
  {
    id: 'problem-clusters', type: 'circle', source: 'problems', filter: ['has', 'point_count'],
    paint: { 'circle-color': byWorst(palette), 'circle-stroke-color': palette.surface, 'circle-stroke-width': 2, 'circle-radius': ['interpolate', ['linear'], ['get', 'point_count'], 2, 12, 50, 18] },
  },
  { id: 'problem-counts', type: 'symbol', source: 'problems', filter: ['has', 'point_count'], layout: { 'text-field': ['to-string', ['get', 'point_count']], 'text-font': BOLD, 'text-size': 12, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': palette.surface } },
  { id: 'problem-marks', type: 'symbol', source: 'problems', filter: ['!', ['has', 'point_count']], layout: mark as never },
  { id: 'selected-areas', type: 'line', source: 'selected', filter: isPolygon, paint: { 'line-color': palette.text, 'line-width': 3 } },
  { id: 'selected-nodes', type: 'circle', source: 'selected', filter: ['all', isPoint, ['!', ['get', 'anchor']]], minzoom: NODES_FROM_ZOOM, paint: { 'circle-radius': 14, 'circle-opacity': 0, 'circle-stroke-color': palette.text, 'circle-stroke-width': 2 } },
  { id: 'selected-ring', type: 'circle', source: 'selected', filter: ['all', isPoint, ['get', 'anchor']], paint: { 'circle-radius': 18, 'circle-color': palette.surface, 'circle-stroke-color': palette.text, 'circle-stroke-width': 3 } },
  { id: 'selected-mark', type: 'symbol', source: 'selected', filter: ['all', isPoint, ['get', 'anchor']], layout: mark as never },
]

const drawing = (palette: Palette): LayerSpecification[] => [
  { id: 'picked', type: 'circle', source: 'picked', paint: { 'circle-radius': 11, 'circle-opacity': 0, 'circle-stroke-color': palette.accent, 'circle-stroke-width': 3 } },
  ...draftLayers(palette),
]
