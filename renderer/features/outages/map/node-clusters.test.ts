import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlantPlace } from './map-model.ts'
import { clusterNodes, worstLevel } from './node-clusters.ts'

const anywhere = fc.tuple(fc.double({ min: -74.5, max: -72, noNaN: true }), fc.double({ min: 40.5, max: 41.5, noNaN: true }))
const plants = fc.array(anywhere, { minLength: 1, maxLength: 300 }).map((positions): PlantPlace[] => positions.map((position, index) => ({ code: `N-${index}`, kind: 'node', position })))

it('has each node in one mark at each zoom, and counts it there once', () => {
  fc.assert(fc.property(plants, fc.double({ min: 0, max: 10, noNaN: true }), (places, zoom) => {
    const { features, members } = clusterNodes(places, 10).at(zoom)
    expect([...members.values()].flat().toSorted()).toEqual(places.map(({ code }) => code).toSorted())
    expect(features.features.map(({ properties }) => [properties?.['key'], properties?.['count']])).toEqual([...members].map(([key, codes]) => [key, codes.length]))
  }))
})

it('falls apart at a nearer zoom than the one it is seen at', () => {
  const places: PlantPlace[] = [{ code: 'A', kind: 'node', position: [-73.9, 40.9] }, { code: 'B', kind: 'node', position: [-73.8, 40.9] }, { code: 'HUB', kind: 'hub', position: [-73.85, 40.9] }]
  const clusters = clusterNodes(places, 10)
  const [key = ''] = [...clusters.at(2).members.keys()]
  expect(clusters.at(2).members.get(key)).toEqual(['A', 'B'])
  expect(clusters.at(clusters.opensAt(key)).members.size).toBe(2)
})

it('says the worst of its nodes, and nothing where nothing is known', () => {
  const states = new Map([['A', { modems: 100, offline: 2 }], ['B', { modems: 100, offline: 10 }], ['C', { modems: 100, offline: 50 }]])
  expect([worstLevel(['A'], states), worstLevel(['A', 'B'], states), worstLevel(['A', 'B', 'C', 'D'], states), worstLevel(['D'], states)]).toEqual([1, 2, 3, 0])
})
