/** What the map shows, as GeoJSON: plain data, without the map. Positions are `[longitude, latitude]` in degrees. */
import { boundsOf, type Position } from '#shared/features/outages/area.ts'
import type { ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import type { PlantInView } from '#shared/features/outages/plant.schema.ts'
import { collection, pointAt, type Feature, type FeatureCollection, type Geometry, type Point } from '../../../ui/map/geojson.ts'
import { markOf, marks, toneRank } from './problem-marks.ts'

/** A headend, hub or node with its place. */
export type PlantPlace = { code: string; kind: 'headend' | 'hub' | 'node'; position: Position }
/** Modems of a node, and how many of them are offline. */
export type NodeState = { modems: number; offline: number }
export type NodeStates = ReadonlyMap<string, NodeState>

/** 0: nothing is known; 1: as usual; 2: some are offline; 3: many are. */
export type NodeLevel = 0 | 1 | 2 | 3
/** From this share of a node's modems on some, and many. Below it a customer's own switched-off modem would colour the map. */
const SOME = 0.1
const MANY = 0.5

export function nodeLevel(state: NodeState | undefined): NodeLevel {
  if (!state || state.modems === 0) return 0
  const share = state.offline / state.modems
  return share >= MANY ? 3 : share >= SOME ? 2 : 1
}

const polygon = (ring: readonly Position[]): Geometry => ({ type: 'Polygon', coordinates: [[...ring, ring[0]] as Position[]] })

export const nodeFeatures = (places: readonly PlantPlace[]): FeatureCollection<Point> =>
  collection(places.filter(({ kind }) => kind === 'node').map(({ code, position }) => pointAt(position, { code })))

/** In figures, of those where more is offline than usual. */
export const shareFeatures = (places: readonly PlantPlace[], states: NodeStates): FeatureCollection<Point> =>
  collection(places.flatMap(({ code, position }) => {
    const state = states.get(code)
    return state && nodeLevel(state) > 1 ? pointAt(position, { share: `${Math.round((100 * state.offline) / state.modems)} %` }) : []
  }))

export const siteFeatures = (places: readonly PlantPlace[]): FeatureCollection<Point> =>
  collection(places.filter(({ kind }) => kind !== 'node').map(({ code, kind, position }) => pointAt(position, { code, kind })))

export type Places = ReadonlyMap<string, Position>
export const placesByCode = (places: readonly PlantPlace[]): Places => new Map(places.map(({ code, position }) => [code, position]))

const known = (nodes: readonly string[], places: Places): Position[] => nodes.map((node) => places.get(node)).filter((place) => place !== undefined)

/** Where a problem is: its nodes that have a place, and the corners of its area. */
export function positionsOf({ nodes, area }: Pick<ServiceProblem, 'nodes' | 'area'>, places: Places): Position[] {
  return [...known(nodes, places), ...(area?.ring ?? [])]
}

/** One point for the mark, in the middle of where it is; null where nothing of it has a place. */
export function anchorOf(problem: Pick<ServiceProblem, 'nodes' | 'area'>, places: Places): Position | null {
  const positions = problem.area ? problem.area.ring : positionsOf(problem, places)
  if (positions.length === 0) return null
  const [west, south, east, north] = boundsOf(positions)
  return [(west + east) / 2, (south + north) / 2]
}

function problemProperties(problem: ServiceProblem): Record<string, unknown> {
  const mark = markOf(problem)
  return { id: problem.id, mark, tone: marks[mark].tone, rank: toneRank[marks[mark].tone], open: !marks[mark].hollow }
}

/** The marks: one for each problem that has a place. */
export const problemPoints = (problems: readonly ServiceProblem[], places: Places): FeatureCollection<Point> =>
  collection(problems.flatMap((problem) => {
    const anchor = anchorOf(problem, places)
    return anchor ? pointAt(anchor, problemProperties(problem)) : []
  }))

/** Where they are: areas as polygons, nodes as points. */
export const problemPlaces = (problems: readonly ServiceProblem[], places: Places): FeatureCollection =>
  collection(problems.flatMap((problem): Feature[] => {
    const properties = problemProperties(problem)
    const points = known(problem.nodes, places).map((position) => pointAt(position, properties))
    return problem.area ? [{ type: 'Feature', geometry: polygon(problem.area.ring), properties }, ...points] : points
  }))

/** The one that is being read, over all others: where it is, and its mark also where it is in a cluster. */
export function selectedFeatures(problem: ServiceProblem | null, places: Places): FeatureCollection {
  const anchor = problem && anchorOf(problem, places)
  return problem && anchor ? collection([...problemPlaces([problem], places).features, pointAt(anchor, { ...problemProperties(problem), anchor: true })]) : collection([])
}

export const pickedFeatures = (nodes: readonly string[], places: Places): FeatureCollection<Point> =>
  collection(known(nodes, places).map((position) => pointAt(position, {})))

export const nearbyFeatures = (found: Pick<PlantInView, 'taps' | 'premises'> | null): FeatureCollection<Point> =>
  collection([...(found?.premises ?? []).map((each) => ({ ...each, what: 'premises' })), ...(found?.taps ?? []).map((each) => ({ ...each, what: 'tap' }))].map(({ longitude, latitude, what }) => pointAt([longitude, latitude], { what })))
