/** How the technicians' ways look: lines and numbered visits in their colour, names where they leave, hollow marks for what nobody has. */
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl'
import { BOLD, geojson } from '../../../ui/map/base-map.ts'
import { dark, type Palette } from '../../../ui/theme.ts'
import { routeColours } from './route-colours.ts'

export const sources = (): Record<string, SourceSpecification> => ({ lines: geojson(), preview: geojson(), open: geojson(), stops: geojson(), homes: geojson(), chosen: geojson() })

/** From farther away they would not fit into their marks; of whoever is looked at the map is nearer than that. */
const NUMBERS_FROM_ZOOM = 10

const when = (property: string, yes: number, no: number): ExpressionSpecification => ['case', ['boolean', ['get', property], false], yes, no]
const front: ExpressionSpecification = when('front', 1, 0)
const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString']
const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point']

/** From afar a mark is small, so that a town of them is not one blot. */
const sized = (front: number, other: number): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], 8, when('front', front * 0.6, other * 0.5), 11.5, when('front', front, other)]

function colourOf(palette: Palette): ExpressionSpecification {
  const all = routeColours[palette === dark ? 'dark' : 'light']
  return ['match', ['get', 'colour'], ...all.slice(1).flatMap((colour, index) => [index + 1, colour]), all[0]] as unknown as ExpressionSpecification
}

export function layers(palette: Palette): LayerSpecification[] {
  const colour = colourOf(palette)
  return [
    { id: 'lines', type: 'line', source: 'lines', layout: { 'line-join': 'round', 'line-sort-key': front }, paint: { 'line-color': colour, 'line-width': when('front', 4, 2), 'line-opacity': when('faded', 0.3, 1) } },
    { id: 'preview-edge', type: 'line', source: 'preview', filter: isLine, layout: { 'line-join': 'round' }, paint: { 'line-color': palette.surface, 'line-width': 7 } },
    { id: 'preview', type: 'line', source: 'preview', filter: isLine, layout: { 'line-join': 'round' }, paint: { 'line-color': palette.text, 'line-width': 3, 'line-dasharray': [2, 1.2] } },
    { id: 'open', type: 'circle', source: 'open', paint: { 'circle-radius': sized(6, 6), 'circle-color': palette.surface, 'circle-stroke-color': palette.look, 'circle-stroke-width': 2.5 } },
    { id: 'homes', type: 'circle', source: 'homes', paint: { 'circle-radius': sized(5, 4), 'circle-color': palette.surface, 'circle-stroke-color': colour, 'circle-stroke-width': 3, 'circle-opacity': when('faded', 0.4, 1), 'circle-stroke-opacity': when('faded', 0.4, 1) } },
    { id: 'stops', type: 'circle', source: 'stops', layout: { 'circle-sort-key': front }, paint: { 'circle-radius': sized(10, 9), 'circle-color': colour, 'circle-stroke-color': palette.surface, 'circle-stroke-width': 1.5, 'circle-opacity': when('faded', 0.4, 1), 'circle-stroke-opacity': when('faded', 0.4, 1) } },
    { id: 'home-names', type: 'symbol', source: 'homes', layout: { 'text-field': ['get', 'name'], 'text-font': BOLD, 'text-size': 11, 'text-anchor': 'top', 'text-offset': [0, 0.7], 'symbol-sort-key': when('front', 0, 1) }, paint: { 'text-color': colour, 'text-halo-color': palette.surface, 'text-halo-width': 1.5, 'text-opacity': when('faded', 0.5, 1) } },
    { id: 'stop-numbers', type: 'symbol', source: 'stops', minzoom: NUMBERS_FROM_ZOOM, layout: { 'text-field': ['get', 'label'], 'text-font': BOLD, 'text-size': 11, 'text-padding': 1, 'symbol-sort-key': when('front', 0, 1) }, paint: { 'text-color': palette.surface } },
    { id: 'preview-visit', type: 'circle', source: 'preview', filter: isPoint, paint: { 'circle-radius': 12, 'circle-opacity': 0, 'circle-stroke-color': palette.text, 'circle-stroke-width': 3 } },
    { id: 'chosen', type: 'circle', source: 'chosen', paint: { 'circle-radius': 14, 'circle-opacity': 0, 'circle-stroke-color': palette.text, 'circle-stroke-width': 3 } },
  ]
}
