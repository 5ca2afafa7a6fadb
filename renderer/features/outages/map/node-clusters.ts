/**
 * Nodes that stand close together, as one mark, for each zoom. Who is in which is a matter of places alone, so it is worked out here
 * once for a plant: what modems do changes each minute and repaints the marks without a tile being made anew.
 */
import Supercluster from 'supercluster'
import type { FeatureCollection } from '../../../ui/map/geojson.ts'
import { nodeLevel, type NodeLevel, type NodeStates, type PlantPlace } from './map-model.ts'

/** Pixels. */
const RADIUS = 60

export type ClusterLevel = { features: FeatureCollection<GeoJSON.Point>; /** By the mark's key: its nodes. */ members: ReadonlyMap<string, readonly string[]> }
export type NodeClusters = { at: (zoom: number) => ClusterLevel; /** At which zoom it falls apart. */ opensAt: (key: string) => number }

/** @param below the zoom from which on nodes stand alone */
export function clusterNodes(places: readonly PlantPlace[], below: number): NodeClusters {
  const index = new Supercluster<{ code: string }>({ radius: RADIUS, maxZoom: below, extent: 512 }).load(
    places.filter(({ kind }) => kind === 'node').map(({ code, position }) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: position }, properties: { code } })),
  )
  const levels = new Map<number, ClusterLevel>()
  const at = (zoom: number): ClusterLevel => {
    const whole = Math.max(0, Math.min(below, Math.floor(zoom)))
    let level = levels.get(whole)
    if (!level) levels.set(whole, (level = levelOf(index, whole)))
    return level
  }
  return { at, opensAt: (key) => (key.startsWith(CLUSTER) ? index.getClusterExpansionZoom(Number(key.slice(CLUSTER.length))) : below) }
}

/** No operator's code begins so. */
const CLUSTER = '\u0000'

function levelOf(index: Supercluster<{ code: string }>, zoom: number): ClusterLevel {
  const members = new Map<string, readonly string[]>()
  const features = index.getClusters([-180, -85, 180, 85], zoom).map(({ geometry, properties }) => {
    const isCluster = 'cluster_id' in properties
    const key = isCluster ? `${CLUSTER}${properties.cluster_id}` : properties.code
    members.set(key, isCluster ? index.getLeaves(properties.cluster_id, Infinity).map((leaf) => leaf.properties.code) : [properties.code])
    return { type: 'Feature' as const, geometry, properties: { key, count: members.get(key)?.length ?? 0 } }
  })
  return { features: { type: 'FeatureCollection', features }, members }
}

/** The worst of them speaks for all. */
export function worstLevel(codes: readonly string[], states: NodeStates): NodeLevel {
  let worst: NodeLevel = 0
  for (const code of codes) {
    const level = nodeLevel(states.get(code))
    if (level > worst) worst = level
  }
  return worst
}
