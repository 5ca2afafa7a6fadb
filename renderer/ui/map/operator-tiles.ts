/** The operator's own streets, where the machine's policy names an archive of them: below everything that the map says itself. */
import { addProtocol, type LayerSpecification, type Map as MapLibre } from 'maplibre-gl'
import type { MapTilesInfo } from '#shared/contract/shell.ts'
import { shell } from '../../app/bridge/client.ts'
import type { Palette } from '../theme.ts'

export type ReadyTiles = Extract<MapTilesInfo, { state: 'ready' }>

const SOURCE = 'streets'

// By the port to main: the window itself fetches nothing.
addProtocol(SOURCE, async ({ url }) => {
  const [z, x, y] = url.slice(`${SOURCE}://`.length).split('/').map(Number)
  const { content } = await shell.mapTile({ z: z ?? 0, x: x ?? 0, y: y ?? 0 })
  return { data: content === null ? new ArrayBuffer(0) : (Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)).buffer as ArrayBuffer) }
})

/** @param below the first layer that is not the ground's */
export function addStreets(map: MapLibre, { kind, minZoom, maxZoom }: ReadyTiles, palette: Palette, below: string | undefined): void {
  map.addSource(SOURCE, { type: kind, tiles: [`${SOURCE}://{z}/{x}/{y}`], minzoom: minZoom, maxzoom: maxZoom, ...(kind === 'raster' ? { tileSize: 256 } : {}) })
  for (const layer of streetLayers(palette, kind)) map.addLayer(layer, below)
}

/** By the names that Protomaps gives its layers, and OpenMapTiles. */
export function streetLayers(palette: Palette, kind: ReadyTiles['kind']): LayerSpecification[] {
  if (kind === 'raster') return [{ id: 'streets', type: 'raster', source: SOURCE, paint: { 'raster-fade-duration': 0, 'raster-saturation': -0.6 } }]
  const line = (name: string): LayerSpecification => ({ id: `streets-${name}`, type: 'line', source: SOURCE, 'source-layer': name, paint: { 'line-color': palette.line, 'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 8, 0.5, 16, 5] } })
  const area = (name: string, colour: string): LayerSpecification => ({ id: `streets-${name}`, type: 'fill', source: SOURCE, 'source-layer': name, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colour } })
  const names = (name: string): LayerSpecification => ({
    id: `streets-${name}`, type: 'symbol', source: SOURCE, 'source-layer': name, layout: { 'text-field': ['coalesce', ['get', 'name'], ''], 'text-font': ['Headend Regular'], 'text-size': 11 },
    paint: { 'text-color': palette.soft, 'text-halo-color': palette.surface, 'text-halo-width': 1 },
  })
  return [area('water', palette.accentSoft), area('buildings', palette.ground), area('building', palette.ground), line('roads'), line('transportation'), names('places'), names('place')]
}
