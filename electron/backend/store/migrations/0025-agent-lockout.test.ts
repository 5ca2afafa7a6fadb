import { expect, it } from 'vitest'
import { permissionSchema } from '#shared/features/session/session.schema.ts'
import { beforeMigration } from './migration-test.ts'

it('keeps what customers failed, and has one row of an agent', async () => {
  await beforeMigration(25, async (store, step) => {
    await store.pool.query(`insert into sign_in_lockout (subject, failures) values ('a name', 3)`)
    await step()
    expect((await store.pool.query('select failures, agent_id from sign_in_lockout')).rows).toEqual([{ failures: 3, agent_id: null }])
    await store.pool.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values (gen_random_uuid(), 'jo', 'Jo', 'agent', '', now())`)
    const count = (subject: string) => store.pool.query(`insert into sign_in_lockout (subject, agent_id) select '${subject}', id from agent`)
    await count('one')
    await expect(count('two')).rejects.toMatchObject({ code: '23505' })
    const rights = await store.db.selectFrom('rolePermission').select('role').where('permission', '=', permissionSchema.parse('agents.unlock')).orderBy('role').execute()
    expect(rights.map(({ role }) => role)).toEqual(['administrator', 'supervisor'])
  })
})
