/**
 * The map itself: MapLibre behind what the page wants of it. Loaded when the page of outages is opened and never before.
 * Data comes as plain rows; what changes is handed on as a difference, so that a thousand nodes are drawn anew within a frame or two.
 */
import { GPUInitializationError, Map as MapLibre, setWorkerUrl, type GeoJSONSource, type MapMouseEvent } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { Position } from '#shared/features/outages/area.ts'
import type { PlantView } from '#shared/features/outages/plant.schema.ts'
import type { Palette } from '../../../ui/theme.ts'
import type { Bounds, FeatureCollection, NodeLevel, NodeStates, PlantPlace } from './map-model.ts'
import { nodeFeatures, shareFeatures, siteFeatures } from './map-model.ts'
import { clusterNodes, worstLevel } from './node-clusters.ts'
import { IMAGE_RATIO, markImages } from './mark-images.ts'
import { addStreets, streetLayers, type ReadyTiles } from './operator-tiles.ts'
import { layers, mapStyle, NAMES_FROM_ZOOM, NODES_FROM_ZOOM, PREMISES_FROM_ZOOM } from './map-style.ts'

// Bundled with the window: `app://` is no address from which the library would find it by itself.
setWorkerUrl(new URL(workerUrl, location.href).href)

export type MapView = { center: [number, number]; zoom: number }
/** What somebody pressed: a problem, a cluster, a node, or a place where nothing is. */
export type Hit = { what: 'problem'; id: string } | { what: 'node'; code: string } | { what: 'cluster'; /** Of nodes their key. */ of: number | string; at: Position } | null
type DataSource = 'sites' | 'nearby' | 'problemPlaces' | 'problems' | 'selected' | 'draft' | 'picked'

export type MapOptions = { container: HTMLElement; palette: Palette; view: MapView | null; home: Bounds | null; words: Record<string, string>; still: boolean }
export type MapEngine = ReturnType<typeof openMap>

/** Home without a plant: the contiguous states. */
const EVERYWHERE: Bounds = [-124.7, 24.5, -67, 49.4]
const PADDING = 40
const CLOSEST_FIT = 13
const MOVE_MS = 400

export const isWithoutGraphics = (error: unknown): boolean => error instanceof GPUInitializationError || (error instanceof Error && /webgl/i.test(error.message))

