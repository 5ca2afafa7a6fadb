import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

it('keeps sessions as they are, and has one app of an agent, whose key is sealed', async () => {
  await beforeMigration(26, async (store, step) => {
    await store.pool.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values (gen_random_uuid(), 'jo', 'Jo', 'agent', '', now())`)
    await store.pool.query(`insert into session (id, token_hash, agent_id, started_at, last_seen_at, absolute_ends_at) select gen_random_uuid(), 'x', id, now(), now(), now() from agent`)
    await step()
    expect((await store.pool.query('select stage, proven_at = started_at as proven from session')).rows).toEqual([{ stage: 'full', proven: true }])
    const add = (secret: string) => store.pool.query(`insert into agent_factor (id, agent_id, secret, state, added_at) select gen_random_uuid(), id, '${secret}', 'active', now() from agent`)
    await expect(add('JBSWY3DP')).rejects.toMatchObject({ code: '23514' })
    await add('v1.AAAA')
    await expect(add('v1.BBBB')).rejects.toMatchObject({ code: '23505' })
  })
})
