/** The demo operator's plant: a headend for each franchise, a hub for each town, the nodes that customers have, and a tap for each few of them. */
import { sql } from 'kysely'
import type { PlantElement } from '#shared/features/outages/plant.schema.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import { groupBy } from '#shared/kernel/group-by.ts'
import { refreshPlant } from '../features/outages/refresh-plant.ts'
import { bulkInsert } from '../store/bulk-insert.ts'
import type { Transaction } from '../store/store.ts'
import { demoId } from './demo-ids.ts'
import { places } from './places.ts'

/** Houses that hang at one tap. */
const TAP_SIZE = 4
/** Behind all customers, whose numbers are below three million. */
const FIRST_INDEX = 4_000_000

type Home = { node: string; latitude: number; longitude: number }
type Position = { latitude: number; longitude: number }
type Made = Pick<PlantElement, 'code' | 'kind' | 'parentCode'> & Position

/** @param seed a number */
export async function insertDemoPlant(trx: Transaction, clock: Clock, seed: number): Promise<void> {
  const made = makePlant(await homes(trx))
  await bulkInsert(trx, 'plantElement', made.map((element, index): PlantElement => ({
    ...element, id: demoId(seed, FIRST_INDEX + index, 0), version: 1, premises: element.kind === 'tap' ? null : 0, modems: element.kind === 'tap' ? null : 0, city: null,
  })))
  await refreshPlant(trx, clock)
}

async function homes(trx: Transaction): Promise<Home[]> {
  const { rows } = await sql<Home>`select node, latitude, longitude from customer where node is not null and latitude is not null order by node, longitude, latitude`.execute(trx)
  return rows
}

/** @param all in the order of their nodes */
export function makePlant(all: readonly Home[]): Made[] {
  const nodes = [...groupBy(all, ({ node }) => node)].map(([code, of]): Made => ({ code, kind: 'node', parentCode: hubOf(code), ...middleOf(of) }))
  const hubs = [...groupBy(nodes, ({ code }) => hubOf(code))].map(([code, of]): Made => ({ code, kind: 'hub', parentCode: headendOf(code), ...middleOf(of) }))
  const headends = [...groupBy(hubs, ({ code }) => headendOf(code))].map(([code, of]): Made => ({ code, kind: 'headend', parentCode: null, ...middleOf(of) }))
  return [...headends, ...hubs, ...nodes, ...[...groupBy(all, ({ node }) => node)].flatMap(([node, of]) => tapsOf(node, of))]
}

const franchises = new Map(places.map(({ prefix, franchise }) => [prefix, franchise]))
const hubOf = (node: string): string => node.slice(0, node.indexOf('-'))
const headendOf = (hub: string): string => `HE-${franchises.get(hub) ?? hub}`

function tapsOf(node: string, of: readonly Home[]): Made[] {
  return Array.from({ length: Math.ceil(of.length / TAP_SIZE) }, (_, index): Made => ({ code: `${node}/${index + 1}`, kind: 'tap', parentCode: node, ...middleOf(of.slice(index * TAP_SIZE, (index + 1) * TAP_SIZE)) }))
}

const middleOf = (of: readonly Position[]): Position => ({ latitude: mean(of.map(({ latitude }) => latitude)), longitude: mean(of.map(({ longitude }) => longitude)) })
const mean = (values: readonly number[]): number => Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1e6) / 1e6