/** @throws where no WebGL is to be had: see `isWithoutGraphics` */
export function openMap({ container, palette, view, home, words, still }: MapOptions) {
  const map = new MapLibre({
    container, style: mapStyle(palette), locale: words, attributionControl: false, fadeDuration: 0, validateStyle: false, reduceMotion: still,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0, minZoom: 2, maxZoom: 18, renderWorldCopies: false,
    ...(view ?? { bounds: home ?? EVERYWHERE, fitBoundsOptions: { padding: PADDING } }),
  })
  map.keyboard.disableRotation()
  map.touchZoomRotate.disableRotation()
  const source = (name: string) => map.getSource(name) as GeoJSONSource
  const ready = new Promise<void>((resolve) => void map.once('style.load', () => resolve()))
  const whenReady = (work: () => void): void => void ready.then(() => { if (!closed) work() })
  let closed = false
  let places: readonly PlantPlace[] = []
  let states: NodeStates = new Map()
  let clusters = clusterNodes([], NODES_FROM_ZOOM)
  /** What the marks on screen say already, by their keys. */
  let said = new Map<string, NodeLevel>()
  /** Of clusters the whole zoom that is drawn; nodes that stand alone are the same from `NODES_FROM_ZOOM` on. */
  let drawn = -1
  let sharesStale = false
  const wanted = () => Math.min(NODES_FROM_ZOOM, Math.max(0, Math.floor(map.getZoom())))

  void ready.then(() => { for (const [name, image] of markImages(palette)) map.addImage(name, image, { pixelRatio: IMAGE_RATIO }) })

  function drawNodes(): void {
    if (drawn === wanted() || !map.getSource('nodes')) return
    drawn = wanted()
    if (drawn < NODES_FROM_ZOOM) void source('nodeClusters').setData(clusters.at(drawn).features)
    paintNodes()
  }
  /** Only what says something else than before is told. */
  function paintNodes(): void {
    const name = drawn === NODES_FROM_ZOOM ? 'nodes' : 'nodeClusters'
    const members = drawn === NODES_FROM_ZOOM ? new Map(places.map(({ code }) => [code, [code]])) : clusters.at(drawn).members
    const before = said
    said = new Map()
    for (const [key, codes] of members) {
      const level = worstLevel(codes, states)
      said.set(key, level)
      if (before.get(key) !== level) map.setFeatureState({ source: name, id: key }, { level })
    }
  }
  /** In figures from nearby alone: whoever is farther away does not wait for them. */
  function drawShares(): void {
    if (!sharesStale || map.getZoom() < NAMES_FROM_ZOOM) return
    sharesStale = false
    void source('shares').setData(shareFeatures(places, states))
  }
  map.on('zoom', () => (drawNodes(), drawShares()))
  let target: number | null = null
  let streets: ReadyTiles['kind'] | null = null

  return {
    map,
    setPlant(next: readonly PlantPlace[]): void {
      places = next
      clusters = clusterNodes(next, NODES_FROM_ZOOM)
      ;[drawn, said] = [-1, new Map()]
      whenReady(() => {
        void source('nodes').setData(nodeFeatures(next))
        void source('sites').setData(siteFeatures(next))
        drawNodes()
      })
    },
    setStates(next: NodeStates): void {
      states = next
      whenReady(() => {
        paintNodes()
        sharesStale = true
        drawShares()
      })
    },
    setData: (name: DataSource, data: FeatureCollection) => whenReady(() => void source(name).setData(data)),
    setPalette: (next: Palette) => whenReady(() => repaint(map, next, streets)),
    /** @param now the palette as it is */
    showStreets: (info: ReadyTiles, now: Palette) => whenReady(() => ((streets = info.kind), addStreets(map, info, now))),
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
    openCluster: async ({ of, at }: Extract<Hit, { what: 'cluster' }>) => {
      const zoom = typeof of === 'number' ? await source('problems').getClusterExpansionZoom(of) : clusters.opensAt(of)
      if (!closed) map.easeTo({ center: at, zoom, duration: still ? 0 : MOVE_MS })
    },
    hitAt: ({ point }: Pick<MapMouseEvent, 'point'>) => hitAt(map, point),
    /** Where taps and premises can be told one from another; null from farther away. */
    closeView(): PlantView | null {
      if (map.getZoom() < PREMISES_FROM_ZOOM) return null
      const bounds = map.getBounds()
      return { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() }
    },
    close(): void {
      closed = true
      map.remove()
    },
  }
}

/** The other theme's colours, on the same data. */
function repaint(map: MapLibre, palette: Palette, streets: ReadyTiles['kind'] | null): void {
  for (const [name, image] of markImages(palette)) map.updateImage(name, image)
  for (const { id, paint = {} } of [...layers(palette), ...(streets ? streetLayers(palette, streets) : [])]) for (const [property, value] of Object.entries(paint)) map.setPaintProperty(id, property as never, value as never, { validate: false })
}

/** A finger's breadth round the pointer, in pixels. */
const REACH = 6

function hitAt(map: MapLibre, { x, y }: { x: number; y: number }): Hit {
  const within = (ids: string[]) => map.queryRenderedFeatures([[x - REACH, y - REACH], [x + REACH, y + REACH]], { layers: ids.filter((id) => map.getLayer(id)) })[0]
  const problem = within(['selected-mark', 'problem-marks'])
  if (problem) return { what: 'problem', id: String(problem.properties['id']) }
  const cluster = within(['problem-clusters']) ?? within(['node-clusters'])
  if (cluster) return { what: 'cluster', of: cluster.source === 'problems' ? Number(cluster.properties['cluster_id']) : String(cluster.properties['key']), at: (cluster.geometry as GeoJSON.Point).coordinates as Position }
  const node = within(['nodes'])
  if (node) return { what: 'node', code: String(node.properties['code']) }
  const area = map.queryRenderedFeatures([x, y], { layers: ['areas'] })[0]
  return area ? { what: 'problem', id: String(area.properties['id']) } : null
}
