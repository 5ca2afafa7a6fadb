import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PlantRefused, readPlantFile } from './plant-file.ts'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(path.join(os.tmpdir(), 'plant-'))))
afterEach(() => rm(folder, { recursive: true }))

async function read(...lines: string[]) {
  const file = path.join(folder, 'plant.csv')
  await writeFile(file, `code,kind,parent,latitude,longitude\n${lines.join('\n')}\n`)
  return readPlantFile(file, null)
}
const problems = async (...lines: string[]): Promise<string[]> => {
  const error = await read(...lines).catch((refused: unknown) => refused)
  expect(error).toBeInstanceOf(PlantRefused)
  return (error as PlantRefused).problems.map(({ line, message }) => `${line}: ${message}`)
}
const source = ['WEST,headend,,40.9,-73.9', 'YK,hub,WEST,40.91,-73.89']

it('reads each element with what feeds it, in any order of lines', async () => {
  expect(await read('YK-07/1,tap,YK-07,40.93,-73.88', ' YK-07 ,Node,YK,+40.92,-73.88', ...source)).toEqual([
    { code: 'YK-07/1', kind: 'tap', parentCode: 'YK-07', latitude: 40.93, longitude: -73.88 },
    { code: 'YK-07', kind: 'node', parentCode: 'YK', latitude: 40.92, longitude: -73.88 },
    { code: 'WEST', kind: 'headend', parentCode: null, latitude: 40.9, longitude: -73.9 },
    { code: 'YK', kind: 'hub', parentCode: 'WEST', latitude: 40.91, longitude: -73.89 },
  ])
})

it('says of each line what is wrong with it', async () => {
  expect(await problems(...source, ',node,YK,40.9,-73.9', 'A,amplifier,YK,40.9,-73.9', 'B,node,YK,91,-73.9', 'C,node,YK,40.9,west', 'D,node,YK,,-73.9')).toEqual([
    '4: code is missing', '5: kind is one of headend, hub, node, tap', '6: latitude: Too big: expected number to be <=90', '7: longitude is no number', '8: latitude is no number',
  ])
  expect(await problems(...source, 'YK,node,WEST,40.9,-73.9')).toEqual(['4: YK is on line 3 already'])
  expect(await problems(...source, 'A,node,NR,40.9,-73.9')).toEqual(['4: A is fed by NR, which is not in the file'])
  expect(await problems(...source, 'T,tap,,40.9,-73.9')).toEqual(['4: T says no node that feeds it'])
})

it('refuses loops, and kinds in the wrong order', async () => {
  expect(await problems('A,hub,B,40.9,-73.9', 'B,hub,A,40.9,-73.9', 'C,node,C,40.9,-73.9')).toEqual(['2: A is fed by itself', '3: B is fed by itself', '4: C is fed by itself'])
  expect(await problems(...source, 'EAST,headend,YK,40.9,-73.9', 'NR,hub,YK,40.9,-73.9', 'T,tap,YK,40.9,-73.9')).toEqual([
    '4: EAST is a headend, which no hub feeds (YK)', '5: NR is a hub, which no hub feeds (YK)', '6: T is a tap, which no hub feeds (YK)',
  ])
})

it('refuses a file that is no plant', async () => {
  await writeFile(path.join(folder, 'other.csv'), 'code,name\nYK,Yonkers\n')
  await expect(readPlantFile(path.join(folder, 'other.csv'), null)).rejects.toThrow('has no column kind, parent, latitude, longitude')
  await expect(read()).rejects.toThrow('has no elements')
})
