import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

it('keeps agents and sessions as they are, and knows somebody of a provider as one agent', async () => {
  await beforeMigration(28, async (store, step) => {
    const add = (userName: string, hash: string) =>
      store.pool.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values (gen_random_uuid(), '${userName}', '', 'agent', ${hash}, now())`)
    await add('jo', `'a hash'`)
    await expect(add('sam', 'null'), 'a password was needed before').rejects.toMatchObject({ code: '23502' })
    await store.pool.query(`insert into session (id, token_hash, agent_id, started_at, last_seen_at, absolute_ends_at, proven_at) select gen_random_uuid(), 'x', id, now(), now(), now(), now() from agent`)
    await step()
    expect((await store.pool.query('select password_hash, issuer from agent join session on agent_id = agent.id')).rows).toEqual([{ password_hash: 'a hash', issuer: null }])
    await add('sam', 'null')
    const link = (userName: string, issuer: string, subject: string) =>
      store.pool.query(`insert into agent_identity (issuer, subject, agent_id, linked_at) select '${issuer}', '${subject}', id, now() from agent where user_name = '${userName}'`)
    await link('sam', 'https://login.example', 's-1')
    await expect(link('jo', 'https://login.example', 's-1'), 'one subject is one agent').rejects.toMatchObject({ code: '23505' })
    await expect(link('sam', 'https://login.example', 's-2'), 'and one agent one subject').rejects.toMatchObject({ code: '23505' })
    await link('jo', 'https://other.example', 's-1')
    const begin = (secrets: string, expires: string) =>
      store.pool.query(`insert into single_sign_on_begun (token_hash, secrets, redirect_uri, begun_at, expires_at) values ('${secrets}', '${secrets}', '', now(), now() + interval '${expires}')`)
    await expect(begin('plain', '1 minute')).rejects.toMatchObject({ code: '23514' })
    await expect(begin('v1.A', '-1 minute')).rejects.toMatchObject({ code: '23514' })
    await begin('v1.A', '1 minute')
  })
})
