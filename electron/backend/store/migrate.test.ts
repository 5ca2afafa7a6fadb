import { afterAll, beforeAll, expect, it } from 'vitest'
import { readEpoch } from './epoch.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/all.ts'
import { openStore, type Store } from './store.ts'

let store: Store
beforeAll(async () => {
  store = await openStore({ kind: 'embedded', dataDirectory: null })
})
afterAll(() => store.close())

it('counts from one, without a gap', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_migration, index) => index + 1))
})

it('migrates once, leaves a migrated database alone, and refuses a newer one without changing it', async () => {
  await migrate(store)
  const epoch = await readEpoch(store.db)
  await migrate(store)
  expect(await readEpoch(store.db)).toBe(epoch)
  const versions = () => store.db.selectFrom('schemaVersion').select('version').orderBy('version').execute()
  expect(await versions()).toEqual(migrations.map(({ version }) => ({ version })))

  await store.db.insertInto('schemaVersion').values({ version: migrations.length + 1, name: 'of a newer program' }).execute()
  await expect(migrate(store)).rejects.toMatchObject({ code: 'incompatible' })
  expect(await versions()).toHaveLength(migrations.length + 1)
  await store.db.deleteFrom('schemaVersion').where('version', '>', migrations.length).execute()
})

it('changes nothing when a step fails', async () => {
  await migrate(store)
  const broken = [...migrations, { version: migrations.length + 1, name: 'broken', sql: 'create table half_done (id int); select 1 / 0' }]
  await expect(migrate(store, undefined, broken)).rejects.toMatchObject({ code: '22012' })
  const { rows } = await store.pool.query(`select to_regclass('half_done') as made, (select max(version) from schema_version) as version`)
  expect(rows).toEqual([{ made: null, version: migrations.length }])
})
