import { expect, test } from 'vitest'
import { manualClock } from '#shared/kernel/clock.ts'
import type { ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import { isOperatorStream, streamNames, streams } from '#shared/features/sync/streams.ts'
import { contractSelectList, tableName } from '../store/columns.ts'
import { migrate } from '../store/migrate.ts'
import { openStore, type Store } from '../store/store.ts'
import { demoOperator, fillDemo } from './demo.ts'
import { makePlant } from './plant.ts'
import { generateDemo } from './generate-demo.ts'

/** Made when it is filled, and not by the seed. */
const ofTheMoment = new Set<string>(['appointment', 'workOrder', 'diagnosticRun', 'troubleTicket'])

const clock = manualClock(Date.parse('2026-11-23T15:00:00.000Z'))
const today = '2026-11-23'

async function emptyStore(): Promise<Store> {
  const store = await openStore({ kind: 'embedded', dataDirectory: null })
  await migrate(store, clock)
  return store
}
const count = async (store: Store, table: string): Promise<number> =>
  Number((await store.pool.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]?.n)

test('a filled database holds the generated rows, each once and unchanged by the refresh', { timeout: 60_000 }, async () => {
  const store = await emptyStore()
  const steps: number[] = []
  await fillDemo(store, { clock, customers: 300, onProgress: (done) => steps.push(done) })
  const [made] = [...generateDemo({ customers: 300, seed: 'headend', today, batch: 300 })]
  // What is out, and who comes when, is reckoned from the moment of the filling, and is in no batch.
  for (const stream of streamNames.filter((name) => !isOperatorStream(name) && !ofTheMoment.has(name))) {
    const { rows } = await store.pool.query(`select ${contractSelectList(stream)} from ${tableName(stream)} order by id`)
    expect(rows.map((row) => streams[stream].parse(row)), stream).toEqual([...(made?.[stream] ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1)))
  }
  const tickets = await store.pool.query(`select ${contractSelectList('troubleTicket')} from trouble_ticket`)
  expect(tickets.rows.map((row) => streams.troubleTicket.parse(row)).map(({ status, findings }) => [status, findings.list.length])).toEqual([['open', 3]])
  const runs = await store.pool.query(`select ${contractSelectList('diagnosticRun')} from diagnostic_run`)
  expect(runs.rows.map((row) => streams.diagnosticRun.parse(row)).map(({ outcome }) => outcome?.kind).sort()).toEqual(['left', 'solved', 'visit'])
  const problems = await store.pool.query(`select ${contractSelectList('serviceProblem')} from service_problem order by reference`)
  expect(problems.rows.map((row) => streams.serviceProblem.parse(row)).map(({ kind, phase, customersAffected }) => [kind, phase, customersAffected > 0])).toEqual([['outage', 'repairing', true], ['maintenance', 'reported', true], ['outage', 'restored', true]])
  const plant = await store.pool.query(`select ${contractSelectList('plantElement')} from plant_element order by id`)
  const elements = plant.rows.map((row) => streams.plantElement.parse(row))
  const homes = (made?.customer ?? []).flatMap(({ node, latitude, longitude }) => (node !== null && latitude !== null && longitude !== null ? [{ node, latitude, longitude }] : []))
  expect(elements.map(({ code, kind, parentCode }) => ({ code, kind, parentCode })), 'that of the seed').toEqual(makePlant(homes.toSorted((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : a.longitude - b.longitude))).map(({ code, kind, parentCode }) => ({ code, kind, parentCode })))
  const premises = (kind: string): number => elements.reduce((sum, element) => sum + (element.kind === kind ? (element.premises ?? 0) : 0), 0)
  expect([premises('headend'), premises('hub'), premises('node')]).toEqual([homes.length, homes.length, homes.length])
  const states = await store.pool.query<{ at: string; nodes: string[] }>('select at, nodes from plant_state order by at')
  expect(states.rows.length).toBe(48 * 6 + 1)
  const [cut, , mended] = problems.rows.map((row) => streams.serviceProblem.parse(row)) as [ServiceProblem, ServiceProblem, ServiceProblem]
  const darkAt = (minutesAgo: number, node: string | undefined): boolean => states.rows.findLast(({ at }) => Date.parse(at) <= clock.now() - minutesAgo * 60_000)!.nodes.includes(node ?? '')
  expect([darkAt(30, cut.nodes[0]), darkAt(480, mended.nodes[0])], 'as its outages say').toEqual([true, true])
  expect(steps).toEqual([250, 300])
  expect(await count(store, 'customer_search')).toBe(300)
  await fillDemo(store, { clock, customers: 300 })
  expect([await count(store, 'customer'), await count(store, 'agent')]).toEqual([300, demoOperator.accounts.length])
  await store.close()
})

test('a fill that breaks off leaves nothing, and the next one is whole', { timeout: 60_000 }, async () => {
  const store = await emptyStore()
  const breaking = (): never => {
    throw new Error('killed')
  }
  await expect(fillDemo(store, { clock, customers: 300, onProgress: breaking })).rejects.toThrow('killed')
  expect([await count(store, 'customer'), await count(store, 'agent')]).toEqual([0, 0])
  await fillDemo(store, { clock, customers: 300 })
  expect(await count(store, 'customer')).toBe(300)
  await store.close()
})

test('passwords of the demo obey the rule of 15 characters', () => {
  for (const { password } of demoOperator.accounts) expect(password.length).toBeGreaterThanOrEqual(15)
})
