/**
 * The map of outages over the one that all pages share. Data comes as plain rows; what changes is handed on as a difference, so that a
 * thousand nodes are drawn anew within a frame or two.
 */
import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl'
import type { Position } from '#shared/features/outages/area.ts'
import type { PlantView } from '#shared/features/outages/plant.schema.ts'
import { openBaseMap, type BaseMapOptions } from '../../../ui/map/base-map.ts'
import type { FeatureCollection } from '../../../ui/map/geojson.ts'
import type { NodeLevel, NodeStates, PlantPlace } from './map-model.ts'
import { nodeFeatures, shareFeatures, siteFeatures } from './map-model.ts'
import { clusterNodes, worstLevel } from './node-clusters.ts'
import { IMAGE_RATIO, markImages } from './mark-images.ts'
import { layers, NAMES_FROM_ZOOM, NODES_FROM_ZOOM, PREMISES_FROM_ZOOM, sources } from './map-style.ts'

/** What somebody pressed: a problem, a cluster, a node, or a place where nothing is. */
export type Hit = { what: 'problem'; id: string } | { what: 'node'; code: string } | { what: 'cluster'; /** Of nodes their key. */ of: number | string; at: Position } | null
type DataSource = 'sites' | 'nearby' | 'problemPlaces' | 'problems' | 'selected' | 'draft' | 'picked'

export type MapOptions = Omit<BaseMapOptions, 'sources' | 'layers' | 'images'>
export type MapEngine = ReturnType<typeof openMap>

/** @throws where no WebGL is to be had: see `isWithoutGraphics` */
export function openMap(options: MapOptions) {
  const base = openBaseMap({ ...options, sources: sources(), layers, images: { all: markImages, ratio: IMAGE_RATIO } })
  const { map, source, whenReady } = base
  let places: readonly PlantPlace[] = []
  let states: NodeStates = new Map()
  let clusters = clusterNodes([], NODES_FROM_ZOOM)
  /** What the marks on screen say already, by their keys. */
  let said = new Map<string, NodeLevel>()
  /** Of clusters the whole zoom that is drawn; nodes that stand alone are the same from `NODES_FROM_ZOOM` on. */
  let drawn = -1
  let sharesStale = false
  const wanted = () => Math.min(NODES_FROM_ZOOM, Math.max(0, Math.floor(map.getZoom())))

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

  return {
    ...base,
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
    setData: (name: DataSource, data: FeatureCollection) => base.setData(name, data),
    openCluster: async ({ of, at }: Extract<Hit, { what: 'cluster' }>) => {
      const zoom = typeof of === 'number' ? await source('problems').getClusterExpansionZoom(of) : clusters.opensAt(of)
      if (!base.isClosed()) base.easeTo({ center: at, zoom })
    },
    hitAt: ({ point }: Pick<MapMouseEvent, 'point'>) => hitAt(map, point),
    /** Where taps and premises can be told one from another; null from farther away. */
    closeView(): PlantView | null {
      if (map.getZoom() < PREMISES_FROM_ZOOM) return null
      const bounds = map.getBounds()
      return { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() }
    },
  }
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
