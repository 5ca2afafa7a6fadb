import { expect, it } from 'vitest'
import { newWatched, openPlant } from './watched-plant.ts'

it('moves a node with its modems to the hub that it hangs at now', () => {
  const places = new Map([['A', 'one'], ['B', 'one']])
  const plant = openPlant((node) => ({ hub: places.get(node)!, headend: 'WEST' }), newWatched(0))
  const see = (modem: string, node: string, online: boolean) => plant.see({ kind: 'modem', modem, node, online, at: 1_000 })
  see('a1', 'A', true)
  see('a2', 'A', false)
  see('b1', 'B', true)
  const hubs = () => [...plant.hubs.values()].map(({ code, headend, modems, off, nodes }) => [code, headend, modems, off, nodes.map((node) => node.code)])
  plant.settlePlaces()
  expect(hubs()).toEqual([['one', 'WEST', 3, 1, ['A', 'B']]])
  places.set('A', 'two')
  plant.settlePlaces()
  expect(hubs()).toEqual([['one', 'WEST', 1, 0, ['B']], ['two', 'WEST', 2, 1, ['A']]])
  plant.see({ kind: 'modem', modem: 'a1', node: 'A', online: false, at: 2_000 })
  expect(hubs()[1]).toEqual(['two', 'WEST', 2, 2, ['A']])
})
