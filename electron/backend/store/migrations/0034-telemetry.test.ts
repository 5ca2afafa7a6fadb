import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

it('gives the right to administrators, whose machines tell of modems, and has one detector', async () => {
  await beforeMigration(34, async (store, step) => {
    await step()
    expect(await store.db.selectFrom('rolePermission').select('role').where('permission', '=', 'outages.record').execute()).toEqual([{ role: 'administrator' }])
    expect((await store.pool.query('select holder, cursor, state from outage_detector')).rows).toEqual([{ holder: null, cursor: 0, state: null }])
    await expect(store.pool.query('insert into outage_detector default values'), 'a second one').rejects.toThrow(/outage_detector_pkey/)
    await expect(store.pool.query('update outage_detector set holder = gen_random_uuid()'), 'held since never').rejects.toThrow(/outage_detector_held/)
    await expect(store.pool.query(`update outage_detector set state = 'x'`), 'saved at no time').rejects.toThrow(/outage_detector_saved/)
  })
})
