import { expect, it } from 'vitest'
import { townsIn, townsOf } from './plant-towns.ts'

const node = (code: string, city: string | null, longitude: number) => ({ code, city, longitude, latitude: 40.95 })
const plant = [node('YK-01', 'Yonkers', -73.9), node('YK-02', 'Yonkers', -73.85), node('BX-01', 'Bronx', -73.8), node('HUB', null, -73.85)]
const area = { ring: [[-73.91, 40.9], [-73.84, 40.9], [-73.84, 41], [-73.91, 41]] as [number, number][] }

it('are those of its nodes, and of those inside its area', () => {
  expect([...townsOf({ nodes: ['BX-01', 'HUB', 'unknown'], area: null }, plant)]).toEqual(['Bronx'])
  expect([...townsOf({ nodes: ['BX-01'], area }, plant)].sort()).toEqual(['Bronx', 'Yonkers'])
  expect([...townsOf({ nodes: [], area: null }, plant)]).toEqual([])
})

it('are listed once, and none where the plant names none', () => {
  expect(townsIn(plant)).toEqual(['Bronx', 'Yonkers'])
  expect(townsIn([node('YK-01', null, -73.9)])).toEqual([])
})
