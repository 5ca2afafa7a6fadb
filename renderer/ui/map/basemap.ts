/** States and counties without a network: `us-atlas`, made from the Census Bureau's cartographic boundary files (public domain), 1:10,000,000. */
import { feature, mesh } from 'topojson-client'
import type { FeatureCollection } from './geojson.ts'
// As text: the compiler would make a type of each of its thousands of numbers.
import atlas from 'us-atlas/counties-10m.json?raw'

type Topology = Parameters<typeof mesh>[0]
type Borders = Extract<NonNullable<Parameters<typeof mesh>[1]>, { type: 'GeometryCollection' }>
type Atlas = Omit<Topology, 'objects'> & { objects: { counties: Borders; states: Borders; nation: Borders } }

const alone = (geometry: GeoJSON.Geometry): FeatureCollection => ({ type: 'FeatureCollection', features: [{ type: 'Feature', geometry, properties: {} }] })

/** Land, and the borders on it, each once. */
export function basemap(): { land: FeatureCollection; states: FeatureCollection; counties: FeatureCollection } {
  const topology = JSON.parse(atlas) as Atlas
  const { counties, states, nation } = topology.objects
  return {
    land: feature(topology, nation),
    states: alone(mesh(topology, states, (one, other) => one !== other)),
    counties: alone(mesh(topology, counties, (one, other) => one !== other && stateOf(one) === stateOf(other))),
  }
}

/** The first two digits of a county's FIPS code. */
const stateOf = ({ id }: { id?: string | number | undefined }): string => String(id).slice(0, 2)
