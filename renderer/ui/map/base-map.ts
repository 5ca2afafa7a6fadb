/**
 * The map that all pages share: MapLibre on the ground that needs no network, with the operator's streets where there are some. A page
 * brings its own sources and layers. Loaded when a map is first opened and never before.
 */
import { GPUInitializationError, Map as MapLibre, setWorkerUrl, type GeoJSONSource, type LayerSpecification, type SourceSpecification } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { Palette } from '../theme.ts'
import { basemap } from './basemap.ts'
import { nothing, type Bounds, type FeatureCollection } from './geojson.ts'
import { addStreets, streetLayers, type ReadyTiles } from './operator-tiles.ts'

// Bundled with the window: `app://` is no address from which the library would find it by itself.
setWorkerUrl(new URL(workerUrl, location.href).href)

export type MapView = { center: [number, number]; zoom: number }
export type BaseMapOptions = {
  container: HTMLElement; palette: Palette; view: MapView | null; home: Bounds | null; words: Record<string, string>; still: boolean
  sources: Record<string, SourceSpecification>
  /** Above the ground and the streets. */
  layers: (palette: Palette) => LayerSpecification[]
  images?: { all: (palette: Palette) => [string, ImageData][]; /** Pixels of a picture for one on the map. */ ratio: number }
}
export type BaseMap = ReturnType<typeof openBaseMap>

/** Drawn from the fonts of this computer, since the style names no address of glyphs. */
// No such family is there, so that the computer's own sans-serif is taken in this weight.
export const FONT = ['Headend Regular']
export const BOLD = ['Headend Bold']

/** Home without anything to show: the contiguous states. */
const EVERYWHERE: Bounds = [-124.7, 24.5, -67, 49.4]
const PADDING = 40
const CLOSEST_FIT = 13
const MOVE_MS = 400

export const isWithoutGraphics = (error: unknown): boolean => error instanceof GPUInitializationError || (error instanceof Error && /webgl/i.test(error.message))
export const geojson = (more: Partial<Extract<SourceSpecification, { type: 'geojson' }>> = {}): SourceSpecification => ({ type: 'geojson', data: nothing(), ...more })

/** @throws where no WebGL is to be had: see `isWithoutGraphics` */
export function openBaseMap({ container, palette, view, home, words, still, sources, layers, images }: BaseMapOptions) {
  const { land, states, counties } = basemap()
  const map = new MapLibre({
    container, locale: words, attributionControl: false, fadeDuration: 0, validateStyle: false, reduceMotion: still,
    style: { version: 8, transition: { duration: 0, delay: 0 }, sources: { land: geojson({ data: land }), states: geojson({ data: states }), counties: geojson({ data: counties }), ...sources }, layers: [...ground(palette), ...layers(palette)] },
    dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0, minZoom: 2, maxZoom: 18, renderWorldCopies: false,
    ...(view ?? { bounds: home ?? EVERYWHERE, fitBoundsOptions: { padding: PADDING } }),
  })
  map.keyboard.disableRotation()
  map.touchZoomRotate.disableRotation()
  const source = (name: string) => map.getSource(name) as GeoJSONSource
  const ready = new Promise<void>((resolve) => void map.once('style.load', () => resolve()))
  let closed = false
  const whenReady = (work: () => void): void => void ready.then(() => { if (!closed) work() })
  if (images) whenReady(() => { for (const [name, image] of images.all(palette)) map.addImage(name, image, { pixelRatio: images.ratio }) })
  let target: number | null = null
  let streets: ReadyTiles['kind'] | null = null

  function repaint(next: Palette): void {
    for (const [name, image] of images?.all(next) ?? []) map.updateImage(name, image)
    for (const { id, paint = {} } of [...ground(next), ...layers(next), ...(streets ? streetLayers(next, streets) : [])]) for (const [property, value] of Object.entries(paint)) map.setPaintProperty(id, property as never, value as never, { validate: false })
  }

  return {
    map, source, whenReady, still,
    isClosed: () => closed,
    setData: (name: string, data: FeatureCollection) => whenReady(() => void source(name).setData(data)),
    /** The other theme's colours, on the same data. */
    setPalette: (next: Palette) => whenReady(() => repaint(next)),
    /** @param now the palette as it is */
    showStreets: (info: ReadyTiles, now: Palette) => whenReady(() => ((streets = info.kind), addStreets(map, info, now, layers(now)[0]?.id))),
    /** Within the last frame that all that was asked for needs; also where nothing looks otherwise than before. */
    whenDrawn: (work: () => void) => whenReady(() => (void map.once('idle', work), map.triggerRepaint())),
    /** @param atOnce where nobody has seen another part of it yet */
    fit(bounds: Bounds | null, atOnce = still): void {
      map.fitBounds(bounds ?? EVERYWHERE, { padding: PADDING, maxZoom: CLOSEST_FIT, duration: atOnce ? 0 : MOVE_MS })
    },
    /** Presses that come while it moves count each. */
    zoomBy(step: number): void {
      target = (map.isMoving() ? (target ?? map.getZoom()) : map.getZoom()) + step
      map.easeTo({ zoom: target, duration: still ? 0 : MOVE_MS })
    },
    easeTo: (view: Partial<MapView>) => void map.easeTo({ ...view, duration: still ? 0 : MOVE_MS }),
    close(): void {
      closed = true
      map.remove()
    },
  }
}

const ground = (palette: Palette): LayerSpecification[] => [
  { id: 'elsewhere', type: 'background', paint: { 'background-color': palette.ground } },
  { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': palette.surface, 'fill-antialias': false } },
  { id: 'coast', type: 'line', source: 'land', paint: { 'line-color': palette.edge, 'line-width': 1.2 } },
  { id: 'counties', type: 'line', source: 'counties', minzoom: 5, paint: { 'line-color': palette.line, 'line-width': 1 } },
  { id: 'states', type: 'line', source: 'states', paint: { 'line-color': palette.edge, 'line-width': 1.2 } },
]
