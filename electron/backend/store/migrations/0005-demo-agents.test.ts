import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

it('marks the demo agents that are there, and nobody who only shares a user name', async () => {
  await beforeMigration(5, async (store, step) => {
    const add = (userName: string, displayName: string) =>
      store.pool.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at)
        values (gen_random_uuid(), $1, $2, 'agent', '', now())`, [userName, displayName])
    await add('agent', 'Amy Moreno')
    await add('senior', 'Somebody Real')
    await step()
    const agents = await store.db.selectFrom('agent').select(['userName', 'demo']).orderBy('userName').execute()
    expect(agents).toEqual([{ userName: 'agent', demo: true }, { userName: 'senior', demo: false }])
  })
})
