import { expect, it } from 'vitest'
import { newId } from '#shared/kernel/ids.ts'
import { beforeMigration } from './migration-test.ts'

it('holds one reply of each name for each owner, and a handful beside a conversation that goes on', async () => {
  await beforeMigration(47, async (store, step) => {
    await step()
    const rights = await store.db.selectFrom('rolePermission').select('role').where('permission', '=', 'chat.replies').orderBy('role').execute()
    expect(rights.map(({ role }) => role)).toEqual(['administrator', 'supervisor'])
    const people = Array.from({ length: 10 }, () => newId())
    for (const id of people) await store.pool.query(`insert into agent (id, user_name, display_name, role, password_hash, created_at) values ('${id}', '${id}', 'Jo', 'agent', '', now())`)
    const reply = (owner: string | null, name: string, english = 'Hello') => store.pool.query(`insert into chat_reply (id, owner_id, name, english, spanish, changed_at, changed_by) values ('${newId()}', ${owner ? `'${owner}'` : 'null'}, '${name}', '${english}', '', now(), 'Jo')`)
    await reply(null, 'hello')
    await reply(people[0]!, 'hello')
    await expect(reply(null, 'hello')).rejects.toThrow(/chat_reply_name/)
    await expect(reply(people[0]!, 'hello')).rejects.toThrow(/chat_reply_name/)
    await expect(reply(null, 'two words')).rejects.toThrow(/check/)
    await expect(reply(null, 'empty', '')).rejects.toThrow(/check/)

    const [queue, conversation] = [newId(), newId()]
    await store.pool.query(`insert into chat_queue (id, name, spanish_name, hours, target_seconds, max_waiting, changed_at) values ('${queue}', 'Chat', 'Chat', '[null,null,null,null,null,null,null]', 60, 10, now())`)
    await store.pool.query(`insert into chat_conversation (id, name, topic, language, resume_hash, queue_id, status, rank_at, begun_at, waiting_since) values ('${conversation}', '-', 'bill', 'en', 'x', '${queue}', 'waiting', now(), now(), now())`)
    const invite = (agent: string) => store.pool.query(`insert into chat_invitation (conversation_id, agent_id, invited_by, at, expires_at) values ('${conversation}', '${agent}', '${people[0]!}', now(), now() + interval '1 minute')`)
    await expect(invite(people[1]!), 'nobody has it').rejects.toThrow(/chat_invitation_closed/)
    await store.pool.query(`insert into chat_agent (agent_id, capacity, away_reason, status_at) values ('${people[0]!}', 1, 'gone', now())`)
    await store.pool.query(`begin; update chat_slot set conversation_id = '${conversation}'; update chat_conversation set status = 'active', owner_id = '${people[0]!}', waiting_since = null; commit`)
    for (const agent of people.slice(1, 9)) await invite(agent)
    await expect(invite(people[9]!)).rejects.toThrow(/chat_company_full/)
    await expect(invite(people[1]!), 'twice').rejects.toThrow(/duplicate key/)
    await store.pool.query(`update chat_conversation set status = 'wrapUp', closed_at = now() where id = '${conversation}'`)
    expect((await store.pool.query('select 1 from chat_invitation')).rowCount).toBe(0)
  })
})
