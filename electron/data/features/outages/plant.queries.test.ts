import { beforeEach, expect, it } from 'vitest'
import { MAX_IN_VIEW } from '#shared/features/outages/plant.schema.ts'
import { makeRow } from '../../../../tests/support/rows.ts'
import { migrate } from '../../database/migrate.ts'
import { openFile } from '../../database/open.ts'
import { listRows, type WritableDb } from '../../database/statements.ts'
import { ensureStreamTables, upsertRows } from '../../database/stream-tables.ts'
import { listPlant, plantIn } from './plant.queries.ts'

const view = { west: -74, south: 40.9, east: -73.8, north: 41 }
let db: WritableDb
beforeEach(() => {
  db = openFile(null, null) as WritableDb
  migrate(db)
  ensureStreamTables(db)
})

it('lists headends, then hubs, then nodes, and no taps', () => {
  const tap = makeRow('plantElement', { kind: 'tap', code: 'YK-07/1', premises: null, modems: null })
  const rows = (['node', 'hub', 'headend'] as const).map((kind) => makeRow('plantElement', { kind, code: `A ${kind}` }))
  upsertRows(db, 'plantElement', [...rows, tap])
  expect(listPlant(db)).toEqual({ elements: rows.toReversed() })
})

it('tells taps and premises of a view, and no others', () => {
  const outside = { latitude: 41.01, longitude: -73.9 }
  const [tap, elsewhere] = [makeRow('plantElement', { kind: 'tap', premises: null, modems: null }), makeRow('plantElement', { kind: 'tap', premises: null, modems: null, ...outside })]
  const [home, moved, unknown] = [makeRow('customer'), makeRow('customer', outside), makeRow('customer', { latitude: null, longitude: null })]
  upsertRows(db, 'plantElement', [tap, elsewhere, makeRow('plantElement')])
  upsertRows(db, 'customer', [home, moved, unknown])
  const placeOf = ({ latitude, longitude }: { latitude: number | null; longitude: number | null }) => ({ latitude, longitude })
  expect(plantIn(db, view)).toEqual({ taps: [placeOf(tap)], premises: [placeOf(home)], more: false })
})

it('says that there are more than it tells, and looks them up by their place', () => {
  upsertRows(db, 'customer', Array.from({ length: MAX_IN_VIEW + 1 }, () => makeRow('customer')))
  const { premises, more } = plantIn(db, view)
  expect([premises.length, more]).toEqual([MAX_IN_VIEW, true])
  const plan = listRows<{ detail: string }>(db, 'explain query plan select id from customer where latitude between 40 and 41 and longitude between -74 and -73')
  expect(plan.map(({ detail }) => detail).join()).toContain('USING INDEX customerByCustomer')
})

it('gives a file of before the map its indexes', () => {
  db.exec('drop index customerByCustomer')
  ensureStreamTables(db)
  expect(listRows(db, `select 1 from sqlite_schema where name = 'customerByCustomer'`)).toHaveLength(1)
})
