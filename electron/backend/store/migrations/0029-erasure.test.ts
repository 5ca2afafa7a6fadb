import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

const customer = '0190f0aa-0000-7000-8000-000000000001'
const points = `insert into loyalty_transaction (id, customer_id, version, kind, points, at, by, comment) values (gen_random_uuid(), '${customer}', 1, 'goodwill', 5, now(), 'Jo Doe', 'Sorry')`
const note = `insert into interaction (id, customer_id, version, channel, direction, at, text) values (gen_random_uuid(), '${customer}', 1, 'note', 'internal', now(), 'x')`

it('gives the right to administrators, and keeps who was erased from coming back, with their points as they were', async () => {
  await beforeMigration(29, async (store, step) => {
    await store.pool.query(points)
    await step()
    const rights = await store.db.selectFrom('rolePermission').select('role').where('permission', '=', 'privacy.erase').execute()
    expect(rights).toEqual([{ role: 'administrator' }])
    // Nobody was erased: a note is taken, and what stands beside points stays.
    await store.pool.query(note)
    await expect(store.pool.query('update loyalty_transaction set comment = null')).rejects.toThrow(/points only grow/)
    await store.pool.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values ('${customer}', 'jo', 'Jo', 'administrator', '-', now())`)
    await store.pool.query(`insert into customer_erasure values ('${customer}', now(), '${customer}', 'gdpr', now(), now())`)
    await expect(store.pool.query(note)).rejects.toThrow(/was erased/)
    await expect(store.pool.query('update loyalty_transaction set comment = \'other\'')).rejects.toThrow(/points only grow/)
    await expect(store.pool.query('update loyalty_transaction set points = 6, comment = null')).rejects.toThrow(/points only grow/)
    await store.pool.query('update loyalty_transaction set comment = null, removed_at = now()')
    expect((await store.pool.query('select points, comment from loyalty_transaction')).rows).toEqual([{ points: 5, comment: null }])
    await expect(store.pool.query('delete from customer_erasure')).rejects.toThrow(/only grows/)
  })
})
